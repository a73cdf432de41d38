"""Countdowns: over at the first whole second not before their end."""

from __future__ import annotations

from controlroom.domain.timers import Timer, Timers


def test_a_timer_is_over_not_before_its_end() -> None:
    timers = Timers()
    timers.start(Timer("t", "Flash", 500, 3000))
    assert [timers.advance(ms) for ms in (1000, 3000, 4000, 5000)] == [False, False, True, False]
    assert timers.by_id["t"].state == "over"


def test_a_stopped_timer_never_gets_over() -> None:
    timers = Timers()
    timers.start(Timer("t", "Flash", 0, 3000))
    timers.by_id["t"].state = "stopped"
    timers.reckon()
    assert (timers.next_end_ms, timers.advance(9000)) == (None, False)


def test_the_next_end_is_the_earliest_of_those_running() -> None:
    timers = Timers()
    timers.start(Timer("a", "A", 0, 9000))
    timers.start(Timer("b", "B", 0, 4000))
    assert timers.next_end_ms == 4000
    timers.advance(4000)
    assert timers.next_end_ms == 9000


def test_the_last_ten_ended_timers_are_kept_and_every_running_one() -> None:
    timers = Timers()
    timers.start(Timer("long", "L", 0, 10**9))
    for i in range(15):
        timers.start(Timer(f"t{i}", "T", i, 1000))
        timers.advance(i + 2000)
    timers.start(Timer("new", "N", 0, 10**9))
    assert list(timers.by_id) == ["long", *(f"t{i}" for i in range(5, 15)), "new"]
