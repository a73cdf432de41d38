"""TikTok Shop's words."""

from __future__ import annotations

import json

from controlroom.domain.events import OrderStep
from controlroom.feeds.native.decode import decode_json
from sim.shop import Shop
from tests.unit.sim.telling import BOUGHT, STEPS, delivery, heard


def test_a_shops_own_program_tells_what_tiktok_shop_leaves_out() -> None:
    shop = Shop("tiktokshop", "hush", "EUR")
    number = int(shop.webhook(delivery(STEPS[1]), BOUGHT).heard[0]["order"])
    found = shop.detail(number)
    assert found is not None
    decoded = decode_json(json.dumps(found[0]).encode())
    assert [step.status for step in decoded.facts if isinstance(step, OrderStep)] == ["created", "paid"]
    assert {step.amount_minor for step in decoded.facts if isinstance(step, OrderStep)} == {6001}
    assert {step.currency for step in decoded.facts if isinstance(step, OrderStep)} == {"EUR"}


def test_a_return_is_told_without_how_much() -> None:
    [returned] = heard("tiktokshop", Shop("tiktokshop", "hush", "CNY"), delivery(STEPS[2]))[0]
    assert (returned["status"], returned["estimated"], "amount_minor" in returned) == ("refunded", True, False)
