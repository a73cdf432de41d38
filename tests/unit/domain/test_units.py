"""Quantities: money in minor units, rounding half up, the one-second grid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from controlroom.domain.units import exponent, floor_second, half_up, to_minor


@pytest.mark.parametrize(("currency", "places"), [("CNY", 2), ("USD", 2), ("JPY", 0), ("KWD", 3)])
def test_exponent_is_that_of_the_currency(currency: str, places: int) -> None:
    assert exponent(currency) == places


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("99", "CNY", 9900), ("0.005", "CNY", 1), ("0.004", "CNY", 0), ("1500", "JPY", 1500), ("1.2345", "KWD", 1235)],
)
def test_to_minor_rounds_half_up_at_the_currencys_places(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("num", "den", "quotient"), [(5, 2, 3), (4, 3, 1), (-5, 2, -2), (0, 7, 0), (10**20 + 1, 2, 5 * 10**19 + 1)]
)
def test_half_up_rounds_towards_plus_infinity_at_a_half(num: int, den: int, quotient: int) -> None:
    assert half_up(num, den) == quotient


def test_floor_second_is_the_last_whole_second() -> None:
    assert [floor_second(ms) for ms in (0, 999, 1000, 1_764_000_000_123)] == [0, 0, 1000, 1_764_000_000_000]
