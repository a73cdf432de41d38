"""Shopify's door: its id, its answer, its options."""

from __future__ import annotations

import pytest

from controlroom.feeds.base import BadOption, Reply
from controlroom.feeds.registry import find
from controlroom.feeds.shopify.hook import hook
from tests.hook_platforms import PLATFORMS, told

SHOPIFY = PLATFORMS["shopify"]


def test_the_same_delivery_again_has_the_same_ids_and_another_has_others() -> None:
    door = SHOPIFY.hook()
    first = told(door.read(SHOPIFY.delivery("orders_paid")))
    again = told(door.read(SHOPIFY.delivery("orders_paid", x_shopify_triggered_at="later")))
    other = told(door.read(SHOPIFY.delivery("orders_paid", x_shopify_webhook_id="another")))
    unnamed = [told(door.read(SHOPIFY.delivery("orders_paid", x_shopify_webhook_id=None))) for _ in range(2)]
    assert first == again != other
    assert unnamed[0] == unnamed[1] != first


def test_the_answer_is_an_empty_200() -> None:
    assert SHOPIFY.hook().reply(SHOPIFY.delivery("orders_paid")) == Reply(200, b"", None)


def test_an_option_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadOption, match="items has 'A'"):
        hook({"secret": "s", "items": "A"})


def test_several_locations_count_where_they_are_named_and_the_page_says_where_none_is() -> None:
    options = {"secret": "test_shopify_secret", "items": "271878346596884015=KC-L"}
    delivery = SHOPIFY.delivery("inventory_levels_update")
    (named,) = told(hook(options | {"location": "24826418, 9,9"}).read(delivery))
    assert named["facts"][0]["places"] == ["24826418", "9"]
    (other,) = told(hook(options | {"location": "9"}).read(delivery))
    assert other == {"ignored": "stock of another location", "unknown": False}
    kind = find("shopify")
    assert kind.notes(options) == ("locations",)
    assert kind.notes(options | {"location": "9"}) == kind.notes({"secret": "s"}) == ()
