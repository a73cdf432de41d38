"""The door of Shopify's webhooks, and the kind.

Owns: the signature (HMAC-SHA256 of the raw body, base64, keyed by the app's client secret), the delivery's id, the options.
Law: as every `Hook`'s.
Must not know: rooms, what a topic means (`decode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import OrderStep, StockLevel
from controlroom.feeds.base import Delivery, Kind, Message, Option, Reply
from controlroom.feeds.shopify.decode import Shop, decode
from controlroom.feeds.signing import compare, delivery_id, header, hmac_base64, needed
from controlroom.feeds.written import pairs

SIGNATURE: Final = "x-shopify-hmac-sha256"


class ShopifyHook:
    """One shop's door.

    Args:
        secret: The app's client secret.
        shop: What has to be known of the shop.
    """

    def __init__(self, secret: str, shop: Shop) -> None:
        self._secret = secret
        self._shop = shop

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        compare(SIGNATURE, header(delivery, SIGNATURE), hmac_base64(self._secret, delivery.body))

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        topic = delivery.headers.get("x-shopify-topic", "")
        came_to = decode(topic, delivery_id(delivery, "x-shopify-webhook-id", topic), delivery.body, self._shop)
        return [Message(one, delivery.body) for one in came_to]

    def reply(self, _: Delivery) -> Reply:
        """See `Hook`."""
        return Reply()


def hook(options: Mapping[str, str]) -> ShopifyHook:
    """Return a shop's door from its options' texts.

    Raises:
        BadOption: One cannot be used.
    """
    locations = tuple(dict.fromkeys(filter(None, map(str.strip, options.get("location", "").split(",")))))
    shop = Shop(items=pairs("items", options.get("items", "")), locations=locations)
    return ShopifyHook(needed("shopify", options, "secret"), shop)


SHOPIFY: Final = Kind(
    name="shopify",
    title={"zh-CN": "Shopify 订单与库存（Webhook）", "en": "Shopify orders and stock (webhooks)"},
    carries=(OrderStep, StockLevel),
    options=(
        Option(name="secret", default=None, means="The app's client secret, which signs the webhooks", secret=True),
        Option(
            name="items", default=None, means="Inventory item=sku, separated by commas, for inventory_levels/update"
        ),
        Option(
            name="location",
            default=None,
            means="The ids of the locations whose stock counts, separated by commas; with one it is the stock of that one only",
        ),
    ),
    hook=hook,
    notes=lambda options: ("locations",) if options.get("items") and not options.get("location") else (),
)
"""The kind that the registry lists."""
