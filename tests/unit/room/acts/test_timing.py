"""Timers by hand."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.plan import TimerPlan
from controlroom.room.room import Room
from tests.unit.room.desk import Desk
from tests.unit.room.prompted import NOW, on_air, plan, until

FLASH = TimerPlan(
    id="flash", title={"zh-CN": "限时价", "en": "Flash"}, kind="countdown", duration_for_ms=60_000, warn_for_ms=20_000
)
PAST = TimerPlan(id="past", title="Past", kind="until", until_ms=NOW - 1)


@pytest.fixture
def timed() -> Desk:
    return on_air(plan(timers=[FLASH, PAST]))


def states(room: Room) -> list[tuple[str, str, int | None]]:
    return [(t.id, t.state, t.ends_ms) for t in room.state.timers.by_id.values()]


def test_a_timer_is_stopped_once_and_leaves_the_screens_by_itself_a_minute_after_its_end(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", title="x", duration_for_ms=1000))
    desk.give(cmd.TimerStop(id="s", timer="timer-3"), wait_ms=5000)
    assert desk.give(cmd.TimerStop(id="s2", timer="timer-3")) == "already_stopped"
    desk.give(cmd.TimerStart(id="t2", title="y", duration_for_ms=1000))
    assert desk.give(cmd.TimerStop(id="s3", timer="timer-5"), wait_ms=62_000) == "already_stopped"


def test_the_plans_timer_runs_under_its_own_id_with_its_own_warning_and_once_at_a_time(timed: Desk) -> None:
    timed.give(cmd.TimerStart(id="t", timer="flash"))
    [timer] = timed.room.state.timers.by_id.values()
    assert (timer.id, timer.title, timer.warn_for_ms, timer.danger_for_ms) == ("flash", FLASH.title, 20_000, 10_000)
    assert timed.give(cmd.TimerStart(id="t2", timer="flash")) == "already_running"
    until(timed, 62_000)
    assert isinstance(timed.give(cmd.TimerStart(id="t3", timer="flash")), int)
    assert states(timed.room) == [("flash", "running", NOW + 123_000)]
    timed.give(cmd.Undo(id="u", command="t3"))
    assert states(timed.room) == [("flash", "over", NOW + 61_000)]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (cmd.TimerStart(id="x"), "nothing_told"),
        (cmd.TimerStart(id="x", title="X"), "nothing_told"),
        (cmd.TimerStart(id="x", title="X", kind="until"), "nothing_told"),
        (cmd.TimerStart(id="x", title="X", kind="until", until_ms=NOW), "already_past"),
        (cmd.TimerStart(id="x", timer="past"), "already_past"),
        (cmd.TimerStart(id="x", timer="none"), "unknown_timer"),
        (cmd.TimerStart(id="x", timer="flash", title="X"), "told_twice"),
        (cmd.TimerPause(id="x", timer="none"), "unknown_timer"),
        (cmd.TimerPause(id="x", timer="timer-5"), "cannot_pause"),
        (cmd.TimerResume(id="x", timer="timer-4"), "not_paused"),
        (cmd.TimerAdd(id="x", timer="timer-4", by_for_ms=1000), "no_end"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(timed: Desk, command: cmd.AnyCommand, why: str) -> None:
    timed.give(cmd.TimerStart(id="up", title="Up", kind="countup"))
    timed.give(cmd.TimerStart(id="to", title="To", kind="until", until_ms=NOW + 600_000))
    assert timed.give(command) == why


def test_a_paused_timer_is_not_paused_again_and_a_stopped_one_neither_runs_on_nor_gets_more_time(timed: Desk) -> None:
    timed.give(cmd.TimerStart(id="t", timer="flash"))
    timed.give(cmd.TimerPause(id="p", timer="flash"))
    assert timed.give(cmd.TimerPause(id="p2", timer="flash")) == "already_stopped"
    timed.give(cmd.TimerStop(id="s", timer="flash"))
    assert timed.give(cmd.TimerResume(id="r", timer="flash")) == "not_paused"
    assert timed.give(cmd.TimerAdd(id="a", timer="flash", by_for_ms=1000)) == "already_stopped"


def test_a_timer_paused_for_half_a_minute_ends_half_a_minute_later(timed: Desk) -> None:
    timed.give(cmd.TimerStart(id="t", timer="flash"))
    timed.give(cmd.TimerPause(id="p", timer="flash"), wait_ms=10_000)
    until(timed, 200_000)
    assert states(timed.room) == [("flash", "paused", None)]
    timed.give(cmd.TimerResume(id="r", timer="flash"))
    assert states(timed.room) == [("flash", "running", timed.now_ms + 50_000)]


@pytest.mark.parametrize(
    "command",
    [
        cmd.TimerPause(id="x", timer="flash"),
        cmd.TimerAdd(id="x", timer="flash", by_for_ms=-5000),
        cmd.TimerStop(id="x", timer="flash"),
    ],
)
def test_undo_lets_a_timer_run_as_if_nothing_had_been_done(timed: Desk, command: cmd.AnyCommand) -> None:
    timed.give(cmd.TimerStart(id="t", timer="flash"))
    before = states(timed.room)
    timed.give(command)
    assert states(timed.room) != before
    timed.give(cmd.Undo(id="u", command="x"), wait_ms=10_000)
    assert states(timed.room) == before


def test_a_later_act_on_the_same_timer_supersedes_an_undo_and_makes_an_older_view_stale(timed: Desk) -> None:
    seq = timed.give(cmd.TimerStart(id="t", timer="flash"))
    assert isinstance(seq, int)
    timed.give(cmd.TimerAdd(id="a", timer="flash", by_for_ms=1000))
    assert timed.give(cmd.Undo(id="u", command="t")) == "undo_superseded"
    assert timed.give(cmd.TimerPause(id="p", timer="flash", expected_seq=seq)) == "stale"
