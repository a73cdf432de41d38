"""What the running room needs from the world: the Protocols that the floors meet at.

Owns: the shapes of journal, snapshots, book, clock, feed and screen wire.
Law: a Protocol here is honest for another backend (PostgreSQL, NATS): no SQL, no file, no socket shows through.
Must not know: any implementation.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from controlroom.domain.alerts.rules import Severity
from controlroom.domain.desk import Handwork
from controlroom.domain.events import Fact
from controlroom.domain.links import GivenLink
from controlroom.domain.plan import Text
from controlroom.domain.records import Mode, Page
from controlroom.domain.rejects import Reject


class StoreUnavailable(Exception):
    """The store cannot write or read now. `reason`: a word for programs; the message says what and the mend."""

    def __init__(self, reason: Literal["full", "locked", "failed"], message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Occupied(Exception):
    """Another process writes this room."""


class SnapshotMark(Struct, frozen=True, kw_only=True):
    """That there is a snapshot: the digest of the fold's state after `seq`, advanced to `as_of_ms`."""

    show: str
    seq: int
    as_of_ms: int
    fold_version: int
    digest: str


class SnapshotRow(SnapshotMark, frozen=True, kw_only=True):
    """A stored snapshot. `parts`: its body, packed and cut by who makes snapshots."""

    parts: tuple[bytes, ...]


class ShowRow(Struct, frozen=True, kw_only=True):
    """A show in the book. `current`: it is its room's current show."""

    id: str
    room: str
    opened_ms: int
    current: bool


class RoomRow(Struct, frozen=True, kw_only=True):
    """A room in the book. `user_key`: the key its users are hashed with (a rehearsal's comes from its seed)."""

    slug: str
    mode: Mode
    user_key: bytes
    created_ms: int
    seed: int | None = None
    link_generation: int = 0


class PlanMark(Struct, frozen=True, kw_only=True):
    """That there is a plan: a room's `version`, from 1. `source`: how it came; `digest`: of what it says."""

    room: str
    version: int
    saved_ms: int
    source: str
    digest: str


class PlanRow(PlanMark, frozen=True, kw_only=True):
    """A stored plan. `document`: its text as it was written (YAML or JSON)."""

    document: str


class Rehearsed(Struct, frozen=True, kw_only=True):
    """How far a plan (by its digest) was rehearsed: `aired` of its `segments`."""

    digest: str
    show: str
    ended_ms: int
    aired: int
    segments: int


class Journal(Protocol):
    """The truth: pages of records, one journal a show."""

    async def append(self, show: str, page: Page) -> None:
        """Write `page`; it is durable when this returns.

        Raises:
            StoreUnavailable: Nothing of the page was written.
        """
        ...

    async def extend(self, show: str, pages: Sequence[Page]) -> None:
        """Write pages of a past show that follow one another, all at once.

        Raises:
            StoreUnavailable: Nothing of them was written.
        """
        ...

    def pages(self, show: str, after_seq: int = 0) -> AsyncIterator[Page]:
        """Yield the pages that hold records after `after_seq`, in order (the first may begin before it)."""
        ...

    def marked(self, show: str) -> AsyncIterator[Page]:
        """Yield the pages that may hold the mark of a quarantined record, in order, without reading all the others."""
        ...

    async def head(self, show: str) -> int:
        """Return the newest seq, 0 when empty."""
        ...


class Snapshots(Protocol):
    """Stored states of folds."""

    async def save(self, mark: SnapshotMark, parts: Iterable[bytes]) -> None:
        """Store a snapshot (replacing one of the same show and seq) and drop all but the newest few of the show.

        Args:
            parts: Asked for beside the loop, a few at a time, so that a large body is never in memory whole.
        """
        ...

    async def latest(self, show: str, fold_version: int, before_seq: int | None = None) -> SnapshotRow | None:
        """Return the newest snapshot of this fold version, with seq < `before_seq` when given."""
        ...

    async def all(self, show: str) -> Sequence[SnapshotMark]:
        """Return what there is of the show, oldest first, without the bodies."""
        ...


class Book(Protocol):
    """Rooms, shows, keys, rejects and set-aside names."""

    async def rooms(self) -> Sequence[RoomRow]:
        """Return every room, by slug."""
        ...

    async def room(self, slug: str) -> RoomRow | None:
        """Return a room."""
        ...

    async def add_room(self, row: RoomRow) -> None:
        """Enter a room; ValueError: it exists."""
        ...

    async def shows(self, room: str | None = None) -> Sequence[ShowRow]:
        """Return shows, oldest first."""
        ...

    async def current_show(self, room: str) -> ShowRow | None:
        """Return the room's current show."""
        ...

    async def open_show(self, row: ShowRow, first: Page) -> None:
        """Enter a show with its first page; when `row.current`, it becomes its room's current one. One transaction."""
        ...

    async def add_key(self, room: str, feed: str, key_hash: str, created_ms: int) -> None:
        """Enter a feed's key by its hash (more than one may be valid)."""
        ...

    async def feed_of_key(self, room: str, key_hash: str) -> str | None:
        """Return the feed that a key belongs to."""
        ...

    async def end_keys(self, room: str, feed: str) -> int:
        """Forget every key of a feed; return how many there were."""
        ...

    async def add_rejects(self, rows: Iterable[Reject]) -> None:
        """Keep rejected events (the newest 10,000 a room)."""
        ...

    async def rejects(self, room: str, limit: int = 100) -> Sequence[Reject]:
        """Return the newest rejects, newest first."""
        ...

    async def numbered_rejects(self, room: str) -> Sequence[tuple[int, Reject]]:
        """Return the rejects with their numbers, oldest first."""
        ...

    async def blank_rejects(self, now_ms: int, usual_s: int) -> int:
        """Forget lines of rejects older than their room keeps nicknames (its own time, else `usual_s`); return how many."""
        ...

    async def blank_lines(self, room: str, lines: Iterable[int], reasons: Iterable[int]) -> None:
        """Forget the lines of the rejects of these numbers, and the words of the reasons of those, durably."""
        ...

    async def put_names(self, room: str, names: dict[str, str], expires_ms: int) -> None:
        """Set nicknames aside by hashed user, to be forgotten at `expires_ms`."""
        ...

    async def names(self, room: str, now_ms: int, most: int) -> dict[str, tuple[str, int]]:
        """Return the newest nicknames still kept, by hashed user, each with its instant of expiry; the oldest first."""
        ...

    async def shorten_names(self, room: str, until_ms: int) -> int:
        """Let a room's nicknames be over at an instant, durably, those that were to be kept longer; return how many."""
        ...

    async def forget_names(self, before_ms: int) -> int:
        """Delete names that expired before an instant; return how many."""
        ...

    async def forget_users(self, room: str, users: Iterable[str]) -> frozenset[str]:
        """Delete the names of these hashed users, durably; return those who had one."""
        ...

    async def secret(self, name: str) -> bytes:
        """Return the installation's secret of this name (32 bytes), made at first use."""
        ...

    async def put_note(self, name: str, value: str | None) -> None:
        """Keep (None: delete) a small value of the installation, such as the running server's address."""
        ...

    async def note(self, name: str) -> str | None:
        """Return a kept value."""
        ...


class Links(Protocol):
    """What is known of people's links."""

    async def all(self, room: str) -> Sequence[GivenLink]:
        """Return what is known of the room's links, oldest first."""
        ...

    async def give(self, link: GivenLink) -> None:
        """Enter a link that was made, and forget those that had ended by themselves by then."""
        ...

    async def used(self, link: GivenLink) -> None:
        """Note when a link was last used (`used_ms`)."""
        ...

    async def revoke(self, link: GivenLink) -> None:
        """End a link before its time (`revoked_ms`); one that was ended stays as it is."""
        ...

    async def generation(self, room: str) -> int:
        """Return which generation of the room's links counts; -1: there is no such room."""
        ...

    async def revoke_all(self, room: str) -> int:
        """End every link of the room; return the generation that counts from now on."""
        ...


class Plans(Protocol):
    """Rooms' plans with their versions, and what was rehearsed."""

    async def save(self, room: str, saved_ms: int, source: str, digest: str, document: str) -> int:
        """Keep a plan and return its version; the newest one's when that has the same document."""
        ...

    async def all(self, room: str) -> Sequence[PlanMark]:
        """Return the room's versions, oldest first, without their documents."""
        ...

    async def plan(self, room: str, version: int) -> PlanRow | None:
        """Return a version."""
        ...

    async def saying(self, room: str, digest: str) -> PlanRow | None:
        """Return the newest version of this digest."""
        ...

    async def rehearse(self, row: Rehearsed) -> None:
        """Keep how far a plan was rehearsed; the rehearsal that reached most counts, of equal ones the newest."""
        ...

    async def rehearsed(self, digest: str) -> Rehearsed | None:
        """Return how far a plan of this digest was rehearsed; None: never."""
        ...


class Clock(Protocol):
    """What time it is for a room."""

    @property
    def speed(self) -> float:
        """Return room seconds a second: 1 live, 0 paused."""
        ...

    def now_ms(self) -> int:
        """Return the room's now, epoch ms."""
        ...

    def until_ms(self, instant_ms: int) -> float | None:
        """Return the seconds (monotonic) until `instant_ms`; None: it does not come by itself (driven clock)."""
        ...


class FeedSink(Protocol):
    """Where a feed's client delivers: the room's intake."""

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        """Take decoded facts; returns when they are durable or refused (refusals are kept with reasons)."""
        ...

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        """Keep a message that could not be read."""
        ...

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        """Count messages of types that no adapter has heard of; a type is logged once."""
        ...

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        """Journal that the feed's connection came or went."""
        ...


class Feed(Protocol):
    """A client that brings facts in from outside, run under a supervisor."""

    name: str
    kind: str

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Connect, call `connected`, deliver until the connection ends, then return or raise its error."""
        ...


class DeskAct(Struct, frozen=True, kw_only=True):
    """What is to be done on the platform's own desk.

    `text`: words to type or say; `price_minor`, `listed`: the number to set; `again`: done before, once more; `off`: something
    is to be taken down. `id` is unique within its show.
    """

    id: str
    room: str
    show: str
    act: Handwork
    sku: str | None
    link: int | None
    text: str
    price_minor: int | None
    currency: str
    listed: int | None
    again: bool
    off: bool


class DeskRefused(Exception):
    """An act was not taken on; the message says why."""


class Desk(Protocol):
    """Whoever can do the desk's acts on a platform by himself."""

    async def do(self, act: DeskAct) -> None:
        """Take an act on, or raise DeskRefused; whether it was done, the feed tells. The same act given again is done once."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


Posted = Literal["waiting", "under_way", "sent", "given_up", "nobody"]
"""Where a letter stands. `under_way`: an attempt was begun and nobody knows how it ended; `nobody`: no target wanted it."""


class Letter(Struct, frozen=True, kw_only=True):
    """A notification for one target of chat apps: a row of the outbox.

    Args:
        nr: Its number in the outbox; 0: it is not in it yet.
        notice: The notification's own id, unique in its show. `target`: the target's name; empty: nobody wanted it.
        at_ms: When it became due; `timezone`: in which that is told. `window_ms`: for so long after an attempt it is not told
            to the target once more.
        rules: The rules that it is about.
        state, tries, tried_ms, why: What became of it so far: `tried_ms` is when the newest attempt was begun.
    """

    nr: int = 0
    room: str
    show: str
    notice: str
    target: str = ""
    at_ms: int
    timezone: str
    severity: Severity
    text: Text
    rules: tuple[str, ...] = ()
    window_ms: int
    state: Posted = "waiting"
    tries: int = 0
    tried_ms: int | None = None
    why: str | None = None


class Outbox(Protocol):
    """What is to be told to chat apps, until it was told."""

    async def enter(self, letters: Sequence[Letter]) -> None:
        """Enter letters durably; those whose show, notice and target are in it already stay as they are."""
        ...

    async def known(self, show: str) -> frozenset[str]:
        """Return the notices of a show that were ever entered."""
        ...

    async def due(self) -> Sequence[Letter]:
        """Return every letter that is waiting or under way, oldest first."""
        ...

    async def begin(self, numbers: Sequence[int], at_ms: int) -> None:
        """Mark, durably, that an attempt to tell these letters begins now."""
        ...

    async def end(self, numbers: Sequence[int], state: Posted, why: str | None) -> None:
        """Mark what came of it."""
        ...

    async def newest(self, limit: int) -> Sequence[Letter]:
        """Return the newest letters, newest first."""
        ...

    async def forget(self, before_ms: int) -> int:
        """Delete the letters of shows that are no longer current and became due before an instant; return how many."""
        ...


class Message(Struct, frozen=True, kw_only=True):
    """What is sent to a target in one piece. `ids`: of the notices in it."""

    title: str
    body: str
    severity: Severity
    ids: tuple[str, ...] = ()


Unsent = Literal["refused", "unreachable", "silent", "address"]
"""Why a message was not taken: an answer that says no, no connection, no answer in time, an address nobody understands."""


class NotTaken(Exception):
    """A message was not taken. `surely`: it did not arrive; else nobody knows. `wait_s`: so long the target wants no attempt."""

    def __init__(self, why: Unsent, *, surely: bool, detail: str = "", wait_s: float = 0.0) -> None:
        super().__init__(f"{why} {detail}".strip())
        self.why, self.surely, self.detail, self.wait_s = why, surely, detail, wait_s


class Channel(Protocol):
    """The way to one target."""

    async def ready(self) -> None:
        """Load whatever sending needs, so that an attempt is nothing but sending."""
        ...

    async def send(self, message: Message) -> None:
        """Send a message; it returns when it was taken, within a bounded time.

        Raises:
            NotTaken: It was not, or nobody knows.
        """
        ...


class Wire(Protocol):
    """A screen's way out, as the hub sees it."""

    def send(self, frame: bytes) -> bool:
        """Begin to send a text frame without waiting; return False when the way is blocked.

        After False the frame is under way (kept by the wire) and `Screen.unblocked` is called once it has gone out;
        no other frame may be given before.
        """
        ...

    def close(self, code: int, reason: str) -> None:
        """Begin to close."""
        ...
