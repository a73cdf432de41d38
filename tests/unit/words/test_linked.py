"""Which links are names of products, and which are asked for themselves."""

from __future__ import annotations

import pytest

from controlroom.words.folding import folding
from controlroom.words.goods import SIGN
from controlroom.words.linked import without_links
from controlroom.words.reader import reader


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3号链接多大", f"{SIGN}多大"),
        ("三号链接的怎么洗", f"{SIGN}怎么洗"),
        ("链接12什么材质", f"{SIGN}什么材质"),
        ("小黄车3号有红色吗", f"{SIGN}有红色吗"),
        ("橱窗3号多长", f"{SIGN}多长"),
        ("link 3 how much", f"{SIGN} how much"),
        ("what material is link no 12", f"what material is {SIGN}"),
        ("3号链接和5号链接哪个好", f"{SIGN}和{SIGN}哪个好"),
    ],
)
def test_a_link_with_its_number_names_a_product(text: str, read: str) -> None:
    assert without_links(folding()(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "3号链接", "3号链接在哪", "3号链接呢", "发一下3号链接", "上个3号链接", "3号链接打不开", "弹3号链接", "链接3瓶",
        "链接多少钱", "link 3", "drop link 3", "where is link 3", "link 3 not working", "linkage 3 how long", "好看", "多大",
    ],
)  # fmt: skip
def test_a_link_that_is_asked_for_or_stands_alone_stays_what_it_is(text: str) -> None:
    plain = folding()(text)
    assert without_links(plain) == plain


@pytest.mark.parametrize("named", ["3号链接", "三号链接的", "链接3", "小黄车3号", "3号"])
@pytest.mark.parametrize(
    "asked", ["多大", "多重", "什么颜色", "怎么洗", "什么面料", "发什么快递", "掉不掉色", "多少钱"]
)
def test_what_is_asked_of_a_link_is_a_question_as_it_is_of_the_product(named: str, asked: str) -> None:
    assert reader().kind(named + asked) == "question"


@pytest.mark.parametrize("asked", ["how much", "price", "what material", "how long is it", "does it shrink"])
def test_in_english_too(asked: str) -> None:
    assert reader().kind(f"link 3 {asked}") == "question"


@pytest.mark.parametrize(
    "text", ["3号链接在哪", "发一下3号链接", "要3号链接", "3号链接拍了两单", "drop link 3", "bought link 3"]
)
def test_who_asks_for_a_link_or_buys_by_it_wants_it(text: str) -> None:
    assert reader().kind(text) == "intent"
