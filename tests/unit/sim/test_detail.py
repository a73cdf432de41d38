"""The stand-in interface answers who signs right, as the room's own look-up does."""

from __future__ import annotations

import asyncio

import pytest

from controlroom.domain.events import OrderStep
from controlroom.feeds.base import NotTold
from controlroom.feeds.bridge import Bridge
from controlroom.feeds.doudian.details import DoudianDetails
from sim.detail import TOKEN, Detail
from sim.shop import Shop
from sim.shops.doudian import APP_KEY
from tests.unit.sim.telling import BOUGHT, STEPS, delivery


async def test_a_signed_question_is_answered_and_any_other_is_not() -> None:
    shop = Shop("doudian", "hush", "CNY")
    order = shop.webhook(delivery(STEPS[1]), BOUGHT).heard[0]["order"]
    detail = Detail(shop, 0)
    await detail.open()
    try:
        url = f"http://127.0.0.1:{detail.port}/order/orderDetail"
        asks = DoudianDetails(url, APP_KEY, "hush", TOKEN)
        facts = await asks.of(order)
        assert [f.status for f in facts if isinstance(f, OrderStep)] == ["created", "paid"]
        assert [event["id"] for event in await detail.after(order, 0)] == [fact.id for fact in facts]
        with pytest.raises(NotTold, match="no such order"):
            await asks.of("5")
        await asks.close()
        for stranger in (DoudianDetails(url, APP_KEY, "other", TOKEN), DoudianDetails(url, APP_KEY, "hush", "other")):
            with pytest.raises(NotTold, match="not signed right"):
                await stranger.of(order)
            await stranger.close()
        assert detail.answers(order) == 1
        later = asyncio.create_task(detail.after(order, 1))
        await asks.of(order)
        await asks.close()
        assert len(await later) == 2
    finally:
        await detail.close()


async def test_a_shops_own_program_is_asked_with_its_token() -> None:
    shop = Shop("tiktokshop", "hush", "CNY")
    order = shop.webhook(delivery(STEPS[1]), BOUGHT).heard[0]["order"]
    detail = Detail(shop, 0)
    await detail.open()
    try:
        url = f"http://127.0.0.1:{detail.port}/orders/{{order}}"
        asks = Bridge(url, TOKEN)
        facts = await asks.of(order)
        assert [event["id"] for event in await detail.after(order, 0)] == [fact.id for fact in facts]
        for asked, number in ((asks, "5"), (Bridge(url, "other"), order)):
            with pytest.raises(NotTold):
                await asked.of(number)
            await asked.close()
        assert detail.answers(order) == 1
    finally:
        await detail.close()
