"""Doudian's words (FEEDS.md 1.12): a push that tells a step and hardly more; the order's detail, for who asks.

Owns: tags, fields, the push's signature, the detail.
Law: as every encoder's (`sim.shops.told`). Of a push neither buyer nor amount nor product is told, of the detail no buyer.
Must not know: who listens, who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import md5
from json import dumps
from typing import Any, Final

from sim.facts import Body
from sim.shops.told import Told, Webhook, second, spread
from sim.world.orders import Bought

APP_KEY: Final = "rehearsal"
TAGS: Final[Mapping[str, str]] = {"created": "100", "paid": "101", "cancelled": "106", "refunded": "206"}
SHOP: Final = 100001


def speak(t: Told) -> Webhook:
    """Return the delivery that tells a step."""
    common: Body = {"type": "order", "order": str(t.order)}
    data: dict[str, Any] = {"p_id": t.order, "s_ids": [t.order], "shop_id": SHOP}
    heard: list[Body] = []
    if t.refund is not None:
        refund, minor = t.refund
        data |= {"aftersale_id": refund, "refund_amount": minor, "success_time": t.at // 1000}
        heard.append(
            {**common, "id": t.id, "at": second(t.at), "status": t.status, "refund": str(refund), "amount_minor": minor,
             "currency": "CNY"}
        )  # fmt: skip
    else:
        data |= {"create_time": t.bought.at // 1000, "order_type": 0, "biz": 2}
        heard.append({**common, "id": f"{t.id}:created", "at": second(t.bought.at), "status": "created"})
    if t.status == "paid":  # the push does not say when
        heard.append({**common, "id": f"{t.id}:paid", "status": "paid"})
    if t.status == "cancelled":
        data["cancel_time"] = t.at // 1000
        heard.append({**common, "id": f"{t.id}:cancelled", "at": second(t.at), "status": "cancelled"})
    told = [{"tag": TAGS[t.status], "msg_id": t.id, "data": dumps(data, separators=(",", ":"))}]
    body = dumps(told, separators=(",", ":")).encode()
    sign = md5(APP_KEY.encode() + body + t.secret.encode(), usedforsecurity=False).hexdigest()
    return Webhook({"Content-Type": "application/json", "app-id": APP_KEY, "event-sign": sign}, body, heard)


def detail(order: int, bought: Bought, paid_at: int | None, _: str) -> tuple[Any, list[Body]]:
    """Return an order's detail as the open interface tells it, and the events in it."""
    placed, paid = bought.at // 1000, 0 if paid_at is None else paid_at // 1000
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
        for place, (line, minor) in enumerate(zip(bought.lines, spread(bought), strict=True))
    ]
    event = {
        "type": "order", "order": str(order), "lines": bought.lines, "amount_minor": bought.amount_minor, "currency": "CNY",
    }  # fmt: skip
    heard = [{**event, "id": f"{order}:detail:created", "at": placed * 1000, "status": "created"}]
    if paid:
        heard.append({**event, "id": f"{order}:detail:paid", "at": paid * 1000, "status": "paid"})
    return {"shop_id": SHOP, "sku_order_list": parts}, heard
