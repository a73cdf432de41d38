"""The door of TikTok Shop's webhooks, and the kind.

Owns: the signature (HMAC-SHA256 of the app key and the raw body, in hexadecimal digits, bare in `Authorization`), the options.
Law: as every `Hook`'s.
Must not know: rooms, what a type means (`decode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import OrderStep, StockLevel
from controlroom.feeds.base import Delivery, Kind, Message, Option, Reply
from controlroom.feeds.bridge import BRIDGE_OPTIONS, bridge
from controlroom.feeds.signing import compare, header, hmac_hex, needed
from controlroom.feeds.tiktokshop.decode import decode
from controlroom.feeds.written import pairs

SIGNATURE: Final = "authorization"


class TikTokShopHook:
    """One shop's door.

    Args:
        app_key, app_secret: The app's.
        skus: See `decode`.
    """

    def __init__(self, app_key: str, app_secret: str, skus: Mapping[str, str]) -> None:
        self._app_key = app_key
        self._app_secret = app_secret
        self._skus = skus

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        right = hmac_hex(self._app_secret, self._app_key.encode(), delivery.body)
        compare(SIGNATURE, header(delivery, SIGNATURE), right)

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        return [Message(decode(delivery.body, self._skus), delivery.body)]

    def reply(self, _: Delivery) -> Reply:
        """See `Hook`."""
        return Reply()


def hook(options: Mapping[str, str]) -> TikTokShopHook:
    """Return a shop's door from its options' texts.

    Raises:
        BadOption: One cannot be used.
    """
    app_key, app_secret = (needed("tiktokshop", options, name) for name in ("app_key", "app_secret"))
    return TikTokShopHook(app_key, app_secret, pairs("skus", options.get("skus", "")))


TIKTOKSHOP: Final = Kind(
    name="tiktokshop",
    title={"zh-CN": "TikTok Shop 订单状态与库存（Webhook）", "en": "TikTok Shop order states and stock (webhooks)"},
    carries=(OrderStep, StockLevel),
    options=(
        Option(name="app_key", default=None, means="The app's key"),
        Option(name="app_secret", default=None, means="The app's secret, which signs the webhooks", secret=True),
        Option(name="skus", default=None, means="The platform's sku id=ours, separated by commas"),
        *BRIDGE_OPTIONS,
    ),
    hook=hook,
    details=bridge,
    estimates=(OrderStep,),
)
"""The kind that the registry lists."""
