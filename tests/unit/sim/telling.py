"""What the room's own adapters make of the simulator's webhooks, beside what the ledger is told of them."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from controlroom.feeds.base import Delivery as Request
from controlroom.feeds.registry import door
from sim.facts import Fact
from sim.faults import Delivery
from sim.senders import Sender
from sim.shops.doudian import APP_KEY
from sim.shops.told import Webhook
from sim.world.orders import Bought

T = 1_763_805_600_123
BOUGHT = Bought(
    T, "u1-7", [{"sku": "KC-L", "qty": 2, "unit_minor": 2999}, {"sku": "HAT", "qty": 1, "unit_minor": 505}], 6001
)
APP = {"app_key": APP_KEY, "app_secret": "hush"}
OPTIONS: dict[str, dict[str, str]] = {
    "shopify": {"secret": "hush"},
    "woocommerce": {"secret": "hush"},
    "youzan": {"client_id": APP_KEY, "client_secret": "hush"},
    "doudian": APP,
    "tiktokshop": APP,
    "douyinpush": {"secret": "hush"},
}
STEPS: list[dict[str, Any]] = [
    {"status": "created", "at": T},
    {"status": "paid", "at": T + 5_000},
    {"status": "refunded", "at": T + 60_000, "refund": "r1", "amount_minor": 1001},
    {"status": "refunded", "at": T + 70_000},
    {"status": "cancelled", "at": T + 80_000},
]


def delivery(step: dict[str, Any], id_: str = "x") -> Delivery:
    body = {"type": "order", "id": id_, "order": "so1-000001", **step}
    return Delivery(
        Fact("order", id_, step["at"], {k: v for k, v in body.items() if k not in ("type", "id", "at")}), body
    )


def heard(platform: str, shop: Sender, told: Delivery) -> tuple[list[Any], list[Any]]:
    """What the product's adapter makes of a delivery, and what the ledger is told of it."""
    return read(platform, shop.webhook(told, BOUGHT))


def read(platform: str, webhook: Webhook) -> tuple[list[Any], list[Any]]:
    """The same of a webhook."""
    hook = door(platform, OPTIONS[platform])
    headers = {k.lower(): v for k, v in webhook.headers.items()}
    request = Request(headers=headers, query={}, body=webhook.body, at_ms=int(headers.get("x-timestamp", "1")))
    hook.check(request)
    facts = [fact for message in hook.read(request) if isinstance(message.came_to, list) for fact in message.came_to]
    return [plain(json.loads(msgspec.json.encode(fact))) for fact in facts], [plain(event) for event in webhook.heard]


def plain(event: dict[str, Any]) -> dict[str, Any]:
    if event["type"] == "like":
        event = {"count": 1} | event
    lines = [{"qty": 1} | line for line in event.get("lines") or ()]
    return event | ({"lines": lines} if lines else {})


def live(kind: str, **fields: Any) -> Delivery:
    return Delivery(Fact(kind, "x1", T, fields), {"type": kind, "id": "x1", "at": T, **fields})
