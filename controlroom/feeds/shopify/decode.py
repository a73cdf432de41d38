"""What Shopify's webhooks say becomes facts: orders, refunds, stock.

Owns: the topics, the fields of each and their units.
Law: a delivery gives facts, or says why not; nothing raises. What an order has come to is read from the order itself, not from
the topic alone: the topic stands in a header that nobody has signed. A field that the fact can do without and that cannot be
read is unknown, as if it was missing.
Must not know: HTTP, signatures, clocks, the feed's name (the intake fills in `source`).

Money is decimal text in the shop's currency (`total_price`), in refunds also JSON numbers; ids are whole numbers beyond 2^53.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from controlroom.domain.events import Fact, Line, OrderStatus, OrderStep, StockLevel
from controlroom.feeds.fields import COUNT_MAX, Decoding, Fields, Ignored, Refused, Unfit
from controlroom.feeds.written import EXACT, SKU_MAX, currency_of, instant, judged, listed, minor, part_id, sku_of

PAID: Final = frozenset({"paid", "partially_refunded", "refunded"})
"""Values of `financial_status` in which the whole was paid at some time."""
LINES_MAX: Final = 200
STOCK_MAX: Final = 10**9


class Shop(Struct, frozen=True, kw_only=True):
    """What has to be known of a shop. `items`: inventory item → sku; `locations`: whose stock counts; none: not known."""

    items: Mapping[str, str] = {}
    locations: tuple[str, ...] = ()


def decode(topic: str, id_: str, body: bytes, shop: Shop) -> list[Decoding]:
    """Return what a delivery comes to: the thing that it is about, then each refund of an order that cannot be read.

    Args:
        topic: As its header says.
        id_: The delivery's own, the same when it is delivered again; its facts' ids begin with it.
    """
    if topic in _ORDERS:
        lost: list[Decoding] = []
        return [judged(lambda: _order(Fields(EXACT.decode(body), ""), topic, id_, lost)), *lost]
    read = _READERS.get(topic)
    if read is None:
        return [Ignored(topic[:100], unknown=topic not in _NO_FACTS)]
    return [judged(lambda: read(Fields(EXACT.decode(body), ""), id_, shop))]


def _order(o: Fields, topic: str, id_: str, lost: list[Decoding]) -> Decoding:
    _is_a("Order", o)
    if o.get("test") is True:
        return Ignored("test order")
    order = o.key("id")
    currency = o.maybe(currency_of, o, "currency")
    amount = o.maybe(minor, o, "total_price", currency) if currency is not None else None
    lines = o.maybe(_lines, o, currency)
    user = o.maybe(_customer, o)
    created_ms = o.maybe(instant, o, "created_at")

    def step(status: OrderStatus, at_ms: int | None) -> OrderStep:
        """One step of this order."""
        return OrderStep(
            id=f"{id_}:{status}", at=at_ms, order=order, status=status, user=user, lines=lines, amount_minor=amount,
            currency=currency,
        )  # fmt: skip

    facts: list[Fact] = [step("created", created_ms)]
    if (o.maybe(o.text, "financial_status", 1, 60) or _UNTOLD.get(topic)) in PAID:
        at_once = topic == "orders/create"
        facts.append(step("paid", o.maybe(instant, o, "processed_at" if at_once else "updated_at") or created_ms))
    cancelled_ms = o.maybe(instant, o, "cancelled_at")
    if cancelled_ms is not None:
        facts.append(step("cancelled", cancelled_ms))
    for place, refund in enumerate(listed(o, "refunds")):
        told = judged(_refund_of, refund, f"refunds[{place}]", id_, order)
        if isinstance(told, list):
            facts += told
        elif isinstance(told, Refused):
            lost.append(told)
    return facts


def _refund_of(value: Any, path: str, id_: str, order: str) -> Decoding:
    return _refund(Fields(value, path), id_, order)


_UNTOLD: Final = {"orders/paid": "paid"}
"""What the topic says of an order whose `financial_status` is not there."""


def _is_a(thing: str, fields: Fields) -> None:
    """Refuse what says of itself that it is something else: the topic, which nobody has signed, may be another's."""
    told = fields.maybe(fields.text, "admin_graphql_api_id", 1, 200)
    if told is not None and f"/{thing}/" not in told:
        place = fields.place("admin_graphql_api_id")
        raise Unfit("bad_field", place, f"{place} is {told!r}: by its topic this should be a {thing.lower()}.")


def _refunded(r: Fields, id_: str, _: Shop) -> Decoding:
    _is_a("Refund", r)
    return _refund(r, id_, r.key("order_id"))


def _refund(r: Fields, id_: str, order: str) -> Decoding:
    refund = r.key("id")
    amount, currency = _given_back(r)
    if amount == 0:
        return Ignored("refund of no money")
    at_ms = r.maybe(instant, r, "created_at")
    return [
        OrderStep(
            id=part_id(id_, "refunded", refund), at=at_ms, order=order, status="refunded", refund=refund, amount_minor=amount,
            currency=currency,
        )
    ]  # fmt: skip


def _given_back(r: Fields) -> tuple[int, str]:
    """Return what was given back, as its transactions say; where they are not told, its lines."""
    total, currency = 0, None
    if isinstance(r.get("transactions"), list):  # an empty one: goods went back, and no money
        for place, one in enumerate(listed(r, "transactions")):
            t = Fields(one, r.place(f"transactions[{place}]"))
            if t.get("kind") == "refund" and t.get("status") == "success":
                currency = currency_of(t, "currency")
                total += minor(t, "amount", currency)
        return total, currency or ""
    for place, one in enumerate(listed(r, "refund_line_items")):
        item = Fields(one, r.place(f"refund_line_items[{place}]"))
        currency = currency_of(item.inner("subtotal_set").inner("shop_money"), "currency_code")
        total += minor(item, "subtotal", currency) + (item.maybe(minor, item, "total_tax", currency) or 0)
    if currency is None:
        place_of = r.place("transactions")
        raise Unfit("missing_field", place_of, f"{place_of} is missing: what was given back is not known.")
    return total, currency


def _lines(o: Fields, currency: str | None) -> tuple[Line, ...] | None:
    lines: list[Line] = []
    for place, item in enumerate(listed(o, "line_items")):
        fields = Fields(item, f"line_items[{place}]")
        qty = fields.whole("quantity", 0, COUNT_MAX)
        if qty == 0:  # taken out of the order again
            continue
        unit = fields.maybe(minor, fields, "price", currency) if currency is not None else None
        lines.append(Line(sku=sku_of(fields, "sku", "variant_id", "product_id", "id"), qty=qty, unit_minor=unit))
    return tuple(lines[:LINES_MAX]) or None


def _customer(o: Fields) -> str:
    return o.inner("customer").key("id")


def _level(f: Fields, id_: str, shop: Shop) -> Decoding:
    item, location = f.key("inventory_item_id"), f.key("location_id")
    if shop.locations and location not in shop.locations:
        return Ignored("stock of another location")
    available = f.get("available")
    if available is None and "available" in f:
        return Ignored("stock that is not counted")
    sku = shop.items.get(item)
    if sku is None:
        mend = "name it in the feed's option items, or send products/update too"
        return Refused("unknown_item", "inventory_item_id", f"No sku is known for the inventory item {item}: {mend}.")
    at_ms = f.maybe(instant, f, "updated_at")
    left = _pieces(f, "available")
    return [StockLevel(id=f"{id_}:stock", at=at_ms, sku=sku, on_hand=left, place=location, places=shop.locations)]


def _product(p: Fields, id_: str, shop: Shop) -> Decoding:
    _is_a("Product", p)
    if shop.locations:
        return Ignored("stock of all locations")
    facts: list[Fact] = []
    for place, variant in enumerate(listed(p, "variants")):
        v = Fields(variant, f"variants[{place}]")
        if v.get("inventory_management") is None or v.maybe(_pieces, v, "inventory_quantity") is None:
            continue
        at_ms = v.maybe(instant, v, "updated_at") or p.maybe(instant, p, "updated_at")
        sku = v.maybe(v.text, "sku", 1, SKU_MAX) or v.key("id")
        facts.append(StockLevel(id=f"{id_}:stock:{place}", at=at_ms, sku=sku, on_hand=_pieces(v, "inventory_quantity")))
    return facts or Ignored("product without counted stock")


def _pieces(fields: Fields, name: str) -> int:
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and -STOCK_MAX <= value < 0:  # sold beyond the stock
        return value
    return fields.whole(name, 0, STOCK_MAX)


def _uninstalled(*_: object) -> Decoding:
    return Refused("signed_off", "", "The shop has taken the app out: no more webhooks come until it is put in again.")


_ORDERS: Final = frozenset({"orders/create", "orders/paid", "orders/cancelled"})
_READERS: Final[Mapping[str, Callable[[Fields, str, Shop], Decoding]]] = {
    "refunds/create": _refunded,
    "inventory_levels/update": _level,
    "products/create": _product,
    "products/update": _product,
    "app/uninstalled": _uninstalled,
}
_NO_FACTS: Final = frozenset(
    "orders/updated orders/edited orders/delete orders/fulfilled orders/partially_fulfilled inventory_levels/connect "
    "inventory_levels/disconnect products/delete".split()
)
"""They tell no step of an order that the others do not; of an order of another day they would make one of today's."""
