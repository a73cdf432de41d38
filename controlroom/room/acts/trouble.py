"""Trouble told with one key: the platform's warning, a broken stream, the host's slip.

Owns: `violation.tell`, `stream.tell`, `slip.tell`.
Law: what a person tells counts as a feed's fact would, so that the same rules fire. A broken stream puts the words of the
playbook `network` before the host in the same act, and its scene where the plan has one; its end takes them away and gives
the prepared card, or says that it is over.
Must not know: rules, pages, keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.heard import newest
from controlroom.domain.errors import Refusal
from controlroom.domain.marks import WARNINGS, Mark
from controlroom.domain.plan import Text
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS
from controlroom.room import marking
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.acts.together import Part, Together
from controlroom.room.breaking import BACK, NETWORK, book, broken, cards, note, put
from controlroom.room.facts import HANDLERS, When
from controlroom.room.showing import found, give_back, take_away
from controlroom.room.state import RoomState

_TOUCHES: Final = frozenset({Topic.ALERTS, Topic.KPI})


class Told(Struct):
    """What was told: its mark, and whether it counted as words that should not have been said.

    Args:
        word: What should not have been said. `words`: those that were told of before, with the seconds.
    """

    mark: Mark
    slip: bool
    word: str
    words: dict[str, int]


class Broken(Struct):
    """How the stream was before, the commands that went with it, and the cards that went because it turned."""

    seq: int
    broken: bool
    parts: list[Part]
    gone: list[str]


def _when(at: Place) -> When:
    return When(at.received_ms, at.received_ms // SECOND_MS, at.received_ms, at.seq)


def _tell(s: RoomState, fact: ev.Fact, at: Place) -> None:
    HANDLERS[type(fact)](s, fact, _when(at))  # type: ignore[arg-type]


# The platform's warning, the host's slip.


def _violation(s: RoomState, c: ask.ViolationTell, at: Place) -> None:
    _tell(s, _warning(c), at)


def _warning(c: ask.ViolationTell) -> ev.Violation:
    return ev.Violation(level=c.level, text=c.text)


def _slip(s: RoomState, c: ask.SlipTell, at: Place) -> None:
    s.heard.utter(at.received_ms // SECOND_MS, (c.text,) if c.text else ())
    s.marks.add(marking.slip(s, c.text, at.received_ms))


def _over(s: RoomState, c: cmd.Command, by: Role, now_ms: int) -> Refusal | None:
    return no("show_ended", "the show has ended") if s.status == "ended" else None


def _warned(s: RoomState, c: ask.ViolationTell, at: Place) -> Told:
    return Told(marking.warning(s, _warning(c), at.received_ms), False, "", {})


def _slipped(s: RoomState, c: ask.SlipTell, at: Place) -> Told:
    return Told(marking.slip(s, c.text, at.received_ms), True, c.text, dict(s.heard.words))


def _untell(s: RoomState, kept: Told, at: Place) -> None:
    s.marks.take_back(kept.mark)
    counted = s.heard.promised if kept.slip else s.observed.warnings
    second = kept.mark.at_ms // SECOND_MS
    counted.add(second, -1)
    if kept.slip:
        left = [one for one in s.heard.words.items() if one != (kept.word, second)]
        s.heard.words = newest((*kept.words.items(), *left))


def _untold(s: RoomState, kept: Told) -> bool:
    return kept.mark not in s.marks.past.get(kept.mark.kind, [])


# The stream.


def words_of_stream(s: RoomState, c: ask.StreamTell) -> tuple[str | None, Text | None]:
    """Return the prepared card that the host is given with the news, or the plain words; neither: the host is given nothing."""
    if s.status != "live":
        return None, None
    known, scene = book(s), s.plan.scene(NETWORK) if s.plan is not None else None
    if c.state == "live":
        return (known.cue, None) if known.cue is not None and found(s, known.cue) is not None else (None, BACK)
    return (scene.cue, None) if scene is not None and scene.cue is not None else (None, known.say)


class _Streams:
    """The functions of `stream.tell`, over the rows of what goes with it."""

    def __init__(self, rows: Mapping[type[cmd.Command], Act]) -> None:
        self._all = Together(rows)

    def _parts(self, s: RoomState, c: ask.StreamTell, by: Role, now_ms: int) -> list[cmd.Command]:
        """Return what goes with it as commands: what cannot be done now is left out, the news itself is told."""
        if s.status != "live":
            return []
        parts: list[cmd.Command] = []
        if c.state == "interrupted":
            if s.plan is not None and s.plan.scene(NETWORK) is not None:
                parts.append(cmd.SceneApply(id=c.id, scene=NETWORK))
        else:
            cue = book(s).cue
            if cue is not None and found(s, cue) is not None:
                parts.append(cmd.CueShow(id=c.id, cue=cue))
        return [part for part in parts if self._all.refuse(s, part, by, now_ms) is None]

    @staticmethod
    def _words(s: RoomState, c: ask.StreamTell, parts: list[cmd.Command]) -> Text | None:
        """Return the plain words for the host, unless the plan has a card of its own for it."""
        if s.status != "live":
            return None
        if c.state == "live":
            return None if parts else BACK
        scene = s.plan.scene(NETWORK) if parts and s.plan is not None else None
        return book(s).say if scene is None or scene.cue is None else None

    def carry(self, s: RoomState, c: ask.StreamTell, at: Place) -> None:
        """Tell it, and do what goes with it."""
        parts = self._parts(s, c, at.by, at.received_ms)
        words = self._words(s, c, parts)
        take_away(s, cards(s), at.received_ms)
        note(s, ev.Stream(state=c.state), at.received_ms, at.received_ms)
        self._all.carry(s, parts, at)
        if words is not None:
            put(s, made("cue", at.seq), words, at.received_ms)

    def keep(self, s: RoomState, c: ask.StreamTell, at: Place) -> Broken:
        """Read what taking it back will need."""
        parts = self._parts(s, c, at.by, at.received_ms)
        return Broken(at.seq, broken(s), self._all.keep(s, parts, at), cards(s))

    def restore(self, s: RoomState, kept: Broken, at: Place) -> None:
        """Take it back with all that went with it; the cards that it took away stand there again."""
        self._all.restore(s, kept.parts, at)
        take_away(s, cards(s), at.received_ms)
        note(s, ev.Stream(state="interrupted" if kept.broken else "live"), at.received_ms, at.received_ms)
        give_back(s, kept.gone)

    def gone(self, s: RoomState, kept: Broken) -> bool:
        """Tell whether a feed has told otherwise, or somebody has changed a part since."""
        return broken(s) is kept.broken or self._all.gone(s, kept.parts, kept.seq)

    def refuse(self, s: RoomState, c: ask.StreamTell, by: Role, now_ms: int) -> Refusal | None:
        """Refuse what is so already."""
        refusal = _over(s, c, by, now_ms)
        if refusal is None and broken(s) is (c.state == "interrupted"):
            refusal = no("already_so", f"the stream is {c.state} already", c.state)
        return refusal


def _named(s: RoomState, c: ask.ViolationTell) -> Text:
    zh, en = WARNINGS[c.level]
    return c.text if c.text else {"zh-CN": zh, "en": en}


def _said(s: RoomState, c: ask.SlipTell) -> Text | None:
    return c.text if c.text else None


def acts(rows: Mapping[type[cmd.Command], Act]) -> dict[type[cmd.Command], Act]:
    """Return the rows; what goes with a broken stream is carried out by `rows`."""
    streams = _Streams(rows)
    return {
        ask.ViolationTell: Act(
            carry=_violation, refuse=_over, touches=_TOUCHES, what=_named,
            undo=Undoing(Told, _warned, _untell, _untold),
        ),
        ask.SlipTell: Act(
            carry=_slip, refuse=_over, touches=_TOUCHES, what=_said,
            undo=Undoing(Told, _slipped, _untell, _untold),
        ),
        ask.StreamTell: Act(
            carry=streams.carry, refuse=streams.refuse, subject="stream", what=lambda s, c: STREAM[c.state],
            touches=_TOUCHES.union(rows[cmd.SceneApply].touches, rows[cmd.CueShow].touches),
            undo=Undoing(Broken, streams.keep, streams.restore, streams.gone, why="part_changed"),
        ),
    }  # fmt: skip


STREAM: Final[dict[str, Text]] = {
    "interrupted": {"zh-CN": "推流中断", "en": "Stream interrupted"},
    "live": {"zh-CN": "推流恢复", "en": "Stream is back"},
}
