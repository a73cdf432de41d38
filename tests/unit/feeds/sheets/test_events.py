"""A sheet in our own words."""

from __future__ import annotations

import json

import msgspec

from controlroom.domain.events import EVENT_TAGS
from controlroom.feeds.sheets.decode import facts_of, table_of
from controlroom.feeds.sheets.events import COLUMNS
from controlroom.feeds.sheets.outcome import Outcome

HEAD = "type,id,at,user,text,online,order,status,sku,qty,unit_minor,amount_minor,count\n"


def read(rows: str, head: str = HEAD) -> Outcome:
    return facts_of(table_of((head + rows).encode()), "Asia/Shanghai", "CNY")


def test_a_row_is_the_event_that_its_cells_name() -> None:
    outcome = read(
        "comment,1,2025-11-22 18:00:02,u1,无,,,,,,,,\n"
        "order,2,2025-11-22T18:00:03+08:00,u1,,,A,paid,cream,2,9900,19800,\n"
        "audience,3,1763805604000,,,1380,,,,,,,\n"
        "click,4,1763805605,,,,,,cream,,,,3\n"
    )
    assert outcome.bad == []
    assert json.loads(msgspec.json.encode(outcome.facts)) == [
        {"type": "comment", "id": "1", "at": 1_763_805_602_000, "user": "u1", "text": "无"},
        {"type": "order", "id": "2", "at": 1_763_805_603_000, "order": "A", "status": "paid", "user": "u1",
         "lines": [{"sku": "cream", "qty": 2, "unit_minor": 9900}], "amount_minor": 19_800},
        {"type": "audience", "id": "3", "at": 1_763_805_604_000, "online": 1380},
        {"type": "click", "id": "4", "at": 1_763_805_605_000, "sku": "cream", "count": 3},
    ]  # fmt: skip


def test_a_bad_row_is_refused_by_its_line_with_the_contracts_reasons() -> None:
    outcome = read(
        "like,1,soon,,,,,,,,,,\nmoon,2,,,,,,,,,,,\naudience,3,,,,x,,,,,,,\nenter,4,,,,,,,,,,,\nlike,5,,,,,,,,,,,2\n"
    )
    assert [(bad.line, bad.code, bad.path) for bad in outcome.bad] == [
        (2, "bad_field", "at"), (3, "unknown_type", "type"), (4, "bad_field", "online"), (5, "missing_field", "user")
    ]  # fmt: skip
    assert [fact.id for fact in outcome.facts] == ["5"]


def test_every_field_of_the_contract_has_its_column() -> None:
    assert {"type", "at", "traffic", "bitrate_kbps", "as_told_by", "level", "refund"} <= COLUMNS.keys()
    assert not any(name.startswith("_") for name in COLUMNS)
    assert "order" in EVENT_TAGS


def test_a_sheet_with_other_headings_too_is_none_of_ours() -> None:
    assert table_of("type,订单号,订单状态,下单时间\nx,A,已付款,2025-11-22 18:00\n".encode()).kind == "orders"
