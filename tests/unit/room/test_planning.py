"""What a show takes from the plan it is opened with."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.room.planning import applied, opened_with, running
from controlroom.room.state import RoomState
from tests.stories import OPENED_MS, PLAN, PRICES, STOCK


def test_prices_stock_currency_and_segments_come_from_the_plan() -> None:
    s = RoomState()
    opened_with(s, PLAN, OPENED_MS)
    assert (s.plan, s.rundown.segments, s.currency, s.prices) == (PLAN, PLAN.segments, "CNY", PRICES)
    assert {sku: shelf.available for sku, shelf in s.shelves.items()} == {**STOCK, "mask": None}


def test_a_level_that_somebody_told_is_not_the_plans_to_change() -> None:
    s = RoomState()
    opened_with(s, PLAN, OPENED_MS)
    first, second, *rest = PLAN.products
    told = s.shelves[second.sku].on_hand
    assert told is not None
    s.shelves[second.sku].on_hand = replace(told, source="warehouse", value=44, at_ms=OPENED_MS + 1)
    applied(s, replace(PLAN, products=(replace(first, stock=60), replace(second, stock=99), *rest)), OPENED_MS + 5)
    assert [s.shelves[product.sku].available for product in (first, second)] == [60, 44]


def test_a_segment_that_goes_is_no_longer_passed_over() -> None:
    s = RoomState()
    opened_with(s, PLAN, OPENED_MS)
    s.rundown.skipped = {"cream": None, "serum": None}
    applied(s, replace(PLAN, segments=tuple(x for x in PLAN.segments if x.id != "cream")), OPENED_MS)
    assert s.rundown.skipped == {"serum": None}


def test_what_runs_now_is_the_plan_with_the_rundowns_edits_and_without_what_is_skipped() -> None:
    s = RoomState()
    assert running(s) is None
    opened_with(s, PLAN, OPENED_MS)
    assert running(s) == PLAN
    first, second, *rest = PLAN.segments
    s.rundown.segments = (replace(second, title="Other"), first, *rest)
    s.rundown.skipped = {first.id: None}
    assert running(s) == replace(PLAN, segments=(replace(second, title="Other"), *rest))


def test_what_a_later_plan_has_not_is_known_to_be_taken_out() -> None:
    s = RoomState()
    opened_with(s, PLAN, OPENED_MS)
    applied(s, replace(PLAN, products=PLAN.products[1:]), OPENED_MS)
    assert list(s.pulled) == [PLAN.products[0].sku]
