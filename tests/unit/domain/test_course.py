"""A level over time: time-weighted, whatever came in which order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.course import Course, known_between
from controlroom.domain.windows import Reading

T = 1_000_000_000


def reading(at_ms: int, value: int, id_: str = "") -> Reading:
    return Reading(T + at_ms, "", id_, value)


def course(*told: tuple[int, int], since_ms: int = 0) -> Course:
    made = Course()
    made.begin(T + since_ms)
    for at_ms, value in told:
        made.add(reading(at_ms, value), False)
    return made


def test_a_reading_holds_until_the_next() -> None:
    told = course((1000, 100), (3000, 400), (4000, 0))
    assert told.seen(T + 10_000) == (100 * 2000 + 400 * 1000, 9000)
    assert told.seen(T + 3500) == (100 * 2000 + 400 * 500, 2500)
    assert told.highest() == 400


def test_the_reading_in_force_at_the_beginning_counts_and_nothing_before_it() -> None:
    told = course((-9000, 900), (-5000, 300), (2000, 100))
    assert told.seen(T + 3000) == (300 * 2000 + 100 * 1000, 3000)
    assert told.highest() == 300


def test_nothing_is_known_before_the_first_reading_and_none_is_highest() -> None:
    assert (course().seen(T + 5000), course().highest()) == ((0, 0), None)
    early = Course()
    early.add(reading(0, 7), False)
    assert (early.seen(T + 5000), early.highest()) == ((0, 0), None)


def test_a_gap_is_no_known_time() -> None:
    told = course((0, 10))
    told.away(T + 2000, T + 5000)
    assert told.seen(T + 8000) == (10 * 5000, 5000)
    assert known_between(T + 2500, T + 6000, told.gaps) == 1000


def test_a_late_reading_may_be_the_highest_and_changes_no_time() -> None:
    told = course((0, 10))
    told.add(reading(1000, 50), True)
    told.add(reading(-1000, 90), True)
    assert (told.seen(T + 4000), told.highest()) == ((40_000, 4000), 50)


def test_few_readings_are_kept() -> None:
    told = course()
    for second in range(5000):
        told.add(reading(second * 1000, second), False)
        told.settle(T + second * 1000)
    assert len(told.readings) < 135
    assert told.seen(T + 5_000_000) == (sum(range(5000)) * 1000, 5_000_000)
    assert told.highest() == 4999


values = st.tuples(st.integers(-20, 400), st.integers(0, 9))


@given(st.lists(values, max_size=12), st.lists(st.integers(0, 120), min_size=12, max_size=12), st.integers(0, 30))
def test_any_order_of_arrival_and_any_settling_give_the_brute_force_integral(
    told: list[tuple[int, int]], delays: list[int], away_s: int
) -> None:
    made, gap = Course(), (T + 100_000, T + (100 + away_s) * 1000)
    made.begin(T + 5_500)
    arrivals = sorted((s + d, i, s, v) for i, ((s, v), d) in enumerate(zip(told, delays, strict=False)))
    now_s = 0
    for at_s, i, second, value in arrivals:
        for tick in range(now_s, at_s):
            made.settle(T + tick * 1000)
        now_s = max(now_s, at_s)
        made.add(reading(second * 1000, value, f"{i:02}"), False)
    made.away(*gap)
    end_s = 530
    area = known = 0
    highest: int | None = None
    for half in range(11, end_s * 2):  # half seconds from the beginning
        before = [(s, i, v) for i, (s, v) in enumerate(told) if s * 2 <= half]
        if before:
            level = max(before)[2]
            highest = max(level, highest or 0)
            if not gap[0] <= T + half * 500 < gap[1]:
                area, known = area + level * 500, known + 500
    same_second = {s for s, _ in told if sum(s == other for other, _ in told) > 1}
    if now_s < 230:  # else a gap of the past comes after it was settled: it is always told of at its end
        assert made.seen(T + end_s * 1000) == (area, known)
    if not same_second:  # of two readings of one instant the first held for no time, and still was the level
        assert made.highest() == highest
