"""WooCommerce's words (FEEDS.md 1.10): the order whole at each change, with all that was given back so far.

Owns: topics, states, fields, signature.
Law: as every encoder's (`sim.shops.told`). A delivery has no id that counts: the same state of an order is the same, whenever
it is told. Instants are whole seconds. No source of traffic is told.
Must not know: who listens.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sim.facts import Body
from sim.shops.told import Level, Told, Webhook, hmac_base64, packed, second


def speak(t: Told) -> Webhook:
    """Return the delivery that tells a step."""
    paid_at = t.at if t.status == "paid" else t.paid_at
    state = _state(t, paid_at)
    body: dict[str, Any] = {
        "id": t.order,
        "parent_id": 0,
        "number": str(t.order),
        "status": state,
        "currency": t.currency,
        "date_created_gmt": _gmt(t.bought.at),
        "date_modified_gmt": _gmt(t.at),
        "date_paid_gmt": None if paid_at is None else _gmt(paid_at),
        "total": t.amount(t.bought.amount_minor),
        "customer_id": t.buyer,
        "line_items": [
            {
                "id": place,
                "product_id": place,
                "sku": line["sku"],
                "quantity": line["qty"],
                "total": t.amount(line["qty"] * line["unit_minor"]),
            }
            for place, line in enumerate(t.lines, 1)
        ],
        "refunds": [
            {"id": refund, "reason": "", "total": f"-{t.amount(minor)}"} for refund, minor in sorted(t.backs.items())
        ],
    }
    return _signed(t, "order.created" if t.status == "created" else "order.updated", body, _heard(t, state, paid_at))


def level(t: Level) -> Webhook:
    """Return the delivery that tells a product's stock: what is offered is not told."""
    body = {
        "id": t.product,
        "sku": t.sku,
        "manage_stock": True,
        "stock_quantity": t.on_hand,
        "date_modified_gmt": _gmt(t.at),
    }
    id_, at = f"{t.product}:{second(t.at)}:{t.on_hand}", second(t.at)
    return _signed(
        t, "product.updated", body, [{"type": "stock", "id": id_, "at": at, "sku": t.sku, "on_hand": t.on_hand}]
    )


def _signed(t: Told | Level, topic: str, told: dict[str, Any], heard: list[Body]) -> Webhook:
    body = packed(told)
    headers = {
        "Content-Type": "application/json",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": topic.partition(".")[0],
        "X-WC-Webhook-Delivery-ID": t.id,
        "X-WC-Webhook-Signature": hmac_base64(t.secret, body),
    }
    return Webhook(headers, body, heard)


def _state(t: Told, paid_at: int | None) -> str:
    if t.status == "cancelled":
        return "cancelled"
    if t.backs:
        return "refunded" if sum(t.backs.values()) >= t.bought.amount_minor else "processing"
    return "pending" if paid_at is None else "processing"


def _heard(t: Told, state: str, paid_at: int | None) -> list[Body]:
    told = f"{t.order}:{state}:{second(t.at)}"
    money: Body = {"type": "order", "order": str(t.order), "currency": t.currency}
    common: Body = {**money, "user": str(t.buyer), "lines": t.lines, "amount_minor": t.bought.amount_minor}
    heard = [{**common, "id": f"{told}:created", "at": second(t.bought.at), "status": "created"}]
    if paid_at is not None or state in ("processing", "refunded"):
        at = t.at if paid_at is None else paid_at
        heard.append({**common, "id": f"{told}:paid", "at": second(at), "status": "paid"})
    if state == "cancelled":
        heard.append({**common, "id": f"{told}:cancelled", "at": second(t.at), "status": "cancelled"})
    for refund, minor in sorted(t.backs.items()):
        back = {"at": second(t.at), "status": "refunded", "refund": str(refund), "amount_minor": minor}
        heard.append({**money, "id": f"{told}:refunded:{refund}", **back})
    return heard


def _gmt(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
