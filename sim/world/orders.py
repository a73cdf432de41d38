"""Orders: who buys what, and through which steps each order goes.

Owns: the orders under way and their coming steps.
Law: the steps of an order happen in their order (created, paid or cancelled, refunded), each told once and
truly; how much a step tells differs as it does between platforms (`TELLINGS`).
Must not know: which steps arrive late or twice.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from sim.facts import Fact, Ids
from sim.scenarios import Scenario
from sim.world.audience import Crowd, user_id
from sim.world.chance import Weighted, instant, poisson, stream
from sim.world.products import Catalogue, Product
from sim.world.stock import Warehouse

ON_AIR_SHARE: Final = 0.92
OFF_AIR: Final = 0.1
OVERSOLD_BY: Final = 3
"""The platform goes on selling this far below nought before it notices."""

FATES: Final = Weighted(
    {
        "paid": 78.0,
        "unpaid": 6.0,
        "cancelled": 7.0,
        "part_refund": 3.0,
        "two_refunds": 1.0,
        "whole_refund": 2.0,
        "rest_refund": 1.5,
        "cancelled_after": 1.5,
    }
)
TELLINGS: Final = Weighted(
    {
        "full": 45.0,  # unit prices and amounts on every step
        "plan_prices": 18.0,  # created: no price at all; paid: the amount
        "sum_of_lines": 10.0,  # no amounts, the lines tell it
        "bare_paid": 12.0,  # paid: only that it is
        "late_lines": 8.0,  # created: the amount; paid: the lines
        "paid_only": 4.0,  # no created step is ever told
        "lineless": 3.0,  # amounts without lines
    }
)

Lines = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Bought:
    """What an order is, whoever tells how much of it. `lines`: with their quantities and unit prices."""

    at: int
    user: str
    lines: Lines
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Step:
    """A coming step of an order; `gives_back`: what returns to the warehouse when it happens."""

    at: int
    fields: dict[str, Any]
    gives_back: tuple[tuple[str, int], ...] = ()


class OrderBook:
    """All orders of the show."""

    def __init__(self, seed: int, scenario: Scenario, currency: str | None) -> None:
        self._rate = scenario.order_rate
        self._refunds = scenario.refunds
        self._currency = currency
        self._seed = seed
        self._rng = stream(seed, "orders")
        self._ids = Ids("o", seed)
        self._failing, self._returns, self._return_ids = (
            stream(seed, "payments"),
            stream(seed, "returns"),
            Ids("r", seed),
        )
        self._paid: list[str] = []
        self.bought: dict[str, Bought] = {}
        self._failed: set[str] = set()
        self._count = 0
        self._coming: list[tuple[int, int, Step]] = []
        self._steps = 0

    def step(
        self,
        end_ms: int,
        crowd: Crowd,
        catalogue: Catalogue,
        warehouse: Warehouse,
        sold: Product | None,
        pull: float,
        pays: float = 1.0,
    ) -> list[Fact]:
        """Return the steps of orders that happen in the second that ends at `end_ms`.

        Args:
            end_ms: Whole second, epoch milliseconds.
            crowd: Who may buy.
            catalogue: The shelf.
            warehouse: What is left; orders take from it.
            sold: The product on air.
            pull: How many times as many as usual buy.
            pays: Share of the payments that come through (0–1).
        """
        rng = self._rng
        busy = pull * sold.appeal if sold is not None else OFF_AIR
        for _ in range(poisson(rng, crowd.online * self._rate * busy)):
            at, viewer = instant(rng, end_ms), crowd.viewer(rng)
            wanted = sold if sold is not None and rng.random() < ON_AIR_SHARE else catalogue.another(rng, None)
            if viewer is not None and wanted is not None and warehouse.left(wanted.sku) > -OVERSOLD_BY:
                self._begin(at, viewer, crowd.source(viewer), self._basket(catalogue, wanted), warehouse)
        facts = []
        while self._coming and self._coming[0][0] <= end_ms:
            _, _, step = heapq.heappop(self._coming)
            if step.fields["order"] in self._failed:
                continue
            if step.fields["status"] == "paid":
                if pays < 1.0 and self._failing.random() >= pays:
                    self._failed.add(step.fields["order"])  # what would have followed never happens
                    continue
                self._paid.append(step.fields["order"])
            for sku, pieces in step.gives_back:
                warehouse.move(sku, pieces)
            facts.append(Fact("order", self._ids.next(), step.at, step.fields))
        return facts

    def refund(self, end_ms: int, times: int) -> list[Fact]:
        """Return refunds of so many orders that were paid, whole, as of the second that ends at `end_ms`."""
        rng, facts = self._returns, []
        for _ in range(min(times, len(self._paid))):
            order = self._paid.pop(rng.randrange(len(self._paid)))
            fields = {"order": order, "status": "refunded", "refund": f"rs-{order}"}
            facts.append(Fact("order", self._return_ids.next(), instant(rng, end_ms), fields))
        return facts

    def _basket(self, catalogue: Catalogue, wanted: Product) -> list[tuple[Product, int]]:
        rng = self._rng
        basket = [(wanted, 1 if rng.random() < 0.8 else rng.randint(2, 4))]
        while rng.random() < 0.15 and len(basket) < 4:
            other = catalogue.another(rng, wanted.sku)
            if other is not None and all(other.sku != product.sku for product, _ in basket):
                basket.append((other, rng.randint(1, 2)))
        return basket

    def _begin(
        self,
        at: int,
        viewer: int,
        source: str | None,
        basket: list[tuple[Product, int]],
        warehouse: Warehouse,
    ) -> None:
        rng = self._rng
        self._count += 1
        who: dict[str, Any] = {"order": f"so{self._seed}-{self._count:06d}"}
        telling = TELLINGS.draw(rng)
        if telling == "plan_prices" and not all(product.by_plan for product, _ in basket):
            telling = "full"
        total = sum(product.charged_minor * qty for product, qty in basket)
        discounted = telling not in {"sum_of_lines"} and rng.random() < 0.3
        amount = max(1, total - rng.randint(1, max(1, total // 6))) if discounted else total
        whole = [{"sku": product.sku, "qty": qty, "unit_minor": product.charged_minor} for product, qty in basket]
        self.bought[who["order"]] = Bought(at, user_id(viewer), whole, amount)
        created, paid = _tell(telling, amount, _lines(basket, rng, priced=telling != "plan_prices"))
        buyer: dict[str, Any] = {"user": user_id(viewer)}
        if source is not None:
            buyer["traffic"] = source
        if self._currency is not None:
            buyer["currency"] = self._currency
        told_at_payment = telling == "paid_only" or rng.random() < 0.5
        pieces = () if telling == "lineless" else tuple((product.sku, qty) for product, qty in basket)
        for sku, qty in pieces:
            warehouse.move(sku, -qty)
        if created is not None:
            self._plan(Step(at, {**who, "status": "created", **buyer, **created}))
        self._live(at, who, {**(buyer if told_at_payment else {}), **paid}, amount, pieces, telling == "paid_only")

    def _live(
        self,
        at: int,
        who: dict[str, Any],
        paid: dict[str, Any],
        amount: int,
        pieces: tuple[tuple[str, int], ...],
        surely_paid: bool,
    ) -> None:
        rng, fate = self._rng, FATES.draw(self._rng)
        if fate == "unpaid" and not surely_paid:
            return
        if fate == "cancelled" and not surely_paid:
            later = at + 60_000 + int(rng.expovariate(1 / 240_000))
            self._plan(Step(later, {**who, "status": "cancelled"}, pieces))
            return
        paid_at = at + 2_000 + int(rng.expovariate(1 / 25_000))
        self._plan(Step(paid_at, {**who, "status": "paid", **paid}))
        if self._refunds < 1.0 and self._returns.random() >= self._refunds:
            fate = "paid"
        then = paid_at + 30_000 + int(rng.expovariate(1 / 300_000))
        if fate == "cancelled_after":
            self._plan(Step(then, {**who, "status": "cancelled"}))
        for number, minor in enumerate(_refunds(fate, amount, rng), 1):
            refund: dict[str, Any] = {**who, "status": "refunded"}
            if fate != "whole_refund":  # a single refund need not have a name of its own
                refund["refund"] = f"r{number}-{who['order']}"
            if minor is not None:
                refund["amount_minor"] = minor
            self._plan(Step(then + (number - 1) * rng.randint(5_000, 90_000), refund))

    def _plan(self, step: Step) -> None:
        self._steps += 1
        heapq.heappush(self._coming, (step.at, self._steps, step))


def _lines(basket: list[tuple[Product, int]], rng: Random, *, priced: bool) -> Lines:
    lines: Lines = []
    for product, qty in basket:
        line: dict[str, Any] = {"sku": product.sku}
        if qty != 1 or rng.random() < 0.5:
            line["qty"] = qty
        if priced and not (product.by_plan and rng.random() < 0.1):
            line["unit_minor"] = product.charged_minor
        lines.append(line)
    return lines


def _tell(telling: str, amount: int, lines: Lines) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return what the created step (None: not told) and the paid step say of the goods and the money."""
    money, goods = {"amount_minor": amount}, {"lines": lines}
    table: dict[str, tuple[dict[str, Any] | None, dict[str, Any]]] = {
        "full": ({**goods, **money}, {**goods, **money}),
        "plan_prices": (goods, money),
        "sum_of_lines": ({**goods, "estimated": True}, {}),
        "bare_paid": ({**goods, **money}, {}),
        "late_lines": (money, {**goods, **money}),
        "paid_only": (None, {**goods, **money}),
        "lineless": (money, money),
    }
    return table[telling]


def _refunds(fate: str, amount: int, rng: Random) -> tuple[int | None, ...]:
    """Return the refunds of a fate, in minor units; None: the remainder."""
    match fate:
        case "part_refund":
            return (rng.randint(1, max(1, amount // 2)),)
        case "two_refunds":  # together they may ask for more than was paid
            return (rng.randint(1, max(1, amount // 2)), rng.randint(1, amount))
        case "whole_refund":
            return (amount,)
        case "rest_refund":
            return (None,)
        case _:
            return ()
