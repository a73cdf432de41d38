"""What the steps of one order come to, by the product's own algebra."""

from __future__ import annotations

from collections.abc import Iterable

from controlroom.domain.events import OrderStep
from controlroom.domain.orders import Figures, Order, Told, figures


def reckoned(steps: Iterable[OrderStep]) -> Figures:
    """The figures of an order whose steps were told in this order, all at their instants."""
    order = Order()
    for step in steps:
        refund = (step.refund or step.id) if step.status == "refunded" else None
        at = step.at if isinstance(step.at, int) else 0
        order.tell(
            step.status,
            Told(
                at, False, "", step.amount_minor, step.lines or None, step.user, step.traffic, step.estimated, refund,
                step.version,
            ),
        )  # fmt: skip
    return figures(order, lambda sku: None)


def amounts(steps: Iterable[OrderStep]) -> tuple[int, int, int]:
    """(created, paid, refunded) in minor units."""
    f = reckoned(steps)
    return f.created_minor, f.paid_minor, f.refunded_minor
