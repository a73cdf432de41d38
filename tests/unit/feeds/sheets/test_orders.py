"""An order export becomes the steps of its orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from controlroom.domain.events import Event, OrderStep
from controlroom.domain.orders import Order, Told, figures
from controlroom.feeds.sheets.decode import facts_of, table_of
from controlroom.feeds.sheets.outcome import Outcome

HEAD = "订单号,子订单编号,订单状态,售后状态,商家编码,数量,单价,实付金额,退款金额,下单时间,支付时间,退款时间\n"
T, PAID, BACK = "2025-11-22 18:00:00", "2025-11-22 18:00:30", "2025-11-22 18:30:00"


def read(*rows: str, head: str = HEAD, currency: str = "CNY") -> Outcome:
    return facts_of(table_of((head + "".join(row + "\n" for row in rows)).encode()), "Asia/Shanghai", currency)


def steps(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(f.order, f.status, f.amount_minor, f.refund) for f in outcome.facts if isinstance(f, OrderStep)]


def comes_to(outcome: Outcome) -> tuple[int, int, int, bool]:
    """What the room makes of one order: created, paid, refunded, whether it holds pieces."""
    order = Order()
    for f in outcome.facts:
        assert isinstance(f, OrderStep)
        assert isinstance(f.at, int)
        refund = (f.refund or f.id) if f.status == "refunded" else None
        order.tell(f.status, Told(f.at, False, "none", f.amount_minor, f.lines, refund=refund))
    found = figures(order, lambda sku: None)
    return found.created_minor, found.paid_minor, found.refunded_minor, bool(found.holds)


@pytest.mark.parametrize(
    ("row", "figures_"),
    [
        (f"A,a,待付款,-,cream,1,99,99,,{T},,", (9900, 0, 0, True)),
        (f"A,a,已发货,-,cream,1,99,99,,{T},{PAID},", (9900, 9900, 0, True)),
        (f"A,a,已发货,,cream,1,99,99,,{T},,", (9900, 9900, 0, True)),
        (f"A,a,已关闭,-,cream,1,99,99,,{T},,", (9900, 0, 0, False)),
        (f"A,a,已关闭,退款成功,cream,1,99,99,99,{T},{PAID},{BACK}", (9900, 9900, 9900, True)),
        (f"A,a,已完成,退款成功,cream,1,99,99,30,{T},{PAID},{BACK}", (9900, 9900, 3000, True)),
        (f"A,a,已完成,退款成功,cream,1,99,99,,{T},{PAID},{BACK}", (9900, 9900, 9900, True)),
        (f"A,a,已完成,退款中,cream,1,99,99,30,{T},{PAID},", (9900, 9900, 0, True)),
        (f"A,a,部分退款,,cream,1,99,99,,{T},{PAID},", (9900, 9900, 0, True)),
        (f"A,a,已退款,,cream,1,99,99,,{T},{PAID},{BACK}", (9900, 9900, 9900, True)),
        (f"A,a,,,cream,1,99,99,,{T},{PAID},", (9900, 9900, 0, True)),
        (f"A,a,,,cream,1,99,99,,{T},,", (9900, 0, 0, True)),
    ],
)
def test_the_present_state_stands_for_the_steps_that_led_to_it(row: str, figures_: tuple[int, int, int, bool]) -> None:
    outcome = read(row)
    assert outcome.bad == []
    assert comes_to(outcome) == figures_


def test_sub_orders_add_up_and_one_of_them_may_be_back() -> None:
    outcome = read(
        f"A,a1,已发货,-,cream,1,99,90,,{T},{PAID},", f"A,a2,已关闭,退款成功,serum,2,99,180,,{T},{PAID},{BACK}",
    )  # fmt: skip
    assert comes_to(outcome) == (27_000, 27_000, 18_000, True)
    assert ("A", "refunded", 18_000, "a2") in steps(outcome)
    created = next(f for f in outcome.facts if isinstance(f, OrderStep) and f.status == "created")
    assert list(msgspec.to_builtins(created.lines)) == [
        {"sku": "cream", "unit_minor": 9000}, {"sku": "serum", "qty": 2, "unit_minor": 9000}
    ]  # fmt: skip


def test_an_amount_that_every_row_of_every_order_repeats_is_the_whole_orders() -> None:
    head = "订单号,订单状态,商品编码,数量,实付金额,下单时间\n"
    same = read(f"A,已付款,cream,1,189,{T}", f"A,已付款,serum,1,189,{T}", head=head)
    assert comes_to(same)[1] == 18_900
    other = read(f"A,已付款,cream,1,189,{T}", f"A,已付款,serum,1,99,{T}", head=head)
    assert comes_to(other)[1] == 28_800


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        ((("B", "a", 50, 1, 50), ("B", "b", 50, 1, 50)), {"B": 10_000}),
        ((("B", "a", 25, 2, 50), ("B", "b", 50, 1, 50)), {"B": 10_000}),
        ((("B", "a", 50, 1, 50), ("B", "b", 50, 1, 50), ("B", "a", 50, 1, 50)), {"B": 10_000}),
        (
            (("B", "a", 50, 1, 50), ("B", "b", 50, 1, 50), ("C", "a", 30, 1, 80), ("C", "b", 50, 1, 80)),
            {"B": 5000, "C": 8000},
        ),
        ((("B", "a", 40, 1, 50), ("B", "b", 50, 1, 50)), {"B": 5000}),
        ((("B", "a", "", 1, 50), ("B", "b", 50, 1, 50)), {"B": 5000}),
    ],
)
def test_alike_amounts_are_the_rows_own_where_their_prices_say_so(
    rows: tuple[tuple[object, ...], ...], amounts: dict[str, int]
) -> None:
    written = [",".join(map(str, (order, "已付款", sku, qty, unit, paid, T))) for order, sku, unit, qty, paid in rows]
    outcome = read(*written, head="订单号,订单状态,商家编码,数量,单价,实付金额,下单时间\n")
    assert {order: minor for order, status, minor, _ in steps(outcome) if status == "paid"} == amounts


def test_the_same_order_twice_counts_once_in_its_furthest_state() -> None:
    early, later = f"A,a,待付款,-,cream,1,99,99,,{T},,", f"A,a,已发货,-,cream,1,99,99,,{T},{PAID},"
    assert steps(read(early, later, later)) == steps(read(later, early)) == steps(read(later))
    assert read(early, later, later).repeated == 2


def test_a_refund_that_becomes_whole_counts_whole_beside_its_part() -> None:
    part = read(f"A,a,部分退款,,cream,1,99,99,30,{T},{PAID},{BACK}")
    whole = read(f"A,a,已退款,,cream,1,99,99,99,{T},{PAID},{BACK}")
    both = Outcome(facts=[*part.facts, *whole.facts])
    assert comes_to(part)[2] == 3000
    assert comes_to(both)[2] == 9900


@pytest.mark.parametrize(
    ("row", "code", "path"),
    [
        (f",a,已发货,-,cream,1,99,99,,{T},,", "missing_field", "订单号"),
        (f"1.23E+17,a,已发货,-,cream,1,99,99,,{T},,", "bad_id", "订单号"),
        (f"A,a,飞走了,-,cream,1,99,99,,{T},,", "bad_field", "订单状态"),
        (f"A,a,已发货,-,cream,0,99,99,,{T},,", "bad_field", "数量"),
        (f"A,a,已发货,-,cream,1,99,九十,,{T},,", "bad_field", "实付金额"),
        ("A,a,已发货,-,cream,1,99,99,,,,", "missing_field", ""),
        (f"A,a,已发货,-,cream,1,1,299.00,99,,{T},,", "bad_row", ""),
    ],
)
def test_a_bad_row_is_refused_by_its_line_and_costs_no_other(row: str, code: str, path: str) -> None:
    good = f"G,g,已发货,-,cream,1,99,99,,{T},{PAID},"
    outcome = read(row, good)
    assert [(bad.line, bad.code, bad.path) for bad in outcome.bad] == [(2, code, path)]
    assert steps(outcome)[-2:] == steps(read(good))


def test_what_is_not_needed_is_left_out_and_told() -> None:
    outcome = read(f"A,a,已发货,-,cream,1,abc,99,,{T},soon,")
    assert comes_to(outcome)[1] == 9900
    assert [line for line, _ in outcome.notes] == [2, 2]


def test_rounded_ids_are_refused_where_the_column_shows_it() -> None:
    rows = [f"692912345678{n}0000,a{n},已发货,-,cream,1,99,99,,{T},{PAID}," for n in (901, 902, 903)]
    outcome = read(*rows)
    assert [(bad.line, bad.code) for bad in outcome.bad] == [(2, "bad_id"), (3, "bad_id"), (4, "bad_id")]


def test_money_is_the_rooms_or_the_columns() -> None:
    head = "订单号,订单状态,实付金额,币种,下单时间\n"
    yen, own = read(f"A,已付款,500,JPY,{T}", head=head), read(f"A,已付款,500,,{T}", head=head, currency="USD")
    assert [(f.amount_minor, f.currency) for f in (*yen.facts, *own.facts) if isinstance(f, OrderStep)][::2] == [
        (500, "JPY"), (50_000, None)
    ]  # fmt: skip


def test_a_masked_buyer_is_nobody_and_a_source_of_traffic_is_read() -> None:
    head = "订单号,订单状态,实付金额,买家昵称,流量渠道,下单时间\n"
    outcome = read(f"A,已付款,5,张**,搜索,{T}", f"B,已付款,5,小满,直播间,{T}", head=head)
    created = [f for f in outcome.facts if isinstance(f, OrderStep) and f.status == "created"]
    assert [(f.user, f.traffic) for f in created] == [(None, "search"), ("小满", None)]


def test_further_rows_of_an_order_are_in_the_currency_of_its_first() -> None:
    head = "Name,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem price,Lineitem sku\n"
    outcome = read(f"#1,paid,JPY,1500,{T},1,1000,cream", "#1,,,,,1,500,serum", head=head)
    assert outcome.bad == []
    (created, _) = outcome.facts
    assert isinstance(created, OrderStep)
    assert (created.amount_minor, created.currency) == (1500, "JPY")
    assert [(line.sku, line.unit_minor) for line in created.lines or ()] == [("cream", 1000), ("serum", 500)]


def test_a_number_below_zero_of_a_refund_counts_as_its_text_does() -> None:
    head = "订单号,订单状态,实付金额,退款金额,下单时间\n"
    table = table_of((head + f"A,部分退款,99,-30,{T}\n").encode())
    asked: list[tuple[int, int, int, bool]] = []
    for cell in ("-30", -30, Decimal("-30.0")):
        table.rows[0].cells[3] = cell
        asked.append(comes_to(facts_of(table, "Asia/Shanghai", "CNY")))
    assert asked == [(9900, 9900, 3000, False)] * 3


def test_long_ids_stay_ones_that_are_read_back() -> None:
    order, part = "O" * 200, "R" * 200
    head = "订单号,子订单编号,订单状态,实付金额,退款金额,下单时间\n"
    outcome = read(f"{order},{part},部分退款,99,30,{T}", f"{order},{part}2,已付款,50,,{T}"[:-1] + "2", head=head)
    assert msgspec.json.decode(msgspec.json.encode(outcome.facts), type=list[Event]) == outcome.facts
    assert [f.status for f in outcome.facts if isinstance(f, OrderStep)].count("refunded") == 1
