"""What WooCommerce's topics come to, beyond the samples."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import msgspec
import pytest

from controlroom.domain.events import Event, OrderStep, StockLevel
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.feeds.woocommerce.decode import decode
from tests.hook_platforms import GOLDEN
from tests.order_books import amounts


def body(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "woocommerce" / f"{name}.json").read_bytes())
    return found


def came(told: dict[str, Any], topic: str = "order.updated", old_after_h: int = 24) -> Decoding:
    return decode(topic, json.dumps(told).encode(), old_after_h)[0]


def steps(told: dict[str, Any], **how: Any) -> list[OrderStep]:
    result = came(told, **how)
    assert isinstance(result, list), result
    return [fact for fact in result if isinstance(fact, OrderStep)]


@pytest.mark.parametrize(
    ("status", "paid_at", "told"),
    [
        ("pending", None, ["created"]),
        ("failed", None, ["created"]),
        ("on-hold", None, ["created"]),
        ("processing", None, ["created", "paid"]),
        ("completed", None, ["created", "paid"]),
        ("cancelled", None, ["created", "cancelled"]),
        ("cancelled", "2025-11-22T10:00:05", ["created", "paid", "cancelled"]),
        ("wc-packed", None, ["created"]),
        ("wc-packed", "2025-11-22T10:00:05", ["created", "paid"]),
        ("refunded", None, ["created", "paid", "refunded"]),
    ],
)
def test_an_orders_state_says_which_steps_it_has_taken(status: str, paid_at: str | None, told: list[str]) -> None:
    assert [s.status for s in steps(body("order_created") | {"status": status, "date_paid_gmt": paid_at})] == told


def test_updates_in_any_order_and_repeated_come_to_one_truth() -> None:
    refunds = [{"id": 1, "total": "-10.00"}, {"id": 2, "total": "-19.99"}]
    later = body("order_updated_refund") | {"date_modified_gmt": "2025-11-22T11:30:00"}
    told = [
        body("order_created"), body("order_updated_paid"), later | {"refunds": refunds[:1]}, later | {"refunds": refunds},
    ]  # fmt: skip
    for order in permutations(told):
        assert amounts([s for one in (*order, order[0]) for s in steps(one)]) == (6498, 6498, 2999)


def test_the_same_state_told_again_has_the_same_ids() -> None:
    first = [s.id for s in steps(body("order_updated_paid"))]
    assert first == [s.id for s in steps(body("order_updated_paid") | {"meta_data": []})]
    assert first != [s.id for s in steps(body("order_updated_paid") | {"date_modified_gmt": "2025-11-22T10:00:06"})]


def test_a_refunded_order_that_names_no_refund_gives_everything_back() -> None:
    assert amounts(steps(body("order_updated_paid") | {"status": "refunded"})) == (6498, 6498, 6498)


def test_a_bad_refund_costs_itself_and_no_order_and_says_why() -> None:
    told = body("order_updated_refund") | {"refunds": [{"id": 1}, 5, {"id": 2, "total": "-1.00"}]}
    assert [s.refund for s in steps(told)] == [None, None, "2"]
    _, *lost = decode("order.updated", json.dumps(told).encode(), 24)
    assert [one.path for one in lost if isinstance(one, Refused)] == ["refunds[0].total", "refunds[1]"]
    whole = told | {"status": "refunded", "refunds": [{"id": 1}]}
    assert [s.refund for s in steps(whole)] == [None, None, "all"]


def test_a_refund_in_a_currency_that_cannot_be_read_has_no_amount() -> None:
    told = body("order_updated_refund") | {"currency": "yen", "refunds": [{"id": 2, "total": "-500"}]}
    assert [(s.refund, s.amount_minor) for s in steps(told)][-1] == ("2", None)


def test_long_ids_stay_ones_that_are_read_back() -> None:
    told = body("order_updated_refund") | {"id": "9" * 200, "refunds": [{"id": "8" * 200, "total": "-1.00"}]}
    facts = [*steps(told), *came(body("product_updated_stock") | {"id": "9" * 200}, "product.updated")]  # type: ignore[misc]
    assert msgspec.json.decode(msgspec.json.encode(facts), type=list[Event]) == facts
    assert len({fact.id for fact in facts}) == 4


def test_an_order_of_another_day_that_only_changes_is_left_out() -> None:
    sent = body("order_updated_paid") | {"status": "completed", "date_created_gmt": "2025-11-20T10:00:00"}
    assert came(sent) == Ignored("order of another day")
    assert [s.status for s in steps(sent, old_after_h=0)] == ["created", "paid"]
    back = sent | {"refunds": [{"id": 1, "total": "-5.00"}]}
    assert [s.status for s in steps(back)] == ["created", "paid", "refunded"]


def test_lines_are_told_by_sku_else_variation_else_product() -> None:
    line = body("order_created")["line_items"][0]
    lines = [line, line | {"sku": "", "total": "10.00", "quantity": 3}, line | {"sku": None, "variation_id": 0}]
    (step,) = steps(body("order_created") | {"line_items": lines})
    assert step.lines is not None
    assert [(one.sku, one.qty, one.unit_minor) for one in step.lines] == [
        ("KC-L", 2, 2999),
        ("94", 3, 333),
        ("93", 2, 2999),
    ]


def test_a_guest_is_known_by_the_address_he_gave() -> None:
    (step,) = steps(body("order_created") | {"customer_id": 0, "billing": {"email": "a@example.invalid"}})
    assert step.user == "a@example.invalid"


def test_other_things_under_an_orders_topic_are_refused_and_drafts_are_no_orders() -> None:
    assert isinstance(came(body("product_updated_stock")), Refused)
    assert came(body("order_created") | {"status": "checkout-draft"}) == Ignored("order in state checkout-draft")
    assert came({}, "order.deleted") == Ignored("order.deleted")
    assert came({}, "shipment.sent") == Ignored("shipment.sent", unknown=True)


@pytest.mark.parametrize(
    ("change", "sku", "pieces"), [({}, "KC", 8), ({"stock_quantity": -2}, "KC", -2), ({"sku": ""}, "93", 8)]
)
def test_stock_is_told_where_it_is_counted(change: dict[str, Any], sku: str, pieces: int) -> None:
    result = came(body("product_updated_stock") | change, "product.updated")
    assert isinstance(result, list)
    (level,) = result
    assert isinstance(level, StockLevel)
    assert (level.sku, level.on_hand) == (sku, pieces)
    uncounted = body("product_updated_stock") | {"manage_stock": False}
    assert came(uncounted, "product.updated") == Ignored("product without counted stock")
