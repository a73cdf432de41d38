"""Timers started and stopped by hand."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from tests.unit.room.desk import Desk


def test_a_timer_that_is_not_running_is_not_stopped(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", title="x", duration_for_ms=1000))
    assert desk.give(cmd.TimerStop(id="s", timer="timer-3"), wait_ms=5000) == "already_stopped"
