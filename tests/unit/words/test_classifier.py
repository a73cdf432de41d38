"""What comments are."""

from __future__ import annotations

import pytest

from controlroom.words.classifier import Classifier
from controlroom.words.examples import Example, Learned, read_examples
from controlroom.words.folding import folding
from controlroom.words.goods import Goods
from controlroom.words.phrases import gathered, read_phrases
from controlroom.words.reader import reader, shipped_texts
from tests.bench.bench_classes import BLIND, apart, by_lists, confusion, lines, macro_f1, recall


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "intent",
            ("怎么买", "3号链接在哪", "我昨天拍的什么时候发货", "已拍", "when will my order ship", "how do i buy this"),
        ),
        ("question", ("多少钱", "敏感肌能用吗", "会起球吗", "发什么快递", "does it pill", "is it see through")),
        ("negative", ("没声音", "是不是又卡了", "怎么还不发货", "掉色严重", "why is it so expensive", "no sound")),
        ("praise", ("好用", "不掉色", "一点都不贵", "回购第三次了", "love it", "doesn't pill at all", "not bad")),
        ("spam", ("加薇信领福利", "➕V", "互粉互赞", "哈" * 10, "6" * 12, "dm me for wholesale", "www.cheap.shop")),
        ("other", ("晚上好", "1", "666", "哈哈哈", "", "主播哪里人", "hi", "lol", "where are you from")),
    ],
)
def test_what_the_classes_mean(kind: str, texts: tuple[str, ...]) -> None:
    assert {text: reader().kind(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("好用", "praise"), ("不好用", "negative"), ("好用吗", "question"), ("好不好用", "question"),
        ("起球", "negative"), ("不起球", "praise"), ("起球吗", "question"), ("怎么又起球了", "negative"),
        ("好看但是太贵", "negative"), ("虽然贵但是好用", "praise"), ("真棒啊等了二十天", "negative"),
        ("it fades", "negative"), ("does it fade", "question"), ("doesnt fade", "praise"),
    ],
)  # fmt: skip
def test_denial_question_and_but_turn_what_is_said(said: str, kind: str) -> None:
    assert reader().kind(said) == kind


@pytest.mark.parametrize(
    "text",
    [
        "甜不甜啊这个橘子", "好不好吃这个饼", "酸不酸你们家的李子", "新疆发不发货", "这个要不要蒸", "掉不掉毛这条",
        "比昨天便宜还是贵", "跟上一场比是便宜了还是贵了", "厚的还是薄的", "跟线下比贵吗",
    ],
)  # fmt: skip
def test_neither_half_of_whether_or_not_is_said(text: str) -> None:
    assert reader().kind(text) == "question"


@pytest.mark.parametrize("text", ["还发不发货了呀", "到底卖不卖", "怎么又卡不卡的"])
def test_whether_or_not_is_a_complaint_where_it_is_put_as_one(text: str) -> None:
    assert reader().kind(text) == "negative"


def test_a_line_that_is_known_is_of_its_class_whatever_its_words_say() -> None:
    fold, goods = folding(), Goods((), folding())
    lines = [(Example("spam", "好用"), 1), (Example("praise", "真好用"), 50), (Example("praise", "好用得很"), 50)]
    phrases = gathered(tuple(read_phrases(text) for text in shipped_texts().phrases), fold)
    classify = Classifier(phrases, fold, Learned(lines, fold)).classify
    assert [classify(text, goods) for text in ("好用", " 好用 ", "好用啊")] == ["spam", "spam", "praise"]


def test_a_chain_is_no_link() -> None:
    assert [reader().kind(text) for text in ("链子多长", "链子什么材质", "链接呢", "上链子")] == [
        "question", "question", "intent", "intent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "negative",
            (
                "不是很好", "质量不是很好", "没有很好", "不是特别好", "不太好看", "不太划算", "不太喜欢", "不觉得好看", "不太行",
                "not very good", "not so good", "not really good", "not very soft", "doesnt look very good",
            ),
        ),
        ("praise", ("从没失望过", "从来没漏过", "一点不掉毛", "不太贵", "不是很贵", "can't believe how good this is")),
    ],
)  # fmt: skip
def test_a_denial_that_runs_into_the_word_denies_it_and_is_not_counted_twice(kind: str, texts: tuple[str, ...]) -> None:
    assert {text: reader().kind(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "negative",
            (
                "不想买", "不想要", "不敢下单", "下单不了", "付款不了", "下单不成功", "怎么下单不了", "无法付款", "别下单",
                "don't want this", "not going to buy", "can't buy it", "unable to order", "can't add to cart",
            ),
        ),
        (
            "other",
            (
                "没下单", "还没下单的赶紧", "还没付款", "不太想买", "haven't ordered yet", "I haven't bought it yet",
                "还没付尾款", "我还没加购", "没上车", "没改地址", "没入手过", "没预订", "还没预约", "没结账", "我没付定金",
                "haven't paid yet", "not paid yet", "haven't checked out yet", "haven't added it yet", "not buying today",
            ),
        ),
        (
            "intent",
            (
                "不会下单", "不知道怎么买", "没有链接", "没上架", "没抢到", "没买到", "忍不住下单了", "要不来一单",
                "没有L码，求补货", "no link", "can't find the link", "i can't wait to buy",
            ),
        ),
    ],
)  # fmt: skip
def test_a_wish_that_is_denied_is_none(kind: str, texts: tuple[str, ...]) -> None:
    assert {text: reader().kind(text) for text in texts} == dict.fromkeys(texts, kind)


def test_that_a_wish_is_yet_to_be_done_takes_no_complaint_away() -> None:
    told = (
        "还没一起发", "还没通知我", "怎么还没加购", "客服没改地址", "没给我留", "not buying this",
        "haven't paid yet and it won't load", "haven't added it yet, voucher gone",
    )  # fmt: skip
    assert {text: reader().kind(text) for text in told} == dict.fromkeys(told, "negative")


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("intent", ("不囤亏了", "不囤后悔", "不囤不行", "不囤就亏了", "不囤对不起自己")),
        ("other", ("不囤了", "我先不囤", "nothing better to do")),
        ("question", ("不囤吗", "囤不囤", "is there nothing better")),
        ("praise", ("nothing better than this", "never had such a good moisturizer")),
        ("negative", ("never had such a bad cream",)),
    ],
)
def test_a_denial_that_is_part_of_a_saying_turns_nothing(kind: str, texts: tuple[str, ...]) -> None:
    assert {text: reader().kind(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "question",
            (
                "便宜点", "便宜一点呗", "再便宜点", "能便宜点吗", "便宜点了吗", "可以便宜点了", "打个折", "cheaper please",
                "lower the price", "can you make it cheaper please", "could you make it cheaper please",
                "can you lower the price please", "can you drop the price please", "can you do cheaper please",
                "could you go lower please", "can you go cheaper please",
            ),
        ),
        ("intent", ("再便宜点就买", "便宜点我就买", "便宜点了我就买", "便宜10块我就拍", "快点我要下单")),
        (
            "praise",
            ("便宜又好用", "真便宜", "比实体店便宜点", "便宜一点了", "终于便宜点了", "今天便宜点了", "便宜一点点了"),
        ),
    ],
)  # fmt: skip
def test_who_haggles_asks_about_the_price(kind: str, texts: tuple[str, ...]) -> None:
    assert {text: reader().kind(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("they did not send my order", "negative"), ("do not trust this shop", "negative"),
        ("I would not buy again", "negative"), ("my parcel has not been delivered", "negative"),
        ("could not be happier", "praise"), ("I can not live without it", "praise"), ("it did not disappoint", "praise"),
        ("had to send it back", "negative"), ("order cancelled for no reason", "negative"), ("you are on mute", "negative"),
        ("no one is replying to my emails", "negative"), ("shipping fee is insane", "negative"),
    ],
)  # fmt: skip
def test_english_denials_say_the_same_in_one_word_and_in_two(said: str, kind: str) -> None:
    assert reader().kind(said) == kind


def test_a_fault_that_is_only_supposed_is_asked_about() -> None:
    asked = (
        "碎了包赔吗",
        "会不会发霉",
        "如果尺码不对能换吗",
        "不合适可以退吗",
        "what if it breaks",
        "can i return it if it doesnt fit",
    )
    assert {text: reader().kind(text) for text in asked} == dict.fromkeys(asked, "question")
    told = ("收到就碎了", "怎么全是发霉的", "尺码不对", "it broke")
    assert {text: reader().kind(text) for text in told} == dict.fromkeys(told, "negative")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("😡😡😡", "negative"), ("👎", "negative"), ("[怒][怒]", "negative"), ("👍👍", "praise"), ("😂", "other"),
        ("哈哈😡", "negative"),
        ("一点异味都没有", "praise"), ("洗了好几次没变形", "praise"), ("穿一次就变形", "negative"),
        ("卫星同号", "spam"), ("家微 xinn", "spam"), ("卫星同步", "other"), ("大家微笑一下", "other"), ("加维生素", "other"),
        ("拍了两件氨基酸洁面", "intent"), ("拍了贵妇膏", "intent"), ("今天酸死了", "negative"),
        ("来打卡了", "other"), ("打卡", "other"), ("卡了", "negative"), ("oh my god!!", "other"), ("so goooood", "praise"),
    ],
)  # fmt: skip
def test_pictures_speak_and_words_within_other_words_do_not(said: str, kind: str) -> None:
    assert reader().kind(said) == kind


def test_lines_that_the_product_knows_are_told() -> None:
    known = [line for text in shipped_texts().examples for line in read_examples(text)]
    table = confusion(known, reader().kind)
    assert (macro_f1(table) >= 0.93, recall(table, "negative") >= 0.95) == (True, True)


@pytest.mark.parametrize("name", BLIND)
def test_lines_that_the_product_does_not_know_are_told(name: str) -> None:
    assert macro_f1(confusion(apart(name), reader().kind)) >= 0.8


def test_complaints_among_lines_that_the_product_does_not_know_are_found_and_more_than_by_the_lists_alone() -> None:
    blind = [line for name in BLIND for line in apart(name)]
    assert 1900 <= len(blind) < sum(len(lines(name)) for name in BLIND)
    table, of_lists = confusion(blind, reader().kind), confusion(blind, by_lists())
    assert (macro_f1(table) >= 0.85, recall(table, "negative") >= 0.9) == (True, True)
    assert macro_f1(table) - macro_f1(of_lists) > 0.03
