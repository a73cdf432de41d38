"""Workbooks as rows of cells."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.domain.events import OrderStep
from controlroom.feeds.sheets.decode import NoSheet, facts_of, table_of
from controlroom.feeds.sheets.text import NoText, Row
from controlroom.feeds.sheets.workbook import sheets_of

T = datetime(2025, 11, 22, 18, 0, 2)  # noqa: DTZ001 - as a workbook has it


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_are_exact_numbers_texts_and_instants() -> None:
    data = workbook([["a", None, "'1"], [], [5, 2.5, T, True, "\t6929 "]])
    assert [rows for _, rows in sheets_of(data)] == [
        [Row(1, ["a", None, "1"]), Row(3, [5, Decimal("2.5"), T, "true", "6929"])]
    ]


def test_an_order_export_in_a_workbook_is_read_with_its_numbers_as_they_are() -> None:
    head = ["订单号", "订单状态", "商家编码", "数量", "实付金额", "下单时间"]
    rows = [
        ["6929123456789012345", "已付款", "cream", 1, 99.9, T],
        [6929123456789012345.0, "已付款", "cream", 1, 99.9, T],
        [1001, "已付款", "cream", 2.0, 5, T],
    ]
    outcome = facts_of(table_of(workbook([["说明"]], [head, *rows])), "Asia/Shanghai", "CNY")
    paid = [f for f in outcome.facts if isinstance(f, OrderStep) and f.status == "paid"]
    assert {(f.order, f.amount_minor, f.at) for f in paid} == {
        ("6929123456789012345", 9990, 1_763_805_602_000), ("1001", 500, 1_763_805_602_000)
    }  # fmt: skip
    assert [(bad.line, bad.code) for bad in outcome.bad] == [(3, "bad_id")]


def test_a_formula_counts_with_its_value_and_nothing_without_one() -> None:
    data = workbook([["订单号", "订单状态", "实付金额", "下单时间"], ["A", "已付款", "=1+1", T]])
    outcome = facts_of(table_of(data), "Asia/Shanghai", "CNY")
    assert [f.amount_minor for f in outcome.facts if isinstance(f, OrderStep)] == [None, None]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_broken_workbook_is_refused_with_the_mend(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    for broken in (bytes(whole), bytes(whole[: data.draw(st.integers(4, len(whole)))])):
        with suppress(NoSheet):
            table_of(broken)
    with pytest.raises(NoText, match="save it again"):
        sheets_of(b"PK\x03\x04nothing")


WHOLE = workbook([["时间", "订单数"], [T, 5]])


def test_a_workbook_that_tells_a_wrong_size_is_read_whole() -> None:
    small = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as packed, zipfile.ZipFile(small, "w") as written:
        for part in packed.infolist():
            body = packed.read(part)
            if part.filename.endswith("sheet1.xml"):
                assert b'ref="A1:B2"' in body
                body = body.replace(b'ref="A1:B2"', b'ref="A1"')
            written.writestr(part, body)
    assert [rows for _, rows in sheets_of(small.getvalue())] == [[Row(1, ["时间", "订单数"]), Row(2, [T, 5])]]
