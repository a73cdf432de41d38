"""The stand-in shop: what it delivers is what the room's own adapter reads, and what the ledger hears."""

from __future__ import annotations

import pytest

from sim.shop import PLATFORMS, Shop
from tests.unit.sim.telling import BOUGHT, STEPS, delivery, heard, live, read


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD"])
@pytest.mark.parametrize("paid_before", [False, True])
def test_the_adapter_reads_what_the_ledger_hears(platform: str, paid_before: bool, currency: str) -> None:
    shop = Shop(platform, "hush", currency)
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
        if platform != "woocommerce":  # its deliveries have no id that counts: the same state is the same
            other = shop.webhook(delivery(step, "b"), BOUGHT)
            assert [event["id"] for event in other.heard] != [event["id"] for event in first.heard]


@pytest.mark.parametrize("platform", [name for name, one in PLATFORMS.items() if one.level is not None])
@pytest.mark.parametrize("pieces", [{"on_hand": 12, "listed": 9}, {"on_hand": 0}, {"on_hand": -3}])
def test_the_adapter_reads_the_stock_that_the_ledger_hears(platform: str, pieces: dict[str, int]) -> None:
    shop, told = Shop(platform, "hush", "CNY"), live("stock", sku="KC-L", **pieces)
    assert shop.tells(told, None)
    webhook = shop.webhook(told, None)
    found, known = read(platform, webhook)
    assert found == known
    assert [(fact["sku"], fact["on_hand"]) for fact in found] == [("KC-L", pieces["on_hand"])]
    for else_ in (live("stock", sku="KC-L", listed=3), live("stock", sku="KC-L", **pieces, source="erp")):
        assert not shop.tells(else_, None)
    assert not Shop("youzan", "hush", "CNY").tells(told, None)


def test_only_what_viewers_buy_is_told_and_a_shop_that_tells_all_is_not_asked() -> None:
    shop = Shop("shopify", "hush", "CNY")
    assert shop.tells(delivery(STEPS[0]), BOUGHT)
    assert not shop.tells(delivery(STEPS[0]), None)
    number = int(shop.webhook(delivery(STEPS[0]), BOUGHT).heard[0]["order"])
    assert shop.detail(number) is None
