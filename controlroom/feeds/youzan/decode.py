"""What Youzan's pushes say becomes facts: orders, payments, closings, refunds.

Owns: the types of messages, the fields of each, and the unit of amounts as the option says it.
Law: a message gives facts, or says why not; nothing raises. A field that the fact can do without and that cannot be read is
unknown, as if it was missing. Steps of an order are a set, each with its own instant; where two messages tell one step
differently, that of the higher `version` counts, in whatever order they come.
Must not know: HTTP, signatures, clocks, the feed's name (the intake fills in `source`).

`msg` is JSON, escaped as in an address. Instants are Beijing time. Whether amounts are yuan is not verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Final, Literal

from controlroom.domain.events import Fact, Line, OrderStatus, OrderStep
from controlroom.feeds.fields import COUNT_MAX, Decoding, Fields, Ignored, Refused
from controlroom.feeds.written import EXACT, MINOR_MAX, instant, judged, listed, minor, part_id, sku_of, unescaped

Unit = Literal["yuan", "fen"]

BEIJING: Final = timezone(timedelta(hours=8))
LINES_MAX: Final = 200
VERSION_MAX: Final = 10**15

_STEP: Final[Mapping[str, OrderStatus]] = {
    "trade_TradeCreate": "created",
    "trade_TradePaid": "paid",
    "trade_TradeBuyerPay": "paid",
    "trade_TradeClose": "cancelled",
}
"""A message's type → the step that it tells. Closed: cancelled, or refunded whole."""
_REFUNDS: Final = frozenset({"trade_refund_RefundSuccess", "trade_refund_SysRefund"})


def decode(body: bytes, unit: Unit) -> Decoding:
    """Return what a push comes to."""
    return judged(lambda: _read(Fields(EXACT.decode(body), ""), unit))


def _read(f: Fields, unit: Unit) -> Decoding:
    type_, version = f.text("type", 1, 100), f.maybe(f.whole, "version", 0, VERSION_MAX) or 0
    id_ = part_id(f.key("msg_id"), str(version))
    if f.get("test") is True or f.get("test") == "true":
        return Ignored("test message")
    step = _STEP.get(type_)
    if step is None and type_ not in _REFUNDS:
        return Ignored(type_, unknown=not type_.startswith("trade_"))
    msg = Fields(EXACT.decode(unescaped(f.text("msg", 2, 10**6))), "msg")
    if step is None:
        return _refund(msg, id_, version, unit)
    whole = msg.maybe(msg.inner, "full_order_info") or msg
    info = whole.maybe(whole.inner, "order_info") or msg
    order = info.maybe(info.key, "tid") or msg.maybe(msg.key, "tid") or f.key("id")
    if step == "paid" and info.get("status") == "WAIT_BUYER_PAY":  # the type is not always signed, what it is about is
        return Refused("bad_field", "type", f"type is {type_}, but the order still waits for its payment.")
    pay = whole.maybe(whole.inner, "pay_info")
    amount = pay.maybe(_amount, pay, "payment", unit) if pay is not None else None
    lines = whole.maybe(_lines, whole, unit)
    user = whole.maybe(_buyer, whole)
    created_ms = info.maybe(instant, info, "created", BEIJING)
    paid_ms = info.maybe(instant, info, "pay_time", BEIJING)
    at = {"created": created_ms, "paid": paid_ms, "cancelled": info.maybe(instant, info, "update_time", BEIJING)}

    def told(status: OrderStatus) -> Fact:
        """One step of this order."""
        return OrderStep(
            id=part_id(id_, status), at=at[status], order=order, status=status, user=user, lines=lines, amount_minor=amount,
            currency="CNY", version=version,
        )  # fmt: skip

    return [told("created"), told(step)] if step != "created" and created_ms is not None else [told(step)]


def _refund(msg: Fields, id_: str, version: int, unit: Unit) -> Decoding:
    return [
        OrderStep(
            id=id_, at=msg.maybe(instant, msg, "update_time", BEIJING), order=msg.key("tid"), status="refunded",
            refund=msg.key("refund_id"), amount_minor=_amount(msg, "refunded_fee", unit), currency="CNY",
            version=version,
        )
    ]  # fmt: skip


def _amount(fields: Fields, name: str, unit: Unit) -> int:
    return minor(fields, name, "CNY") if unit == "yuan" else fields.whole(name, 0, MINOR_MAX)


def _lines(whole: Fields, unit: Unit) -> tuple[Line, ...] | None:
    lines: list[Line] = []
    for place, item in enumerate(listed(whole, "orders")):
        fields = Fields(item, f"orders[{place}]")
        price = fields.maybe(_amount, fields, "price", unit)
        sku = sku_of(fields, "outer_sku_id", "outer_item_id", "sku_id", "item_id")
        lines.append(Line(sku=sku, qty=fields.whole("num", 1, COUNT_MAX), unit_minor=price))
    return tuple(lines[:LINES_MAX]) or None


def _buyer(whole: Fields) -> str:
    buyer = whole.inner("buyer_info")
    return buyer.maybe(buyer.key, "yz_open_id") or buyer.key("buyer_id")
