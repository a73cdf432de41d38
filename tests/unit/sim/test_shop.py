"""The stand-in shop: what it delivers is what the room's own adapter reads, and what the ledger hears."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from controlroom.feeds.base import Delivery as Request
from controlroom.feeds.base import Forged
from controlroom.feeds.doudian.decode import decode_detail
from controlroom.feeds.registry import door
from sim.facts import Fact
from sim.faults import Delivery
from sim.shop import APP_KEY, PLATFORMS, Shop
from sim.world.orders import Bought

T = 1_763_805_600_123
BOUGHT = Bought(
    T, "u1-7", [{"sku": "KC-L", "qty": 2, "unit_minor": 2999}, {"sku": "HAT", "qty": 1, "unit_minor": 505}], 6001
)
OPTIONS = {"shopify": {"secret": "hush"}, "doudian": {"app_key": APP_KEY, "app_secret": "hush"}}
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


def heard(platform: str, shop: Shop, told: Delivery) -> tuple[list[Any], list[Any]]:
    """What the product's adapter makes of a delivery, and what the ledger is told of it."""
    webhook = shop.webhook(told, BOUGHT)
    hook = door(platform, OPTIONS[platform])
    request = Request(headers={k.lower(): v for k, v in webhook.headers.items()}, query={}, body=webhook.body, at_ms=1)
    hook.check(request)
    facts = [fact for message in hook.read(request) if isinstance(message.came_to, list) for fact in message.came_to]
    return [_plain(json.loads(msgspec.json.encode(fact))) for fact in facts], [_plain(event) for event in webhook.heard]


def _plain(event: dict[str, Any]) -> dict[str, Any]:
    lines = [{"qty": 1} | line for line in event.get("lines") or ()]
    return event | ({"lines": lines} if lines else {})


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("paid_before", [False, True])
def test_the_adapter_reads_what_the_ledger_hears(platform: str, paid_before: bool) -> None:
    shop = Shop(platform, "hush", "CNY")
    if paid_before:
        shop.webhook(delivery(STEPS[1]), BOUGHT)
    for place, step in enumerate(STEPS):
        read, told = heard(platform, shop, delivery(step, f"x{place}"))
        assert read == told
        assert read, step


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_step_again_is_the_same_delivery_and_under_another_id_another(platform: str) -> None:
    shop = Shop(platform, "hush", "CNY")
    for step in STEPS[1:]:
        first, again = (shop.webhook(delivery(step, "a"), BOUGHT) for _ in range(2))
        assert first == again
        other = shop.webhook(delivery(step, "b"), BOUGHT)
        assert [event["id"] for event in other.heard] != [event["id"] for event in first.heard]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_another_secret_signs_nothing_that_passes(platform: str) -> None:
    with pytest.raises(Forged):
        heard(platform, Shop(platform, "other", "CNY"), delivery(STEPS[0]))


def test_a_refund_without_an_amount_is_of_all_that_is_left_and_then_of_nothing() -> None:
    shop = Shop("shopify", "hush", "CNY")
    amounts = [heard("shopify", shop, delivery(step, str(n)))[1] for n, step in enumerate([*STEPS[2:4], STEPS[3]])]
    assert [event["amount_minor"] for told in amounts for event in told] == [1001, 5000]


def test_a_detail_tells_what_the_push_left_out() -> None:
    shop = Shop("doudian", "hush", "CNY")
    number = int(shop.webhook(delivery(STEPS[0]), BOUGHT).heard[0]["order"])
    for steps in (1, 2):
        found = shop.detail(number)
        assert found is not None
        read = decode_detail(str(number), json.dumps(found[0]).encode())
        assert isinstance(read, list)
        assert [_plain(json.loads(msgspec.json.encode(fact))) for fact in read] == [_plain(event) for event in found[1]]
        assert len(read) == steps
        shop.webhook(delivery(STEPS[1]), BOUGHT)
    assert shop.detail(5) is None
