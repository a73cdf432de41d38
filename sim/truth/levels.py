"""The truth about levels: who is online, how many have been, what the like counter rose by, what is in stock.

Owns: the newest reading, the rise of a counter that may restart, the stock's arithmetic.
Law: a level is never added to a flow; the newest is by (`at`, `source`, `id`).
Must not know: KPI codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.truth.heard import Heard
from sim.truth.orders import Order

Rises = list[tuple[int, int]]
"""(instant of the reading, what the counter rose by)."""


def online_before(readings: Iterable[Heard], before_ms: int | None = None) -> int | None:
    """Return the newest `audience.online`.

    Args:
        readings: Audience facts.
        before_ms: Only readings of before this instant; None: all.
    """
    fit = [r for r in readings if before_ms is None or r.at < before_ms]
    return max(fit, key=lambda reading: reading.newest).fields["online"] if fit else None


def viewers(readings: Iterable[Heard], entered: Iterable[Heard]) -> int | None:
    """Return how many have been here: the highest total ever read, else the distinct viewers who came in; None: nobody says."""
    totals = [r.fields["total"] for r in readings if r.fields.get("total") is not None]
    return max(totals) if totals else len({fact.fields["user"] for fact in entered}) or None


def likes_of_each(readings: Iterable[Heard], started_ms: int) -> list[Rises]:
    """Return the rises that each source told: their counters have nothing to do with each other."""
    told = list(readings)
    return [likes_rises([r for r in told if r.source == source], started_ms) for source in {r.source for r in told}]


def likes_rises(readings: Iterable[Heard], started_ms: int) -> Rises:
    """Return every rise of one source's like counter since the start.

    Args:
        readings: Audience facts that were not late.
        started_ms: The show's start; it rises from the newest reading not after it, else from the first.
    """
    told = sorted((r for r in readings if r.fields.get("likes") is not None), key=lambda reading: reading.newest)
    base: int | None = None
    rises: Rises = []
    for reading in told:
        likes = reading.fields["likes"]
        if reading.at > started_ms and base is not None and likes > base:
            rises.append((reading.at, likes - base))
        base = likes  # lower than before: it has restarted, and rises from there
    return rises


def stock_of(
    facts: Iterable[Heard], orders: Iterable[Order], plan: Mapping[str, int], safety: Mapping[str, int | None]
) -> dict[str, dict[str, Any]]:
    """Return the stock of every product that has a level or a plan.

    Args:
        facts: `stock` and `stock_change`, also those of before the start.
        orders: Every order.
        plan: The plan's pieces by sku: older than anything heard.
        safety: The safety line by sku; None: never low.
    """
    heard = list(facts)
    bought = [order for order in orders if not order.returned]
    named = {fact.fields["sku"] for fact in heard if fact.kind == "stock"}
    stock = {}
    for sku in sorted(named | set(plan)):
        on_hand, available = _level(heard, bought, sku, "on_hand", plan.get(sku))
        _, listed = _level(heard, bought, sku, "listed", None)
        state = _state(available, listed, safety.get(sku))
        stock[sku] = {"on_hand": on_hand, "listed": listed, "available": available, "state": state}
    return stock


def _level(
    facts: list[Heard], bought: list[Order], sku: str, name: str, plan: int | None
) -> tuple[int | None, int | None]:
    """Return the level as told, and what is left of it."""
    mine = [fact for fact in facts if fact.fields["sku"] == sku]
    told = [fact for fact in mine if fact.kind == "stock" and fact.fields.get(name) is not None]
    if told:
        newest = max(told, key=lambda fact: fact.newest)
        level, since = int(newest.fields[name]), newest.at
    elif plan is not None:
        level, since = plan, -1
    else:
        return None, None
    moved = sum(fact.fields["by"] for fact in mine if fact.kind == "stock_change" and fact.at > since)
    sold = sum(
        line.qty for order in bought if order.created_at > since for line in order.created_lines if line.sku == sku
    )
    return level, level + moved - sold


def _state(available: int | None, listed: int | None, safety: int | None) -> str:
    """Return the word for what can be sold: the smaller of what the warehouse and the platform have."""
    known = [left for left in (available, listed) if left is not None]
    if not known:
        return "unknown"
    if min(known) <= 0:
        return "oversold" if known[0] < 0 else "out"
    return "low" if safety is not None and min(known) < safety else "ok"
