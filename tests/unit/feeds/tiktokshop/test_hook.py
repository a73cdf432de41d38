"""TikTok Shop's door: the platform's own vector, the answer."""

from __future__ import annotations

import json

import pytest

from controlroom.feeds.base import Delivery, Forged, Reply
from controlroom.feeds.registry import details, door
from tests.hook_platforms import GOLDEN, PLATFORMS


def test_the_platforms_published_example_passes() -> None:
    vector = json.loads((GOLDEN / "tiktok_shop" / "golden" / "vector.json").read_bytes())
    hook = door("tiktokshop", {"app_key": vector["app_key"], "app_secret": vector["app_secret"]})
    body = vector["body"].encode()
    hook.check(Delivery(headers={"authorization": vector["authorization"]}, query={}, body=body, at_ms=1))
    (message,) = hook.read(Delivery(headers={}, query={}, body=body, at_ms=1))
    assert isinstance(message.came_to, list)
    for wrong in (f"Bearer {vector['authorization']}", vector["authorization"].upper()):
        with pytest.raises(Forged):
            hook.check(Delivery(headers={"authorization": wrong}, query={}, body=body, at_ms=1))


def test_the_answer_is_an_empty_200() -> None:
    platform = PLATFORMS["tiktokshop"]
    assert platform.hook().reply(platform.delivery("order_status_unpaid")) == Reply(200, b"", None)


def test_orders_are_looked_up_only_where_an_address_is_given() -> None:
    options = dict(PLATFORMS["tiktokshop"].options)
    assert details("tiktokshop", options) is None
    assert details("tiktokshop", options | {"details_url": "http://127.0.0.1:9/{order}"}) is not None
