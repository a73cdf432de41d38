"""Headings and words of exports."""

from __future__ import annotations

from collections import Counter

import pytest

from controlroom.feeds.sheets.headings import BOARD, MAKERS, ORDERS, STATES, head_of, maker_of, state_of
from controlroom.feeds.sheets.text import Row, even, plain_head


def test_no_heading_means_two_columns_of_a_table() -> None:
    for table in (ORDERS, BOARD):
        counted = Counter(head for names in table.values() for head in {plain_head(name) for name in names})
        assert [head for head, times in counted.items() if times > 1] == []


def test_words_of_states_are_as_they_are_compared() -> None:
    assert all(word == even(word) for word in STATES)
    assert set(STATES.values()) == {"created", "paid", "cancelled", "refunded", "part"}


def test_the_first_name_counts_and_a_heading_is_used_once() -> None:
    rows = [Row(1, ["报表"]), Row(2, ["商品ID", "订单号", "商家编码", "应付金额", "实付金额", "备注"])]
    head = head_of(rows, ORDERS, ("order",))
    assert head is not None
    assert (head.row, head.columns["order"], head.columns["code"], head.columns["goods"], head.columns["amount"]) == (
        1,
        1,
        2,
        0,
        4,
    )
    assert head.unknown == ("备注",)
    assert head_of(rows, BOARD, ("gmv_minor",)) is None


def test_every_maker_is_known_by_its_marks() -> None:
    for name, marks in MAKERS:
        head = head_of([Row(1, ["订单号", "订单状态", *marks])], ORDERS, ("order",))
        assert head is not None
        assert maker_of(head) == name


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("已发货，待签收", "paid"), ("已取消，退款成功", "refunded"), ("买家已付款，等待卖家发货", "paid"),
        ("未发货,退款中", "paid"),
        (" Partially_Refunded ", "part"), ("飞走了", None), ("", None),
    ],
)  # fmt: skip
def test_a_state_of_several_parts_is_its_furthest(words: str, state: str | None) -> None:
    assert state_of(words) == state
