"""A stand-in for a shop's platform: tells orders by webhooks, signed and in the platform's own words.

Owns: what Shopify and Doudian say of an order's step (FEEDS.md 1.10, 1.12), their signatures, and what a listener can know.
Law: what a platform does not carry is not told: no source of traffic, of Doudian neither buyer nor amount. The same step told
again is the same delivery; under another id it is another.
Must not know: who listens, when a step is told.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from sim.facts import Body
from sim.faults import Delivery
from sim.world.orders import Bought

PLATFORMS: Final = ("shopify", "doudian")
FEED: Final = "shop"
NAMESPACE: Final = UUID("0c9f5a35-90a1-4f0b-8ea2-6f4f0a0c3f11")
FIRST: Final[Mapping[str, int]] = {"shopify": 820_982_911_946_154_508, "doudian": 4_984_000_000_000_000_001}
"""Numbers of orders are larger than a double holds, as the real ones are."""
FIRST_REFUND: Final = 7_100_000_000_000_000_001
FIRST_BUYER: Final = 115_310_627_314_723_954
APP_KEY: Final = "rehearsal"
TAGS: Final[Mapping[str, str]] = {"created": "100", "paid": "101", "cancelled": "106", "refunded": "206"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One delivery, and the events that a listener can make of it."""

    headers: Mapping[str, str]
    body: bytes
    heard: list[Body]


@dataclass(slots=True)
class Shop:
    """One shop.

    Args:
        platform: Whose words it speaks.
        secret: What it signs with.
        currency: What it sells in.
    """

    platform: str
    secret: str
    currency: str
    _orders: dict[str, int] = field(default_factory=dict)
    _buyers: dict[str, int] = field(default_factory=dict)
    _refunds: dict[str, int] = field(default_factory=dict)
    _backs: dict[str, dict[int, int]] = field(default_factory=dict)
    _paid: dict[str, int] = field(default_factory=dict)
    _bought: dict[int, tuple[str, Bought]] = field(default_factory=dict)

    def webhook(self, delivery: Delivery, bought: Bought) -> Webhook:
        """Return the delivery that tells a step of an order.

        Args:
            delivery: The step, as and when it is told.
            bought: What the order is.
        """
        step = delivery.body
        order = self._number(self._orders, step["order"], FIRST[self.platform])
        self._bought[order] = (step["order"], bought)
        at = step.get("at", delivery.fact.at)
        if step["status"] == "paid":
            self._paid.setdefault(step["order"], delivery.fact.at)
        id_ = str(uuid5(NAMESPACE, step["id"]))
        return _SPEAK[self.platform](self, id_, order, step, at, bought)

    def _shopify(self, id_: str, order: int, step: Body, at: int, bought: Bought) -> Webhook:
        common: Body = {"order": str(order), "currency": self.currency}
        if step["status"] == "refunded":
            return self._shopify_refund(id_, order, step, at, bought)
        buyer = self._number(self._buyers, bought.user, FIRST_BUYER)
        lines = [{"sku": line["sku"], "qty": line["qty"], "unit_minor": line["unit_minor"]} for line in bought.lines]
        common |= {"user": str(buyer), "lines": lines, "amount_minor": bought.amount_minor}
        status, paid = step["status"], step["status"] == "paid" or step["order"] in self._paid
        state = "paid" if paid else "voided" if status == "cancelled" else "pending"
        told: dict[str, Any] = {
            "id": order,
            "admin_graphql_api_id": f"gid://shopify/Order/{order}",
            "created_at": _iso(bought.at),
            "updated_at": _iso(at),
            "processed_at": _iso(bought.at),
            "cancelled_at": _iso(at) if status == "cancelled" else None,
            "currency": self.currency,
            "financial_status": state if status != "created" else "pending",
            "test": False,
            "total_price": _decimal(bought.amount_minor),
            "customer": {"id": buyer},
            "line_items": [
                {
                    "id": place,
                    "variant_id": 1,
                    "sku": x["sku"],
                    "quantity": x["qty"],
                    "price": _decimal(x["unit_minor"]),
                }
                for place, x in enumerate(lines, 1)
            ],
            "refunds": [],
        }
        heard = [{**common, "id": f"{id_}:created", "at": bought.at, "status": "created"}]
        if told["financial_status"] == "paid":
            heard.append({**common, "id": f"{id_}:paid", "at": at, "status": "paid"})
        if status == "cancelled":
            heard.append({**common, "id": f"{id_}:cancelled", "at": at, "status": "cancelled"})
        topic = {"created": "orders/create", "paid": "orders/paid", "cancelled": "orders/cancelled"}[status]
        return self._signed(topic, id_, told, heard)

    def _shopify_refund(self, id_: str, order: int, step: Body, at: int, bought: Bought) -> Webhook:
        refund, minor = self._back(step, bought)
        given = {"amount": _decimal(minor), "currency": self.currency, "kind": "refund", "status": "success"}
        told = {"id": refund, "order_id": order, "created_at": _iso(at), "transactions": [given]}
        event: Body = {
            "order": str(order), "currency": self.currency, "id": f"{id_}:refunded:{refund}", "at": at, "status": "refunded",
            "refund": str(refund), "amount_minor": minor,
        }  # fmt: skip
        return self._signed("refunds/create", id_, told, [event] if minor else [])

    def _signed(self, topic: str, id_: str, told: dict[str, Any], heard: list[Body]) -> Webhook:
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        sign = base64.b64encode(hmac.new(self.secret.encode(), body, hashlib.sha256).digest()).decode()
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": id_,
            "X-Shopify-Hmac-SHA256": sign,
        }
        return Webhook(headers, body, [{"type": "order", **event} for event in heard])

    def _doudian(self, id_: str, order: int, step: Body, at: int, bought: Bought) -> Webhook:
        status, placed = step["status"], bought.at // 1000
        common: Body = {"type": "order", "order": str(order)}
        data: dict[str, Any] = {"p_id": order, "s_ids": [order], "shop_id": 100001}
        heard: list[Body] = []
        if status == "refunded":
            refund, minor = self._back(step, bought)
            data |= {"aftersale_id": refund, "refund_amount": minor, "success_time": at // 1000}
            heard.append(
                {**common, "id": id_, "at": at // 1000 * 1000, "status": status, "refund": str(refund),
                 "amount_minor": minor, "currency": "CNY"}
            )  # fmt: skip
        else:
            data |= {"create_time": placed, "order_type": 0, "biz": 2}
            heard.append({**common, "id": f"{id_}:created", "at": placed * 1000, "status": "created"})
        if status == "paid":  # the push does not say when
            heard.append({**common, "id": f"{id_}:paid", "status": "paid"})
        if status == "cancelled":
            data["cancel_time"] = at // 1000
            heard.append({**common, "id": f"{id_}:cancelled", "at": at // 1000 * 1000, "status": "cancelled"})
        told = [{"tag": TAGS[status], "msg_id": id_, "data": json.dumps(data, separators=(",", ":"))}]
        body = json.dumps(told, separators=(",", ":")).encode()
        sign = hashlib.md5(APP_KEY.encode() + body + self.secret.encode(), usedforsecurity=False).hexdigest()
        headers = {"Content-Type": "application/json", "app-id": APP_KEY, "event-sign": sign}
        return Webhook(headers, body, heard)

    def detail(self, order: int) -> tuple[dict[str, Any], list[Body]] | None:
        """Return an order's detail as Doudian's interface tells it, and the events in it; None: no such order."""
        found = self._bought.get(order)
        if found is None:
            return None
        name, bought = found
        paid_ms = self._paid.get(name)
        placed, paid = bought.at // 1000, 0 if paid_ms is None else paid_ms // 1000
        parts = [
            {
                "code": line["sku"],
                "order_id": f"{order}-{place}",
                "parent_order_id": str(order),
                "item_num": line["qty"],
                "origin_amount": line["unit_minor"],
                "order_amount": minor,
                "pay_amount": minor if paid else 0,
                "create_time": placed,
                "pay_time": paid,
            }
            for place, (line, minor) in enumerate(zip(bought.lines, _spread(bought), strict=True))
        ]
        event = {
            "type": "order", "order": str(order), "lines": bought.lines, "amount_minor": bought.amount_minor, "currency": "CNY",
        }  # fmt: skip
        heard = [{**event, "id": f"{order}:detail:created", "at": placed * 1000, "status": "created"}]
        if paid:
            heard.append({**event, "id": f"{order}:detail:paid", "at": paid * 1000, "status": "paid"})
        return {"shop_id": 100001, "sku_order_list": parts}, heard

    def _back(self, step: Body, bought: Bought) -> tuple[int, int]:
        """Return a refund's number and amount: what the step says, else all that is left."""
        refund = self._number(self._refunds, f"{step['order']}/{step.get('refund') or step['id']}", FIRST_REFUND)
        backs = self._backs.setdefault(step["order"], {})
        if refund not in backs:
            backs[refund] = step.get("amount_minor", max(0, bought.amount_minor - sum(backs.values())))
        return refund, backs[refund]

    def _number(self, known: dict[str, int], name: str, first: int) -> int:
        return known.setdefault(name, first + len(known))


_SPEAK: Final[Mapping[str, Callable[[Shop, str, int, Body, int, Bought], Webhook]]] = {
    "shopify": Shop._shopify,
    "doudian": Shop._doudian,
}


def _spread(bought: Bought) -> list[int]:
    """Share an order's amount out over its lines: the rest goes to the first."""
    whole = sum(line["qty"] * line["unit_minor"] for line in bought.lines) or 1
    parts = [bought.amount_minor * line["qty"] * line["unit_minor"] // whole for line in bought.lines]
    parts[0] += bought.amount_minor - sum(parts)
    return parts


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
