"""What Youzan's types come to, beyond the samples."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any
from urllib.parse import quote, unquote

import pytest

from controlroom.domain.events import OrderStep
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.feeds.youzan.decode import Unit, decode
from tests.hook_platforms import GOLDEN
from tests.order_books import amounts


def body(name: str = "trade_TradePaid") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "youzan" / f"{name}.json").read_bytes())
    return found


def message(name: str = "trade_TradePaid") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unquote(body(name)["msg"]))
    return found


def came(told: dict[str, Any], unit: Unit = "yuan", **msg: Any) -> Decoding:
    return decode(json.dumps(told | ({"msg": quote(json.dumps(msg))} if msg else {})).encode(), unit)


def steps(told: dict[str, Any], unit: Unit = "yuan", **msg: Any) -> list[OrderStep]:
    result = came(told, unit, **msg)
    assert isinstance(result, list), result
    return [fact for fact in result if isinstance(fact, OrderStep)]


def whole(**changes: Any) -> dict[str, Any]:
    full = message()["full_order_info"]
    return {
        "full_order_info": {
            part: full[part] | changes.get(part, {}) if part != "orders" else full[part] for part in full
        }
    }


def test_steps_in_any_order_and_version_come_to_one_truth() -> None:
    created = body() | {"type": "trade_TradeCreate", "msg_id": "m0", "version": 9_999_999_999}
    told = [
        steps(created, **whole(order_info={"status": "WAIT_BUYER_PAY", "pay_time": None})),
        steps(body()),
        steps(body("trade_TradePaid_redelivery") | {"sendCount": 4}),
        steps(body("refund_success") | {"version": 1}, **message("refund_success") | {"refunded_fee": "9.90"}),
        steps(
            body("refund_success") | {"msg_id": "m5"},
            **message("refund_success") | {"refund_id": "2", "refunded_fee": "1"},
        ),
    ]
    for order in permutations(told):
        assert amounts([step for one in order for step in one]) == (9900, 9900, 1090)
    assert [s.id for s in told[1]] == [s.id for s in told[2]]


def test_a_message_is_known_by_its_id_and_version_and_the_higher_counts_in_whatever_order() -> None:
    lower = steps(body() | {"version": 3}, **whole(pay_info={"payment": "99.00"}))
    higher = steps(body() | {"version": 4}, **whole(pay_info={"payment": "120.00"}))
    assert {s.id for s in lower} & {s.id for s in higher} == set()
    assert steps(body() | {"version": 3}) == lower, "the plain redelivery"
    for order in permutations([*lower, *higher]):
        assert amounts(order)[:2] == (12000, 12000)
    again = steps(body("refund_success") | {"version": 2}, **message("refund_success") | {"refunded_fee": "50.00"})
    for order in permutations([*lower, *again, *steps(body("refund_success") | {"version": 1})]):
        assert amounts(order) == (9900, 9900, 5000)
    assert steps(body() | {"version": "new"})[0].version == 0


def test_a_closed_order_is_cancelled_and_gives_back_what_was_paid() -> None:
    closed = steps(body() | {"type": "trade_TradeClose", "msg_id": "m3"})
    assert [s.status for s in closed] == ["created", "cancelled"]
    assert amounts(closed) == (9900, 0, 0)
    assert amounts([*closed, *steps(body())]) == (9900, 9900, 9900)


@pytest.mark.parametrize(
    ("payment", "unit", "amount"),
    [
        ("99.00", "yuan", 9900), (99, "yuan", 9900), ("9900", "fen", 9900), (9900, "fen", 9900), ("99.00", "fen", None),
        ("?", "yuan", None),
    ],
)  # fmt: skip
def test_amounts_are_in_the_unit_that_the_option_names(payment: Any, unit: Unit, amount: int | None) -> None:
    assert steps(body(), unit, **whole(pay_info={"payment": payment}))[-1].amount_minor == amount


def test_a_message_without_the_whole_order_still_tells_its_step() -> None:
    (step,) = steps(body() | {"type": "trade_TradeCreate"}, tid="E1")
    assert (step.order, step.status, step.amount_minor, step.at) == ("E1", "created", None, None)


def test_plus_is_a_space_and_what_is_not_utf8_is_refused() -> None:
    (step, _) = steps(body() | {"msg": body()["msg"].replace("%20", "+")})
    assert step.at == 1_763_805_600_000
    result = came(body() | {"msg": "%7B%22tid%22%3A%22%FF%22%7D"})
    assert isinstance(result, Refused)
    assert result.code == "bad_json"


def test_a_payment_of_an_order_that_waits_for_it_is_refused() -> None:
    result = came(body(), **whole(order_info={"status": "WAIT_BUYER_PAY"}))
    assert isinstance(result, Refused)
    assert result.path == "type"


def test_tests_and_other_types_are_no_orders() -> None:
    assert came(body() | {"test": True}) == Ignored("test message")
    assert came(body() | {"type": "trade_TradeSuccess"}) == Ignored("trade_TradeSuccess")
    assert came(body() | {"type": "scrm_customer"}) == Ignored("scrm_customer", unknown=True)
