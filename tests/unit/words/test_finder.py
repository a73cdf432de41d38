from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.words.finder import Finder, finder
from controlroom.words.lists import read_list
from controlroom.words.normal import normal


def found(text: str) -> list[tuple[str, str]]:
    return [(find.text, find.kind) for find in finder().finds(text)]


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("这是国家级的工艺", [("国家级", "absolute")]),
        ("全网销量第一", [("全网销量第一", "absolute")]),
        ("我们是第一", [("第一", "absolute")]),
        ("第一品牌", [("第一品牌", "absolute")]),
        ("最佳选择", [("最佳", "absolute")]),
        ("最滋润的一款", [("最", "superlative")]),
        ("百分之百放心", [("百分之百", "absolute")]),
        ("100%放心", [("100%", "absolute")]),
        ("100%祛痘", [("100%祛痘", "guarantee")]),
        ("顶级原料,独一无二", [("顶级", "absolute"), ("独一无二", "absolute")]),
        ("根治痘痘", [("根治", "guarantee")]),
        ("7天见效", [("7天见效", "guarantee")]),
        ("十五天美白", [("十五天美白", "guarantee")]),
        ("没有任何副作用", [("没有任何副作用", "guarantee")]),
        ("我保证大家喜欢", [("保证", "promise")]),
        ("能治疗湿疹", [("治疗", "medical"), ("湿疹", "medical")]),
        ("消炎杀菌", [("消炎", "medical"), ("杀菌", "claim")]),
        ("全网最低价", [("全网最低价", "price")]),
        ("历史最低", [("历史最低", "price")]),
        ("今天亏本卖", [("亏本卖", "price")]),
        ("最后 3 件", [("最后 3 件", "scarcity")]),
        ("最后三百件", [("最后三百件", "scarcity")]),
        ("仅剩 20", [("仅剩 20", "scarcity")]),
        ("抢完就没", [("抢完就没", "scarcity")]),
        ("想要的加我微信", [("加我微信", "contact")]),
        ("加 V 领券", [("加 V", "contact")]),
        ("私下转账给您优惠", [("私下转账", "contact")]),
        ("人民大会堂特供", [("人民大会堂", "authority"), ("特供", "authority")]),
        ("医生推荐", [("医生推荐", "endorsement")]),
        ("吊打大牌", [("吊打", "disparagement")]),
        ("戴上就招财", [("招财", "superstition")]),
        ("好评返现五元", [("好评返现", "reviews")]),
        ("提亮肤色", [("提亮", "claim")]),
        ("SPF 50", [("SPF 50", "claim")]),
        ("the best cream there is", [("the best", "absolute")]),
        ("Best cream", [("Best", "superlative")]),
        ("our No.1 serum", [("No.1", "absolute")]),
        ("world's first", [("world's first", "absolute")]),
        ("world’s first", [("world’s first", "absolute")]),
        ("it CURES acne", [("CURES", "medical")]),
        ("100% effective", [("100% effective", "guarantee")]),
        ("in 7 days or your money back", [("in 7 days or your money back", "guarantee")]),
        ("the lowest price on the net", [("lowest price on the net", "price")]),
        ("only 3 left!", [("only 3 left", "scarcity")]),
        ("last chance", [("last chance", "scarcity")]),
        ("Add me on WeChat", [("Add me on WeChat", "contact")]),
        ("add me on whatsapp", [("add me on whatsapp", "contact")]),
        ("DM me on Instagram", [("DM me on Instagram", "contact")]),
        ("find me on WeChat", [("find me on WeChat", "contact")]),
        ("v信联系", [("v信", "contact")]),
        ("dermatologist recommended", [("dermatologist recommended", "endorsement")]),
        ("brightens dull skin", [("brightens", "claim")]),
    ],
)
def test_watched_word_is_found(text: str, finds: list[tuple[str, str]]) -> None:
    assert found(text) == finds


@pytest.mark.parametrize(
    "text",
    [
        "第一步,先洗脸",
        "第一次来的朋友",
        "第一,锁住水分",
        "第一、锁住水分",
        "第一瓶用完再买",
        "最近天气干",
        "最后,我们看一下价格",
        "最后 {stock} 件",
        "每人最多两件",
        "最晚明天发货",
        "最好先在耳后试一下",
        "我最喜欢这个味道",
        "唯一编号在瓶底",
        "100%棉的毛巾",
        "１００％ 羊毛",
        "不能治疗皮肤病",
        "正在治疗的朋友先问医生",
        "我们不会加微信",
        "加VIP会员",
        "质量保证书在盒子里",
        "仓库转运中心",
        "限时价六分钟",
        "今天一百九十九",
        "还有 {stock} 件,以屏幕为准",
        "一号链接",
        "the first step",
        "first 100 orders",
        "best before 2027",
        "we do our best",
        "secure payment",
        "Healthy skin",
        "the last 3 years",
        "100% cotton",
        "it does not cure anything",
        "a permanent marker",
        "the nobest thing",
        "lasting scent",
        "",
    ],
)
def test_innocent_text_is_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["国家级", "国 家 级", "国\u200b家\ufeff级", "国\u3000家级", "国\u00ad家级", "国\u2060家\ufe0f级"]
)
def test_tricks_of_writing_hide_nothing(text: str) -> None:
    [find] = finder().finds(f"这是{text}的")
    assert (find.text, find.start, find.end, find.word) == (text, 2, 2 + len(text), "国家级")


@pytest.mark.parametrize("text", ["100%", "１００％", "100 %", "１００ ％"])
def test_width_and_blanks_make_no_difference(text: str) -> None:
    assert found(f"效果{text}哦") == [(text, "absolute")]


def test_find_says_why_and_what_is_better() -> None:
    [find] = finder().finds("销量第一")
    assert find.category.severity == "error"
    assert set(find.category.why) == set(find.better) == {"zh-CN", "en"}
    assert find.better["en"] == "a true figure with period, scope and source"
    [plain] = finder().finds("顶级")
    assert plain.better == plain.category.better


LIST = read_list("""
allow = ["ab cd"]
[x]
severity = "error"
name = {en = "x"}
why = {en = "x"}
better = {en = "x"}
words = ["ab", "ab c", "cd", "甲", "甲乙", "#天"]
""")


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("ab cd", []),
        ("ab c", ["ab c"]),
        ("ab cx", ["ab"]),
        ("xab cd", ["cd"]),
        ("甲乙", ["甲乙"]),
        ("甲甲乙", ["甲", "甲乙"]),
        ("3天", ["3天"]),
        ("一百天", ["一百天"]),
        ("天", []),
    ],
)
def test_longest_entry_wins_and_latin_words_are_whole(text: str, finds: list[str]) -> None:
    assert [find.text for find in Finder([LIST]).finds(text)] == finds


def test_every_entry_finds_itself() -> None:
    words = {
        (word.replace("#", "3"), name)
        for category in LIST.categories.values()
        for word in category.words
        for name in LIST.categories
    }
    assert {find.text for word, _ in words for find in Finder([LIST]).finds(word)} == {word for word, _ in words}


@given(st.text(alphabet=st.sampled_from("最第一步后件3 100%国家级abest\u200b{}．％①ﬁ"), max_size=40))
def test_places_always_lead_into_the_text(text: str) -> None:
    end = 0
    for find in finder().finds(text):
        assert end <= find.start < find.end <= len(text)
        assert text[find.start : find.end] == find.text
        end = find.end
    compared = normal(text)
    assert len(compared.text) == len(compared.places)
