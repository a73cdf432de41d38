"""A stand-in for a shop's platform: tells orders by webhooks, signed and in the platform's own words.

Owns: which platforms there are, the numbers that a platform has for orders, buyers and refunds, and what it was told of each.
(What each says: `sim.shops`.)
Law: what a platform does not carry is not told. The same step told again is the same delivery; under another id it is another.
Must not know: who listens, when a step is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from sim.facts import Body
from sim.faults import Delivery
from sim.shops import doudian, shopify, tiktokshop, woocommerce, youzan
from sim.shops.told import Told, Webhook
from sim.world.orders import Bought

FEED: Final = "shop"
NAMESPACE: Final = UUID("0c9f5a35-90a1-4f0b-8ea2-6f4f0a0c3f11")
FIRST_REFUND: Final = 7_100_000_000_000_000_001
FIRST_BUYER: Final = 115_310_627_314_723_954


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform's way of telling.

    Args:
        speak: Returns the delivery that tells a step.
        first: Its first order's number; most are larger than a double holds, as the real ones are.
        buyers: Its first buyer's number.
        detail: Tells an order to who asks, where the delivery leaves something out; None: nobody needs to ask.
    """

    speak: Callable[[Told], Webhook]
    first: int
    buyers: int = FIRST_BUYER
    detail: Callable[[int, Bought, int | None, str], tuple[Any, list[Body]]] | None = None


PLATFORMS: Final[Mapping[str, Platform]] = {
    "shopify": Platform(shopify.speak, 820_982_911_946_154_508),
    "woocommerce": Platform(woocommerce.speak, 4750, 1),
    "youzan": Platform(youzan.speak, 20_251_122_180_000_000_000_001),
    "doudian": Platform(doudian.speak, 4_984_000_000_000_000_001, detail=doudian.detail),
    "tiktokshop": Platform(tiktokshop.speak, 576_653_688_135_258_178, detail=tiktokshop.detail),
}


@dataclass(slots=True)
class Shop:
    """One shop.

    Args:
        platform: Whose words it speaks.
        secret: What it signs with.
        currency: What it sells in.
    """

    platform: str
    secret: str
    currency: str
    untold: frozenset[str] = frozenset()
    _orders: dict[str, int] = field(default_factory=dict)
    _buyers: dict[str, int] = field(default_factory=dict)
    _refunds: dict[str, int] = field(default_factory=dict)
    _backs: dict[str, dict[int, int]] = field(default_factory=dict)
    _paid: dict[str, int] = field(default_factory=dict)
    _bought: dict[int, tuple[str, Bought]] = field(default_factory=dict)
    _told: dict[str, Webhook] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether its platform leaves things out that it tells who asks."""
        return PLATFORMS[self.platform].detail is not None

    def tells(self, delivery: Delivery, bought: Bought | None) -> bool:
        """Tell whether the platform tells this: a viewer's order."""
        return bought is not None

    def webhook(self, delivery: Delivery, bought: Bought | None) -> Webhook:
        """Return the delivery that tells a step of an order.

        Args:
            delivery: The step, as and when it is told.
            bought: What the order is.
        """
        assert bought is not None
        step = delivery.body
        if (told := self._told.get(step["id"])) is not None:
            return told
        name, platform = step["order"], PLATFORMS[self.platform]
        order = self._number(self._orders, name, platform.first)
        self._bought[order] = (name, bought)
        if step["status"] == "paid":
            self._paid.setdefault(name, delivery.fact.at)
        refund = self._back(step, bought) if step["status"] == "refunded" else None
        told = platform.speak(
            Told(
                id=str(uuid5(NAMESPACE, step["id"])), order=order, buyer=self._number(self._buyers, bought.user, platform.buyers),
                status=step["status"], at=step.get("at", delivery.fact.at), bought=bought, paid_at=self._paid.get(name),
                refund=refund, backs={**self._backs.get(name, {})}, secret=self.secret, currency=self.currency,
            )
        )  # fmt: skip
        self._told[step["id"]] = told
        return told

    def detail(self, order: int) -> tuple[Any, list[Body]] | None:
        """Return what an order is as its platform tells who asks, and the events in it; None: there is no such order."""
        found, detail = self._bought.get(order), PLATFORMS[self.platform].detail
        if found is None or detail is None:
            return None
        name, bought = found
        return detail(order, bought, self._paid.get(name), self.currency)

    def _back(self, step: Body, bought: Bought) -> tuple[int, int]:
        """Return a refund's number and amount: what the step says, else all that is left."""
        refund = self._number(self._refunds, f"{step['order']}/{step.get('refund') or step['id']}", FIRST_REFUND)
        backs = self._backs.setdefault(step["order"], {})
        if refund not in backs:
            backs[refund] = step.get("amount_minor", max(0, bought.amount_minor - sum(backs.values())))
        return refund, backs[refund]

    def _number(self, known: dict[str, int], name: str, first: int) -> int:
        return known.setdefault(name, first + len(known))
