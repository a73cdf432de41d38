"""A stand-in for a shop's platform: tells orders and stock by webhooks, signed and in the platform's own words.

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
from sim.shops.told import Level, Told, Webhook
from sim.world.orders import Bought

FEED: Final = "shop"
NAMESPACE: Final = UUID("0c9f5a35-90a1-4f0b-8ea2-6f4f0a0c3f11")
FIRST_REFUND: Final = 7_100_000_000_000_000_001
FIRST_PRODUCT: Final = 93
FIRST_BUYER: Final = 115_310_627_314_723_954


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform's way of telling.

    Args:
        speak: Returns the delivery that tells a step.
        first: Its first order's number; most are larger than a double holds, as the real ones are.
        buyers: Its first buyer's number.
        level: Returns the delivery that tells a product's stock; None: it tells none.
        detail: Tells an order to who asks, where the delivery leaves something out; None: nobody needs to ask.
    """

    speak: Callable[[Told], Webhook]
    first: int
    buyers: int = FIRST_BUYER
    level: Callable[[Level], Webhook] | None = None
    detail: Callable[[int, Bought, int | None, str], tuple[Any, list[Body]]] | None = None


PLATFORMS: Final[Mapping[str, Platform]] = {
    "shopify": Platform(shopify.speak, 820_982_911_946_154_508, level=shopify.level),
    "woocommerce": Platform(woocommerce.speak, 4750, 1, woocommerce.level),
    "youzan": Platform(youzan.speak, 20_251_122_180_000_000_000_001),
    "doudian": Platform(doudian.speak, 4_984_000_000_000_000_001, detail=doudian.detail),
    "tiktokshop": Platform(tiktokshop.speak, 576_653_688_135_258_178, level=tiktokshop.level, detail=tiktokshop.detail),
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
    _products: dict[str, int] = field(default_factory=dict)
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
        """Tell whether the platform tells this: a viewer's order, or how many pieces of a product there are."""
        return bought is not None or self._is_level(delivery)

    def _is_level(self, delivery: Delivery) -> bool:
        told = delivery.body
        counted = told["type"] == "stock" and told.get("on_hand") is not None and "source" not in told
        return counted and PLATFORMS[self.platform].level is not None

    def webhook(self, delivery: Delivery, bought: Bought | None) -> Webhook:
        """Return the delivery that tells a step of an order, or a level.

        Args:
            delivery: The step, as and when it is told.
            bought: What the order is.
        """
        id_ = delivery.body["id"]
        if id_ not in self._told:
            self._told[id_] = self._level(delivery) if bought is None else self._step(delivery, bought)
        return self._told[id_]

    def _level(self, delivery: Delivery) -> Webhook:
        told, level = delivery.body, PLATFORMS[self.platform].level
        assert level is not None
        product = self._number(self._products, told["sku"], FIRST_PRODUCT)
        return level(
            Level(
                id=str(uuid5(NAMESPACE, told["id"])), sku=told["sku"], product=product, at=told.get("at", delivery.fact.at),
                on_hand=told["on_hand"], listed=told.get("listed"), secret=self.secret,
            )
        )  # fmt: skip

    def _step(self, delivery: Delivery, bought: Bought) -> Webhook:
        step = delivery.body
        name, platform = step["order"], PLATFORMS[self.platform]
        order = self._number(self._orders, name, platform.first)
        self._bought[order] = (name, bought)
        if step["status"] == "paid":
            self._paid.setdefault(name, delivery.fact.at)
        refund = self._back(step, bought) if step["status"] == "refunded" else None
        return platform.speak(
            Told(
                id=str(uuid5(NAMESPACE, step["id"])), order=order, buyer=self._number(self._buyers, bought.user, platform.buyers),
                status=step["status"], at=step.get("at", delivery.fact.at), bought=bought, paid_at=self._paid.get(name),
                refund=refund, backs={**self._backs.get(name, {})}, secret=self.secret, currency=self.currency,
            )
        )  # fmt: skip

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
