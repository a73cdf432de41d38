"""What is kept of a refused delivery or event, and how it is read once more."""

from __future__ import annotations

import json

from msgspec.structs import replace

from controlroom.domain.events import Comment, OrderStep
from controlroom.feeds import again
from controlroom.feeds.base import Delivery
from controlroom.feeds.fields import Refused
from tests.hook_platforms import PLATFORMS

SHOPIFY = PLATFORMS["shopify"]


def test_kept_delivery_is_read_by_its_door_as_it_was_and_holds_no_signature() -> None:
    delivery = SHOPIFY.delivery("orders_paid")
    line = again.kept(delivery, delivery.body)
    assert delivery.headers["x-shopify-hmac-sha256"].encode() not in line
    hook = SHOPIFY.hook()
    (told,) = again.of_hook(hook, 1)(line)
    assert told.came_to == hook.read(delivery)[0].came_to
    assert isinstance(told.came_to, list)
    assert isinstance(told.came_to[0], OrderStep)


def test_a_signature_in_the_body_is_kept_nowhere() -> None:
    youzan = PLATFORMS["youzan"]
    hook, delivery = youzan.hook(), youzan.delivery("trade_TradePaid")
    sign = json.loads(delivery.body)["sign"]
    long = replace(delivery, body=delivery.body + b" " * 20_000)
    for line in (again.kept(delivery, delivery.body), again.kept(long, delivery.body)):
        assert sign.encode() not in line
        assert b'"sign"' in line
    (told,) = again.of_hook(hook, 1)(again.kept(delivery, delivery.body))
    assert told.came_to == hook.read(delivery)[0].came_to


def test_of_a_delivery_that_is_too_long_the_message_alone_is_kept() -> None:
    delivery = Delivery(headers={"x-topic": "t"}, query={}, body=b"x" * 20_000, at_ms=1)
    assert again.kept(delivery, b"line") == b"line"
    (told,) = again.of_hook(SHOPIFY.hook(), 1)(b"line")
    assert isinstance(told.came_to, Refused)


def test_kept_event_is_read_as_the_contract_reads_it() -> None:
    (told,) = again.native(b'{"type": "comment", "user": "u", "text": "?"}')
    assert told.came_to == [Comment(user="u", text="?")]
    for bad in (b"{", b'{"type": "comment"}', b"", b"\xff"):
        assert all(isinstance(one.came_to, Refused) for one in again.native(bad))
