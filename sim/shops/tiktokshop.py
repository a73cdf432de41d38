"""TikTok Shop's words (FEEDS.md 1.11): a webhook that tells a state; the order, for who asks a program of the shop's own.

Owns: types, states, fields, the webhook's signature, the program's answer.
Law: as every encoder's (`sim.shops.told`). Of a webhook no amount, product or buyer is told, of a return not how much.
Must not know: who listens, who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.facts import Body
from sim.shops.told import Level, Told, Webhook, hmac_of, packed, second
from sim.world.orders import Bought

APP_KEY: Final = "rehearsal"
STATES: Final[Mapping[str, str]] = {"created": "UNPAID", "paid": "AWAITING_SHIPMENT", "cancelled": "CANCEL"}
ORDER, RETURN, STOCK = 1, 12, 27
SHOP: Final = "7495540735365777507"


def speak(t: Told) -> Webhook:
    """Return the delivery that tells a step."""
    event: Body = {"type": "order", "id": t.id, "at": second(t.at), "order": str(t.order), "status": t.status}
    data: dict[str, Any] = {"order_id": str(t.order), "update_time": t.at // 1000}
    if t.refund is not None:
        refund, _ = t.refund
        data |= {"return_id": str(refund), "return_status": "RETURN_OR_REFUND_REQUEST_COMPLETE"}
        event |= {"refund": str(refund), "estimated": True}
    else:
        data |= {"order_status": STATES[t.status], "is_on_hold_order": False}
    return _signed(t, ORDER if t.refund is None else RETURN, data, event)


def level(t: Level) -> Webhook:
    """Return the delivery that tells a product's stock, what is offered too."""
    listed = max(0, t.on_hand) if t.listed is None else t.listed
    spread = {
        "total_quantity": max(0, t.on_hand),
        "available_quantity": listed,
        "committed_quantity": max(0, -t.on_hand),
    }
    data = {"sku_id": t.sku, "inventory_distribution": spread, "update_time": t.at // 1000}
    event: Body = {
        "type": "stock",
        "id": t.id,
        "at": second(t.at),
        "sku": t.sku,
        "on_hand": t.on_hand,
        "listed": listed,
    }
    return _signed(t, STOCK, data, event)


def _signed(t: Told | Level, type_: int, data: dict[str, Any], event: Body) -> Webhook:
    told = {"type": type_, "tts_notification_id": t.id, "shop_id": SHOP, "timestamp": t.at // 1000, "data": data}
    body = packed(told)
    sign = hmac_of(t.secret, APP_KEY.encode() + body).hex()
    return Webhook({"Content-Type": "application/json", "Authorization": sign}, body, [event])


def detail(order: int, bought: Bought, paid_at: int | None, currency: str) -> tuple[Any, list[Body]]:
    """Return an order's steps as the shop's own program tells them, and the events in them."""
    event: Body = {
        "type": "order", "order": str(order), "lines": bought.lines, "amount_minor": bought.amount_minor,
        "currency": currency, "user": bought.user,
    }  # fmt: skip
    steps = [{**event, "at": bought.at, "status": "created"}]
    if paid_at is not None:
        steps.append({**event, "at": paid_at, "status": "paid"})
    heard = [{**step, "id": f"{order}:detail:{step['status']}:"} for step in steps]
    return steps, heard
