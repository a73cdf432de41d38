"""Gift combos taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.fields import COUNT_MAX, Fields, Unfit
from controlroom.feeds.gifts import PASCAL, RUNS_MAX, GiftRuns


def count(runs: GiftRuns, user: str = "u", **fields: int) -> int:
    return runs.count(Fields(dict(fields), "Data"), user, "9")


def test_taps_times_pieces_beyond_what_was_counted() -> None:
    runs = GiftRuns(PASCAL)
    assert count(runs, GroupId=1, ComboCount=1, GroupCount=10) == 10
    assert count(runs, GroupId=1, ComboCount=0, RepeatCount=3, GroupCount=10) == 20
    assert count(runs, GroupId=1, ComboCount=3, GroupCount=10, RepeatEnd=1) == 0


def test_without_a_group_each_message_counts_whole() -> None:
    runs = GiftRuns(PASCAL)
    assert [count(runs, GroupId=0, ComboCount=1, GroupCount=1) for _ in range(2)] == [1, 1]
    assert count(runs, ComboCount=2) == 2


def test_read_once_more_a_run_adds_nothing_and_what_is_in_none_counts() -> None:
    runs = GiftRuns(PASCAL, again=True)
    assert [count(runs, GroupId=1, ComboCount=3), count(runs, GroupId=0, ComboCount=3)] == [0, 3]


def test_runs_of_others_are_apart() -> None:
    runs = GiftRuns(PASCAL)
    assert count(runs, "a", GroupId=1, ComboCount=4) == 4
    assert count(runs, "b", GroupId=1, ComboCount=4) == 4
    assert count(runs, "a", GroupId=2, ComboCount=4) == 4


def test_total_counts_only_without_counters() -> None:
    assert count(GiftRuns(PASCAL), GroupId=0, ComboCount=0, RepeatCount=0, TotalCount=6) == 6
    assert count(GiftRuns(PASCAL), GroupId=0, ComboCount=2, TotalCount=600) == 2
    with pytest.raises(Unfit) as caught:
        count(GiftRuns(PASCAL), GroupId=0, ComboCount=0)
    assert (caught.value.code, caught.value.path) == ("missing_field", "Data.TotalCount")


def test_a_product_over_the_limit_is_held_at_it() -> None:
    assert count(GiftRuns(PASCAL), ComboCount=COUNT_MAX, GroupCount=COUNT_MAX) == COUNT_MAX


@given(st.lists(st.integers(1, 500), min_size=1))
def test_a_run_adds_up_to_its_highest_counter_in_any_order(counters: list[int]) -> None:
    runs = GiftRuns(PASCAL)
    assert sum(count(runs, GroupId=5, ComboCount=taps) for taps in counters) == max(counters)


def test_the_oldest_run_is_forgotten_beyond_the_limit() -> None:
    runs = GiftRuns(PASCAL)
    for group in range(1, RUNS_MAX + 2):
        assert count(runs, GroupId=group, ComboCount=3) == 3
    assert count(runs, GroupId=RUNS_MAX + 1, ComboCount=3) == 0
    assert count(runs, GroupId=1, ComboCount=3) == 3
