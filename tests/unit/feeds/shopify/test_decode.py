"""What Shopify's topics come to, beyond the samples."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import msgspec
import pytest

from controlroom.domain.events import Event, OrderStep, StockLevel
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.feeds.shopify.decode import Shop, decode
from controlroom.feeds.written import EXACT
from tests.hook_platforms import GOLDEN
from tests.order_books import amounts

SHOP = Shop(items={"271878346596884015": "KC-L"})


def body(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "shopify" / f"{name}.json").read_bytes())
    return found


def came(topic: str, told: dict[str, Any], id_: str = "w", shop: Shop = SHOP) -> Decoding:
    return decode(topic, id_, json.dumps(told).encode(), shop)[0]


def steps(topic: str, told: dict[str, Any], id_: str = "w") -> list[OrderStep]:
    result = came(topic, told, id_)
    assert isinstance(result, list)
    return [fact for fact in result if isinstance(fact, OrderStep)]


def refund(id_: int, amount: str, status: str = "success", kind: str = "refund") -> dict[str, Any]:
    transaction = {"amount": amount, "currency": "USD", "kind": kind, "status": status}
    return body("refunds_create") | {"id": id_, "transactions": [transaction]}


def test_an_order_that_is_paid_at_once_is_created_and_paid_by_one_delivery() -> None:
    told = body("orders_create") | {"financial_status": "paid"}
    assert [(s.status, s.at) for s in steps("orders/create", told)] == [
        ("created", 1_763_805_600_000), ("paid", 1_763_805_600_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "paid"), [("pending", False), ("partially_paid", False), ("voided", False), (None, True)]
)
def test_the_topic_alone_makes_no_payment(status: str | None, paid: bool) -> None:
    told = body("orders_paid") | {"financial_status": status}
    assert [s.status for s in steps("orders/paid", told)] == ["created", "paid"][: 1 + paid]


def test_another_things_body_under_an_orders_topic_is_refused() -> None:
    told = body("refunds_create") | {"admin_graphql_api_id": "gid://shopify/Refund/1"}
    assert isinstance(came("orders/paid", told), Refused)
    assert isinstance(came("refunds/create", body("orders_paid")), Refused)


def test_a_test_order_is_no_order() -> None:
    assert came("orders/create", body("orders_create") | {"test": True}) == Ignored("test order")


def test_lines_are_told_by_sku_else_variant_else_product_and_money_stays_exact() -> None:
    line = body("orders_create")["line_items"][0]
    lines = [
        line,
        line | {"sku": "", "price": "0.10", "quantity": 3},
        line | {"sku": None, "variant_id": None},
        line | {"quantity": 0, "sku": "GONE"},
    ]
    (step,) = steps("orders/create", body("orders_create") | {"line_items": lines, "total_price": "19999999999.99"})
    assert step.lines is not None
    assert [(one.sku, one.qty, one.unit_minor) for one in step.lines] == [
        ("KC-L", 2, 2999), ("808950810", 3, 10), ("632910392", 2, 2999),
    ]  # fmt: skip
    assert step.amount_minor == 1_999_999_999_999


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"total_price": 59.98}, "amount_minor", 5998),
        ({"total_price": "59.981"}, "amount_minor", None),
        ({"total_price": None}, "amount_minor", None),
        ({"currency": "dollars"}, "amount_minor", None),
        ({"line_items": [{"quantity": "many"}]}, "lines", None),
        ({"customer": None}, "user", None),
        ({"created_at": "yesterday"}, "at", None),
    ],
)
def test_a_bad_field_costs_itself_and_no_order(change: dict[str, Any], field: str, value: Any) -> None:
    (step,) = steps("orders/create", body("orders_create") | change)
    assert getattr(step, field) == value


def test_refunds_add_up_each_once_whoever_tells_them_and_in_whatever_order() -> None:
    first, second = refund(1, "10.00"), refund(2, "19.99")
    cancelled = body("orders_cancelled") | {"financial_status": "partially_refunded", "cancelled_at": None}
    deliveries = [
        ("orders/create", body("orders_create")),
        ("orders/paid", body("orders_paid")),
        ("refunds/create", first),
        ("refunds/create", second),
        ("orders/cancelled", cancelled | {"refunds": [first, second, {"id": "?"}]}),
    ]
    told = [steps(topic, what, f"w{n}") for n, (topic, what) in enumerate(deliveries)]
    for order in permutations(told):
        assert amounts([step for part in (*order, order[0]) for step in part]) == (5998, 5998, 2999)


def test_a_refund_in_an_order_that_cannot_be_read_is_refused_beside_it() -> None:
    refunds = [
        {"id": 1},
        5,
        refund(2, "1.00"),
        refund(3, "1.00", status="pending"),
        refund(4, "1.00") | {"id": "8" * 200},
    ]
    told = body("orders_cancelled") | {"refunds": refunds}
    first, *lost = decode("orders/cancelled", "w" * 100, json.dumps(told).encode(), SHOP)
    assert isinstance(first, list)
    assert [s.refund for s in first if isinstance(s, OrderStep) and s.refund] == ["2", "8" * 200]
    assert [one.path for one in lost if isinstance(one, Refused)] == ["refunds[0].transactions", "refunds[1]"]
    assert msgspec.json.decode(msgspec.json.encode(first), type=list[Event]) == first


def test_a_cancelled_order_returns_what_was_paid_and_nothing_when_nothing_was() -> None:
    unpaid = [
        *steps("orders/create", body("orders_create"), "a"),
        *steps("orders/cancelled", body("orders_cancelled"), "b"),
    ]
    assert amounts(unpaid) == amounts(unpaid[::-1]) == (5998, 0, 0)
    paid = [*steps("orders/paid", body("orders_paid"), "c"), *unpaid]
    assert amounts(paid) == amounts(paid[::-1]) == (5998, 5998, 5998)


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        ({"transactions": "?", "refund_line_items": [{"subtotal": 0.1, "total_tax": "0.02"}]}, 12),
        ({"transactions": None, "refund_line_items": [{"subtotal": "29.99", "total_tax": "?"}]}, 2999),
    ],
)
def test_a_refund_without_transactions_is_told_by_its_lines(change: dict[str, Any], amount: int) -> None:
    money = {"subtotal_set": {"shop_money": {"currency_code": "USD"}}}
    change = change | {"refund_line_items": [item | money for item in change["refund_line_items"]]}
    (step,) = steps("refunds/create", body("refunds_create") | change)
    assert (step.amount_minor, step.currency, step.refund) == (amount, "USD", "890088186047892319")


def test_goods_that_go_back_without_money_are_no_refund() -> None:
    restock = refund(1, "29.99") | {"transactions": []}
    created = steps("orders/create", body("orders_create") | {"financial_status": "pending"}, "a")
    cancelled = steps("orders/cancelled", body("orders_cancelled") | {"refunds": [restock]}, "b")
    assert amounts([*created, *cancelled]) == amounts([*cancelled, *created]) == (5998, 0, 0)
    paid = steps("orders/paid", body("orders_paid") | {"refunds": [restock]}, "c")
    given_back = steps("refunds/create", refund(2, "29.99") | {"refund_line_items": []}, "d")
    assert came("refunds/create", restock) == Ignored("refund of no money")
    assert amounts([*paid, *given_back]) == (5998, 5998, 2999)


def test_a_refund_that_is_under_way_or_of_no_money_is_none_and_one_without_an_amount_is_refused() -> None:
    assert came("refunds/create", refund(1, "10.00", status="pending")) == Ignored("refund of no money")
    assert came("refunds/create", refund(1, "10.00", kind="void")) == Ignored("refund of no money")
    result = came("refunds/create", body("refunds_create") | {"transactions": None, "refund_line_items": []})
    assert isinstance(result, Refused)
    assert (result.code, result.path) == ("missing_field", "transactions")


def test_stock_is_told_for_a_known_item_at_the_location_that_counts() -> None:
    level = body("inventory_levels_update")
    (fact,) = came("inventory_levels/update", level | {"available": -3})  # type: ignore[misc]
    assert (fact.sku, fact.on_hand, fact.place, fact.places) == ("KC-L", -3, "24826418", ())
    two = Shop(items=SHOP.items, locations=("24826418", "9"))
    (fact,) = came("inventory_levels/update", level, shop=two)  # type: ignore[misc]
    assert (fact.place, fact.places) == ("24826418", ("24826418", "9"))
    assert isinstance(came("inventory_levels/update", level | {"location_id": None}), Refused)
    unknown = came("inventory_levels/update", level | {"inventory_item_id": 5})
    assert isinstance(unknown, Refused)
    assert unknown.code == "unknown_item"
    other = Shop(items=SHOP.items, locations=("9",))
    assert came("inventory_levels/update", level, shop=other) == Ignored("stock of another location")
    assert came("inventory_levels/update", level | {"available": None}) == Ignored("stock that is not counted")


def test_a_product_tells_the_stock_of_all_locations_by_variant() -> None:
    variant = {
        "id": 1,
        "sku": "KC-L",
        "inventory_management": "shopify",
        "inventory_quantity": 7,
        "updated_at": "2025-11-22T10:00:00Z",
    }
    product = {
        "id": 9,
        "variants": [variant, variant | {"id": 2, "sku": ""}, variant | {"inventory_management": None}, 5],
    }
    assert isinstance(came("products/update", product), Refused)
    product["variants"].pop()
    result = came("products/update", product)
    assert isinstance(result, list)
    assert [(f.sku, f.on_hand, f.at) for f in result if isinstance(f, StockLevel)] == [
        ("KC-L", 7, 1_763_805_600_000), ("2", 7, 1_763_805_600_000),
    ]  # fmt: skip
    assert came("products/update", {"id": 9, "variants": []}) == Ignored("product without counted stock")
    assert came("products/update", product, shop=Shop(locations=("1",))) == Ignored("stock of all locations")


def test_topics_are_known_to_be_without_facts_or_unknown() -> None:
    assert came("orders/updated", {}) == Ignored("orders/updated")
    assert came("carts/update", {}) == Ignored("carts/update", unknown=True)
    gone = came("app/uninstalled", {})
    assert isinstance(gone, Refused)
    assert gone.code == "signed_off"


def test_amounts_are_never_read_as_floats() -> None:
    decoded = EXACT.decode(b'{"a": 0.1, "b": 1e2}')
    assert [type(value).__name__ for value in decoded.values()] == ["Decimal", "Decimal"]
