"""What Doudian's tags and details come to, beyond the samples."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from controlroom.domain.events import OrderStep
from controlroom.feeds.doudian.decode import OTHER_ROOM, Whose, decode, decode_detail
from controlroom.feeds.fields import Decoding, Ignored, Refused
from tests.hook_platforms import GOLDEN
from tests.order_books import amounts, reckoned

ORDER = "4984000000000000001"


def item(name: str) -> dict[str, Any]:
    (found,) = json.loads((GOLDEN / "doudian" / f"{name}.json").read_bytes())
    assert isinstance(found, dict)
    return found


def steps(came_to: Decoding | None) -> list[OrderStep]:
    assert isinstance(came_to, list), came_to
    return [fact for fact in came_to if isinstance(fact, OrderStep)]


def detail(*parts: dict[str, Any], order: str = ORDER, **whole: Any) -> Decoding:
    told = json.loads((GOLDEN / "doudian" / "api_order_detail_result.json").read_bytes())
    first = told["sku_order_list"][0]
    return decode_detail(
        order, json.dumps(told | {"sku_order_list": [first | part for part in parts or ({},)]} | whole).encode()
    )


def test_a_push_alone_leaves_the_amount_unknown_and_the_detail_fills_it() -> None:
    pushed = [*steps(decode(item("trade_create_100"))), *steps(decode(item("trade_paid_101")))]
    alone = reckoned(pushed)
    assert (alone.paid_minor, alone.estimate, alone.units) == (0, True, 0)
    for order in permutations([*pushed, *steps(detail())]):
        figures = reckoned(order)
        assert (figures.created_minor, figures.paid_minor, figures.units) == (9900, 9900, 1)
        assert not figures.estimate
        assert [share.sku for share in figures.shares] == ["KC-L"]


def test_pushes_in_any_order_come_to_one_truth() -> None:
    refunds = [decode(item("refund_success_206"))]
    part = item("refund_success_206")
    for n, amount in ((1, 1000), (2, 2000)):
        data = json.loads(part["data"]) | {"aftersale_id": n, "refund_amount": amount}
        refunds.append(decode(part | {"msg_id": f"r{n}", "data": json.dumps(data)}))
    told = [steps(decode(item("trade_create_100"))), steps(detail()), steps(refunds[1]), steps(refunds[2])]
    for order in permutations(told):
        assert amounts([step for one in order for step in one]) == (9900, 9900, 3000)
    cancelled = [*steps(decode(item("trade_canceled_106"))), *steps(detail({"pay_time": 0, "order_status": 1}))]
    assert amounts(cancelled) == amounts(cancelled[::-1]) == (9900, 0, 0)


def test_an_order_of_several_products_is_told_line_by_line_and_its_amounts_add_up() -> None:
    found = steps(
        detail(
            {"order_id": "a", "item_num": 2, "origin_amount": 4950, "pay_amount": 9000},
            {"order_id": "b", "code": "HAT", "item_num": 3, "order_amount": 100, "pay_amount": 99},
            {"order_id": "c", "code": "", "item_num": "?", "pay_amount": 1},
        )
    )
    assert [(one.sku, one.qty, one.unit_minor) for one in found[0].lines or ()] == [
        ("KC-L", 2, 4950),
        ("HAT", 3, 33),
        ("c", 1, 9900),
    ]
    assert [(step.status, step.amount_minor, step.at) for step in found] == [
        ("created", 9100, 1_763_805_600_000), ("paid", 9100, 1_763_805_605_000),
    ]  # fmt: skip


def test_an_unpaid_orders_detail_tells_no_payment() -> None:
    (step,) = steps(detail({"pay_time": 0, "pay_amount": 0}))
    assert (step.status, step.amount_minor) == ("created", 9900)


def test_an_amount_that_one_product_lacks_is_unknown() -> None:
    assert [step.amount_minor for step in steps(detail({}, {"pay_amount": None}))] == [19800, None]


def test_a_detail_of_another_order_or_of_nothing_is_not_taken() -> None:
    assert detail(order="5") == Ignored("detail of another order")
    assert isinstance(detail(sku_order_list=None), Refused)
    assert isinstance(decode_detail(ORDER, b"[]"), Refused)


@pytest.mark.parametrize("told", [5, None, [], "x", {"tag": "100"}, {"tag": "100", "msg_id": "1", "data": "{"}])
def test_a_message_that_is_none_is_refused(told: Any) -> None:
    assert isinstance(decode(told), Refused)


def test_the_probe_is_nothing_and_tags_are_known_or_counted() -> None:
    assert decode(item("probe_tag0")) is None
    assert decode({"tag": "104", "msg_id": "1"}) == Ignored("tag 104")
    assert decode({"tag": "777", "msg_id": "1"}) == Ignored("tag 777", unknown=True)


def test_data_may_be_an_object_and_ids_strings() -> None:
    told = item("trade_paid_101")
    data = json.loads(told["data"]) | {"p_id": ORDER, "pay_time": 1_763_805_605}
    assert [(step.order, step.at) for step in steps(decode(told | {"data": data}))] == [
        (ORDER, 1_763_805_600_000), (ORDER, 1_763_805_605_000),
    ]  # fmt: skip


def found(whose: Whose, *parts: dict[str, Any]) -> Decoding:
    told = json.loads((GOLDEN / "doudian" / "api_order_detail_result.json").read_bytes())
    first = told["sku_order_list"][0]
    body = told | {"sku_order_list": [first | part for part in parts or ({},)]}
    return decode_detail(ORDER, json.dumps(body).encode(), whose)


@pytest.mark.parametrize(
    ("whose", "ours"),
    [
        (Whose(), True),
        (Whose(room="7574990000000000001"), True),
        (Whose(author="90000000001"), True),
        (Whose(room="7574990000000000001", author="90000000001"), True),
        (Whose(room="7574990000000000001", author="1"), False),
        (Whose(room="1"), False),
    ],
)
def test_an_order_counts_where_it_was_placed(whose: Whose, ours: bool) -> None:
    assert (found(whose) == OTHER_ROOM) is not ours
    assert whose.all is (whose == Whose())
    assert found(Whose(room="1"), {"room_id": 0}) == OTHER_ROOM, "of the shop window"


def test_of_an_order_of_several_rooms_this_ones_part_counts() -> None:
    parts = ({"room_id": 1, "pay_amount": 500}, {"room_id": 2, "pay_amount": 700, "code": "CREAM"})
    assert amounts(steps(found(Whose(room="1"), *parts)))[1] == 500
    assert [line.sku for step in steps(found(Whose(room="2"), *parts)) for line in step.lines or ()] == ["CREAM"] * 2


def test_a_push_is_held_where_only_some_rooms_orders_count() -> None:
    for name in ("trade_create_100", "trade_paid_101", "trade_canceled_106", "refund_success_206"):
        assert {step.held for step in steps(decode(item(name), held=True))} == {True}
        assert {step.held for step in steps(decode(item(name)))} == {False}
