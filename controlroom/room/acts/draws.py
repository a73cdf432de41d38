"""Draws: opened by announced rules, drawn by a seed that is told only then, or given up.

Owns: `draw.open`, `draw.close`, `draw.void`, and what comments, orders and the platform's own draws do to them.
Law: a draw of ours is drawn only when its announced time is over, and what was drawn stays: its seed has been told, so it
cannot be taken back. The commitment and the seed come with the record (`rec.Accepted.sealed`), and both are put on the desk
to be posted; a draw without a seed is given up, never drawn otherwise.
Must not know: where seeds come from, how anybody took part.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.desk import Chip
from controlroom.domain.draws import Draw, DrawState
from controlroom.domain.errors import Refusal
from controlroom.domain.lots import Rules, Source
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room import marking
from controlroom.room.acts.act import Act, Place, Undoing, made, no, not_live
from controlroom.room.acts.air import known_product
from controlroom.room.announcing import announce_draw, of_draw, unannounce, waiting
from controlroom.room.state import RoomState

_UNUSED: Final[dict[Source, dict[str, str | None]]] = {
    "comments": {"sku": None},
    "orders": {"keyword": None, "match": "is"},
    "platform": {"keyword": None, "match": "is", "sku": None, "for_ms": None},
}
"""By source what nobody is drawn by, as it stands where it is not said: said, it would be announced and not hold."""


class Opened(Struct):
    """Which draw was opened."""

    draw: str


class Ended(Struct):
    """Which draw was ended, how it stood before, and its announcement that nobody had posted yet."""

    draw: str
    state: DrawState
    unsaid: Chip | None


def rules_of(draw: str, c: cmd.DrawOpen) -> Rules:
    """Return the rules that a command announces for the draw of this id."""
    return Rules(
        draw=draw, title=c.title, source=c.source, winners=c.winners, match=c.match, prize=c.prize,
        sku=c.sku if c.source != "comments" else None,
        keyword=c.keyword if c.source == "comments" else None,
        for_ms=c.for_ms if c.source != "platform" else None,
    )  # fmt: skip


def _open(s: RoomState, c: cmd.DrawOpen, at: Place) -> None:
    rules = rules_of(made("draw", at.seq), c)
    until_ms = at.received_ms + rules.for_ms if rules.for_ms is not None else None
    draw = Draw(rules.draw, rules, at.received_ms, at.sealed, until_ms)
    s.draws.open(draw)
    marking.drawing(s, draw, at.received_ms)
    announce_draw(s, draw, at.received_ms, str(at.seq))


def _refuse_open(s: RoomState, c: cmd.DrawOpen, by: Role, now_ms: int) -> Refusal | None:
    refusal = not_live(s) or (known_product(s, c.sku) if c.sku is not None else None)
    if refusal is not None:
        return refusal
    vain = next((name for name, plain in _UNUSED[c.source].items() if getattr(c, name) != plain), None)
    return no("unused_rule", f"a draw by {c.source} has no {vain}", vain) if vain is not None else None


def _opened(s: RoomState, c: cmd.DrawOpen, at: Place) -> Opened:
    return Opened(made("draw", at.seq))


def _unopen(s: RoomState, kept: Opened, at: Place) -> None:
    draw = s.draws.by_id.pop(kept.draw)
    marking.drawn(s, draw, at.received_ms)
    s.desk.withdraw(of_draw(draw))
    s.draws.reckon()


def _open_gone(s: RoomState, kept: Opened) -> bool:
    return kept.draw not in s.draws.by_id


def _close(s: RoomState, c: cmd.DrawClose, at: Place) -> None:
    draw = s.draws.by_id[c.draw]
    s.desk.withdraw(of_draw(draw))
    if draw.rules.source == "platform":
        draw.state, draw.closed_ms = "closed", at.received_ms
    elif at.sealed is None:
        draw.state, draw.closed_ms = "void", at.received_ms
    else:
        draw.draw(at.sealed, c.word, at.received_ms)
        announce_draw(s, draw, at.received_ms, str(at.seq))
    s.draws.reckon()
    marking.drawn(s, draw, at.received_ms)


def _refuse_close(s: RoomState, c: cmd.DrawClose, by: Role, now_ms: int) -> Refusal | None:
    refusal = _refuse_end(s, c, by, now_ms)
    if refusal is not None:
        return refusal
    draw = s.draws.by_id[c.draw]
    if draw.until_ms is not None and now_ms < draw.until_ms:
        return no(
            "draw_still_open", "the time that was announced is not over: wait, or give it up with draw.void", c.draw
        )
    return None


def _void(s: RoomState, c: cmd.DrawVoid, at: Place) -> None:
    draw = s.draws.by_id[c.draw]
    s.desk.withdraw(of_draw(draw))
    draw.state, draw.closed_ms = "void", at.received_ms
    s.draws.reckon()
    marking.drawn(s, draw, at.received_ms)


def _refuse_end(s: RoomState, c: cmd.DrawClose | cmd.DrawVoid, by: Role, now_ms: int) -> Refusal | None:
    draw = s.draws.by_id.get(c.draw)
    if draw is None:
        return no("unknown_draw", f"there is no draw {c.draw!r}", c.draw)
    return None if draw.state in ("open", "over") else no("draw_over", f"it is {draw.state} already", c.draw)


def _ended(s: RoomState, c: cmd.DrawClose | cmd.DrawVoid, at: Place) -> Ended | None:
    draw = s.draws.by_id[c.draw]
    if isinstance(c, cmd.DrawClose) and draw.rules.source != "platform":
        return None
    return Ended(c.draw, draw.state, waiting(s, of_draw(draw)))


def _reopen(s: RoomState, kept: Ended, at: Place) -> None:
    draw = s.draws.by_id[kept.draw]
    draw.state, draw.closed_ms = kept.state, None
    if draw.until_ms is not None and draw.until_ms <= at.received_ms:
        draw.state = "over"
    s.draws.reckon()
    unannounce(s, of_draw(draw), kept.unsaid)
    marking.drawing(s, draw, draw.opened_ms)


def _end_gone(s: RoomState, kept: Ended) -> bool:
    return kept.draw not in s.draws.by_id


def _title(s: RoomState, c: cmd.DrawClose | cmd.DrawVoid) -> str:
    return s.draws.by_id[c.draw].rules.title


def _part(c: cmd.DrawClose | cmd.DrawVoid) -> str:
    return c.draw


_DRAWS: Final = frozenset({Topic.DRAWS, Topic.DESK})
_END: Final = Undoing(Ended, _ended, _reopen, _end_gone)

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.DrawOpen: Act(
        carry=_open, refuse=_refuse_open, touches=_DRAWS, makes="draw", what=lambda s, c: c.title,
        undo=Undoing(Opened, _opened, _unopen, _open_gone),
    ),
    cmd.DrawClose: Act(
        carry=_close, refuse=_refuse_close, touches=_DRAWS, subject="draw", part=_part, what=_title, undo=_END,
        final="seed_published",
    ),
    cmd.DrawVoid: Act(
        carry=_void, refuse=_refuse_end, touches=_DRAWS, subject="draw", part=_part, what=_title, undo=_END
    ),
}  # fmt: skip
