"""What WooCommerce's webhooks say becomes facts: orders with their refunds, stock.

Owns: the topics, the order's states, the fields of each and their units.
Law: a delivery gives facts, or says why not; nothing raises. An order comes whole each time, so what it has come to is read
from it, and the same state told twice gives the same ids. A field that the fact can do without and that cannot be read is
unknown, as if it was missing.
Must not know: HTTP, signatures, clocks, the feed's name (the intake fills in `source`).

Money is decimal text in the order's currency (a refund's is below zero); instants are those of the `…_gmt` fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final

from controlroom.domain.events import Fact, Line, OrderStatus, OrderStep, StockLevel
from controlroom.domain.units import half_up
from controlroom.feeds.fields import COUNT_MAX, Decoding, Fields, Ignored, Refused
from controlroom.feeds.written import EXACT, currency_of, instant, judged, listed, minor, part_id, sku_of

LINES_MAX: Final = 200
STOCK_MAX: Final = 10**9
HOUR_MS: Final = 3_600_000

_STEPS: Final[Mapping[str, tuple[OrderStatus, ...]]] = {
    "pending": ("created",),
    "on-hold": ("created",),
    "failed": ("created",),
    "processing": ("created", "paid"),
    "completed": ("created", "paid"),
    "refunded": ("created", "paid"),
    "cancelled": ("created", "cancelled"),
}
"""An order's state → the steps that it has taken. A state of a shop's own making: paid when it says when."""
_NOT_YET: Final = frozenset({"checkout-draft", "auto-draft", "draft", "trash"})


def decode(topic: str, body: bytes, old_after_h: int) -> list[Decoding]:
    """Return what a delivery comes to: the thing that it is about, then each refund of an order that cannot be read.

    Args:
        topic: As its header says.
        old_after_h: Hours after which an order that only changes (is sent, say) is one of another day; 0: none is.
    """
    if topic in _ORDERS:
        lost: list[Decoding] = []
        return [judged(lambda: _order(Fields(EXACT.decode(body), ""), old_after_h, lost)), *lost]
    if topic in _PRODUCTS:
        return [judged(lambda: _product(Fields(EXACT.decode(body), "")))]
    return [Ignored(topic[:100], unknown=topic.partition(".")[0] not in _NO_FACTS)]


_ORDERS: Final = frozenset({"order.created", "order.updated", "order.restored"})
_PRODUCTS: Final = frozenset({"product.created", "product.updated", "product.restored"})
_NO_FACTS: Final = frozenset({"order", "product", "customer", "coupon", "action"})


def _order(o: Fields, old_after_h: int, lost: list[Decoding]) -> Decoding:
    order, status = o.key("id"), o.text("status", 1, 60)
    if "line_items" not in o and "currency" not in o:
        return Refused("bad_field", "", "This is no order: its topic, which is not signed, should be another.")
    if status in _NOT_YET:
        return Ignored(f"order in state {status}")
    changed_ms = o.maybe(instant, o, "date_modified_gmt", UTC)
    created_ms = o.maybe(instant, o, "date_created_gmt", UTC)
    refunds = listed(o, "refunds")
    only_changes = not refunds and status not in ("cancelled", "refunded")
    if only_changes and old_after_h and (changed_ms or 0) - (created_ms or changed_ms or 0) > old_after_h * HOUR_MS:
        return Ignored("order of another day")
    currency = o.maybe(currency_of, o, "currency")
    amount = o.maybe(minor, o, "total", currency) if currency is not None else None
    lines = o.maybe(_lines, o, currency)
    user = o.maybe(_customer, o)
    paid_ms = o.maybe(instant, o, "date_paid_gmt", UTC)
    at = {"created": created_ms, "paid": paid_ms or changed_ms, "cancelled": changed_ms}
    told = (order, status, str(changed_ms))
    facts: list[Fact] = [
        OrderStep(
            id=part_id(*told, step), at=at[step], order=order, status=step, user=user, lines=lines, amount_minor=amount,
            currency=currency,
        )
        for step in _steps(status, paid_ms)
    ]  # fmt: skip
    back: list[Fact] = []
    for place, one in enumerate(refunds):
        refund = judged(_refund, one, f"refunds[{place}]", told, currency, changed_ms)
        if isinstance(refund, list):
            back += refund
        else:
            lost.append(refund)
    if status == "refunded" and not back:
        back.append(_refunded(part_id(*told, "refunded"), order, changed_ms, "all", None, currency))
    return facts + back


def _steps(status: str, paid_ms: int | None) -> tuple[OrderStatus, ...]:
    steps = _STEPS.get(status, ("created",))
    return steps if "paid" in steps or paid_ms is None else ("created", "paid", *steps[1:])


def _refund(value: Any, path: str, told: tuple[str, str, str], currency: str | None, at_ms: int | None) -> Decoding:
    r = Fields(value, path)
    refund = r.key("id")
    amount = minor(r, "total", currency, taken=True) if currency is not None else None
    return [_refunded(part_id(*told, "refunded", refund), told[0], at_ms, refund, amount, currency)]


def _refunded(
    id_: str, order: str, at_ms: int | None, refund: str, amount: int | None, currency: str | None
) -> OrderStep:
    return OrderStep(
        id=id_, at=at_ms, order=order, status="refunded", refund=refund, amount_minor=amount, currency=currency
    )


def _lines(o: Fields, currency: str | None) -> tuple[Line, ...] | None:
    lines: list[Line] = []
    for place, item in enumerate(listed(o, "line_items")):
        fields = Fields(item, f"line_items[{place}]")
        qty = fields.whole("quantity", 0, COUNT_MAX)
        if qty == 0:
            continue
        total = fields.maybe(minor, fields, "total", currency) if currency is not None else None
        unit = None if total is None else half_up(total, qty)
        lines.append(Line(sku=sku_of(fields, "sku", "variation_id", "product_id", "id"), qty=qty, unit_minor=unit))
    return tuple(lines[:LINES_MAX]) or None


def _customer(o: Fields) -> str:
    known = o.maybe(o.whole, "customer_id", 1)
    return str(known) if known is not None else o.inner("billing").text("email", 3, 200)


def _product(p: Fields) -> Decoding:
    product = p.key("id")
    if p.get("manage_stock") is not True:
        return Ignored("product without counted stock")
    value = p.get("stock_quantity")
    pieces = value if isinstance(value, int) and -STOCK_MAX <= value < 0 else p.whole("stock_quantity", 0, STOCK_MAX)
    at_ms = p.maybe(instant, p, "date_modified_gmt", UTC)
    return [
        StockLevel(id=part_id(product, str(at_ms), str(pieces)), at=at_ms, sku=sku_of(p, "sku", "id"), on_hand=pieces)
    ]
