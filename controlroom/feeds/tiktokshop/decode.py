"""What TikTok Shop's webhooks say becomes facts: states of orders, returns, stock.

Owns: the numbers of types, the states, the fields of each.
Law: a delivery gives facts, or says why not; nothing raises. The platform tells no amount, no product and no buyer: those stay
unknown until they are looked up. A refund of an unknown amount is an estimate (all that is left of the order).
Must not know: HTTP, signatures, clocks, the feed's name (the intake fills in `source`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from controlroom.domain.events import Fact, OrderStatus, OrderStep, StockLevel
from controlroom.feeds.fields import Decoding, Fields, Ignored, Refused
from controlroom.feeds.written import EXACT, judged, seconds

STOCK_MAX: Final = 10**9

_STEP: Final[Mapping[str, OrderStatus]] = {
    "UNPAID": "created",
    "ON_HOLD": "paid",
    "AWAITING_SHIPMENT": "paid",
    "CANCEL": "cancelled",
    "CANCELLED": "cancelled",
}
"""An order's state → the step that it tells. On hold: paid, while the buyer may still take it back."""
_LATER: Final = frozenset("PARTIALLY_SHIPPING AWAITING_COLLECTION IN_TRANSIT DELIVERED COMPLETED".split())
"""States that an order reaches days later: they tell no step, and would make one of today's of an order of another day."""
_GIVEN_BACK: Final = frozenset({"RETURN_OR_REFUND_REQUEST_SUCCESS", "RETURN_OR_REFUND_REQUEST_COMPLETE"})


def decode(body: bytes, skus: Mapping[str, str]) -> Decoding:
    """Return what a delivery comes to.

    Args:
        skus: The platform's id of a sku → ours.
    """
    return judged(lambda: _read(Fields(EXACT.decode(body), ""), skus))


def _read(f: Fields, skus: Mapping[str, str]) -> Decoding:
    type_ = f.whole("type", 0)
    read = _READERS.get(type_)
    if read is None:
        return Ignored(f"type {type_}", unknown=True)
    return read(f, f.key("tts_notification_id"), skus)


def _order(f: Fields, id_: str, _: Mapping[str, str]) -> Decoding:
    data = f.inner("data")
    order, state = data.key("order_id"), data.text("order_status", 1, 60)
    step = _STEP.get(state)
    if step is None:
        return Ignored(f"order in state {state}", unknown=state not in _LATER)
    at_ms = data.maybe(seconds, data, "update_time")
    return [OrderStep(id=id_, at=at_ms, order=order, status=step)]


def _return(f: Fields, id_: str, _: Mapping[str, str]) -> Decoding:
    data = f.inner("data")
    order, refund, state = data.key("order_id"), data.key("return_id"), data.text("return_status", 1, 60)
    if state not in _GIVEN_BACK:
        return Ignored(f"return in state {state}")
    at_ms = data.maybe(seconds, data, "update_time")
    return [OrderStep(id=id_, at=at_ms, order=order, status="refunded", refund=refund, estimated=True)]


def _stock(f: Fields, id_: str, skus: Mapping[str, str]) -> Decoding:
    data = f.inner("data")
    theirs = data.key("sku_id")
    spread = data.inner("inventory_distribution")
    listed = spread.maybe(spread.whole, "available_quantity", 0, STOCK_MAX)
    total = spread.maybe(spread.whole, "total_quantity", 0, STOCK_MAX)
    sold = spread.maybe(spread.whole, "committed_quantity", 0, STOCK_MAX)
    on_hand = None if total is None or sold is None else total - sold
    if listed is None and on_hand is None:
        spread.whole("available_quantity", 0, STOCK_MAX)  # says what is wrong
    at_ms = data.maybe(seconds, data, "update_time")
    fact: Fact = StockLevel(id=id_, at=at_ms, sku=skus.get(theirs, theirs[:100]), on_hand=on_hand, listed=listed)
    return [fact]


def _signed_off(*_: object) -> Decoding:
    return Refused(
        "signed_off", "", "The shop has withdrawn the app's right: no more webhooks come until it gives it again."
    )


_READERS: Final[Mapping[int, Callable[[Fields, str, Mapping[str, str]], Decoding]]] = {
    1: _order,
    6: _signed_off,
    12: _return,
    27: _stock,
}
