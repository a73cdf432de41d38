from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from controlroom.planfile.sheets.cells import value_of
from controlroom.planfile.sheets.columns import Column
from controlroom.planfile.sheets.grid import Cell
from controlroom.planfile.tree import Scalar

NUMBER = Column(("price",), "价", "Price", "number")
TRUTH = Column(("presale",), "预售", "Presale", "truth")
INSTANT = Column(("starts",), "开始", "Starts", "instant")
DAY = Column(("valid_until",), "至", "Until", "day")
TEXT = Column(("sku",), "货号", "SKU")
ROLE = Column(("role",), "角色", "Role", words={"主播": "host"})
LIST = Column(("points",), "卖点", "Points", "list")


@pytest.mark.parametrize(
    ("cell", "column", "value"),
    [
        ("1,299.00", NUMBER, Scalar("1299.00", "number")),
        ("１２９", NUMBER, Scalar("129", "number")),
        ("¥199", NUMBER, Scalar("199", "number")),
        ("199元", NUMBER, Scalar("199", "number")),
        ("1,20", NUMBER, Scalar("1,20", "number")),
        ("约 200", NUMBER, Scalar("约 200", "number")),
        (Decimal("199.0"), NUMBER, Scalar("199", "number")),
        (Decimal("0.1"), NUMBER, Scalar("0.1", "number")),
        (Decimal("123"), TEXT, Scalar("123", "text")),
        ("00123", TEXT, Scalar("00123", "text")),
        ("是", TRUTH, Scalar("true", "boolean")),
        ("No", TRUTH, Scalar("false", "boolean")),
        (True, TRUTH, Scalar("true", "boolean")),
        ("也许", TRUTH, Scalar("也许", "text")),
        ("主播", ROLE, Scalar("host", "text")),
        ("host", ROLE, Scalar("host", "text")),
        ("别的", ROLE, Scalar("别的", "text")),
        (date(2027, 3, 1), DAY, Scalar("2027-03-01", "text")),
        (datetime(2027, 3, 1), DAY, Scalar("2027-03-01", "text")),  # noqa: DTZ001 - as sheets have them
        ("2027/3/1", DAY, Scalar("2027-03-01", "text")),
        ("2027年3月1日", DAY, Scalar("2027-03-01", "text")),
        ("soon", DAY, Scalar("soon", "text")),
        ("2026/11/22 20:00", INSTANT, Scalar("2026-11-22T20:00:00+08:00", "text")),
        (datetime(2026, 11, 22, 20), INSTANT, Scalar("2026-11-22T20:00:00+08:00", "text")),  # noqa: DTZ001
        ("2026-11-22T20:00:00Z", INSTANT, Scalar("2026-11-22T20:00:00Z", "text")),
        ("2026-13-22 20:00", INSTANT, Scalar("2026-13-22 20:00", "text")),
        ("一;二；三|四｜五", LIST, [Scalar(text, "text") for text in "一二三四五"]),
        ("一;二\n三", LIST, [Scalar("一;二", "text"), Scalar("三", "text")]),
        ("一;二\n", LIST, [Scalar("一;二", "text")]),
        (None, LIST, None),
        (" ; ", LIST, None),
    ],
)
def test_cell_is_what_its_author_means(cell: Cell, column: Column, value: object) -> None:
    assert value_of(cell, column, "Asia/Shanghai") == value


def test_instant_without_any_zone_stays_as_written() -> None:
    assert value_of("2026-11-22 20:00", INSTANT) == Scalar("2026-11-22 20:00", "text")
