"""What the plan expects by when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.plan import SegmentKind, SegmentPlan
from controlroom.domain.targets import by_segment, expected, spread

MIN = 60_000


def segment(
    id_: str, minutes: int, sku: str | None = None, target: int | None = None, kind: SegmentKind = "product"
) -> SegmentPlan:
    return SegmentPlan(
        id=id_, title=id_, planned_for_ms=minutes * MIN, kind=kind, sku=sku, target_gmv_minor=target
    )  # fmt: skip


RUNDOWN = (
    segment("open", 5, kind="opening"), segment("cream", 10, "cream"), segment("rest", 5, kind="break"),
    segment("flash", 5, "mask", 300), segment("again", 20, "cream"), segment("close", 15, kind="closing"),
)  # fmt: skip


def test_own_targets_come_first_then_products_then_what_is_left_by_length() -> None:
    told, whole = by_segment(RUNDOWN, {"cream": 900, "mask": 100}, 2000)
    assert told == {"flash": 300, "cream": 300, "again": 600}
    assert whole == {**told, "open": 200, "close": 600}


def test_what_is_left_goes_to_all_when_every_segment_has_a_target() -> None:
    told, whole = by_segment((segment("a", 10, target=100), segment("b", 30, target=0)), {}, 500)
    assert told == {"a": 100, "b": 0}
    assert whole == {"a": 200, "b": 300}


def test_without_a_target_of_the_show_only_told_targets_are_expected() -> None:
    assert by_segment(RUNDOWN, {"cream": 900}, None)[1] == {"flash": 300, "cream": 300, "again": 600}
    assert by_segment((), {"cream": 900}, 5000) == ({}, {})


def test_expectation_follows_the_plan_and_is_no_straight_line() -> None:
    whole = by_segment(RUNDOWN, {"cream": 900}, 2000)[1]
    by_minute = [sum(expected(RUNDOWN, whole, minute * MIN).values()) for minute in (0, 5, 10, 15, 20, 25, 60, 99)]
    assert by_minute == [0, 200, 350, 500, 500, 800, 2000, 2000]
    assert expected(RUNDOWN, {"cream": 300}, 8 * MIN) == {"cream": 90}


@given(st.integers(0, 10**12), st.lists(st.integers(0, 50), min_size=1, max_size=9))
def test_parts_add_up_exactly(amount: int, weights: list[int]) -> None:
    parts = spread(amount, {str(i): weight for i, weight in enumerate(weights)})
    assert sum(parts.values()) == amount
    assert min(parts.values()) >= 0


@given(st.integers(0, 100), st.integers(0, 10**9))
def test_everything_is_expected_when_the_plans_time_has_passed(minutes: int, target: int) -> None:
    whole = by_segment(RUNDOWN, {}, target)[1]
    assert sum(expected(RUNDOWN, whole, 60 * MIN + minutes).values()) == max(target, 300)
