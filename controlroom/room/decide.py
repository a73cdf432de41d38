"""Whether a command is accepted: every reason for a refusal, in order.

Owns: the checks of CONTRACT.md section 4.
Law: deciding changes nothing; an accepted command can always be carried out, and the same id is answered as before.
Must not know: HTTP, which roles may give which type (the server asks `domain.roles` first).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Never

from msgspec import UNSET

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal, RefusalCode
from controlroom.domain.roles import Role
from controlroom.domain.totals import FIGURES
from controlroom.room.acts import gone, subject_of
from controlroom.room.state import RoomState


def refuse(s: RoomState, command: cmd.Command, by: Role, now_ms: int) -> Refusal | None:
    """Return why `command` cannot be accepted now; None: it is.

    Args:
        s: Every record before this command is applied.
        by: The giver's role.
        now_ms: The instant at which the command would be received.
    """
    expires = command.expires_ms
    if expires is not None:
        expires_ms = int(expires.timestamp() * 1000) if isinstance(expires, datetime) else expires
        if now_ms > expires_ms:
            return _no("expired", "the command came too late: give it again if it is still wanted")
    subject = subject_of(command)
    if command.expected_seq is not None and s.subjects.get(subject, 0) > command.expected_seq:
        return _no("stale", f"somebody changed the {subject} after seq {command.expected_seq}: look again", subject)
    check = _CHECKS.get(type(command))
    return check(s, command, by, now_ms) if check is not None else None  # type: ignore[arg-type]


def _no(code: RefusalCode, message: str, about: str | None = None) -> Refusal:
    return Refusal(code=code, message=message, about=about)


def _live(s: RoomState) -> Refusal | None:
    if s.status == "live":
        return None
    if s.status == "ended":
        return _no("show_ended", "the show has ended: open a new one with show.open")
    return _no("not_live", "the show has not started: start it with show.start")


def _open(s: RoomState, c: cmd.ShowOpen, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "live":
        return _no("show_running", "a show is live in this room: end it with show.end first")
    if c.plan is not None and c.plan.show.room != s.room:
        return _no(
            "plan_of_other_room",
            f"the plan is for room {c.plan.show.room!r}, this is {s.room!r}",
            c.plan.show.room,
        )
    return None


def _start(s: RoomState, c: cmd.ShowStart, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "live":
        return _no("already_live", "the show is live already")
    return None if s.status == "planned" else _live(s)


def _end(s: RoomState, c: cmd.ShowEnd, by: Role, now_ms: int) -> Refusal | None:
    return _live(s)


def _move(s: RoomState, c: cmd.Move, target: str | None, none_code: RefusalCode) -> Refusal | None:
    refusal = _live(s)
    if refusal is not None:
        return refusal
    if not s.rundown.segments:
        return _no("no_plan", "this show has no rundown: open one with a plan")
    if c.from_ is UNSET:
        if c.expected_seq is None:
            return _no(
                "needs_place",
                "say where you believe the show to be: `from` (the segment on air, or null) or `expected_seq`",
            )
    else:
        told = c.from_.segment if isinstance(c.from_, cmd.FromSegment) else c.from_
        if told != s.rundown.on_air:
            return _no("stale", f"on air is {s.rundown.on_air!r}, not {told!r}: look again", "rundown")
    if target is None:
        return _no(none_code, "there is no segment in that direction")
    if s.rundown.segment(target) is None:
        return _no("unknown_segment", f"the rundown has no segment {target!r}", target)
    if target == s.rundown.on_air:
        return _no("already_on_air", f"{target!r} is on air already", target)
    return None


def _take(s: RoomState, c: cmd.Take, by: Role, now_ms: int) -> Refusal | None:
    return _move(s, c, c.segment, "unknown_segment")


def _next(s: RoomState, c: cmd.Next, by: Role, now_ms: int) -> Refusal | None:
    return _move(s, c, s.rundown.neighbour(1), "no_next")


def _back(s: RoomState, c: cmd.Back, by: Role, now_ms: int) -> Refusal | None:
    return _move(s, c, s.rundown.neighbour(-1), "no_back")


def _switch(s: RoomState, c: cmd.ProductSwitch, by: Role, now_ms: int) -> Refusal | None:
    refusal = _live(s)
    if refusal is not None:
        return refusal
    known = c.sku in s.prices or c.sku in s.shelves or c.sku in s.offered or c.sku in s.tally.products
    return (
        None if known else _no("unknown_product", f"no product {c.sku!r} in the plan or in what the feeds told", c.sku)
    )


def _clear(s: RoomState, c: cmd.ProductClear, by: Role, now_ms: int) -> Refusal | None:
    return None if s.program is not None else _no("nothing_on_air", "no product is being sold now")


def _stock_set(s: RoomState, c: cmd.StockSet, by: Role, now_ms: int) -> Refusal | None:
    told = c.on_hand is not None or c.listed is not None
    return None if told else _no("nothing_told", "give on_hand, listed or both")


def _totals_tell(s: RoomState, c: cmd.TotalsTell, by: Role, now_ms: int) -> Refusal | None:
    if all(getattr(c, figure) is None for figure in FIGURES):
        return _no("nothing_told", f"give at least one of {', '.join(FIGURES)}")
    return _of_the_past(c.at_ms, now_ms)


def _note_add(s: RoomState, c: cmd.NoteAdd, by: Role, now_ms: int) -> Refusal | None:
    return _of_the_past(c.at_ms, now_ms)


def _of_the_past(at_ms: int | None, now_ms: int) -> Refusal | None:
    return _no("not_yet", "at_ms is later than now") if at_ms is not None and at_ms > now_ms else None


def _cue_clear(s: RoomState, c: cmd.CueClear, by: Role, now_ms: int) -> Refusal | None:
    return _open_cue(s, c.cue)


def _cue_ack(s: RoomState, c: cmd.CueAck, by: Role, now_ms: int) -> Refusal | None:
    return _open_cue(s, c.cue)


def _open_cue(s: RoomState, id_: str) -> Refusal | None:
    cue = s.cues.cards.get(id_)
    if cue is None:
        return _no("unknown_cue", f"there is no cue {id_!r} any more", id_)
    if cue.acked_ms is not None:
        return _no("already_acked", "the host has acknowledged it already", id_)
    if cue.cleared_ms is not None:
        return _no("already_cleared", "it was taken back already", id_)
    return None


def _timer_stop(s: RoomState, c: cmd.TimerStop, by: Role, now_ms: int) -> Refusal | None:
    timer = s.timers.by_id.get(c.timer)
    if timer is None:
        return _no("unknown_timer", f"there is no timer {c.timer!r}", c.timer)
    return None if timer.state == "running" else _no("already_stopped", "it is not running", c.timer)


def _undo(s: RoomState, c: cmd.Undo, by: Role, now_ms: int) -> Refusal | None:
    if c.command in s.undone:
        return _no("already_undone", "it was taken back already", c.command)
    if c.command not in s.commands:
        return _no("unknown_command", f"no accepted command {c.command!r} in this show", c.command)
    entry = next((u for u in s.undo if u.command == c.command), None)
    if entry is None:
        return _no("cannot_undo", "it cannot be taken back, or no longer", c.command)
    if by is not entry.by and by not in (Role.CONTROLLER, Role.ADMIN):
        return _no("not_yours", "only its giver or a controller can take it back", c.command)
    if entry.until_ms < now_ms:
        return _no("too_late_to_undo", "it can no longer be taken back", c.command)
    if gone(s, entry):
        return _no("cannot_undo", "too much has happened since: it is no longer kept", c.command)
    if s.subjects.get(entry.subject, 0) > entry.seq:
        return _no("undo_superseded", f"a later command changed the {entry.subject.partition(':')[0]}", c.command)
    return None


# `Never` stands for the one command type that the table pairs a check with.
_CHECKS: Final[dict[type[cmd.Command], Callable[[RoomState, Never, Role, int], Refusal | None]]] = {
    cmd.ShowOpen: _open,
    cmd.ShowStart: _start,
    cmd.ShowEnd: _end,
    cmd.Take: _take,
    cmd.Next: _next,
    cmd.Back: _back,
    cmd.ProductSwitch: _switch,
    cmd.ProductClear: _clear,
    cmd.StockSet: _stock_set,
    cmd.CueClear: _cue_clear,
    cmd.CueAck: _cue_ack,
    cmd.TimerStop: _timer_stop,
    cmd.TotalsTell: _totals_tell,
    cmd.NoteAdd: _note_add,
    cmd.Undo: _undo,
}
