"""How many refunds chance brings, against brute force."""

from __future__ import annotations

import pytest

from controlroom.domain.alerts.chance import ENOUGH_S, FEW, refunds_by_chance


def test_few_refunds_are_never_sought_a_line_for() -> None:
    assert refunds_by_chance(FEW, 0, 10_000, 300) == FEW


def test_before_anything_is_usual_there_is_no_line() -> None:
    assert refunds_by_chance(9, 0, ENOUGH_S - 1, 300) is None


@pytest.mark.parametrize(("mean", "line"), [(1.0, 5), (5.0, 13), (10.0, 21), (20.0, 35)])
def test_a_long_show_gives_the_line_of_poisson(mean: float, line: int) -> None:
    """The 99.9 % quantiles of Poisson's law."""
    before_s = 300 * 4000
    assert refunds_by_chance(50, round(mean * 4000), before_s, 300) == line


def test_a_short_show_allows_more() -> None:
    assert (refunds_by_chance(50, 10, 300, 300) or 0) > (refunds_by_chance(50, 1000, 30_000, 300) or 0)


def test_more_sales_bring_more_refunds() -> None:
    flat, grown = (refunds_by_chance(50, 20, 3000, 300, 1000, paid) or 0 for paid in (100, 500))
    assert (flat, grown) == (refunds_by_chance(50, 20, 3000, 300), refunds_by_chance(50, 20, 1000, 500))


def test_many_refunds_do_not_underflow() -> None:
    assert refunds_by_chance(50_000, 100_000, 3000, 300) == pytest.approx(10_000 + 3.1 * 105, abs=10)
