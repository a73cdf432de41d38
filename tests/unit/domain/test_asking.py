"""What a question asks, and when two ask the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.asking import LONGEST, Lexicon, Meant, alike, answer_to, even, longest_first, meant_by, read

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
        ("三号链接多少钱", "cream"),
        ("3链接多少钱", "cream"),
        ("小黄车3多少钱", "cream"),
        ("3多少钱", "cream"),
        ("3號連結多少錢", "cream"),
        ("3号链接就是链接3吗", "cream"),
        ("3号精华多少钱", "cream"),
        ("熬夜麵霜多少錢", "cream"),
        ("3号色好看吗", "on air"),
        ("多少钱", "on air"),
    ],
)
def test_a_product_is_named_by_link_number_or_name_else_the_one_on_air_is_meant(text: str, sku: str) -> None:
    assert meant_by(text, LEXICON, "on air") == Meant(sku)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("13号发货吗", (13,)),
        ("十二号链接多少钱", (12,)),
        ("链接12多少钱", (12,)),
        ("9号还有吗", (9,)),
        ("12多少钱", (12,)),
        ("面霜是9号吗", (9,)),
        ("3号和11号哪个好", (3, 11)),
        ("3号和9号多少钱", (3, 9)),
    ],
)
def test_a_link_number_that_leads_to_no_one_product_never_means_the_one_on_air(
    text: str, links: tuple[int, ...]
) -> None:
    assert meant_by(text, LEXICON, "cream") == Meant(None, links)
    assert answer_to(f"{text} 敏感肌 发货", Meant(None, links), LEXICON) == -1


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("how much is the tea", "tea"),
        ("茶tea多少钱", "tea"),
        ("are the teas sweet", "tea"),
        ("a mug instead", None),
        ("steam it?", None),
    ],
)
def test_a_name_of_letters_stands_by_itself(text: str, sku: str | None) -> None:
    assert meant_by(text, Lexicon(names={"tea": "tea"}), None) == Meant(sku)


def test_a_number_in_a_products_name_names_no_link() -> None:
    lexicon = Lexicon(names=longest_first({"5号电池": "battery"}), links={"5": "cream"})
    assert meant_by("5号电池多少钱", lexicon, None) == Meant("battery")
    assert meant_by("5号多少钱", lexicon, None) == Meant("cream")


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
    assert answer_to(text, Meant(sku), LEXICON) == place
    assert answer_to(text, Meant(sku), Lexicon()) == -1


PREPARED = Lexicon(
    asks=longest_first(
        {even(ask): [at] for at, ask in enumerate(
            ("多少钱", "how much", "学生价", "什么时候发货", "几天能到", "还有货吗", "顺丰", "偏远地区包邮", "价格"))}
    ),
    about=[None, None, None, None, None, None, None, None, "serum"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("怎么卖", 0),
        ("几钱", 0),
        ("3号怎么卖", -1),
        ("what's the price", 1),
        ("how long to ship", 3),
        ("多久发货", 3),
        ("when will it arrive", 4),
        ("库存多少", 5),
        ("any left?", 5),
        ("学生价多少钱", 0),
        ("原价怎么卖", -1),
        ("从哪里发货", -1),
        ("能发顺丰吗", 6),
        ("包邮吗", -1),
        ("敏感肌能用吗", -1),
    ],
)
def test_what_the_plan_answers_to_one_way_of_asking_it_answers_to_all(text: str, place: int) -> None:
    assert answer_to(text, meant_by(text, PREPARED, "cream"), PREPARED) == place


def test_an_answer_about_the_product_goes_first_also_to_other_words() -> None:
    assert answer_to("怎么卖", Meant("serum"), PREPARED) == 8


@pytest.mark.parametrize(
    ("text", "when"),
    [("多久发货", True), ("how long to ship", True), ("快递几天", True), ("今天能发吗发货", True), ("shipping?", True),
     ("发什么快递", False), ("从哪里发货", False), ("do you ship to canada", False)],
)  # fmt: skip
def test_of_delivery_it_is_asked_when_or_something_else(text: str, when: bool) -> None:
    asked = read(text)
    assert (asked.topic, asked.particular) == ("delivery", not when)


@given(st.text(max_size=3 * LONGEST))
def test_any_text_is_read_the_same_twice_and_bounded(text: str) -> None:
    assert read(text) == read(text)
    assert len(even(text[:LONGEST])) <= len(even(text)) <= 20 * LONGEST
    assert alike(read(text).grams, read(text).grams)
    assert meant_by(text, Lexicon(), None).sku is None


@pytest.mark.parametrize(("written", "simple"), [("3號連結多少錢", "3号连结多少钱"), ("孕婦能用嗎", "孕婦能用吗")])
def test_traditional_characters_ask_the_same(written: str, simple: str) -> None:
    assert even(written) == simple
    assert read(written) == read(simple)
