"""The room's own past: values minute by minute, and what several shows have in common."""

from __future__ import annotations

from msgspec import json

from controlroom.domain.baselines import LEAST, MOST, SCALE, Baselines, Usual, baselines, shown, trace
from controlroom.domain.moment import Standing
from controlroom.domain.series import Series
from controlroom.domain.tally import Flow, Tally

T = 1_000_000


def a_show(seconds: int, clicks: int, hole: range = range(0)) -> Series:
    """A show in which one of `clicks` clicks a second is paid for."""
    tally = Tally.of(T)
    for second in range(T + 1, T + seconds + 1):
        tally.show.add(Flow.CLICKS, clicks, second - 1)
        tally.show.add(Flow.PAID, 1, second - 1)
        tally.advance(second)
        if second not in hole:
            tally.remember(Standing(second * 1000))
    return tally.series


def test_a_trace_is_the_value_at_each_full_minute_since_the_start() -> None:
    found = trace(a_show(150, clicks=2), T * 1000)
    assert found["clicks"] == [2, 122, 242]
    assert found["viewers"] == [None] * 3
    assert found["click_to_pay"] == [SCALE // 2] * 3


def test_a_trace_of_hours_ago_takes_the_row_that_was_kept_last_before_the_minute() -> None:
    found = trace(a_show(2 * 3600, clicks=1), (T + 6) * 1000)
    kept = [T + 7 + 60 * minute - (T + 7) % 10 for minute in range(10)]
    assert found["clicks"][1:10] == [second - T for second in kept[1:]]
    assert len(found["clicks"]) == 120


def test_a_minute_without_a_row_is_unknown() -> None:
    found = trace(a_show(150, clicks=2, hole=range(T + 55, T + 70)), T * 1000)
    assert found["clicks"] == [2, None, 242]


def test_what_no_feed_told_at_a_minute_is_unknown_of_what_rests_on_it_alone() -> None:
    second = T + 61
    found = trace(a_show(150, clicks=2), T * 1000, {"clicks": [((second - 9) * 1000, (second + 1) * 1000)]})
    assert (found["clicks"], found["click_to_pay"]) == ([2, None, 242], [SCALE // 2] * 3)


def test_fewer_than_three_shows_are_no_measure() -> None:
    assert baselines([("a", {}), ("b", {})]) is None


def test_median_and_band_of_the_shows_that_know_the_minute() -> None:
    told = [{"gmv_minor": [0, 10, 50]}, {"gmv_minor": [0, 40, 20]}, {"gmv_minor": [0, 20, None]}, {"gmv_minor": [0]}]
    found = baselines([(f"s{i}", dict(t)) for i, t in enumerate(told)])  # type: ignore[arg-type]
    assert found is not None
    assert found.shows == ("s0", "s1", "s2", "s3")
    assert found.kpis == {"gmv_minor": (Usual(0, 0, 0, 4), Usual(10, 20, 40, 3))}
    assert found.usual("gmv_minor", 119_999) == Usual(10, 20, 40, 3)
    assert found.usual("gmv_minor", 120_000) is None
    assert found.usual("gmv_minor", -1) is None
    assert found.usual("online", 0) is None


def test_from_six_shows_on_the_extremes_are_left_out_and_only_the_newest_count() -> None:
    past = [(f"s{i}", {"orders": [value]}) for i, value in enumerate([999, 1, 100, 7, 6, 5, 8, 9, 4])]
    found = baselines(past)  # type: ignore[arg-type]
    assert found is not None
    assert found.shows == tuple(f"s{i}" for i in range(1, 1 + MOST))
    assert found.kpis["orders"] == (Usual(4, 7, 9, MOST),)


def test_ratios_are_shown_as_ratios_and_the_rest_as_it_is() -> None:
    assert shown("conversion_rate", SCALE // 4) == 0.25
    assert shown("gmv_minor", 7) == 7


def test_it_goes_through_the_journal_unchanged() -> None:
    found = baselines([(f"s{i}", {"orders": [None, i]}) for i in range(LEAST)])
    assert json.decode(json.encode(found), type=Baselines) == found
