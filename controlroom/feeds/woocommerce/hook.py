"""The door of WooCommerce's webhooks, and the kind.

Owns: the signature (HMAC-SHA256 of the raw body, base64, keyed by the webhook's secret), the ping, the options.
Law: as every `Hook`'s. The ping that comes when a webhook is saved is not signed; it is answered and brings nothing.
Must not know: rooms, what a topic means (`decode`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import OrderStep, StockLevel
from controlroom.feeds.base import BadOption, Delivery, Kind, Message, Option, Probe, Reply
from controlroom.feeds.faults import fault
from controlroom.feeds.signing import compare, header, hmac_base64, needed
from controlroom.feeds.woocommerce.decode import decode

SIGNATURE: Final = "x-wc-webhook-signature"
OLD_AFTER_H: Final = 24
_PING: Final = re.compile(rb"webhook_id=\d{1,20}")


class WooHook:
    """One shop's door.

    Args:
        secret: The webhook's secret.
        old_after_h: See `decode`.
    """

    def __init__(self, secret: str, old_after_h: int) -> None:
        self._secret = secret
        self._old_after_h = old_after_h

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        if _PING.fullmatch(delivery.body):
            raise Probe
        compare(SIGNATURE, header(delivery, SIGNATURE), hmac_base64(self._secret, delivery.body))

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        topic = delivery.headers.get("x-wc-webhook-topic", "")
        return [Message(one, delivery.body) for one in decode(topic, delivery.body, self._old_after_h)]

    def reply(self, _: Delivery) -> Reply:
        """See `Hook`."""
        return Reply()


def hook(options: Mapping[str, str]) -> WooHook:
    """Return a shop's door from its options' texts.

    Raises:
        BadOption: One cannot be used.
    """
    hours = options.get("old_after_h", str(OLD_AFTER_H))
    if not (hours.isascii() and hours.isdigit()) or len(hours) > 5:
        raise BadOption(fault("bad_hours", value=repr(hours)))
    return WooHook(needed("woocommerce", options, "secret"), int(hours))


WOOCOMMERCE: Final = Kind(
    name="woocommerce",
    title={"zh-CN": "WooCommerce 订单与库存（Webhook）", "en": "WooCommerce orders and stock (webhooks)"},
    carries=(OrderStep, StockLevel),
    options=(
        Option(name="secret", default=None, means="The webhook's secret, which signs its deliveries", secret=True),
        Option(
            name="old_after_h",
            default=str(OLD_AFTER_H),
            means="A change of an order placed more than so many hours before it is left out, unless money goes back; 0: never",
        ),
    ),
    hook=hook,
)
"""The kind that the registry lists."""
