"""Looking orders up at a program of the shop's own."""

from __future__ import annotations

import json

import pytest
from msgspec.json import decode, encode

from controlroom.domain.events import Event, OrderStep
from controlroom.feeds.base import BadOption, NotTold
from controlroom.feeds.bridge import bridge
from tests.asked import asked

STEP = {"type": "order", "order": "a/b", "status": "paid", "amount_minor": 500, "source": "elsewhere", "id": "x"}


async def test_only_steps_of_the_order_are_taken_under_ids_of_ours() -> None:
    answer = [STEP, STEP | {"order": "other"}, {"type": "heartbeat"}]
    async with asked(lambda *_: (200, json.dumps(answer).encode())) as host:
        asks = bridge({"details_url": host.url + "/orders/{order}", "details_key": "k"})
        assert asks is not None
        (fact,) = await asks.of("a/b")
        assert await asks.of("a/b") == [fact]
        await asks.close()
    assert isinstance(fact, OrderStep)
    assert (fact.id, fact.source, fact.amount_minor) == ("a/b:detail:paid:", None, 500)
    path, _, headers = host.questions[0]
    assert (path, headers["authorization"]) == ("/orders/a%2Fb", "Bearer k")


async def test_a_long_orders_id_stays_one_that_is_read_back() -> None:
    order = "9" * 200
    answer = [STEP | {"order": order}, STEP | {"order": order, "status": "refunded", "refund": "r" * 200}]
    async with asked(lambda *_: (200, json.dumps(answer).encode())) as host:
        asks = bridge({"details_url": host.url + "/{order}"})
        assert asks is not None
        facts = await asks.of(order)
        await asks.close()
    assert decode(encode(facts), type=list[Event]) == facts


@pytest.mark.parametrize("answer", [b"nonsense", b'{"type": "order"}', b'[{"type": "dance"}]'])
async def test_an_answer_that_cannot_be_read_is_said(answer: bytes) -> None:
    async with asked(lambda *_: (200, answer)) as host:
        asks = bridge({"details_url": host.url + "/{order}"})
        assert asks is not None
        with pytest.raises(NotTold, match="cannot be read") as failed:
            await asks.of("1")
        await asks.close()
    assert not failed.value.again


def test_an_address_must_have_a_place_for_the_order() -> None:
    assert bridge({}) is None
    for url in ("http://127.0.0.1/orders", "{order}", "https://[{order}"):
        with pytest.raises(BadOption):
            bridge({"details_url": url})
    with pytest.raises(BadOption, match="details_key has"):
        bridge({"details_url": "https://a/{order}", "details_key": "s\u00e9cret"})
