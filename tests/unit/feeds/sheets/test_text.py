"""Sheets as text."""

from __future__ import annotations

import pytest

from controlroom.feeds.sheets.text import (
    MOST_LINES,
    NoText,
    Row,
    bare,
    decoded,
    plain_head,
    rows_of,
    separator_of,
    text_of,
)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-be", "UTF-16-BE"),
    ],
)
def test_text_is_read_in_every_encoding_of_sheets(encoding: str, named: str) -> None:
    text = "类型,金额\n物流,3\n"
    assert decoded(text.encode(encoding)) == (text, named)


def test_a_character_cut_off_costs_that_character_alone() -> None:
    text = "订单号,买家昵称,金额\n" + "1,张三丰,5\n" * 20
    for encoding in ("utf-8", "gb18030"):
        data = text.encode(encoding)
        torn = data[: data.index("丰".encode(encoding)) + 1] + data[data.index(b",5") :]
        assert text_of(torn).count("1,张三") == 20
        assert text_of(data[:-9]).startswith("订单号,买家昵称")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8" * 9, b"\x80\xff" * 9, b"\x00" * 50])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(NoText, match="save it as CSV"):
        text_of(data)


@pytest.mark.parametrize(
    ("text", "sign"), [("a,b\n1;2,3\n", ","), ('a;b\n1;"2,3"\n', ";"), ("a\tb,c\n1\t2\n", "\t"), ("", ",")]
)
def test_separator_is_what_most_lines_have(text: str, sign: str) -> None:
    assert separator_of(text) == sign


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("\t69291 ", "69291"), ('="69291"', "69291"), ('= "a""b"', 'a"b'), ("'69291", "69291"), ('"x"', "x"),
        ("\u200b5\ufeff", "5"), ("=1+1", "=1+1"), ("", ""),
    ],
)  # fmt: skip
def test_what_programs_put_around_a_cell_is_taken_off(cell: str, left: str) -> None:
    assert bare(cell) == left


def test_rows_have_the_lines_they_begin_at_and_blank_ones_are_left_out() -> None:
    text = 'a,b\n\n1,"two\nlines"\n,\n3,4\n'
    assert [(row.line, row.cells) for row in rows_of(text)] == [
        (1, ["a", "b"]),
        (3, ["1", "two\nlines"]),
        (6, ["3", "4"]),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone() -> None:
    text = 'a,b\n1,"open\n' + "".join(f"{n},x\n" for n in range(2, MOST_LINES + 30))
    rows = list(rows_of(text))
    assert [row.line for row in rows if row.torn] == [2]
    assert [row.cells[0] for row in rows if not row.torn][1:] == [str(n) for n in range(2, MOST_LINES + 30)]
    assert [bool(row.torn) for row in rows_of('a,b\n1,"open\n2,x\n')] == [False, True, False]


def test_a_last_line_without_its_end_is_marked() -> None:
    assert list(rows_of("a,b\n1"))[-1] == Row(2, ["1"], last=True)
    assert list(rows_of("a,b\n1\n"))[-1] == Row(2, ["1"])


def test_headings_are_compared_without_width_case_blanks_and_units() -> None:
    assert plain_head("实付金额(元)") == plain_head(" 实付 金额（元） ") == "实付金额"
    assert plain_head("Lineitem_SKU") == plain_head("lineitem sku")
