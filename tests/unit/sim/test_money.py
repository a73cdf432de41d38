"""Amounts with the decimals of their currency."""

from __future__ import annotations

import pytest

from controlroom.domain import units
from sim.money import _PLACES, decimal, places


@pytest.mark.parametrize(
    ("minor", "currency", "group", "text"),
    [
        (0, "CNY", "", "0.00"), (5, "CNY", "", "0.05"), (1_234_567, "CNY", ",", "12,345.67"), (1_234_567, "EUR", "", "12345.67"),
        (0, "JPY", "", "0"), (1_234_567, "JPY", ",", "1,234,567"), (12_345, "KWD", "", "12.345"), (7, "KWD", "", "0.007"),
    ],
)  # fmt: skip
def test_an_amount_is_written_with_its_currencys_decimals(minor: int, currency: str, group: str, text: str) -> None:
    assert decimal(minor, currency, group) == text


def test_the_room_and_its_oracle_know_the_same_currencies() -> None:
    assert _PLACES == units._EXPONENTS
    assert places("CNY") == 2
