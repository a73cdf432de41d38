"""The truth about money beyond sales: costs, what is left of them, and how sales stand to their targets.

Owns: costs told, profit, returns, targets, sell-through, and the platform's own totals.
Law: what nobody told, or the plan does not say, is unknown.
Must not know: how sales are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.truth.heard import Frame, Heard
from sim.truth.orders import Order
from sim.truth.ratios import Tiles, quotient, ratio

FIGURES = ("gmv_minor", "orders", "buyers", "exposure", "entries", "clicks")


def costs(facts: Iterable[Heard], gmv: int, net: int, goods: int | None) -> Tiles:
    """Return the figures of costs.

    Args:
        facts: `spend` facts that count.
        gmv, net: Of the show.
        goods: What was sold cost; None: unknown.
    """
    told = [(fact.fields["kind"], fact.fields["amount_minor"]) for fact in facts]
    spend = sum(minor for _, minor in told) if told else None
    ads_told = [minor for kind, minor in told if kind == "ads"]
    ads = sum(ads_told) if ads_told else None
    return {
        "spend_minor": spend,
        "ads_minor": ads,
        "roi": ratio(net, spend),
        "ad_return": ratio(gmv, ads),
        "profit_minor": None if spend is None or goods is None else net - goods - spend,
    }


def cost_of_goods(paid: Iterable[Order], costs_by_sku: Mapping[str, int]) -> int | None:
    """Return what the units sold cost; None: the plan does not say it of one of them."""
    lines = [line for order in paid for line in order.paid_lines if line.qty]
    if any(line.sku not in costs_by_sku for line in lines):
        return None
    return sum(line.qty * costs_by_sku[line.sku] for line in lines)


def reached(gmv: int, target: int | None, due: int | None) -> Tiles:
    """Return how sales stand to a target and to what of it is due."""
    return {"target_progress": ratio(gmv, target), "target_pace": ratio(gmv, due)}


def by_minute(gmv: int, on_air_ms: int | None) -> Tiles:
    """Return time on air and what a minute of it brought."""
    return {
        "on_air_s": None if on_air_ms is None else on_air_ms // 1000,
        "gmv_per_min_minor": quotient(gmv * 60_000, on_air_ms),
    }


def show_targets(frame: Frame, gmv: int) -> Tiles:
    """Return how the show's sales stand to its target."""
    sheet = frame.sheet
    due = None
    if sheet.target is not None and sheet.slots and frame.started_ms is not None:
        due = sum(sheet.due(sheet.whole(), max(0, frame.until_ms - frame.started_ms)).values())
    return reached(gmv, sheet.target, due)


def sell_through(units: int, available: int | None) -> Tiles:
    """Return how much of a product is sold."""
    return {"sell_through": ratio(units, None if available is None else units + max(available, 0))}


def whole_sell_through(units: Mapping[str, int], stock: Mapping[str, Mapping[str, Any]]) -> Tiles:
    """Return how much of all products whose stock is known is sold."""
    known = {sku: item["available"] for sku, item in stock.items() if item["available"] is not None}
    sold = sum(units.get(sku, 0) for sku in known)
    return {"sell_through": ratio(sold, sold + sum(max(n, 0) for n in known.values()) if known else None)}


def units_by_sku(paid: Iterable[Order]) -> dict[str, int]:
    """Return the units sold of each product."""
    found: dict[str, int] = {}
    for order in paid:
        for line in order.paid_lines:
            found[line.sku] = found.get(line.sku, 0) + line.qty
    return found


def board(facts: Sequence[Heard]) -> dict[str, dict[str, int]]:
    """Return the newest entry of each figure that was read off the platform's own board."""
    found = {}
    for figure in FIGURES:
        told = [fact for fact in facts if fact.kind == "totals" and fact.fields.get(figure) is not None]
        if told:
            newest = max(told, key=lambda fact: fact.newest)
            found[figure] = {"value": newest.fields[figure], "at_ms": newest.at}
    return found


def apart(facts: Iterable[Heard], orders: Iterable[Order], staff: frozenset[str]) -> dict[str, int]:
    """Return how much of what was heard the team itself was behind."""
    return {
        "facts": sum(fact.fields.get("user") in staff for fact in facts),
        "orders": sum(order.user in staff for order in orders),
    }
