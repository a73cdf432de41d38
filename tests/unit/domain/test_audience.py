"""Levels and their rises; who is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.audience import Audience, Rise
from controlroom.domain.events import Audience as Told
from controlroom.domain.windows import Flows, Reading

T = 1_000_000


def test_a_counter_that_falls_back_has_restarted() -> None:
    rise = Rise()
    grown = [rise.add(Reading(at, "", "", value)) for at, value in ((1, 100), (2, 150), (3, 10), (4, 25))]
    assert grown == [{}, {2: 50}, {}, {4: 15}]


def test_a_reading_that_comes_in_between_moves_the_rise_it_explains() -> None:
    rise = Rise()
    rise.add(Reading(1, "", "", 100))
    assert rise.add(Reading(3, "", "", 160)) == {3: 60}
    assert rise.add(Reading(2, "", "", 120)) == {3: -20, 2: 20}


@given(st.permutations([(at, value) for at, value in enumerate([5, 9, 9, 2, 30, 31])]))
def test_the_rise_does_not_depend_on_the_order_of_arrival(told: list[tuple[int, int]]) -> None:
    rise, total = Rise(), 0
    for at, value in told:
        total += sum(rise.add(Reading(at, "", "", value)).values())
    assert total == 4 + 28 + 1


def test_rises_after_an_instant_are_those_that_later_readings_show() -> None:
    rise = Rise()
    for at, value in ((1, 10), (5, 30), (9, 35)):
        rise.add(Reading(at, "", "", value))
    assert rise.rises_after(5) == {9: 5}
    assert rise.rises_after(0) == {5: 20, 9: 5}


def test_settled_readings_are_forgotten_but_for_the_base_of_the_next() -> None:
    rise = Rise()
    for second in (0, 10, 500):
        rise.add(Reading(second * 1000, "", "", second))
    rise.settle(600)
    assert [r.value for r in rise.readings] == [10, 500]


def test_online_is_the_newest_level_else_who_came_minus_who_went() -> None:
    audience = Audience.of(T)
    assert audience.online_now(5, 0) == (None, False)
    assert audience.online_now(5, 2) == (3, True)
    assert audience.online_now(1, 2) == (0, True)
    audience.told(Told(online=40), T * 1000, False)
    audience.told(Told(online=30), T * 1000 - 5, False)
    assert audience.online_now(5, 2) == (40, False)


def test_total_is_a_running_maximum() -> None:
    audience = Audience.of(T)
    for total in (10, 90, 40):
        audience.told(Told(online=1, total=total), T * 1000, False)
    assert (audience.total_first, audience.total_max) == (10, 90)


def likes(audience: Audience, at_s: int, count: int, source: str = "relay", *, late: bool = False) -> None:
    audience.told(Told(online=1, likes=count, source=source), at_s * 1000, late, T * 1000)


def test_late_likes_raise_the_total_and_no_window() -> None:
    audience = Audience.of(T)
    for second, count, late in ((T, 10, False), (T + 1, 90, True), (T + 2, 95, False), (T + 3, 97, True)):
        likes(audience, second, count, late=late)
    audience.advance(T + 10)
    assert [audience.likes_rise(window) for window in (None, 0, 1, 2)] == [87, 85, 85, 85]


def test_a_feed_that_is_always_late_has_a_total() -> None:
    audience = Audience.of(T)
    for second, count in ((-5, 100), (10, 130), (200, 150), (20, 140), (5, 9), (400, 30), (500, 70)):
        audience.advance(T + second + 150)
        likes(audience, T + second, count, late=True)
    assert audience.likes_rise(None) == 50 + 40, "one from before what is settled tells nothing; a fall is a restart"
    assert [audience.likes_rise(window) for window in range(3)] == [0, 0, 0]


def test_late_likes_told_before_the_start_and_dated_after_it_count_once_it_has_begun() -> None:
    audience = Audience.of(T)
    for at_ms, count in ((0, 10), (900, 17)):
        audience.told(Told(online=1, likes=count), T * 1000 + at_ms, True, None)
    audience.begin(T * 1000 + 500)
    assert audience.likes_rise(None) == 7


def test_likes_are_counted_from_the_start_and_in_windows() -> None:
    audience = Audience.of(T)
    for second, count in ((T - 10, 100), (T - 1, 400), (T + 1, 405), (T + 100, 425)):
        likes(audience, second, count)
    audience.advance(T + 101)
    assert [audience.likes_rise(window) for window in (None, 0, 1)] == [25, 20, 25]


def test_likes_told_before_the_start_and_dated_after_it_count_once_it_has_begun() -> None:
    audience = Audience.of(T)
    audience.told(Told(online=1, likes=10), T * 1000, False, None)
    audience.told(Told(online=1, likes=17), T * 1000 + 900, False, None)
    assert audience.likes_rise(None) == 0
    audience.begin(T * 1000 + 500)
    assert audience.likes_rise(None) == 7


@given(st.permutations([(0, 1000, "a"), (1, 900, "b"), (2, 1010, "a"), (3, 904, "b"), (4, 1030, "a")]))
def test_counters_of_two_sources_never_inflate_each_other(told: list[tuple[int, int, str]]) -> None:
    audience = Audience.of(T)
    for second, count, source in told:
        likes(audience, T + 1 + second, count, source)
    audience.advance(T + 10)
    assert (audience.likes_rise(None), audience.likes_rise(0)) == (30, 30), "mixed, it would be 241"


def test_a_late_level_does_not_turn_windows_from_counting_to_levels() -> None:
    audience, flows = Audience.of(T), Flows.of(2, T)
    flows.add(0, 5, T - 70)
    flows.add(1, 1, T - 70)
    flows.advance(T + 1)
    audience.advance(T + 1)
    assert audience.online_at_start(0, flows, (0,), 1) == 4
    audience.told(Told(online=99), (T - 500) * 1000, True)
    assert audience.online_at_start(0, flows, (0,), 1) == 4
    audience.told(Told(online=77), (T - 90) * 1000, False)
    audience.advance(T + 2)
    assert audience.online_at_start(0, flows, (0,), 1) == 77


def test_online_at_start_is_unknown_until_somebody_timely_left() -> None:
    audience, flows = Audience.of(T), Flows.of(2, T)
    flows.add(0, 5, T - 70)
    flows.add(1, 1, None)
    audience.late_went = 1
    flows.advance(T + 1)
    assert audience.online_at_start(0, flows, (0,), 1) is None
