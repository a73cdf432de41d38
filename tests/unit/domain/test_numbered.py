"""Link numbers, however they are written."""

from __future__ import annotations

from time import process_time_ns

import pytest

from controlroom.domain.numbered import named, plain, value


@pytest.mark.parametrize(
    "text",
    [
        "3号链接多少钱", "三号链接多少钱", "３号 多少钱", "3号还有吗", "③号链接", "3️⃣号链接", "3号", "第3号",
        "3链接多少钱", "三链接多少钱", "第三个链接多少钱", "链接3多少钱", "链接 3", "链接三还有吗", "小黄车3多少钱",
        "小黄车里的3", "黄车三号", "购物车3还有吗", "#3 price", "＃3", "no. 3 how much", "No.3", "№3", "link 3",
        "number 3 please", "item 3?", "3rd link?", "3 link price", "3多少钱", "3 怎么卖", "请问3还有吗",
        "三多少钱", "3 how much", "how much is 3?", "多少钱3", "3號連結多少錢", "連結3多少錢", "3号链接链接3",
    ],
)  # fmt: skip
def test_all_ways_of_writing_a_link_number_are_read_alike(text: str) -> None:
    assert list(named(plain(text))) == [3]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("十二号链接多少钱", {12}),
        ("二十三号", {23}),
        ("链接12多少钱", {12}),
        ("1234号链接", {1234}),
        ("199多少钱", {199}),
        ("3号和11号哪个好", {3, 11}),
        ("3、5号多少钱", {3, 5}),
        ("链接1-3多少钱", {1, 3}),
        ("1到5号链接", {1, 5}),
    ],
)
def test_whatever_number_is_named_is_told_and_several_are_all_told(text: str, numbers: set[int]) -> None:
    assert set(named(plain(text))) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "多少钱", "有货吗", "3号色好看吗", "3号码有吗", "链接3瓶多少钱", "购物车3件", "3件多少钱", "一个多少钱", "一个链接吗",
        "50毫升多少钱", "100ml多少钱", "买一送一多少钱", "几号发货", "十几号", "11月11号发货吗", "十一月十一号发货吗",
        "哪一号链接", "这一号", "同一链接吗", "另一链接多少钱", "上链接一下多少钱", "链接二维码", "链接一直打不开",
        "一有货就通知我", "no 3xl left?", "no 3 left?", "is this item one size", "can i get 2, how much is it", "#3.5",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_link_number_is_none(text: str) -> None:
    assert named(plain(text)) == {}


@pytest.mark.parametrize(
    "again",
    [
        "姐姐",
        "姐 姐",
        "宝!那 ",
        "一二三",
        "1、",
        " ,十",
        "111111和",
        "1 号 、",
        "链接 的 ",
        "购物车 里",
        "# ",
        "亲 ",
        " ",
        "号",
        "no ",
    ],
)
@pytest.mark.parametrize("end", ["", "x"])
def test_a_text_made_to_be_slow_is_read_at_once(again: str, end: str) -> None:
    began_ns = process_time_ns()
    named(plain((again * 120)[:120] + end))
    assert process_time_ns() - began_ns < 100_000_000


@pytest.mark.parametrize(
    ("written", "number"),
    [("12", 12), ("007", 7), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百", 100),
     ("一百零二", 102), ("一百一十二", 112), ("一二", 12), ("一〇一", 101)],
)  # fmt: skip
def test_chinese_numerals_are_numbers(written: str, number: int) -> None:
    assert value(written) == number
