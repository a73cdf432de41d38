"""WooCommerce's words."""

from __future__ import annotations

import json

from sim.shop import Shop
from tests.unit.sim.telling import BOUGHT, STEPS, delivery, heard


def test_an_order_comes_whole_each_time_with_all_that_was_given_back() -> None:
    shop = Shop("woocommerce", "hush", "CNY")
    states, steps = [], []
    for place, step in enumerate(STEPS[1:4]):
        told = delivery(step, f"x{place}")
        steps.append([fact["status"] for fact in heard("woocommerce", shop, told)[0]])
        states.append(json.loads(shop.webhook(told, BOUGHT).body)["status"])
    assert states == ["processing", "processing", "refunded"]
    assert steps == [["created", "paid", *["refunded"] * backs] for backs in range(3)]
