"""The forms in which several platforms write."""

from __future__ import annotations

from sim.money import decimal
from sim.shops.told import iso, packed, second, spread
from tests.unit.sim.telling import BOUGHT


def test_parts_of_an_order_add_up_to_it() -> None:
    assert sum(spread(BOUGHT)) == BOUGHT.amount_minor


def test_amounts_instants_and_bodies_are_written_exactly() -> None:
    assert [decimal(minor, "CNY") for minor in (5, 100, 6001)] == ["0.05", "1.00", "60.01"]
    assert (iso(1_123), second(1_123)) == ("1970-01-01T00:00:01.123+00:00", 1_000)
    assert packed({"名": 1}) == '{"名":1}'.encode()
