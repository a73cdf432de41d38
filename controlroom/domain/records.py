"""What stands in the journal: facts, accepted commands and what the server itself observed.

Owns: the observations' structs, the union of everything a record can be, and the page that one commit writes.
Law: a record's `seq` is its page's `first_seq` plus its line, its `received_ms` the page's; both are gapless and never
fall. A changed record gets a version, an upcaster (`store.upcast`) and an old journal as fixture.
Must not know: SQL, files, sockets.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import DecodeError, Struct
from msgspec.json import Decoder, Encoder

from controlroom.domain.alerts.rules import Rule
from controlroom.domain.baselines import Baselines
from controlroom.domain.commands import AnyCommand
from controlroom.domain.events import Event
from controlroom.domain.plan import Plan
from controlroom.domain.prompter import Voices
from controlroom.domain.roles import Role

RECORD_VERSION: Final = 2
"""The shape of records written by this code; a page carries the version it was written with. 2: comments have a class."""

Mode = Literal["live", "rehearsal", "replay"]


class Observation(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something the server itself saw or did that the fold needs."""


class ShowOpened(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="show.opened"):
    """A show's first record: everything its fold depends on.

    Args:
        room, show: Slugs.
        mode: `rehearsal` when the clock is driven, else `live`.
        plan: The resolved plan; None: plan-less.
        command: Id of the `show.open` that asked for it, if a person did.
        seed: Of a rehearsal; None: live.
        words_version: What the lists are, by which comments are classified and words watched (a digest; 0: nobody does).
        baselines: What earlier shows of the room were like; None: there are not three.
        voices: How fast each host read in them.
        rules: Every rule of the show, the ready-made ones too; None: those of the version that folds it, with the plan's.
    """

    room: str
    show: str
    mode: Mode
    timezone: str = "Asia/Shanghai"
    plan: Plan | None = None
    command: str | None = None
    by: Role | None = None
    seed: int | None = None
    words_version: int = 0
    baselines: Baselines | None = None
    voices: Voices = {}
    rules: tuple[Rule, ...] | None = None


class Accepted(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="command"):
    """A command that was accepted.

    Args:
        by: The giver's role. `person`: who, where it is known.
        sealed: What the server adds to a draw's commands: the commitment when it opens, the seed when it is drawn.
        watched: The watched words in what the command has said to the audience.
        prepared: Of a start and of another plan: the watched words of the cards that may come by themselves, by
            card, and of offers (`offer:ID`).
    """

    by: Role
    command: AnyCommand
    person: str | None = None
    sealed: str | None = None
    watched: tuple[str, ...] = ()
    prepared: dict[str, tuple[str, ...]] = {}


class RoomResumed(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="room.resumed"):
    """The server or the machine was away: nothing matured between these instants."""

    from_ms: int
    to_ms: int


class RoomReached(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="room.reached"):
    """An advance to `to_ms` made a transition that people saw."""

    to_ms: int


class RecordQuarantined(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="record.quarantined"):
    """The record `bad_seq` breaks the fold and is skipped by every fold; `why`: the error's text."""

    bad_seq: int
    why: str


class ScreenCame(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="screen.came"):
    """A screen connected. `tab`: what it calls itself, which outlives its socket."""

    screen: str
    role: Role
    name: str | None = None
    tab: str | None = None


class ScreenLeft(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="screen.left"):
    """A screen is gone."""

    screen: str


class CueDelivered(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="cue.delivered"):
    """A host's screen has confirmed that it drew the card."""

    cue: str
    screen: str


class FeedChanged(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="feed.changed"):
    """A feed's connection went up or down, or the room has it no more; `why`: what happened."""

    feed: str
    kind: str
    state: Literal["live", "down", "gone"]
    why: str | None = None


class FeedsBring(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="feeds.bring"):
    """What the room's feeds, as they are now, can bring: the tags of types of facts."""

    types: tuple[str, ...]


class DeskSent(Observation, frozen=True, kw_only=True, omit_defaults=True, tag="desk.sent"):
    """Whoever does the desk's acts by himself has taken one on, or could not: `why`."""

    desk: str
    why: str | None = None


Seen = (
    DeskSent
    | ShowOpened
    | RoomResumed
    | RoomReached
    | RecordQuarantined
    | ScreenCame
    | ScreenLeft
    | CueDelivered
    | FeedChanged
    | FeedsBring
)

Record = Event | Accepted | Seen
"""Anything that stands in a journal."""


class Unknown(Struct, frozen=True):
    """A record of a kind this code does not know: counted and kept. `type`: its tag, `line`: its bytes."""

    type: str
    line: bytes


class Page(Struct, frozen=True, kw_only=True):
    """One commit: `count` records as NDJSON in `body`, the first with `first_seq`, all received at `received_ms`."""

    first_seq: int
    count: int
    received_ms: int
    body: bytes
    version: int = RECORD_VERSION

    @property
    def last_seq(self) -> int:
        """Return the seq of the page's last record."""
        return self.first_seq + self.count - 1


class _Tag(Struct, frozen=True):
    type: str = "?"


_DECODER: Final[Decoder[Record]] = Decoder(Record)
_TAG: Final = Decoder(_Tag)
_ENCODER: Final = Encoder()


def encode_page(records: list[Record], first_seq: int, received_ms: int) -> Page:
    """Return the page that holds `records` in order.

    Args:
        records: At least one.
        first_seq: Seq of the first, ≥ 1.
        received_ms: Epoch ms.
    """
    body = _ENCODER.encode_lines(records)
    return Page(first_seq=first_seq, count=len(records), received_ms=received_ms, body=body)


def decode_page(page: Page) -> list[Record | Unknown]:
    """Return the page's records in order; a line this code cannot read comes back as `Unknown`."""
    try:
        return list(_DECODER.decode_lines(page.body))
    except (DecodeError, UnicodeDecodeError):  # a line of another version, one in a million: then line by line
        return [_decode_line(line) for line in page.body.splitlines()]


def _decode_line(line: bytes) -> Record | Unknown:
    try:
        return _DECODER.decode(line)
    except (DecodeError, UnicodeDecodeError):
        return Unknown(_tag_of(line), line)


def _tag_of(line: bytes) -> str:
    try:
        return _TAG.decode(line).type
    except DecodeError:
        return "?"


class Exported(Struct, frozen=True, kw_only=True):
    """The head of an exported line: the record's place."""

    seq: int
    received_ms: int


_PLACE: Final = Decoder(Exported)


def export_lines(page: Page) -> list[bytes]:
    """Return the page's records as exported lines: `{"seq":…,"received_ms":…,<the record>}` without newline."""
    head = b'{"seq":%d,"received_ms":' + str(page.received_ms).encode() + b","
    return [head % (page.first_seq + i) + line[1:] for i, line in enumerate(page.body.splitlines())]


def import_line(line: bytes) -> tuple[int, int, Record | Unknown]:
    """Return (seq, received_ms, record) of an exported line.

    Raises:
        msgspec.DecodeError: The line is not an exported record.
    """
    place = _PLACE.decode(line)
    return place.seq, place.received_ms, _decode_line(line)
