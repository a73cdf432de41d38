"""Questions that ask the same, gathered: who asks, since when, answered or not."""

from __future__ import annotations

import pytest

from controlroom.domain.asking import Lexicon
from controlroom.domain.questions import (
    ALONE,
    ECHO_MS,
    FORMS,
    GROUPS,
    PEOPLE,
    SEEN,
    TIMES,
    WINDOW_MS,
    Question,
    Questions,
)

LEXICON = Lexicon(names={"面霜": "cream"}, links={"3": "cream"}, asks={"敏感肌": [0], "皮肤敏感": [0]}, about=[None])


def asked(*texts: str, on_air: str | None = None, lexicon: Lexicon | None = None) -> Questions:
    """Questions of one person each, a second apart."""
    made = Questions(lexicon=lexicon or Lexicon())
    for i, text in enumerate(texts):
        made.ask(f"q{i}", f"user {i}", text, i * 1000, on_air)
    return made


def told(questions: Questions) -> list[tuple[str, int]]:
    return [(one.text, one.count) for one in questions.open()]


def test_questions_that_ask_the_same_are_one_and_those_most_ask_come_first() -> None:
    made = asked("包邮吗", "敏感肌能用吗", "敏感皮肤可以用不", "请问敏感肌能用吗", "有黑色吗")
    assert told(made) == [("敏感肌能用吗", 3), ("包邮吗", 1), ("有黑色吗", 1)]
    assert [one.first_ms for one in made.open()] == [1000, 0, 4000]


def test_a_person_counts_once_however_often_they_ask() -> None:
    made = Questions()
    for i in range(5):
        made.ask(f"q{i}", "u", "包邮吗", i, None)
    (one,) = made.open()
    assert (one.count, one.asked) == (1, 5)


def test_one_answer_topics_are_one_group_per_product_whatever_the_words() -> None:
    made = asked("多少钱", "怎么卖", "什么价位呀", "3号多少钱", "面霜啥价", lexicon=LEXICON)
    assert [(one.sku, one.count) for one in made.open()] == [(None, 3), ("cream", 2)]


PRICED = Lexicon(names={"面霜": "cream"}, asks={"多少钱": [0], "什么时候发货": [1]}, about=["cream", None])


@pytest.mark.parametrize("order", [1, -1])
def test_price_and_delivery_are_one_group_whether_or_not_the_plans_answer_has_the_words(order: int) -> None:
    prices, sent = (
        ("这个多少钱", "几钱", "怎么卖", "price?"),
        ("多久发货", "how long to ship", "什么时候发货", "几号发货"),
    )
    made = asked(*prices[::order], *sent[::order], on_air="cream", lexicon=PRICED)
    assert [(one.topic, one.covered, one.count) for one in made.open()] == [("price", 0, 4), ("delivery", 1, 4)]
    plain = asked(*prices, *sent, on_air="cream")
    assert [(one.topic, one.covered, one.count) for one in plain.open()] == [("price", -1, 4), ("delivery", -1, 4)]


def test_where_from_and_by_whom_it_is_sent_is_asked_apart_from_when() -> None:
    made = asked("多久发货", "从哪里发货", "发什么快递", "几天发货")
    assert told(made) == [("多久发货", 2), ("从哪里发货", 1), ("发什么快递", 1)]


def test_what_asks_for_more_than_price_or_stock_now_is_a_group_of_its_own() -> None:
    made = asked(
        "还有货吗",
        "M码还有货吗",
        "黑色还有吗",
        "什么时候补货",
        "还剩几件",
        "请问M码还有货吗",
        "两瓶多少钱",
        "多少钱",
        "原价多少钱",
    )
    assert told(made) == [
        ("还有货吗", 2), ("M码还有货吗", 2), ("黑色还有吗", 1), ("什么时候补货", 1), ("两瓶多少钱", 1),
        ("多少钱", 1), ("原价多少钱", 1),
    ]  # fmt: skip


def test_who_names_no_product_means_the_one_on_air() -> None:
    made = Questions(lexicon=LEXICON)
    for i, sku in enumerate(("serum", "cream", None)):
        made.ask(f"q{i}", f"u{i}", "包邮吗", i, sku)
    assert [one.sku for one in made.open()] == ["serum", "cream", None]
    assert made.ask("q9", "u9", "3号包邮吗", 9, "serum").sku == "cream"


def test_bodies_of_any_size_ask_for_one_table() -> None:
    made = asked("160斤穿什么码", "身高158体重98能穿吗 码数", "有没有加大码")
    assert [one.count for one in made.open()] == [2, 1]


def test_what_one_answer_of_the_plan_covers_is_one_group_even_across_topics() -> None:
    made = asked("敏感肌能用吗", "皮肤敏感的人怎么办", lexicon=LEXICON)
    assert [(one.count, one.covered) for one in made.open()] == [(2, 0)]


def test_a_new_plan_is_read_from_then_on_also_for_groups_that_are_open() -> None:
    made = asked("敏感肌能用吗", "皮肤敏感的人怎么办")
    assert [one.covered for one in made.open()] == [-1, -1]
    made.learn(LEXICON)
    assert made.seen == {}
    assert [one.covered for one in made.open()] == [0, 0]
    assert made.ask("q9", "u9", "我皮肤敏感", 9, None).id == "q0"


def test_people_leave_the_window_and_the_group_with_the_last() -> None:
    made = asked("包邮吗", "包邮吗")
    assert not made.slide(WINDOW_MS, None)
    assert made.slide(WINDOW_MS + 1000, None)
    assert told(made) == [("包邮吗", 1)]
    assert made.slide(WINDOW_MS + 2000, None)
    assert made.by_id == {}


def test_a_group_before_the_host_stays_though_nobody_asks_any_more() -> None:
    made = asked("包邮吗")
    made.slide(WINDOW_MS + 1000, "q0")
    assert list(made.by_id) == ["q0"]
    assert made.open() == []
    made.slide(WINDOW_MS + 2000, None)
    assert made.by_id == {}


def test_stepping_and_jumping_over_idle_time_come_to_the_same() -> None:
    stepped, jumped = asked("包邮吗", "多少钱"), asked("包邮吗", "多少钱")
    for second in range(0, 3 * WINDOW_MS, 1000):
        stepped.slide(second, None)
    jumped.slide(3 * WINDOW_MS, None)
    stepped.slide(3 * WINDOW_MS, None)
    assert stepped == jumped


def test_what_is_asked_right_after_the_answer_is_an_echo_and_later_it_is_open_anew() -> None:
    made = asked("包邮吗", "包邮吗")
    made.close("q0", "answered", "包邮", 10_000)
    assert (made.open(), made.times, made.closed) == ([], [10_000], 1)
    echo = made.ask("q2", "late", "包邮吗", 10_000 + ECHO_MS, None)
    assert (echo.id, echo.state, echo.count, echo.answer) == ("q0", "answered", 3, "包邮")
    again = made.ask("q3", "new", "包邮吗", 10_001 + ECHO_MS, None)
    assert (again.state, again.count, again.asked, again.first_ms) == ("open", 1, 1, 10_001 + ECHO_MS)
    assert (again.answer, again.closed_ms) == (None, None)


def test_closing_what_is_closed_counts_no_second_answer() -> None:
    made = asked("包邮吗")
    made.close("q0", "answered", "包邮", 10_000)
    made.close("q0", "done", None, 20_000)
    assert (made.times, made.closed) == ([10_000], 1)
    made.untook(10_000)
    assert (made.times, made.closed) == ([], 0)


def test_shown_are_the_open_ones_then_what_was_closed_last() -> None:
    made = asked("包邮吗", "多少钱", "孕妇能用吗")
    made.close("q0", "answered", "包邮", 5000)
    made.close("q2", "done", None, 6000)
    assert [one.id for one in made.shown()] == ["q1", "q2", "q0"]


def test_a_group_that_is_older_than_all_others_leaves_in_its_time() -> None:
    questions = Questions()
    questions.ask("new", "u", "包邮吗", 60_000, None)
    questions.slide(70_000, None)
    questions.ask("old", "u", "多少钱", 10_000, None)
    assert questions.slide(10_000 + WINDOW_MS + 1, None)
    assert list(questions.by_id) == ["new"]


def test_an_answer_that_is_taken_back_takes_its_own_time() -> None:
    questions = Questions()
    for ms in (5, 9, 5, 7):
        questions.took(ms)
    questions.untook(5)
    assert (questions.times, questions.closed) == ([5, 9, 7], 3)


def test_a_group_is_called_by_what_is_written_most_often() -> None:
    made = asked("敏感肌能用吗请问一下主播", "敏感肌能用吗", "敏感肌能用吗")
    assert made.open()[0].text == "敏感肌能用吗"


@pytest.mark.parametrize("count", [GROUPS, GROUPS + 50])
def test_groups_are_bounded_and_closed_ones_make_room_first(count: int) -> None:
    made = Questions()
    made.ask("first", "u", "包邮吗", 0, "sku")
    made.close("first", "done", None, 1)
    for i in range(count):
        made.ask(f"q{i}", f"u{i}", "包邮吗", i, f"sku {i}")
    assert len(made.by_id) == GROUPS
    assert "first" not in made.by_id
    assert f"q{count - 1}" in made.by_id


def test_whoever_asks_much_alone_gives_up_his_own_oldest_and_nobody_elses() -> None:
    texts = ("孕妇能用吗", "有黑色吗", "怎么用", "包邮吗", "保质期多久", "是正品吗")
    made = asked(*texts)
    for i in range(2 * GROUPS):
        made.ask(f"f{i}", "flood", "包邮吗", 10_000 + i, f"sku {i}")
    assert {one.text for one in made.open() if one.sku is None} == set(texts)
    assert [one.id for one in made.by_id.values() if "flood" in one.people] == [
        f"f{i}" for i in range(2 * GROUPS - ALONE, 2 * GROUPS)
    ]
    for user in ("a", "b"):
        made.ask(f"more {user}", user, "孕妇能用吗", 20_000, None)
    assert told(made)[0] == ("孕妇能用吗", 3)


def test_what_others_ask_too_and_what_is_before_the_host_stays_however_much_one_person_asks() -> None:
    made = asked("孕妇能用吗")
    made.ask("x", "flood", "孕妇能用吗", 5000, None)
    made.ask("pinned", "flood", "怎么用", 5001, None)
    for i in range(2 * ALONE):
        made.ask(f"f{i}", "flood", "包邮吗", 10_000 + i, f"sku {i}", "pinned")
    assert made.open()[0].count == 2
    assert "pinned" in made.by_id
    assert len([one for one in made.open() if one.only("flood")]) == ALONE + 1


def test_the_second_question_of_one_person_comes_after_the_first_of_everybody_else() -> None:
    made = Questions()
    for i, (user, text) in enumerate((("a", "包邮吗"), ("a", "怎么用"), ("b", "有黑色吗"), ("c", "孕妇能用吗"))):
        made.ask(f"q{i}", user, text, i, None)
    assert [one.id for one in made.open()] == ["q0", "q2", "q3", "q1"]


def test_each_link_number_that_no_product_has_is_a_group_of_its_own_without_an_answer() -> None:
    made = asked("9号多少钱", "链接12怎么卖", "十二号多少钱", "多少钱", on_air="cream", lexicon=LEXICON)
    assert [(one.sku, one.links, one.count) for one in made.open()] == [
        (None, (12,), 2), (None, (9,), 1), ("cream", (), 1),
    ]  # fmt: skip
    made = asked("9号敏感肌能用吗", on_air="cream", lexicon=LEXICON)
    assert made.by_id["q0"].covered == -1
    made.learn(LEXICON)
    assert made.by_id["q0"].covered == -1


def test_numbers_that_were_said_go_with_the_answer() -> None:
    made = asked("多少钱")
    made.close("q0", "answered", "¥99", 1000, {"price": 9900})
    assert made.by_id["q0"].numbers == {"price": 9900}
    made.ask("q1", "u", "多少钱", 1001 + ECHO_MS, None)
    assert made.by_id["q0"].numbers == {}


def test_everything_that_is_remembered_is_bounded() -> None:
    made = Questions()
    for i in range(SEEN + PEOPLE):
        made.ask(f"q{i}", f"u{i}", f"包邮吗{'呀' * (i % (SEEN + 50))}", i, None)
    (one,) = made.open()
    assert (len(made.seen), len(one.forms)) == (SEEN, FORMS)
    assert PEOPLE * 9 // 10 < len(one.people) <= PEOPLE
    assert one.asked == SEEN + PEOPLE
    for i in range(2 * TIMES):
        made.took(i)
    assert (len(made.times), made.closed) == (TIMES, 2 * TIMES)


def test_people_are_counted_by_the_newest_time_they_asked() -> None:
    one = Question("q", None, "other", {}, -1, 0, 0)
    for user, at_ms in (("a", 0), ("b", 1), ("a", 2)):
        one.ask(user, "?", at_ms)
    assert one.people == {"b": 1, "a": 2}
    assert one.slide(2)
    assert one.people == {"a": 2}
