"""Shopify's words (FEEDS.md 1.10): the order whole, with its amount, its products and its buyer; a refund by itself.

Owns: topics, fields, signature.
Law: as every encoder's (`sim.shops.told`). No source of traffic is told.
Must not know: who listens.
"""

from __future__ import annotations

from typing import Any

from sim.facts import Body
from sim.shops.told import Level, Told, Webhook, hmac_base64, iso, packed

TOPICS = {"created": "orders/create", "paid": "orders/paid", "cancelled": "orders/cancelled"}


def speak(told: Told) -> Webhook:
    """Return the delivery that tells a step."""
    return _refund(told) if told.refund is not None else _order(told)


def level(t: Level) -> Webhook:
    """Return the delivery that tells a product's stock: what is offered is not told."""
    variant = {"id": t.product, "sku": t.sku, "inventory_management": "shopify", "inventory_quantity": t.on_hand}
    body = {
        "id": t.product,
        "admin_graphql_api_id": f"gid://shopify/Product/{t.product}",
        "updated_at": iso(t.at),
        "variants": [variant],
    }
    event: Body = {"type": "stock", "id": f"{t.id}:stock:0", "at": t.at, "sku": t.sku, "on_hand": t.on_hand}
    return _signed(t, "products/update", body, [event])


def _order(t: Told) -> Webhook:
    paid = t.status == "paid" or (t.status == "cancelled" and t.paid_at is not None)
    body: dict[str, Any] = {
        "id": t.order,
        "admin_graphql_api_id": f"gid://shopify/Order/{t.order}",
        "created_at": iso(t.bought.at),
        "updated_at": iso(t.at),
        "processed_at": iso(t.bought.at),
        "cancelled_at": iso(t.at) if t.status == "cancelled" else None,
        "currency": t.currency,
        "financial_status": "paid" if paid else "voided" if t.status == "cancelled" else "pending",
        "test": False,
        "total_price": t.amount(t.bought.amount_minor),
        "customer": {"id": t.buyer},
        "line_items": [
            {
                "id": place,
                "variant_id": 1,
                "sku": line["sku"],
                "quantity": line["qty"],
                "price": t.amount(line["unit_minor"]),
            }
            for place, line in enumerate(t.lines, 1)
        ],
        "refunds": [],
    }
    common: Body = {
        "order": str(t.order), "currency": t.currency, "user": str(t.buyer), "lines": t.lines,
        "amount_minor": t.bought.amount_minor,
    }  # fmt: skip
    heard = [{**common, "id": f"{t.id}:created", "at": t.bought.at, "status": "created"}]
    if paid:
        heard.append({**common, "id": f"{t.id}:paid", "at": t.at, "status": "paid"})
    if t.status == "cancelled":
        heard.append({**common, "id": f"{t.id}:cancelled", "at": t.at, "status": "cancelled"})
    return _signed(t, TOPICS[t.status], body, heard)


def _refund(t: Told) -> Webhook:
    assert t.refund is not None
    refund, minor = t.refund
    given = {"amount": t.amount(minor), "currency": t.currency, "kind": "refund", "status": "success"}
    body = {"id": refund, "order_id": t.order, "created_at": iso(t.at), "transactions": [given]}
    event: Body = {
        "order": str(t.order), "currency": t.currency, "id": f"{t.id}:refunded:{refund}", "at": t.at, "status": "refunded",
        "refund": str(refund), "amount_minor": minor,
    }  # fmt: skip
    return _signed(t, "refunds/create", body, [event] if minor else [])


def _signed(t: Told | Level, topic: str, told: dict[str, Any], heard: list[Body]) -> Webhook:
    body = packed(told)
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Webhook-Id": t.id,
        "X-Shopify-Hmac-SHA256": hmac_base64(t.secret, body),
    }
    return Webhook(headers, body, [{"type": "order", **event} for event in heard])
