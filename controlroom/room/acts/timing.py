"""Timers started and stopped by hand.

Owns: `timer.start`, `timer.stop`.
Law: a timer taken back was never there; one that is stopped can go on as if it had not been.
Must not know: screens, sounds.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.domain.timers import Timer
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.state import RoomState


class Which(Struct):
    """Which timer an act was about."""

    timer: str


def _gone(s: RoomState, kept: Which) -> bool:
    return kept.timer not in s.timers.by_id


def _start(s: RoomState, c: cmd.TimerStart, at: Place) -> None:
    s.timers.start(Timer(made("timer", at.seq), c.title, at.received_ms, c.duration_for_ms))


def _started(s: RoomState, c: cmd.TimerStart, at: Place) -> Which:
    return Which(made("timer", at.seq))


def _unstart(s: RoomState, kept: Which, at: Place) -> None:
    del s.timers.by_id[kept.timer]
    s.timers.reckon()


def _stop(s: RoomState, c: cmd.TimerStop, at: Place) -> None:
    timer = s.timers.by_id[c.timer]
    timer.state, timer.stopped_ms = "stopped", at.received_ms
    s.timers.reckon()


def _stopped(s: RoomState, c: cmd.TimerStop, at: Place) -> Which:
    return Which(c.timer)


def _unstop(s: RoomState, kept: Which, at: Place) -> None:
    timer = s.timers.by_id[kept.timer]
    timer.state, timer.stopped_ms = "running", None
    s.timers.reckon()


def _refuse_stop(s: RoomState, c: cmd.TimerStop, by: Role, now_ms: int) -> Refusal | None:
    timer = s.timers.by_id.get(c.timer)
    if timer is None:
        return no("unknown_timer", f"there is no timer {c.timer!r}", c.timer)
    return None if timer.state == "running" else no("already_stopped", "it is not running", c.timer)


_TIMERS: Final = frozenset({Topic.TIMERS})

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.TimerStart: Act(
        carry=_start, touches=_TIMERS, makes="timer", what=lambda s, c: c.title,
        undo=Undoing(Which, _started, _unstart, _gone),
    ),
    cmd.TimerStop: Act(
        carry=_stop, refuse=_refuse_stop, touches=_TIMERS, subject="timer", part=lambda c: c.timer,
        what=lambda s, c: s.timers.by_id[c.timer].title, undo=Undoing(Which, _stopped, _unstop, _gone),
    ),
}  # fmt: skip
