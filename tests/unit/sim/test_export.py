"""The orders of a show as a back office exports them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import msgspec

from controlroom.feeds.sheets.decode import facts_of, table_of
from sim.export import BOARD, ENCODINGS, SHEETS, write, write_board
from sim.truth.heard import Heard
from sim.truth.orders import orders_of
from tests.unit.sim.playing import planned, play

T = 1_763_805_602_000


def heard(order: str, status: str, at: int = T, **fields: object) -> Heard:
    event = {"order": order, "status": status, **fields}
    return Heard("order", event, f"{order}{status}", "", at, at, True)


def rows(file: Path, encoding: str = "gb18030") -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding=encoding).splitlines()))


def test_an_order_is_a_row_for_each_product_and_they_add_up(tmp_path: Path) -> None:
    lines = [{"sku": "cream", "qty": 2, "unit_minor": 150_000}, {"sku": "serum", "unit_minor": 9900}]
    facts = [
        heard("A", "created", lines=lines, amount_minor=300_001, traffic="search"), heard("A", "paid", T + 9000),
        heard("A", "refunded", T + 99_000, amount_minor=5000), heard("B", "created", T + 5000, lines=lines[1:]),
        heard("C", "created", T + 6000, amount_minor=700), heard("C", "cancelled", T + 7000),
    ]  # fmt: skip
    for encoding in ENCODINGS:
        assert write(tmp_path / "a.csv", orders_of(facts, {}), {"cream": "面霜"}, encoding) == 4
        found = rows(tmp_path / "a.csv", encoding)
        assert tuple(found[0]) == SHEETS["doudian"].head
        assert [row["订单状态"] for row in found] == ["已关闭", "待支付", "已发货", "已发货"]
        cream, serum = found[2:]
        assert (cream["主订单编号"], cream["子订单编号"], cream["选购商品"]) == ("\tA", "\tA-1", "面霜")
        assert (cream["商品金额"], cream["订单应付金额"], serum["订单应付金额"]) == ("1,500.00", "2,904.18", "95.83")
        assert (cream["退款金额"], serum["退款金额"], cream["售后状态"]) == ("48.41", "1.59", "退款成功")
        assert (cream["订单提交时间"], cream["支付完成时间"]) == ("2025-11-22 18:00:02", "2025-11-22 18:00:11")


def test_a_board_is_read_as_it_was_told(tmp_path: Path) -> None:
    told = [
        Heard("totals", {"as_told_by": "罗盘", **figures}, f"b{at}", "", at, at, True)
        for at, figures in (
            (T + 60_000, {"gmv_minor": 123_456_70, "orders": 1_234, "buyers": 900, "clicks": 5}),
            (T, {"entries": 10_500, "exposure": 99}),
        )
    ]
    for encoding in ENCODINGS:
        assert write_board(tmp_path / "board.csv", told, encoding) == 2
        outcome = facts_of(table_of((tmp_path / "board.csv").read_bytes()), "Asia/Shanghai", "CNY")
        assert (outcome.bad, outcome.notes) == ([], [])
        read = [json.loads(msgspec.json.encode(fact)) for fact in outcome.facts]
        assert [{key: fact[key] for key in ("as_told_by", *BOARD) if key in fact} for fact in read] == [
            told[1].fields, told[0].fields,
        ]  # fmt: skip
        assert [fact["at"] for fact in read] == [T, T + 60_000]


def test_a_run_writes_its_orders_and_its_board_where_it_is_told(tmp_path: Path) -> None:
    room, file, board = planned(), tmp_path / "orders.csv", tmp_path / "board.csv"
    wanted = {"export": file, "board": board, "encoding": "utf-8-sig"}
    assert play(room, scenario="evening", minutes=2, compare_token=None, **wanted).code == 0
    assert len(rows(board, "utf-8-sig")) == sum(event["type"] == "totals" for _, event in room.events) > 0
    found = rows(file, "utf-8-sig")
    told = {event["order"] for _, event in room.events if event["type"] == "order"}
    assert found
    assert {row["主订单编号"].strip() for row in found} == told
