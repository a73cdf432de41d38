"""Which segments there are, and in which order.

Owns: `rundown.insert`, `rundown.move`, `rundown.remove`.
Law: only what lies ahead of what is on air can be moved or taken out, and nothing is put before it: what has been on air
stays where it was, with its figures. An undo puts the order back as long as nothing of that order has been on air since.
Must not know: lengths, scripts, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import SegmentPlan, Text
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, made, no, still_to_come
from controlroom.room.acts.air import known_product
from controlroom.room.state import RoomState

MOST_SEGMENTS: Final = 500


class Order(Struct):
    """The order before; `out`: the segment that was taken out, and whether it was to be passed over."""

    ids: list[str]
    out: SegmentPlan | None = None
    skipped: bool = False


def editable(s: RoomState) -> Refusal | None:
    """Refuse an edit of the segments in a show that has none, has ended or is locked."""
    if s.plan is None:
        return no("no_plan", "this show has no rundown: open one with a plan")
    if s.status == "ended":
        return no("show_ended", "the show has ended: open a new one with show.open")
    if s.rundown.locked:
        return no("locked", "the rundown is locked: unlock it with show.lock first")
    return None


def known_segment(s: RoomState, id_: str) -> Refusal | None:
    """Refuse a segment that the rundown does not have."""
    return no("unknown_segment", f"the rundown has no segment {id_!r}", id_) if s.rundown.segment(id_) is None else None


def still_ahead(s: RoomState, id_: str) -> Refusal | None:
    """Refuse a segment that is unknown, is or was on air, or lies behind."""
    unknown = known_segment(s, id_)
    if unknown is not None:
        return unknown
    if not s.rundown.ahead(id_) or id_ in s.rundown.aired:
        return no("already_passed", f"{id_!r} is on air, was on air or lies behind: only what is ahead can change", id_)
    return None


def known_person(s: RoomState, id_: str | None) -> Refusal | None:
    """Refuse somebody who is not in the plan's team, if the plan has one."""
    team = s.plan.show.team if s.plan is not None else ()
    if id_ is None or not team or any(person.id == id_ for person in team):
        return None
    return no("unknown_person", f"nobody of the team is called {id_!r}", id_)


def _refuse_place(s: RoomState, after: str | None) -> Refusal | None:
    """Refuse a place before what is on air."""
    if after is None:
        return None
    unknown = known_segment(s, after)
    if unknown is not None:
        return unknown
    if s.rundown.place(after) < s.rundown.place(s.rundown.on_air):
        return no("already_passed", "that place lies before what is on air", after)
    return None


def _behind(s: RoomState, after: str | None) -> str | None:
    """Return behind which segment a place lies; None is before all that is ahead: right behind what is on air."""
    return after if after is not None else s.rundown.on_air


def _refuse_insert(s: RoomState, c: cmd.RundownInsert, by: Role, now_ms: int) -> Refusal | None:
    new = c.segment
    refusal = (
        editable(s) or _refuse_place(s, c.after) or known_person(s, new.host) or still_to_come(new.starts_ms, now_ms)
    )
    if refusal is not None:
        return refusal
    if new.sku is not None and (unknown := known_product(s, new.sku)) is not None:
        return unknown
    if new.id is not None and s.rundown.segment(new.id) is not None:
        return no("segment_exists", f"there is a segment {new.id!r} already", new.id)
    if new.id is not None and (new.id == "none" or new.id in s.segment_air.names()):
        return no("segment_exists", f"{new.id!r} cannot be the name of a new segment", new.id)
    if len(s.rundown.segments) >= MOST_SEGMENTS:
        return no("rundown_full", f"a rundown has at most {MOST_SEGMENTS} segments")
    return None


def _insert(s: RoomState, c: cmd.RundownInsert, at: Place) -> None:
    new = c.segment
    kind = new.kind if new.kind is not None else "product" if new.sku is not None else "interaction"
    s.rundown.insert(
        SegmentPlan(
            id=new.id if new.id is not None else made("segment", at.seq), title=new.title,
            planned_for_ms=new.planned_for_ms, kind=kind, sku=new.sku, host=new.host, script=new.script or None,
            starts_ms=new.starts_ms,
        ),
        _behind(s, c.after),
    )  # fmt: skip


def _refuse_move(s: RoomState, c: cmd.RundownMove, by: Role, now_ms: int) -> Refusal | None:
    refusal = editable(s) or still_ahead(s, c.segment) or _refuse_place(s, c.after)
    if refusal is not None:
        return refusal
    return no("already_so", "a segment cannot stand behind itself", c.segment) if c.after == c.segment else None


def _move(s: RoomState, c: cmd.RundownMove, at: Place) -> None:
    s.rundown.move(c.segment, _behind(s, c.after))


def _refuse_remove(s: RoomState, c: cmd.RundownRemove, by: Role, now_ms: int) -> Refusal | None:
    return editable(s) or still_ahead(s, c.segment)


def _remove(s: RoomState, c: cmd.RundownRemove, at: Place) -> None:
    s.rundown.remove(c.segment)


def _order(s: RoomState, c: cmd.Command, at: Place) -> Order:
    return Order([segment.id for segment in s.rundown.segments])


def _order_with(s: RoomState, c: cmd.RundownRemove, at: Place) -> Order:
    out = s.rundown.segment(c.segment)
    return Order([segment.id for segment in s.rundown.segments], out, c.segment in s.rundown.skipped)


def _put_back(s: RoomState, kept: Order, at: Place) -> None:
    by_id = {segment.id: segment for segment in s.rundown.segments}
    for id_ in by_id.keys() - set(kept.ids):
        s.rundown.remove(id_)
    if kept.out is not None:
        by_id[kept.out.id] = kept.out
        if kept.skipped:
            s.rundown.skipped[kept.out.id] = None
    s.rundown.segments = tuple(by_id[id_] for id_ in kept.ids)


def _gone(s: RoomState, kept: Order) -> bool:
    """Tell whether what has been on air would change its place."""
    line = s.rundown
    passed = line.place(line.on_air) + 1
    now = [segment.id for segment in line.segments]
    return now[:passed] != kept.ids[:passed] or any(id_ in line.aired for id_ in set(now) - set(kept.ids))


def _new_title(s: RoomState, c: cmd.RundownInsert) -> Text:
    return c.segment.title


def _title(s: RoomState, c: cmd.RundownRemove) -> Text:
    """Return what a segment is called: afterwards nobody knows."""
    return next(segment.title for segment in s.rundown.segments if segment.id == c.segment)


_RUNDOWN: Final = frozenset({Topic.RUNDOWN, Topic.STOCK, Topic.CUE})
_BACK: Final = Undoing(Order, _order, _put_back, _gone, why="aired")

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.RundownInsert: Act(
        carry=_insert, refuse=_refuse_insert, touches=_RUNDOWN, subject="order",
        what=_new_title, undo=_BACK,
    ),
    cmd.RundownMove: Act(
        carry=_move, refuse=_refuse_move, touches=_RUNDOWN, subject="order", what=lambda s, c: c.segment, undo=_BACK
    ),
    cmd.RundownRemove: Act(
        carry=_remove, refuse=_refuse_remove, touches=_RUNDOWN, subject="order",
        what=_title, undo=Undoing(Order, _order_with, _put_back, _gone, why="aired"),
    ),
}  # fmt: skip
