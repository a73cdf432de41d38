from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

from sim.facts import Fact
from sim.scenarios import SCENARIOS
from sim.world.audience import Crowd
from sim.world.orders import OVERSOLD_BY, OrderBook
from sim.world.products import Catalogue
from sim.world.stock import Warehouse

T0 = 1_767_268_800_000
PRICES = {"cream-50": 19_900, "serum-30": 12_900}
SECONDS = 2400


def catalogue(*, priced: bool = True) -> Catalogue:
    made = Catalogue()
    for link, (sku, minor) in enumerate(PRICES.items(), 1):
        made.meet(sku, sku, link, minor if priced else None)
    return made


def sold(stock: int, *, priced: bool = True) -> tuple[list[Fact], Warehouse]:
    scenario = replace(SCENARIOS["evening"], order_rate=0.002)
    crowd, book, warehouse = Crowd(1, scenario), OrderBook(1, scenario, "CNY"), Warehouse(1, stock)
    warehouse.plan(dict.fromkeys(PRICES, stock))
    crowd.seat(T0)
    shelf, facts = catalogue(priced=priced), []
    for second in range(SECONDS):
        facts += book.step(T0 + second * 1000, crowd, shelf, warehouse, shelf.get("cream-50"), 1.0)
    return facts, warehouse


@cache
def orders(*, priced: bool = True) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for fact in sold(10**6, priced=priced)[0]:
        found.setdefault(fact.fields["order"], []).append(fact.body())
    return found


def of(steps: list[dict[str, Any]], status: str) -> dict[str, Any]:
    return next((step for step in steps if step["status"] == status), {})


def test_steps_of_an_order_happen_in_their_order_and_once() -> None:
    ranks = {"created": 0, "paid": 1, "cancelled": 2, "refunded": 2}
    for steps in orders().values():
        instants = [step["at"] for step in sorted(steps, key=lambda step: ranks[step["status"]])]
        assert instants == sorted(instants)
        assert max(Counter(step["status"] for step in steps if step["status"] != "refunded").values()) == 1


def test_most_orders_are_paid_some_cancelled_some_refunded() -> None:
    told = Counter(step["status"] for steps in orders().values() for step in steps)
    assert 0.75 < told["paid"] / len(orders()) < 0.95
    assert min(told["cancelled"], told["refunded"]) > 20


def test_orders_are_told_in_every_way_that_platforms_tell_them() -> None:
    ways = Counter[str]()
    for steps in orders().values():
        created, paid = of(steps, "created"), of(steps, "paid")
        lines = created.get("lines") or paid.get("lines") or []
        units = [line.get("unit_minor") for line in lines]
        worth = sum((line.get("unit_minor") or PRICES[line["sku"]]) * line.get("qty", 1) for line in lines)
        amount = created.get("amount_minor", paid.get("amount_minor"))
        ways["several products"] += len(lines) > 1
        ways["several pieces"] += any(line.get("qty", 1) > 1 for line in lines)
        ways["discount"] += bool(lines) and amount is not None and amount < worth
        ways["plan's price"] += None in units
        ways["amount when paid only"] += bool(created) and "amount_minor" not in created and "amount_minor" in paid
        ways["lines when paid only"] += bool(created) and "lines" not in created and "lines" in paid
        ways["no amount at all"] += bool(paid) and amount is None
        ways["no created step"] += not created
        ways["no lines"] += not lines
        ways["cancelled after paid"] += bool(paid) and bool(of(steps, "cancelled"))
        ways["refund of the rest"] += bool(of(steps, "refunded")) and "amount_minor" not in of(steps, "refunded")
        ways["two refunds"] += sum(step["status"] == "refunded" for step in steps) == 2
    assert min(ways.values()) > 0, ways


def test_price_is_always_told_where_the_plans_is_not_known() -> None:
    lines = [line for steps in orders(priced=False).values() for step in steps for line in step.get("lines", ())]
    assert lines
    assert all("unit_minor" in line for line in lines)


def test_created_orders_take_their_pieces_and_cancelled_unpaid_ones_bring_them_back() -> None:
    facts, warehouse = sold(10**6)
    found: dict[str, list[dict[str, Any]]] = {}
    for fact in facts:
        found.setdefault(fact.fields["order"], []).append(fact.body())
    taken = 0
    for steps in found.values():
        kinds = {step["status"] for step in steps}
        lines = of(steps, "created").get("lines") or of(steps, "paid").get("lines") or []
        if "cancelled" not in kinds or "paid" in kinds:
            taken += sum(line.get("qty", 1) for line in lines)
    left = sum(warehouse.left(sku) for sku in PRICES)
    assert 0 <= 2 * 10**6 - left - taken <= 30  # the last orders' own lines are told when they are paid


def test_sold_out_product_is_oversold_by_a_few_and_then_not_sold() -> None:
    _, warehouse = sold(50)
    assert -OVERSOLD_BY - 10 <= warehouse.left("cream-50") <= 0
