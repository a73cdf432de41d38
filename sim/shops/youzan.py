"""Youzan's words (FEEDS.md 1.13): a push of the order whole, with amounts in yuan and instants of Beijing.

Owns: types, fields, both signatures.
Law: as every encoder's (`sim.shops.told`). Instants are whole seconds. No source of traffic is told.
Must not know: who listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from hashlib import md5
from typing import Any, Final
from urllib.parse import quote

from sim.facts import Body
from sim.money import decimal
from sim.shops.told import Told, Webhook, packed, second, spread

CLIENT: Final = "rehearsal"
TYPES: Final[Mapping[str, str]] = {
    "created": "trade_TradeCreate",
    "paid": "trade_TradePaid",
    "cancelled": "trade_TradeClose",
    "refunded": "trade_refund_RefundSuccess",
}
STATES: Final[Mapping[str, str]] = {
    "created": "WAIT_BUYER_PAY",
    "paid": "WAIT_SELLER_SEND_GOODS",
    "cancelled": "TRADE_CLOSED",
}
_BEIJING: Final = timezone(timedelta(hours=8))


def speak(t: Told) -> Webhook:
    """Return the delivery that tells a step."""
    version = t.at // 1000
    inner, heard = _order(t, f"{t.id}:{version}") if t.refund is None else _refund(t, f"{t.id}:{version}")
    msg = quote(packed(inner))
    told = {
        "client_id": CLIENT,
        "id": str(t.order),
        "kdt_id": 567323,
        "msg": msg,
        "msg_id": t.id,
        "sendCount": 0,
        "sign": _md5(t, msg.encode()),
        "test": False,
        "type": TYPES[t.status],
        "version": version,
    }
    body = packed(told)
    headers = {"Content-Type": "application/json", "Event-Sign": _md5(t, body)}
    return Webhook(
        headers, body, [{"type": "order", "currency": "CNY", "version": version, **event} for event in heard]
    )


def _order(t: Told, id_: str) -> tuple[Any, list[Body]]:
    amount = _yuan(t.bought.amount_minor)
    paid_at = t.at if t.status == "paid" else t.paid_at if t.status == "cancelled" else None
    inner = {
        "full_order_info": {
            "order_info": {
                "tid": str(t.order),
                "status": STATES[t.status],
                "created": _clock(t.bought.at),
                "pay_time": "" if paid_at is None else _clock(paid_at),
                "update_time": _clock(t.at),
            },
            "pay_info": {"total_fee": amount, "post_fee": "0.00", "payment": amount},
            "buyer_info": {"yz_open_id": str(t.buyer)},
            "orders": [
                {
                    "oid": f"{t.order}{place}",
                    "outer_sku_id": line["sku"],
                    "num": line["qty"],
                    "price": _yuan(line["unit_minor"]),
                    "payment": _yuan(minor),
                }
                for place, (line, minor) in enumerate(zip(t.lines, spread(t.bought), strict=True))
            ],
        }
    }
    common: Body = {
        "order": str(t.order),
        "user": str(t.buyer),
        "lines": t.lines,
        "amount_minor": t.bought.amount_minor,
    }
    heard = [{**common, "id": f"{id_}:created", "at": second(t.bought.at), "status": "created"}]
    if t.status != "created":
        heard.append({**common, "id": f"{id_}:{t.status}", "at": second(t.at), "status": t.status})
    return inner, heard


def _refund(t: Told, id_: str) -> tuple[Any, list[Body]]:
    assert t.refund is not None
    refund, minor = t.refund
    inner = {
        "tid": str(t.order),
        "refund_id": str(refund),
        "refunded_fee": _yuan(minor),
        "update_time": _clock(t.at),
    }
    event: Body = {
        "order": str(t.order),
        "id": id_,
        "at": second(t.at),
        "status": "refunded",
        "refund": str(refund),
        "amount_minor": minor,
    }
    return inner, [event]


def _yuan(minor: int) -> str:
    return decimal(minor, "CNY")


def _md5(t: Told, signed: bytes) -> str:
    return md5(CLIENT.encode() + signed + t.secret.encode(), usedforsecurity=False).hexdigest()


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, _BEIJING).strftime("%Y-%m-%d %H:%M:%S")
