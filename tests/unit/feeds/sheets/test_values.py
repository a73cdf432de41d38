"""Single cells as ids, amounts, counts and instants."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.fields import Unfit
from controlroom.feeds.sheets.text import Cell
from controlroom.feeds.sheets.values import count_of, id_of, instant_of, minor_of, rounded_ids, says_nothing, shown

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = 1_763_805_602_000
NO_ZONE = datetime(2025, 11, 22, 18, 0, 2)  # noqa: DTZ001 - as a workbook has it


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("6929123456789012345", "6929123456789012345"), ("SO-1", "SO-1"), ("６９２９", "6929"),
        (6929123456789012345, "6929123456789012345"),
        (Decimal("69291234567890"), "69291234567890"), (Decimal("5.0"), "5"), ("#1001", "#1001"), ("0012", "0012"),
    ],
)  # fmt: skip
def test_ids_stay_the_text_they_are(cell: Cell, text: str) -> None:
    assert id_of(cell, "订单号") == text


@pytest.mark.parametrize("cell", ["6.92912E+18", "1.23e17", Decimal("6.929123456789012E+18"), Decimal("1.5"), NO_ZONE])
def test_ids_that_a_spreadsheet_has_damaged_are_refused_with_the_mend(cell: Cell) -> None:
    with pytest.raises(Unfit, match=r"订单号.*(without opening|make the column text)"):
        id_of(cell, "订单号")


@pytest.mark.parametrize("cell", ["#REF!", "#n/a", '=HYPERLINK("x")', "=A1", "########", " #VALUE! "])
def test_a_formula_is_no_id(cell: str) -> None:
    with pytest.raises(Unfit, match="a formula") as refused:
        id_of(cell, "订单号")
    assert refused.value.code == "bad_id"
    assert id_of("#1001", "Name") == "#1001"


def test_a_column_of_long_ids_that_end_in_noughts_was_rounded() -> None:
    assert rounded_ids(["6929123456789010000", "6929123456789020000", "6929123456789012345"])
    assert not rounded_ids(["6929123456789010000", "6929123456789012341", "6929123456789012345"])
    assert not rounded_ids(["100000", "200000", "SO-1"])


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("99.00", 9900), ("¥1,234.5", 123_450), ("￥１，２３４．５元", 123_450), ("1.2万", 1_200_000), ("99", 9900),
        ("99.", 9900), (".5", 50), ("CNY 9", 900), (99, 9900), (Decimal("99.000000001"), 9900),
        ("1,234,567.89", 123_456_789), ("0", 0),
    ],
)  # fmt: skip
def test_amounts_are_read_as_exports_write_them(cell: Cell, minor: int) -> None:
    assert minor_of(cell, "实付", "CNY") == minor


@pytest.mark.parametrize(
    "cell", ["", "-5", "(5)", "5.005", "1,23", "1.234,50", "五", "$5", "€5", "nan", "inf", "9" * 30, "1e3"]
)
def test_amounts_that_are_none_are_refused(cell: str) -> None:
    with pytest.raises(Unfit, match="实付"):
        minor_of(cell, "实付", "CNY")


def test_a_price_made_by_sharing_out_is_rounded_half_up() -> None:
    assert minor_of("33.3350", "单价", "CNY", exact=False) == 3334
    assert minor_of("500", "单价", "JPY") == 500


@given(st.integers(0, 10**12))
def test_an_amount_written_with_thousands_reads_back(minor: int) -> None:
    assert minor_of(f"{Decimal(minor).scaleb(-2):,.2f}", "实付", "CNY") == minor


@pytest.mark.parametrize(
    ("cell", "number"), [("30,120", 30_120), ("1.2万", 12_000), ("5单", 5), (Decimal("3.0"), 3), ("２", 2)]
)
def test_counts_are_whole_numbers(cell: Cell, number: int) -> None:
    assert count_of(cell, "数量") == number
    for wrong in ("1.5", "-1", "x", Decimal("0.5")):
        with pytest.raises(Unfit, match="数量"):
            count_of(wrong, "数量")


@pytest.mark.parametrize(
    "cell",
    [
        "2025-11-22 18:00:02", "2025/11/22 18:00:02", "2025-11-22T18:00:02+08:00", "2025-11-22 10:00:02 UTC",
        "2025-11-22T10:00:02Z", "2025年11月22日 18:00:02", "2025年11月22日 18时00分02秒", "2025.11.22 18:00:02",
        "20251122180002", "1763805602",
        "1763805602000", "２０２５-11-22 18:00:02", "2025-11-22 18:00:02.000", "2025-11-22 18:00:02 +0800", "45983.750023148",
        Decimal("45983.750023148"),
        NO_ZONE, datetime(2025, 11, 22, 10, 0, 2, tzinfo=UTC),
    ],
)  # fmt: skip
def test_instants_are_read_in_the_forms_of_exports(cell: Cell) -> None:
    assert instant_of(cell, "下单时间", SHANGHAI) // 1000 == AT // 1000


def test_an_instant_without_an_offset_is_the_rooms() -> None:
    assert instant_of("2025-11-22 18:00", "at", ZoneInfo("Europe/Berlin")) == 1_763_830_800_000
    assert instant_of("2025-11-22", "at", SHANGHAI) == 1_763_740_800_000


def test_a_time_of_day_needs_its_day() -> None:
    day = datetime(2025, 11, 22, tzinfo=SHANGHAI)
    assert instant_of("18:00:02", "时间", SHANGHAI, day) == AT
    with pytest.raises(Unfit, match="时间"):
        instant_of("18:00:02", "时间", SHANGHAI)


@pytest.mark.parametrize(
    "cell", ["", "昨天", "2025-13-40", "11/22/2025 18:00", "0001-01-01 00:00", "9999-12-31", "25:00", "-5"]
)
def test_what_is_no_instant_is_refused(cell: str) -> None:
    with pytest.raises(Unfit, match="下单时间"):
        instant_of(cell, "下单时间", SHANGHAI)


def test_what_exports_write_for_nothing_says_nothing() -> None:
    assert all(map(says_nothing, (None, "", "-", "--", "—", "无", "NULL", " n/a ")))
    assert not any(map(says_nothing, ("0", 0, "否")))


def test_a_cell_is_shown_without_an_exponent() -> None:
    assert shown(Decimal("1E+3")) == "1000"
    assert shown(None) == ""
