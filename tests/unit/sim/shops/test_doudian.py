"""Doudian's words."""

from __future__ import annotations

import json

import msgspec

from controlroom.feeds.doudian.decode import decode_detail
from sim.shop import Shop
from tests.unit.sim.telling import BOUGHT, STEPS, delivery, plain


def test_a_detail_tells_what_the_push_left_out() -> None:
    shop = Shop("doudian", "hush", "CNY")
    number = int(shop.webhook(delivery(STEPS[0]), BOUGHT).heard[0]["order"])
    for steps in (1, 2):
        found = shop.detail(number)
        assert found is not None
        read = decode_detail(str(number), json.dumps(found[0]).encode())
        assert isinstance(read, list)
        assert [plain(json.loads(msgspec.json.encode(fact))) for fact in read] == [plain(event) for event in found[1]]
        assert len(read) == steps
        shop.webhook(delivery(STEPS[1], "y"), BOUGHT)
    assert shop.detail(5) is None
