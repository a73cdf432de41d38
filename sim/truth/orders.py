"""The truth about orders: each derived from the set of its steps.

Owns: METRICS.md section 3's algebra of orders and the sharing of an amount over products.
Law: the order of arrival plays no part; `paid` implies `created`, `refunded` implies `paid`.
Must not know: windows, levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.truth.heard import Heard

UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One product of an order. `minor`: its quantity times its unit price."""

    sku: str
    qty: int
    minor: int


@dataclass(frozen=True, slots=True)
class Order:
    """What an order comes to.

    Args:
        created_at: Its creation, epoch milliseconds.
        on_air_at: What decides its segment: the smaller of its creation and that record's receipt.
        paid_at: None: never paid.
        returned: Cancelled unpaid: its pieces are back.
        refunded_minor: All refunds together, at most the paid amount.
        guessed: Its amount rests on the plan's prices, on nothing at all, or on what a feed calls an estimate.
    """

    id: str
    user: str | None
    traffic: str
    created_at: int
    on_air_at: int
    created_minor: int
    created_lines: tuple[Line, ...]
    paid_at: int | None
    paid_minor: int
    paid_lines: tuple[Line, ...]
    returned: bool
    refunded_minor: int
    guessed: bool = False

    @property
    def paid(self) -> bool:
        """Whether it was paid."""
        return self.paid_at is not None


def orders_of(facts: Iterable[Heard], prices: Mapping[str, int]) -> list[Order]:
    """Derive every order from its steps.

    Args:
        facts: Steps of any order, any number of times, in any order.
        prices: The plan's unit prices, in minor units.
    """
    by_order: dict[str, list[Heard]] = {}
    for fact in facts:
        by_order.setdefault(fact.fields["order"], []).append(fact)
    return [_order(order, steps, prices) for order, steps in by_order.items()]


def share(amount: int, lines: Iterable[Line]) -> dict[str, int]:
    """Share an amount over products by line amount, so that the parts add up exactly.

    Args:
        amount: Minor units.
        lines: What was bought; none: all of it goes to `unknown`.
    """
    goods = sorted(lines, key=lambda line: line.sku)
    if not goods:
        return {UNKNOWN: amount}
    whole = sum(line.minor for line in goods)
    if whole == 0:
        return {goods[0].sku: amount}
    parts: dict[str, int] = {}
    for line in goods:
        parts[line.sku] = parts.get(line.sku, 0) + amount * line.minor // whole
    largest = max(goods, key=lambda line: line.minor)  # the first of equals: the smallest sku
    parts[largest.sku] += amount - sum(parts.values())
    return parts


def skus(lines: Iterable[Line]) -> set[str]:
    """Return the products of an order, `unknown` when it names none."""
    return {line.sku for line in lines} or {UNKNOWN}


def _order(order: str, steps: list[Heard], prices: Mapping[str, int]) -> Order:
    of = {
        status: sorted((step for step in steps if step.fields["status"] == status), key=_rank)
        for status in ("created", "paid", "refunded", "cancelled")
    }
    created, paid, refunded = of["created"], of["paid"], of["refunded"]
    others = paid + refunded + of["cancelled"]
    birth = min(created or others, key=lambda step: (step.at, step.received))
    is_paid = bool(paid or refunded)
    own_created, own_paid = _known(created, "lines"), _known(paid, "lines")
    created_lines = _lines(own_created if own_created is not None else own_paid, prices)
    paid_lines = _lines(own_paid if own_paid is not None else own_created, prices)
    told_created, told_paid = _known(created, "amount_minor"), _known(paid, "amount_minor")
    paid_minor = _first(told_paid, told_created, sum(line.minor for line in paid_lines)) if is_paid else 0
    return Order(
        id=order,
        user=_told(of, "user"),
        traffic=_told(of, "traffic") or UNKNOWN,
        created_at=birth.at,
        on_air_at=min(birth.at, birth.received),
        created_minor=_first(told_created, told_paid, sum(line.minor for line in created_lines)),
        created_lines=created_lines,
        paid_at=min(step.at for step in paid or refunded) if is_paid else None,
        paid_minor=paid_minor,
        paid_lines=paid_lines if is_paid else (),
        returned=bool(of["cancelled"]) and not is_paid,
        refunded_minor=_refunds(refunded, paid_minor, whole=bool(of["cancelled"])) if is_paid else 0,
        guessed=any(step.fields.get("estimated") for step in steps)
        or (told_created is None and told_paid is None and not _priced(own_created, own_paid, is_paid)),
    )


def _priced(created: Any, paid: Any, is_paid: bool) -> bool:
    """Say whether the lines tell every unit's price."""
    told = [created or paid] + ([paid or created] if is_paid else [])
    return all(lines and all(line.get("unit_minor") is not None for line in lines) for lines in told)


def _rank(step: Heard) -> tuple[int, float]:
    amount = step.fields.get("amount_minor")
    return step.at, float("inf") if amount is None else amount


def _known(repeats: list[Heard], name: str) -> Any:
    return next((step.fields[name] for step in repeats if step.fields.get(name) is not None), None)


def _told(of: Mapping[str, list[Heard]], name: str) -> str | None:
    rest = sorted(of["refunded"] + of["cancelled"], key=_rank)
    found = (_known(repeats, name) for repeats in (of["created"], of["paid"], rest))
    return next((value for value in found if value is not None), None)


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def _lines(told: list[dict[str, Any]] | None, prices: Mapping[str, int]) -> tuple[Line, ...]:
    lines = []
    for line in told or ():
        qty, unit = line.get("qty", 1), line.get("unit_minor")
        lines.append(Line(line["sku"], qty, qty * (prices.get(line["sku"], 0) if unit is None else unit)))
    return tuple(lines)


def _refunds(refunded: list[Heard], paid_minor: int, *, whole: bool) -> int:
    by_refund: dict[str, list[Heard]] = {}
    for step in refunded:
        by_refund.setdefault(step.fields.get("refund") or step.id, []).append(step)
    amounts: list[int | None] = [_known(repeats, "amount_minor") for repeats in by_refund.values()]
    known = [amount for amount in amounts if amount is not None]
    return paid_minor if whole or len(known) < len(amounts) else min(paid_minor, sum(known))
