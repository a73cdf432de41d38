"""What is sold in the simulated show.

Owns: the catalogue: what is known of each product, and the simulator's own three for a room without a plan.
Law: a price is left out of an order only when the plan's price is known and is the one charged.
Must not know: stock, orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import Final
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Product:
    """One product.

    Args:
        sku: Its key.
        title: What viewers call it.
        link: Its number in the room.
        charged_minor: What it costs now, in minor units.
        plan_minor: The plan's price where it is known.
    """

    sku: str
    title: str
    link: int
    charged_minor: int
    plan_minor: int | None = None

    @property
    def appeal(self) -> float:
        """How readily it sells against one of 100.00: cheap things go faster, and each has its own luck."""
        luck = 0.75 + (crc32(self.sku.encode()) % 51) / 100
        return luck * float(min(3.0, max(0.3, (10_000 / max(self.charged_minor, 1)) ** 0.5)))

    @property
    def by_plan(self) -> bool:
        """Whether the plan's price is the one charged, so that an order may leave it out."""
        return self.plan_minor is not None and self.plan_minor == self.charged_minor


OWN: Final[tuple[Product, ...]] = (
    Product("sim-cream", "保湿面霜", 1, 15_900),
    Product("sim-towel", "洗脸巾", 2, 1_990),
    Product("sim-lamp", "护眼台灯", 3, 32_900),
)
"""What the simulator brings along when the room has no plan."""


class Catalogue:
    """The products by sku, as far as they became known. The shelf is ordered as first met."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self._by_sku = {product.sku: product for product in products}

    def __len__(self) -> int:
        return len(self._by_sku)

    def meet(self, sku: str, title: str | None = None, link: int | None = None, price_minor: int | None = None) -> None:
        """Take in what the room says of a product.

        Args:
            sku: Its key.
            title: Its name; None: not told.
            link: Its link number; None: not told.
            price_minor: What it costs now; the first price told is the plan's.
        """
        guess_minor = 2_000 + crc32(sku.encode()) % 300 * 100  # charged until its price is told
        known = self._by_sku.get(sku) or Product(sku, sku, len(self) + 1, guess_minor)
        if price_minor is not None:
            plan = price_minor if known.plan_minor is None else known.plan_minor
            known = replace(known, charged_minor=price_minor, plan_minor=plan)
        self._by_sku[sku] = replace(known, title=title or known.title, link=known.link if link is None else link)

    def get(self, sku: str) -> Product:
        """Return a product that was met."""
        return self._by_sku[sku]

    def all(self) -> tuple[Product, ...]:
        """Return the whole shelf."""
        return tuple(self._by_sku.values())

    def plan_prices(self) -> dict[str, int]:
        """Return the plan's prices, as far as known, in minor units."""
        return {p.sku: p.plan_minor for p in self._by_sku.values() if p.plan_minor is not None}

    def another(self, rng: Random, sku: str | None) -> Product | None:
        """Draw a product other than `sku`; None when there is none."""
        others = [p for p in self._by_sku.values() if p.sku != sku]
        return rng.choice(others) if others else None
