"""Timers by hand.

Owns: `timer.start` (one of the plan's, or a new one), `timer.pause`, `timer.resume`, `timer.add`, `timer.stop`.
Law: a timer of the plan runs under its id there, once at a time. What is taken back is as if it had not been done: a
timer whose pause is undone has run on.
Must not know: screens, sounds, what starts a timer by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Never

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Text, TimerPlan
from controlroom.domain.roles import Role
from controlroom.domain.timers import Timer
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.prompting import planned_timer
from controlroom.room.state import RoomState

OneTimer = cmd.TimerPause | cmd.TimerResume | cmd.TimerAdd | cmd.TimerStop


class Was(Struct):
    """A timer as it was before an act; None: there was none."""

    id: str
    timer: Timer | None


def _gone(s: RoomState, kept: Was) -> bool:
    return kept.id not in s.timers.by_id


def _put_back(s: RoomState, kept: Was, at: Place) -> None:
    if kept.timer is None:
        del s.timers.by_id[kept.id]
    else:
        s.timers.by_id[kept.id] = kept.timer
    s.timers.reckon()


def of_plan(s: RoomState, id_: str) -> TimerPlan | None:
    """Return the plan's timer called `id_`."""
    return next((t for segment in s.rundown.segments for t in segment.timers if t.id == id_), None)


def _id(c: cmd.TimerStart, seq: int) -> str:
    return c.timer if c.timer is not None else made("timer", seq)


def _start(s: RoomState, c: cmd.TimerStart, at: Place) -> None:
    known = of_plan(s, c.timer) if c.timer is not None else None
    if known is not None:
        s.timers.start(planned_timer(known, at.received_ms))
        return
    s.timers.start(Timer(_id(c, at.seq), c.title or "", at.received_ms, c.duration_for_ms, c.kind, c.until_ms))


def _started(s: RoomState, c: cmd.TimerStart, at: Place) -> Was:
    id_ = _id(c, at.seq)
    was = s.timers.by_id.get(id_)
    return Was(id_, replace(was) if was is not None else None)


def _refuse_start(s: RoomState, c: cmd.TimerStart, by: Role, now_ms: int) -> Refusal | None:
    if c.timer is not None:
        if c.title is not None or c.duration_for_ms is not None or c.until_ms is not None:
            return no("told_twice", "a timer of the plan has its title and length there: give timer alone", c.timer)
        known = of_plan(s, c.timer)
        if known is None:
            return no("unknown_timer", f"the plan has no timer {c.timer!r}", c.timer)
        running = s.timers.by_id.get(c.timer)
        if running is not None and running.state in ("running", "paused"):
            return no("already_running", "it is running already", c.timer)
        return _to_come(known.until_ms, now_ms) if known.kind == "until" else None
    wanted = {"countdown": c.duration_for_ms, "until": c.until_ms, "countup": 0}[c.kind]
    if c.title is None or wanted is None:
        return no("nothing_told", "give timer, or title and duration_for_ms (countdown) or until_ms (until)")
    return _to_come(c.until_ms, now_ms) if c.kind == "until" else None


def _to_come(until_ms: int | None, now_ms: int) -> Refusal | None:
    return no("already_past", "until_ms has passed") if until_ms is not None and until_ms <= now_ms else None


def _changed(s: RoomState, c: OneTimer, at: Place) -> Was:
    return Was(c.timer, replace(s.timers.by_id[c.timer]))


def _pause(s: RoomState, c: cmd.TimerPause, at: Place) -> None:
    s.timers.by_id[c.timer].pause(at.received_ms)
    s.timers.reckon()


def _resume(s: RoomState, c: cmd.TimerResume, at: Place) -> None:
    s.timers.by_id[c.timer].resume(at.received_ms)
    s.timers.reckon()


def _add(s: RoomState, c: cmd.TimerAdd, at: Place) -> None:
    s.timers.by_id[c.timer].add(c.by_for_ms, at.received_ms)
    s.timers.reckon()


def _stop(s: RoomState, c: cmd.TimerStop, at: Place) -> None:
    timer = s.timers.by_id[c.timer]
    timer.state, timer.stopped_ms = "stopped", at.received_ms
    s.timers.reckon()


def _refuse(s: RoomState, c: OneTimer, by: Role, now_ms: int) -> Refusal | None:
    timer = s.timers.by_id.get(c.timer)
    if timer is None:
        return no("unknown_timer", f"there is no timer {c.timer!r}", c.timer)
    match c:
        case cmd.TimerStop():
            # One that is over is taken off the screens.
            return no("already_stopped", "it is stopped already", c.timer) if timer.state == "stopped" else None
        case cmd.TimerPause():
            if timer.kind == "until":
                return no("cannot_pause", "a clock to an instant cannot stand still", c.timer)
            return no("already_stopped", "it is not running", c.timer) if timer.state != "running" else None
        case cmd.TimerResume():
            return no("not_paused", "it is not paused", c.timer) if timer.state != "paused" else None
        case cmd.TimerAdd():
            if timer.kind == "countup":
                return no("no_end", "a timer that counts up has no end to move", c.timer)
            return no("already_stopped", "it is stopped", c.timer) if timer.state == "stopped" else None


def _named(c: cmd.TimerStart) -> str:
    return c.timer or ""


def _title(s: RoomState, c: OneTimer) -> Text:
    return s.timers.by_id[c.timer].title


def _what(s: RoomState, c: cmd.TimerStart) -> Text | None:
    known = of_plan(s, c.timer) if c.timer is not None else None
    return known.title if known is not None else c.title


_TIMERS: Final = frozenset({Topic.TIMERS})
_UNDO: Final = Undoing(Was, _changed, _put_back, _gone)


def _of_one(carry: Callable[[RoomState, Never, Place], None]) -> Act:
    return Act(
        carry=carry, refuse=_refuse, touches=_TIMERS, subject="timer", part=lambda c: c.timer, what=_title, undo=_UNDO
    )


ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.TimerStart: Act(
        carry=_start, refuse=_refuse_start, touches=_TIMERS, subject="timer", part=_named,
        makes="timer", what=_what, undo=Undoing(Was, _started, _put_back, _gone),
    ),
    cmd.TimerPause: _of_one(_pause),
    cmd.TimerResume: _of_one(_resume),
    cmd.TimerAdd: _of_one(_add),
    cmd.TimerStop: _of_one(_stop),
}  # fmt: skip
