"""An order's algebra: METRICS.md section 3."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Line, OrderStatus
from controlroom.domain.orders import Figures, Order, Share, Told, figures, share_out

PRICES = {"cream": 9900, "serum": 19_900}
CREAM = (Line(sku="cream", unit_minor=9900),)


def told(at_ms: int, amount: int | None = None, *, lines: tuple[Line, ...] | None = CREAM, refund: str | None = None,
         user: str | None = "u", late: bool = False, estimated: bool = False) -> Told:  # fmt: skip
    return Told(at_ms, late, "seg", amount, lines, user, None, estimated, refund)


def bill(*steps: tuple[OrderStatus, Told]) -> Figures:
    order = Order()
    for status, step in steps:
        order.tell(status, step)
    return figures(order, PRICES.get)


def test_paid_implies_created() -> None:
    f = bill(("paid", told(50, 100)))
    assert (f.created_ms, f.created_minor, f.paid_ms, f.paid_minor) == (50, 100, 50, 100)


def test_a_telling_with_lines_fills_what_an_equal_one_left_out_and_until_then_nothing_is_priced() -> None:
    bare, whole = told(50, lines=None), told(50, 9000)
    for steps in ((bare, whole), (whole, bare)):
        order = Order()
        order.tell("paid", steps[0])
        assert order.priced() is (steps[0] is whole)
        order.tell("paid", steps[1])
        f = figures(order, PRICES.get)
        assert (f.paid_minor, f.units, f.estimate, order.priced()) == (9000, 1, False, True)
    assert bill(("paid", bare)).estimate


def test_refunded_implies_paid() -> None:
    f = bill(("created", told(10, 100)), ("refunded", told(50, 30, refund="r")))
    assert (f.paid_ms, f.paid_minor, f.refunded_minor) == (50, 100, 30)


def test_an_unpaid_order_is_not_gmv() -> None:
    f = bill(("created", told(10, 100)))
    assert (f.created_minor, f.paid_ms, f.paid_minor) == (100, None, 0)


def test_cancelled_unpaid_stays_created_and_gives_its_pieces_back() -> None:
    f = bill(("created", told(10, 100)), ("cancelled", told(20)))
    assert (f.created_minor, f.paid_ms, f.refunded_minor, f.holds) == (100, None, 0, ())


@pytest.mark.parametrize("steps", list(permutations(["created", "paid", "cancelled"])))
def test_cancelled_and_paid_is_a_refund_of_the_remainder_whatever_came_first(steps: tuple[OrderStatus, ...]) -> None:
    f = bill(*((step, told(10 + i, 100)) for i, step in enumerate(steps)))
    assert (f.paid_minor, f.refunded_minor, f.holds) == (100, 100, (("cream", 1),))


def test_partial_refunds_add_up_and_stop_at_what_was_paid() -> None:
    steps = [("refunded", told(20, 40, refund="a")), ("refunded", told(30, 50, refund="b"))]
    assert bill(("paid", told(10, 100)), *steps).refunded_minor == 90
    assert bill(("paid", told(10, 80)), *steps).refunded_minor == 80


def test_cancelled_after_a_partial_refund_gives_the_remainder_back_too() -> None:
    f = bill(("paid", told(10, 100)), ("refunded", told(20, 40, refund="a")), ("cancelled", told(30)))
    assert (f.refunded_minor, f.refunded_ms) == (100, 20)


def test_a_refund_told_twice_counts_once_with_its_earliest_telling() -> None:
    f = bill(
        ("paid", told(10, 100)), ("refunded", told(40, 70, refund="a")), ("refunded", told(20, 30, refund="a"))
    )  # fmt: skip
    assert f.refunded_minor == 30


def test_a_refund_without_an_amount_is_for_the_remainder() -> None:
    f = bill(("paid", told(10, 100)), ("refunded", told(20, 40, refund="a")), ("refunded", told(30, refund="b")))
    assert f.refunded_minor == 100


def test_of_conflicting_repeats_the_earliest_counts_then_the_smaller_amount() -> None:
    assert bill(("paid", told(20, 50)), ("paid", told(10, 80))).paid_minor == 80
    assert bill(("paid", told(10, 80)), ("paid", told(10, 50))).paid_minor == 50


def test_of_conflicting_repeats_the_highest_version_counts_before_all_else() -> None:
    old, new = Told(10, False, "", 100, version=3), Told(20, False, "", 900, version=4)
    for told in ((old, new), (new, old), (new, old, new)):
        order = Order()
        for one in told:
            order.tell("paid", one)
        assert (figures(order, lambda _: None).paid_minor, figures(order, lambda _: None).paid_ms) == (900, 20)
    order = Order()
    assert [order.tell("paid", one) for one in (new, Told(5, False, "", 900, version=2))] == [True, False]


def test_a_repeat_fills_what_was_unknown() -> None:
    f = bill(("created", told(10, lines=None, user=None)), ("created", told(20, 100)))
    assert (f.created_ms, f.created_minor, f.user, f.units) == (10, 100, "u", 1)


def test_a_repeat_that_says_nothing_new_changes_nothing() -> None:
    order = Order()
    assert order.tell("paid", told(10, 100))
    assert not order.tell("paid", told(10, 100))
    assert not order.tell("paid", told(25, 100))
    assert order.tell("paid", told(5, 100))
    assert [t.at_ms for t in order.paid] == [5]


def test_a_steps_amount_is_its_own_then_the_other_steps_then_its_lines() -> None:
    assert bill(("created", told(10, 70)), ("paid", told(20, 60))).paid_minor == 60
    assert bill(("created", told(10, 70)), ("paid", told(20))).paid_minor == 70
    assert bill(("created", told(10)), ("paid", told(20))).paid_minor == 9900


def test_a_missing_unit_price_is_the_plans_and_an_estimate() -> None:
    f = bill(("paid", told(10, lines=(Line(sku="serum", qty=2),))))
    assert (f.paid_minor, f.estimate) == (39_800, True)
    assert not bill(("paid", told(10))).estimate


def test_a_feeds_guess_is_an_estimate() -> None:
    assert bill(("paid", told(10, 100, estimated=True))).estimate


def test_an_order_without_lines_is_of_the_product_unknown() -> None:
    f = bill(("paid", told(10, 100, lines=None)))
    assert f.shares == (Share("unknown", True, 0, 100, 100, 0),)
    assert f.holds == ()


def test_a_product_that_was_ordered_but_not_paid_for_is_not_bought() -> None:
    f = bill(("created", told(10, 100)), ("paid", told(20, 60, lines=(Line(sku="serum"),))))
    assert f.shares == (Share("cream", False, 0, 100, 0, 0), Share("serum", True, 1, 0, 60, 0))
    assert f.holds == (("cream", 1),)


def test_the_rest_of_a_shared_amount_goes_to_the_largest_line_and_of_equals_to_the_first_sku() -> None:
    lines = (Line(sku="b", unit_minor=1), Line(sku="a", unit_minor=1), Line(sku="c", unit_minor=1))
    assert share_out(100, lines, PRICES.get) == {"b": 33, "a": 34, "c": 33}
    assert share_out(100, (Line(sku="x"), Line(sku="y")), PRICES.get) == {"x": 100, "y": 0}


@given(
    st.integers(0, 10**9),
    st.lists(
        st.builds(Line, sku=st.sampled_from("abc"), qty=st.integers(1, 9), unit_minor=st.none() | st.integers(0, 999)),
        max_size=6,
    ),
)
def test_parts_add_up_exactly(amount: int, lines: list[Line]) -> None:
    parts = share_out(amount, tuple(lines), PRICES.get)
    assert sum(parts.values()) == amount
    assert min(parts.values()) >= 0


@given(st.permutations([
    ("created", told(10, lines=None)), ("created", told(12, 500)), ("created", told(11, 400)), ("paid", told(30)),
    ("paid", told(31, 450)), ("refunded", told(40, 10, refund="a")), ("refunded", told(41, 20, refund="b")),
    ("refunded", told(39, 15, refund="a")), ("created", told(12, 500)),
]))  # fmt: skip
def test_figures_do_not_depend_on_the_order_of_arrival(steps: list[tuple[OrderStatus, Told]]) -> None:
    f = bill(*steps)
    assert (f.created_ms, f.created_minor, f.paid_ms, f.paid_minor, f.refunded_minor) == (10, 400, 30, 450, 35)


def test_timely_leaves_late_tellings_out() -> None:
    order = Order()
    order.tell("created", told(10, 100))
    assert order.timely() is order
    order.tell("paid", told(20, 100, late=True))
    assert figures(order.timely(), PRICES.get).paid_ms is None
    late = Order()
    late.tell("paid", told(20, late=True))
    assert not late.timely().known()
