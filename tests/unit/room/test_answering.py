"""What a question is answered with, with what is true now."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.queues import Said
from controlroom.room.answering import answer_of, answer_to_said, lexicon_of, meant_in, outdated
from tests.unit.room.desk import Desk
from tests.unit.room.heard import listening, plan, say


def answer(desk: Desk, text: str) -> object:
    words = answer_to_said(desk.room.state, Said("c", 0, "u", text), desk.now_ms)
    return words.text if words is not None else None


def test_the_lexicon_has_titles_aliases_link_numbers_and_the_words_of_answers() -> None:
    lexicon = lexicon_of(plan())
    assert lexicon.names["面霜"] == lexicon.names["cream"] == lexicon.links["3"] == "cream"
    assert (lexicon.asks["sensitive skin"], lexicon.about) == ([0], [None, "cream"])


def test_who_names_a_product_by_its_title_without_the_amount_is_answered_about_it() -> None:
    serum = msgspec.structs.replace(
        plan().products[0], sku="serum", title={"zh-CN": "精华 30ml", "en": "Serum 30 ml"}, aliases=()
    )
    names = lexicon_of(msgspec.structs.replace(plan(), products=(plan().products[0], serum))).names
    assert names["精华"] == names["serum"] == names["精华30 ml"] == "serum"


def test_a_name_of_one_character_names_nothing() -> None:
    short = msgspec.structs.replace(plan().products[0], aliases=("霜",))
    assert "霜" not in lexicon_of(msgspec.structs.replace(plan(), products=(short,))).names


def test_the_plans_answer_says_the_price_and_the_stock_of_now() -> None:
    desk = listening()
    assert answer(desk, "多少钱") == "今天 ¥99，还有 50 件"
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=8850))
    desk.give(cmd.StockSet(id="s", sku="cream", on_hand=7))
    assert answer(desk, "多少钱") == "今天 ¥88.50，还有 7 件"


def test_what_asks_for_more_is_not_answered_by_the_price_of_now() -> None:
    desk = listening()
    assert answer(desk, "多少钱一瓶") == "今天 ¥99，还有 50 件"
    assert answer(desk, "原价多少钱") is None
    say(desk, "多少钱", user="a")
    say(desk, "原价多少钱", user="b")
    plain, own = desk.room.state.comments.questions.by_id.values()
    assert answer_of(desk.room.state, plain, desk.now_ms) is not None
    assert answer_of(desk.room.state, own, desk.now_ms) is None


def test_the_stock_that_is_answered_is_the_platforms_where_that_is_known() -> None:
    desk = listening(faq=False)
    desk.give(cmd.StockSet(id="s", sku="cream", listed=12))
    assert answer(desk, "面霜还有货吗") == {"zh-CN": "还有 12 件", "en": "12 left"}
    desk.give(cmd.StockSet(id="t", sku="mask", listed=3))
    assert answer(desk, "mask 还有货吗") == {"zh-CN": "还有 3 件", "en": "3 left"}


def test_an_answer_about_one_product_is_not_given_for_another() -> None:
    desk = listening()
    assert answer(desk, "11号多少钱") == {"zh-CN": "现在 ¥199", "en": "¥199 now"}
    assert answer(desk, "11号敏感肌能用吗") == {"zh-CN": "可用，先试耳后", "en": "Yes; patch-test first"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("多少钱", {"zh-CN": "现在 ¥99", "en": "¥99 now"}),
        ("面霜还有货吗", {"zh-CN": "还有 50 件", "en": "50 left"}),
        ("什么时候发货", {"zh-CN": "拍下后 48 小时内发货", "en": "Ships within 48 hours"}),
        ("精华几天发货", {"zh-CN": "拍下后 2 天内发货", "en": "Ships within 2 days"}),
        ("mask 什么时候发货", None),
        ("发什么快递", None),
        ("mask 还有货吗", None),  # nobody knows how many there are
        ("有黑色吗", None),
        ("两瓶多少钱", None),
        ("M码还有货吗", None),
        ("what was the price yesterday", None),
        ("链接12多少钱", None),  # no product has that number: the one on air is not meant
        ("9号还有吗", None),
        ("3号和11号多少钱", None),
        ("三号链接多少钱", {"zh-CN": "现在 ¥99", "en": "¥99 now"}),
        ("11多少钱", {"zh-CN": "现在 ¥199", "en": "¥199 now"}),
        ("11號連結多少錢", {"zh-CN": "现在 ¥199", "en": "¥199 now"}),
    ],
)
def test_without_an_answer_in_the_plan_what_is_known_of_the_product_is_said(text: str, said: object) -> None:
    assert answer(listening(faq=False), text) == said


def test_what_nobody_sells_has_no_price() -> None:
    desk = listening(faq=False)
    desk.give(cmd.ProductClear(id="clear"))
    assert (answer(desk, "多少钱"), meant_in(desk.room.state, Said("c", 0, "u", "多少钱")).sku) == (None, None)


def test_a_group_says_what_it_was_answered_with_whatever_is_true_since() -> None:
    desk = listening()
    seq = say(desk, "多少钱")
    question = desk.room.state.comments.questions.by_id[f"question-{seq}"]
    said = answer_of(desk.room.state, question, desk.now_ms)
    assert said is not None
    assert (said.text, said.numbers) == ("今天 ¥99，还有 50 件", {"price": 9900, "stock": 50})
    desk.give(cmd.CommentAnswer(id="a", question=question.id))
    assert not outdated(desk.room.state, question.numbers, question.sku, desk.now_ms)
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=8850))
    assert answer_of(desk.room.state, question, desk.now_ms) == said
    assert outdated(desk.room.state, question.numbers, question.sku, desk.now_ms)
