"""What nobody told is unknown, not nothing."""

from __future__ import annotations

import pytest

from sim.truth.ratios import Tiles, ratio
from sim.truth.unsaid import unsaid

TILES: Tiles = {
    "orders": 2, "paid_orders": 1, "gmv_created_minor": 0, "gmv_minor": 0, "net_minor": 0, "roi": ratio(0, 5), "buyers": 0,
    "conversion_rate": ratio(0, 10), "paid_orders_1m": 0, "orders_1m": 0, "gmv_minor_1m": 0, "buyers_1m": 0,
}  # fmt: skip


def test_money_and_buyers_of_orders_of_which_nobody_told_are_unknown() -> None:
    found = unsaid(TILES, guessed=True)
    assert [found[code] for code in ("gmv_created_minor", "gmv_minor", "net_minor", "buyers")] == [None] * 4
    assert found["conversion_rate"] == {"num": 0, "den": 10, "value": None}
    assert found["roi"] == {"num": 0, "den": 5, "value": None}
    assert (found["gmv_minor_1m"], found["buyers_1m"]) == (0, 0), "nothing was paid in it"


@pytest.mark.parametrize(
    ("change", "code", "value"),
    [
        ({}, "gmv_minor", 0),
        ({"gmv_minor": 5}, "gmv_minor", 5),
        ({"buyers": 1}, "buyers", 1),
        ({"paid_orders": 0}, "buyers", 0),
    ],
)
def test_one_that_is_known_makes_the_sum_known(change: Tiles, code: str, value: int) -> None:
    assert unsaid(TILES | change, guessed=bool(change))[code] == value
