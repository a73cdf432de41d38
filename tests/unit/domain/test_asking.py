"""What a question asks, and when two ask the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.asking import LONGEST, Lexicon, alike, answer_to, even, longest_first, product_in, read

LEXICON = Lexicon(
    names=longest_first({"熬夜面霜50ml": "cream", "面霜": "cream", "精华": "serum", "night cream": "cream"}),
    links={"3": "cream", "11": "serum"},
    asks=longest_first({"敏感肌": [0], "发货": [1, 2], "sensitive skin": [0]}),
    about=[None, None, "serum"],
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("这个多少钱", "price"),
        ("咋卖的呀", "price"),
        ("包邮吗新疆", "postage"),
        ("什么时候发货", "delivery"),
        ("广东几天能到", "delivery"),
        ("有运费险吗", "returns"),
        ("160斤穿什么码", "size"),
        ("敏感肌能用吗", "suits"),
        ("送小样不", "gift"),
        ("券能叠加吗", "offer"),
        ("11号还有吗", "stock"),
        ("保质期多久", "expiry"),
        ("是正品吗", "genuine"),
        ("会掉色吗", "colour"),
        ("怎么用", "use"),
        ("主播声音真好听", "other"),
        ("how much is shipping to the UK", "postage"),
        ("do you ship to canada", "delivery"),
        ("what size for 60kg", "size"),
        ("is it safe for sensitive skin", "suits"),
        ("how much is it", "price"),
    ],
)
def test_a_question_is_about_a_topic(text: str, topic: str) -> None:
    assert read(text).topic == topic


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("敏感肌能用吗", "请问敏感皮肤可以用吗?"),
        ("什么时候发货", "啥时候发货呀~"),
        ("孕妇可不可以用", "孕期能用不"),
        ("宝宝能吃吗", "小孩子可以吃吗"),
        ("怎么用", "咋用啊"),
        ("is it ok for sensitive skin?", "safe for Sensitive Skin??"),
        ("when does it ship", "when will this be shipped"),
        ("Do you have it in BLACK", "any in black please"),
    ],
)
def test_what_asks_the_same_is_alike(one: str, other: str) -> None:
    assert alike(read(one).grams, read(other).grams)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("敏感肌能用吗", "孕妇能用吗"),
        ("什么时候发货", "发什么快递"),
        ("有黑色吗", "有没有蓝色"),
        ("safe for kids?", "safe for sensitive skin?"),
        ("does it come in black", "does it come with a lid"),
        ("吗", "怎么用"),
    ],
)
def test_what_asks_something_else_is_not(one: str, other: str) -> None:
    assert not alike(read(one).grams, read(other).grams)


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("3号链接多少钱", "cream"),
        ("３号 多少钱", "cream"),
        ("链接11还有吗", "serum"),
        ("#11 still there?", "serum"),
        ("how much is number 3", "cream"),
        ("精华和面霜哪个好", "serum"),
        ("熬夜面霜 50ml 孕妇能用吗", "cream"),
        ("is the Night  Cream oily", "cream"),
        ("3号色好看吗", None),
        ("13号发货吗", None),
        ("33号", None),
        ("多少钱", None),
    ],
)
def test_a_product_is_named_by_link_number_or_name(text: str, sku: str | None) -> None:
    assert product_in(text, LEXICON) == sku


@pytest.mark.parametrize(
    ("text", "sku", "place"),
    [
        ("敏感肌能用不", None, 0),
        ("ok for SENSITIVE skin", "cream", 0),
        ("几号发货", "cream", 1),
        ("几号发货", "serum", 2),
        ("多少钱", "cream", -1),
    ],
)
def test_an_answer_of_the_plan_is_for_words_and_perhaps_for_one_product(text: str, sku: str | None, place: int) -> None:
    assert answer_to(text, sku, LEXICON) == place
    assert answer_to(text, sku, Lexicon()) == -1


@given(st.text(max_size=3 * LONGEST))
def test_any_text_is_read_the_same_twice_and_bounded(text: str) -> None:
    assert read(text) == read(text)
    assert len(even(text[:LONGEST])) <= len(even(text)) <= 20 * LONGEST
    assert alike(read(text).grams, read(text).grams)
    assert product_in(text, Lexicon()) is None
