"""The kind and its options."""

from __future__ import annotations

from controlroom.domain.events import OrderStep
from controlroom.feeds.obalive.client import DEFAULT_URL, OBALIVE, make


def test_defaults_are_the_tools_own_and_orders_are_estimates() -> None:
    assert make("shop", OBALIVE.settled({})).way.url == DEFAULT_URL
    assert OBALIVE.estimates == (OrderStep,)
