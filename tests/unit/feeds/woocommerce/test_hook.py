"""WooCommerce's door: the ping, the options."""

from __future__ import annotations

import json

import pytest

from controlroom.feeds.base import BadOption, Delivery, Forged, Probe
from controlroom.feeds.woocommerce.hook import hook
from tests.hook_platforms import GOLDEN, PLATFORMS

WOO = PLATFORMS["woocommerce"]


def test_the_unsigned_ping_is_told_from_what_is_signed_and_answered() -> None:
    told = json.loads((GOLDEN / "woocommerce" / "ping_form_body.json").read_bytes())
    ping = Delivery(headers={"content-type": told["content_type"]}, query={}, body=told["raw"].encode(), at_ms=1)
    door = WOO.hook()
    with pytest.raises(Probe):
        door.check(ping)
    assert door.reply(ping).status == 200


@pytest.mark.parametrize("body", [b"webhook_id=", b"webhook_id=3&a=1", b"webhook_id=3\n{}", b"webhook_id=" + b"3" * 21])
def test_what_is_only_like_a_ping_must_be_signed(body: bytes) -> None:
    with pytest.raises(Forged):
        WOO.hook().check(Delivery(headers={}, query={}, body=body, at_ms=1))


def test_an_option_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadOption, match="old_after_h is 'soon'"):
        hook({"secret": "s", "old_after_h": "soon"})
