"""Which instants are kept: each second of the last hour, coarser before, never more than so many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.series import FAR_ROWS, FAR_STEP_S, NEAR_S, Series

T = 1_000_000


def kept(*spans: tuple[int, int]) -> Series:
    series = Series()
    for begin, end in spans:
        for second in range(begin, end):
            series.keep(second, b"%d" % second)
    return series


def test_the_last_hour_is_kept_second_by_second_and_before_it_every_tenth() -> None:
    now = T + 2 * NEAR_S
    series = kept((T, now + 1))
    assert list(series.rows) == [*range(T, now - NEAR_S + 1, FAR_STEP_S), *range(now - NEAR_S + 1, now + 1)]
    assert series.at(now) == b"%d" % now
    assert series.at(T + 5) is None


def test_the_number_of_rows_is_bounded_and_the_step_doubles() -> None:
    series, seconds = kept((T, T + 10)), NEAR_S + FAR_ROWS * FAR_STEP_S * 3
    for second in series.ahead(T + seconds):
        series.keep(second, b"x")
    assert series.step_s(series.last_s) == 4 * FAR_STEP_S
    assert len(series.rows) <= NEAR_S + FAR_ROWS
    assert all(s % (4 * FAR_STEP_S) == 0 for s in series.rows if s <= series.last_s - NEAR_S)


@given(
    st.integers(0, 30),
    st.lists(st.integers(1, NEAR_S * 2), min_size=1, max_size=3),
    st.sampled_from([1, 40_000, 90_000]),
)
def test_jumping_keeps_the_rows_that_stepping_keeps(first: int, jumps: list[int], back: int) -> None:
    stepped, jumped = Series(), Series()
    begin = T + first
    for series in (stepped, jumped):
        series.keep(begin, b"row")
    to_s = begin
    for seconds in (back, *jumps):
        to_s += seconds
        for second in list(jumped.ahead(to_s)):
            jumped.keep(second, b"row")
    for second in range(begin + 1, to_s + 1):
        stepped.keep(second, b"row")
    assert list(jumped.rows.items()) == list(stepped.rows.items())
    assert jumped == stepped


def test_a_hole_is_thinned_like_everything_else() -> None:
    series = kept((T, T + 100), (T + 200, T + NEAR_S + 400))
    old = [s for s in series.rows if s <= series.last_s - NEAR_S]
    assert old == [*range(T, T + 100, 10), *range(T + 200, T + 400, 10)]


def test_instants_are_the_multiples_of_the_step_between_two() -> None:
    series = kept((T, T + 100))
    assert list(series.instants(T + 1, T + 30, 7)) == [s for s in range(T + 1, T + 31) if s % 7 == 0]
    assert list(series.instants(0, 2 * T, 50)) == [T, T + 50]
    assert list(series.instants(T + 5, T + 5, 1)) == [T + 5]


def test_instants_before_the_last_hour_keep_to_the_rows_that_are_there() -> None:
    now = T + NEAR_S + 100
    series = kept((T, now + 1))
    asked = list(series.instants(T, now, 15))
    near = now - NEAR_S
    assert [s for s in asked if s <= near] == [s for s in range(T, near + 1) if s % 20 == 0]
    assert [s for s in asked if s > near] == [s for s in range(near + 1, now + 1) if s % 15 == 0]
    assert all(series.at(s) is not None for s in asked)


def test_instants_of_a_hole_are_asked_and_not_there() -> None:
    series = kept((T, T + 10), (T + 30, T + 40))
    assert [series.at(s) for s in series.instants(T, T + 40, 10)] == [b"%d" % T, None, None, b"%d" % (T + 30)]


def test_a_series_without_rows_has_no_instants() -> None:
    assert list(Series().instants(0, 2 * T, 1)) == []
    assert list(Series().ahead(T)) == []


def test_instants_of_what_is_kept_less_often_are_multiples_of_that_too() -> None:
    now = T + NEAR_S + 1000
    series = kept((T, now + 1))
    asked = list(series.instants(T, now, 10, every_s=60))
    assert asked == [s for s in range(T, now + 1) if s % 60 == 0]
    assert list(series.instants(T, now, 90, every_s=60)) == [s for s in range(T, now + 1) if s % 120 == 0]
