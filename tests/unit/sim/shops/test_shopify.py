"""Shopify's words."""

from __future__ import annotations

from sim.shop import Shop
from tests.unit.sim.telling import STEPS, delivery, heard


def test_a_refund_without_an_amount_is_of_all_that_is_left_and_then_of_nothing() -> None:
    shop = Shop("shopify", "hush", "CNY")
    amounts = [heard("shopify", shop, delivery(step, str(n)))[1] for n, step in enumerate([*STEPS[2:4], STEPS[3]])]
    assert [event["amount_minor"] for told in amounts for event in told] == [1001, 5000]
