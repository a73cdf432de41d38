"""The run-out interval: the document's formula where orders are single pieces, and what sizes add."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.runout import Forecast, Sizes, run_out
from controlroom.domain.stats import Z80, digamma, trigamma


def sizes(*pieces: int) -> Sizes:
    found = Sizes()
    for n in pieces:
        found.count(n, 1)
    return found


@pytest.mark.parametrize(("left", "orders", "seconds"), [(40, 12, 300), (1, 1, 30), (500, 90, 240)])
def test_single_pieces_have_the_documents_interval(left: int, orders: int, seconds: int) -> None:
    middle = log(seconds) + digamma(left) - digamma(0.5 + orders)
    sd = sqrt(trigamma(left) + trigamma(0.5 + orders))
    found = run_out(left, orders, seconds, sizes(*[1] * 20))
    assert found is not None
    assert (found.lo_s, found.mid_s, found.hi_s) == pytest.approx(
        (exp(middle - Z80 * sd), exp(middle), exp(middle + Z80 * sd)), rel=1e-12
    )


def test_a_worked_example() -> None:
    # 12 orders in five minutes, 40 left: about 16 minutes, with luck or bad luck 11 or 25.
    found = run_out(40, 12, 300, sizes(*[1] * 20))
    assert found is not None
    assert (round(found.lo_s), round(found.mid_s), round(found.hi_s)) == (647, 987, 1506)


def test_orders_of_five_pieces_empty_the_shelf_five_times_as_fast() -> None:
    ones, fives = run_out(100, 20, 300, sizes(*[1] * 50)), run_out(500, 20, 300, sizes(*[5] * 50))
    assert ones is not None
    assert fives is not None
    assert fives.mid_s == pytest.approx(ones.mid_s, rel=0.02)  # the last order takes what is left and more


def test_a_few_large_orders_make_the_interval_wider() -> None:
    even, uneven = run_out(200, 20, 300, sizes(*[2] * 50)), run_out(200, 20, 300, sizes(*[1] * 45, *[11] * 5))
    assert even is not None
    assert uneven is not None
    assert uneven.hi_s / uneven.lo_s > even.hi_s / even.lo_s


def test_few_orders_of_known_size_leave_it_less_sure() -> None:
    few, many = run_out(200, 20, 300, sizes(1, 5)), run_out(200, 20, 300, sizes(*[1, 5] * 50))
    assert few is not None
    assert many is not None
    assert few.mid_s == many.mid_s
    assert few.hi_s / few.lo_s > 1.1 * many.hi_s / many.lo_s


@pytest.mark.parametrize(
    ("left", "orders", "seconds", "known"),
    [
        (10, 0, 300, sizes(1)),
        (0, 5, 300, sizes(1)),
        (-3, 5, 300, sizes(1)),
        (10, 5, 0, sizes(1)),
        (10, 5, 300, Sizes()),
    ],
)
def test_without_sales_or_stock_there_is_no_forecast(left: int, orders: int, seconds: int, known: Sizes) -> None:
    assert run_out(left, orders, seconds, known) is None


def test_sizes_can_be_taken_back() -> None:
    found = sizes(3, 1)
    found.count(3, -1)
    assert found == sizes(1)


@given(st.integers(1, 10**9), st.integers(1, 10**5), st.integers(1, 300), st.lists(st.integers(1, 10**6), min_size=1))
def test_a_forecast_is_an_interval_that_can_be_read(left: int, orders: int, seconds: int, of: list[int]) -> None:
    found = run_out(left, orders, seconds, sizes(*of))
    assert isinstance(found, Forecast)
    assert 0 <= found.lo_s <= found.mid_s <= found.hi_s <= 864_000


@given(st.integers(1, 500), st.integers(1, 100), st.integers(30, 300))
def test_more_stock_lasts_longer_and_more_orders_less_long(left: int, orders: int, seconds: int) -> None:
    known = sizes(1, 1, 2)
    found, more, faster = (
        run_out(*of, seconds, known) for of in ((left, orders), (left + 1, orders), (left, orders + 1))
    )
    assert found is not None
    assert more is not None
    assert faster is not None
    assert faster.mid_s < found.mid_s < more.mid_s
