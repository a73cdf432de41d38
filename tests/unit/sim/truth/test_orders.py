from __future__ import annotations

from itertools import count, permutations
from typing import Any

import pytest

from sim.truth.heard import Heard
from sim.truth.orders import Line, Order, orders_of, share

T0 = 1_767_268_800_000
IDS = count(1)


def step(status: str, at_s: int = 0, **fields: Any) -> Heard:
    at = T0 + at_s * 1000
    event = {"order": "o", "status": status, **fields}
    return Heard("order", event, f"e{next(IDS)}", "", at, at, counts=True)


def order(*steps: Heard, **prices: int) -> Order:
    """Derive the order of these steps, and see that their order plays no part."""
    found = [orders_of(each, prices)[0] for each in permutations(steps)]
    assert all(each == found[0] for each in found)
    return found[0]


def test_paid_alone_implies_created() -> None:
    found = order(step("paid", 5, amount_minor=900))
    assert (found.created_at, found.created_minor, found.paid_minor) == (T0 + 5000, 900, 900)


def test_refunded_alone_implies_paid() -> None:
    found = order(step("created", 1, amount_minor=900), step("refunded", 9, amount_minor=100), step("refunded", 7))
    assert (found.paid_at, found.paid_minor, found.refunded_minor) == (T0 + 7000, 900, 900)


def test_each_steps_amount_is_its_own_else_the_others_else_its_lines() -> None:
    lines = [{"sku": "a", "qty": 2, "unit_minor": 300}, {"sku": "b"}]
    both = order(step("created", 1, amount_minor=5), step("paid", 2, amount_minor=7))
    assert (both.created_minor, both.paid_minor) == (5, 7)
    assert order(step("created", 1, lines=lines), step("paid", 2, amount_minor=7), b=50).created_minor == 7
    estimated = order(step("created", 1, lines=lines), step("paid", 2), b=50)
    assert (estimated.created_minor, estimated.paid_minor) == (650, 650)


def test_a_missing_unit_price_without_a_plan_is_worth_nothing() -> None:
    assert order(step("paid", lines=[{"sku": "a"}])).paid_minor == 0


def test_lines_come_from_the_other_step_where_a_step_has_none() -> None:
    found = order(step("created", 1, amount_minor=5), step("paid", 2, lines=[{"sku": "a", "unit_minor": 5}]))
    assert found.created_lines == found.paid_lines == (Line("a", 1, 5),)


def test_conflicting_repeats_take_the_earliest_then_the_smaller_amount() -> None:
    found = order(
        step("paid", 3, amount_minor=10, user="late"),
        step("paid", 2, amount_minor=9),
        step("paid", 2, amount_minor=8, traffic="paid"),
    )
    assert (found.paid_at, found.paid_minor, found.user, found.traffic) == (T0 + 2000, 8, "late", "paid")


def test_cancelled_unpaid_returns_its_pieces_and_stays_created() -> None:
    found = order(step("created", 1, amount_minor=5), step("cancelled", 2))
    assert (found.returned, found.paid, found.created_minor, found.refunded_minor) == (True, False, 5, 0)


def test_cancelled_and_paid_in_whatever_order_is_a_refund_of_the_remainder() -> None:
    found = order(step("cancelled", 1), step("paid", 2, amount_minor=50), step("refunded", 3, amount_minor=5))
    assert (found.returned, found.refunded_minor) == (False, 50)


@pytest.mark.parametrize(("amounts", "refunded"), [((30, 40), 70), ((30, 80), 100), ((30, None), 100)])
def test_refunds_add_up_and_stop_at_the_paid_amount(amounts: tuple[int | None, ...], refunded: int) -> None:
    steps = [step("refunded", 5 + n, refund=f"r{n}", amount_minor=minor) for n, minor in enumerate(amounts)]
    assert order(step("paid", 1, amount_minor=100), *steps).refunded_minor == refunded


def test_the_same_refund_twice_counts_once_and_different_ones_without_a_name_by_their_events() -> None:
    paid = step("paid", 1, amount_minor=100)
    named = order(
        paid, step("refunded", 2, refund="r", amount_minor=10), step("refunded", 3, refund="r", amount_minor=10)
    )
    nameless = order(paid, step("refunded", 2, amount_minor=10), step("refunded", 3, amount_minor=10))
    assert (named.refunded_minor, nameless.refunded_minor) == (10, 20)


@pytest.mark.parametrize(
    ("amount", "lines", "parts"),
    [
        (100, (), {"unknown": 100}),
        (100, (Line("a", 1, 1), Line("b", 1, 2)), {"a": 33, "b": 67}),
        (100, (Line("b", 1, 1), Line("a", 1, 1), Line("c", 1, 1)), {"a": 34, "b": 33, "c": 33}),
        (100, (Line("b", 1, 0), Line("a", 1, 0)), {"a": 100}),
        (99, (Line("a", 1, 5), Line("a", 1, 5)), {"a": 99}),
        (0, (Line("a", 1, 5),), {"a": 0}),
    ],
)
def test_share_adds_up_and_the_rest_goes_to_the_largest_line(
    amount: int, lines: tuple[Line, ...], parts: dict[str, int]
) -> None:
    assert share(amount, lines) == parts


def test_order_of_a_clock_that_runs_ahead_belongs_to_what_was_on_air_when_it_came() -> None:
    ahead = Heard("order", {"order": "o", "status": "paid"}, "e", "", T0 + 4000, T0, counts=True)
    assert orders_of([ahead], {})[0].on_air_at == T0
    late = Heard("order", {"order": "o", "status": "paid"}, "e", "", T0, T0 + 4000, counts=True)
    assert orders_of([late], {})[0].on_air_at == T0
