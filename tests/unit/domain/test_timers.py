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


def test_a_pause_moves_the_end_by_its_length_and_has_no_end_itself() -> None:
    timer = Timer("t", "Flash", 0, 60_000)
    timer.pause(20_000)
    assert (timer.state, timer.ends_ms, timer.left_ms(50_000)) == ("paused", None, 40_000)
    timer.resume(50_000)
    assert (timer.state, timer.ends_ms, timer.left_ms(50_000), timer.paused_for_ms) == (
        "running",
        90_000,
        40_000,
        30_000,
    )


def test_a_paused_timer_never_gets_over() -> None:
    timers = Timers()
    timers.start(Timer("t", "Flash", 0, 3000))
    timers.by_id["t"].pause(1000)
    timers.reckon()
    assert (timers.next_end_ms, timers.advance(9000)) == (None, False)


def test_adding_moves_what_is_left_while_it_runs_is_paused_and_is_over() -> None:
    timer = Timer("t", "Flash", 0, 60_000)
    timer.add(30_000, 10_000)
    assert (timer.ends_ms, timer.left_ms(10_000)) == (90_000, 80_000)
    timer.pause(20_000)
    timer.add(-40_000, 25_000)
    assert timer.left_ms(25_000) == 30_000
    timer.resume(30_000)
    assert timer.ends_ms == 60_000
    timer.state = "over"
    timer.add(60_000, 70_000)
    assert (timer.state, timer.ends_ms) == ("running", 130_000)


def test_taking_more_than_is_left_ends_it_now() -> None:
    timer = Timer("t", "Flash", 0, 60_000)
    timer.add(-90_000, 10_000)
    assert timer.ends_ms == 10_000


def test_a_clock_to_an_instant_ends_there_and_can_be_moved() -> None:
    timers = Timers()
    timers.start(Timer("t", "Close", 5, kind="until", until_ms=9000))
    assert (timers.next_end_ms, timers.by_id["t"].left_ms(2000)) == (9000, 7000)
    timers.by_id["t"].add(1000, 2000)
    timers.reckon()
    assert (timers.advance(9000), timers.advance(10_000)) == (False, True)
    timers.by_id["t"].add(5000, 12_000)
    assert (timers.by_id["t"].state, timers.by_id["t"].ends_ms) == ("running", 17_000)


def test_a_clock_that_counts_up_never_ends() -> None:
    timers = Timers()
    timers.start(Timer("t", "On air", 0, kind="countup"))
    assert (timers.next_end_ms, timers.advance(10**9), timers.by_id["t"].left_ms(5)) == (None, False, None)
    assert timers.soonest() is None


def test_the_soonest_is_the_running_timer_that_ends_first() -> None:
    timers = Timers()
    for id_, length in (("a", 9000), ("b", 4000), ("c", 1000)):
        timers.start(Timer(id_, id_, 0, length))
    timers.by_id["c"].pause(10)
    soonest = timers.soonest()
    assert soonest is not None
    assert soonest.id == "b"


def test_a_timer_started_again_takes_the_place_of_the_former() -> None:
    timers = Timers()
    timers.start(Timer("flash", "F", 0, 1000))
    timers.advance(1000)
    timers.start(Timer("flash", "F", 5000, 1000))
    assert [(t.id, t.state, t.ends_ms) for t in timers.by_id.values()] == [("flash", "running", 6000)]
