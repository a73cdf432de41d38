"""What is on air: the rundown's moves and the product being sold.

Owns: `take`, `next`, `back`, `product.switch`, `product.clear`.
Law: a move says where its giver believes the show to be, so that two people pressing "next" at once advance one; what was
left and taken again goes on as if it had not been left.
Must not know: orders, cues, who may command.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal, RefusalCode
from controlroom.domain.roles import Role
from controlroom.domain.rundown import Aired
from controlroom.domain.topics import Topic
from controlroom.domain.windows import Reading
from controlroom.room import marking
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live
from controlroom.room.state import Program, RoomState


class Air(Struct):
    """What was on air before a move and whether it was held; when what the move put there had been on air before, and
    whether it was to be skipped."""

    on_air: str | None
    program: Program | None
    aired: Aired | None
    held_ms: int | None = None
    held_for_ms: int = 0
    skipped: bool = False


def air_before(s: RoomState, target: str | None) -> Air:
    """Return what is on air, before `target` is put there."""
    line = s.rundown
    return Air(
        on_air=line.on_air, program=s.program, aired=line.aired.get(target) if target is not None else None,
        held_ms=line.held_ms, held_for_ms=line.aired[line.on_air].held_for_ms if line.on_air is not None else 0,
        skipped=target in line.skipped,
    )  # fmt: skip


def put(s: RoomState, segment: str | None, at: Place) -> None:
    """Put a segment on air, and its product if it has one."""
    s.rundown.put(segment, at.received_ms, online_before(s, at.received_ms))
    plan = s.rundown.segment(segment) if segment is not None else None
    if plan is not None and plan.sku is not None and (s.program is None or s.program.sku != plan.sku):
        s.program = Program(plan.sku, at.received_ms)
    marking.taken(s, at.received_ms)


def online_before(s: RoomState, at_ms: int) -> Reading | None:
    """Return the newest audience reading before an instant that is now."""
    levels = s.tally.audience.online
    before = [r for r in levels.by_second.values() if r.at_ms < at_ms]
    if before:
        return max(before)
    return levels.newest if levels.newest is not None and levels.newest.at_ms < at_ms else None


def put_back(s: RoomState, kept: Air, at: Place) -> None:
    """Put on air again what was there before."""
    line, left = s.rundown, s.rundown.on_air
    back_to = line.aired.get(kept.on_air) if kept.on_air is not None else None
    line.put(kept.on_air, at.received_ms, back_to.online if back_to is not None else None)
    if back_to is not None and kept.on_air is not None:  # it goes on as if it had not been left
        again = line.aired[kept.on_air]
        again.started_ms, again.held_for_ms = back_to.started_ms, kept.held_for_ms
        line.held_ms = kept.held_ms
    if left is not None and left != kept.on_air:  # it was not on air, but it may have been before
        del line.aired[left]
        if kept.aired is not None:
            line.aired[left] = kept.aired
        if kept.skipped:
            line.skipped[left] = None
    s.program = kept.program


def _target(s: RoomState, c: cmd.Move) -> str | None:
    match c:
        case cmd.Take():
            return c.segment
        case cmd.Next():
            return s.rundown.neighbour(1)
        case _:
            return s.rundown.neighbour(-1)


def _carry(s: RoomState, c: cmd.Move, at: Place) -> None:
    put(s, _target(s, c), at)


def _keep(s: RoomState, c: cmd.Move, at: Place) -> Air:
    return air_before(s, _target(s, c))


_NOWHERE: Final[dict[type[cmd.Move], RefusalCode]] = {
    cmd.Take: "unknown_segment", cmd.Next: "no_next", cmd.Back: "no_back",
}  # fmt: skip


def _refuse(s: RoomState, c: cmd.Move, by: Role, now_ms: int) -> Refusal | None:
    refusal = not_live(s)
    if refusal is not None:
        return refusal
    if not s.rundown.segments:
        return no("no_plan", "this show has no rundown: open one with a plan")
    if c.from_ is UNSET:
        if c.expected_seq is None:
            return no(
                "needs_place",
                "say where you believe the show to be: `from` (the segment on air, or null) or `expected_seq`",
            )
    else:
        told = c.from_.segment if isinstance(c.from_, cmd.FromSegment) else c.from_
        if told != s.rundown.on_air:
            return no("stale", f"on air is {s.rundown.on_air!r}, not {told!r}: look again", "rundown")
    if c.expected_seq is not None and not isinstance(c, cmd.Take) and s.subjects.get("order", 0) > c.expected_seq:
        return no("stale", f"somebody changed the order after seq {c.expected_seq}: look again", "rundown")
    target = _target(s, c)
    if target is None:
        return no(_NOWHERE[type(c)], "there is no segment in that direction")
    if s.rundown.segment(target) is None:
        return no("unknown_segment", f"the rundown has no segment {target!r}", target)
    if target == s.rundown.on_air:
        return no("already_on_air", f"{target!r} is on air already", target)
    return None


class Sold(Struct):
    """The product that was being sold before."""

    program: Program | None


def _sold(s: RoomState, c: cmd.Command, at: Place) -> Sold:
    return Sold(s.program)


def _sell_again(s: RoomState, kept: Sold, at: Place) -> None:
    s.program = kept.program


def _switch(s: RoomState, c: cmd.ProductSwitch, at: Place) -> None:
    s.program = Program(c.sku, at.received_ms)
    marking.switched(s, at.received_ms)


def _clear(s: RoomState, c: cmd.ProductClear, at: Place) -> None:
    s.program = None
    marking.switched(s, at.received_ms)


def known_product(s: RoomState, sku: str) -> Refusal | None:
    """Refuse a product that neither the plan nor a feed has told of."""
    known = sku in s.prices or sku in s.shelves or sku in s.offered or sku in s.tally.products
    return None if known else no("unknown_product", f"no product {sku!r} in the plan or in what the feeds told", sku)


def _refuse_switch(s: RoomState, c: cmd.ProductSwitch, by: Role, now_ms: int) -> Refusal | None:
    refusal = not_live(s) or known_product(s, c.sku)
    if refusal is None and s.program is not None and s.program.sku == c.sku:
        return no("already_on_air", f"{c.sku!r} is on air already", c.sku)
    return refusal


def _refuse_clear(s: RoomState, c: cmd.ProductClear, by: Role, now_ms: int) -> Refusal | None:
    return None if s.program is not None else no("nothing_on_air", "no product is being sold now")


_AIR: Final = frozenset({Topic.RUNDOWN, Topic.PROGRAM, Topic.KPI, Topic.STOCK, Topic.CUE, Topic.TIMERS, Topic.ALERTS})
_PROGRAM: Final = frozenset({Topic.PROGRAM, Topic.STOCK, Topic.CUE, Topic.ALERTS})
"""What an alert offers, and says of it, goes by what is on air."""
_MOVE: Final = Act(
    carry=_carry, refuse=_refuse, touches=_AIR, subject="rundown", what=_target, undo=Undoing(Air, _keep, put_back)
)
_TO_PROGRAM: Final = Undoing(Sold, _sold, _sell_again)

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.Take: _MOVE,
    cmd.Next: _MOVE,
    cmd.Back: _MOVE,
    cmd.ProductSwitch: Act(
        carry=_switch, refuse=_refuse_switch, touches=_PROGRAM, subject="program", what=lambda s, c: c.sku,
        undo=_TO_PROGRAM,
    ),
    cmd.ProductClear: Act(carry=_clear, refuse=_refuse_clear, touches=_PROGRAM, subject="program", undo=_TO_PROGRAM),
}  # fmt: skip
