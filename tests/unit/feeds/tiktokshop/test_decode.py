"""What TikTok Shop's types come to, beyond the samples."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from controlroom.domain.events import OrderStep
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.feeds.tiktokshop.decode import decode
from tests.hook_platforms import GOLDEN
from tests.order_books import reckoned


def body(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "tiktok_shop" / f"{name}.json").read_bytes())
    return found


def came(told: dict[str, Any], **skus: str) -> Decoding:
    return decode(json.dumps(told).encode(), {key.lstrip("_"): value for key, value in skus.items()})


def changed(name: str, **data: Any) -> dict[str, Any]:
    told = body(name)
    return told | {"data": told["data"] | data}


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("UNPAID", "created"),
        ("ON_HOLD", "paid"),
        ("AWAITING_SHIPMENT", "paid"),
        ("CANCEL", "cancelled"),
        ("CANCELLED", "cancelled"),
    ],
)
def test_a_state_tells_a_step_of_an_unknown_amount(state: str, step: str) -> None:
    result = came(changed("order_status_unpaid", order_status=state))
    assert isinstance(result, list)
    (fact,) = result
    assert isinstance(fact, OrderStep)
    assert (fact.status, fact.amount_minor, fact.lines, fact.currency) == (step, None, None, None)


def test_later_states_tell_nothing_and_new_ones_are_counted() -> None:
    assert came(changed("order_status_unpaid", order_status="DELIVERED")) == Ignored("order in state DELIVERED")
    assert came(changed("order_status_unpaid", order_status="X")) == Ignored("order in state X", unknown=True)
    assert came(body("order_status_unpaid") | {"type": 99}) == Ignored("type 99", unknown=True)


def test_states_in_any_order_come_to_one_truth() -> None:
    told = [came(body(f"order_status_{name}")) for name in ("unpaid", "awaiting_shipment", "cancel")]
    for order in permutations(told):
        figures = reckoned(
            [fact for one in order if isinstance(one, list) for fact in one if isinstance(fact, OrderStep)]
        )
        assert (figures.paid_ms, figures.estimate, figures.stands) == (1_763_805_630_000, True, False)


def test_a_refund_that_was_made_is_an_estimate_of_an_unknown_amount() -> None:
    result = came(changed("return_status_12", return_status="RETURN_OR_REFUND_REQUEST_COMPLETE"))
    assert isinstance(result, list)
    (fact,) = result
    assert isinstance(fact, OrderStep)
    assert (fact.status, fact.refund, fact.amount_minor, fact.estimated) == (
        "refunded",
        "4035318504086604100",
        None,
        True,
    )


def test_stock_goes_by_our_sku_where_it_is_named() -> None:
    result = came(body("inventory_status_27"), _73235770873441823254="KC-L")
    assert isinstance(result, list)
    assert (result[0].sku, result[0].on_hand, result[0].listed) == ("KC-L", 60, 20)  # type: ignore[union-attr]


def test_a_shop_that_signs_off_is_told_with_the_reason() -> None:
    result = came({"type": 6, "tts_notification_id": "1", "data": {}})
    assert isinstance(result, Refused)
    assert result.code == "signed_off"
