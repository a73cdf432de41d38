"""A wave of complaints told apart."""

from __future__ import annotations

import pytest

from controlroom.domain.asking import even
from controlroom.domain.complaints import (
    HAN_MOST,
    KEPT,
    OFTEN,
    SIGNS,
    WINDOW_MS,
    WORDS_MOST,
    Complaints,
    Sign,
    Wave,
    Written,
    by_chance,
    form,
    is_long,
    looks_copied,
)

PASTED = "买到假货客服不理人大家千万别下单"


def told(*wrote: tuple[str, str]) -> Complaints:
    made = Complaints()
    for i, (user, text) in enumerate(wrote):
        made.add(user, text, i)
    return made


def many(text: str, accounts: int, *, every_ms: int = 1, fresh: int = 0) -> Complaints:
    made = Complaints()
    for i in range(accounts):
        made.add(f"u{i}", text, 1_000 + i * every_ms, fresh=i < fresh)
    return made


def test_people_who_complain_in_their_own_words_are_people() -> None:
    assert told(("a", "发货慢"), ("b", "质量差"), ("a", "客服不回")).wave() == Wave(3, 2, 2, most=1)
    assert Complaints().wave() == Wave()


@pytest.mark.parametrize(
    "text",
    [
        "没声音了", "卡了", "有点卡", "听不到啊主播", "主播你们那边是不是没有声音了呀", "画面卡住了声音还在",
        "声音和画面对不上", "什么时候发货啊", "客服不理人", "😡😡", "no sound", "No sound!!", "i can't hear anything",
        "is it just me or is there no sound", "the sound is out of sync", "where is my order",
        "it is lagging so much", "主播 no sound",
    ],
)  # fmt: skip
def test_what_anybody_says_is_no_copy_however_many_say_it_at_once(text: str) -> None:
    wave = many(text, 51, every_ms=100, fresh=25).wave()
    assert (wave.people, wave.copies, wave.text, wave.most) == (51, 0, text, 51)


@pytest.mark.parametrize(
    "text",
    [
        PASTED, "这家店全是假货大家不要上当受骗", "质量太差了退款也不处理还拉黑我", "发货慢客服态度差再也不来了差评",
        "this shop sells fakes, everybody report them now", "worst seller ever, never got refund, do not buy",
        "全是假的别买 total scam do not buy",
    ],
)  # fmt: skip
def test_what_is_too_long_for_chance_looks_copied_from_three_accounts_on(text: str) -> None:
    assert many(text, 2).wave() == Wave(2, 2, 2, most=2)
    assert many(text, 3).wave() == Wave(3, 3, 0, 3, text, 3)


def test_a_copy_is_one_whatever_its_width_case_and_signs() -> None:
    one, other = "买到假货 客服不理人 大家千万别下单!!", "买到假货！客服不理人，大家千万别下单"
    assert told(("a", one), ("b", other), ("c", one)).wave() == Wave(3, 3, 0, 3, one, 3)


def test_short_words_of_accounts_that_came_to_say_them_look_copied() -> None:
    assert many("假货", 6, fresh=6).wave().copies == 6
    assert many("假货", 6, fresh=5).wave().copies == 0
    assert many("假货", 5, fresh=5).wave().copies == 0
    assert many("假货", 6, fresh=6, every_ms=4_000).wave().copies == 0
    assert many("假货", 12, fresh=11, every_ms=4_000).wave().copies == 12
    assert many("假货", 12, fresh=10, every_ms=4_000).wave().copies == 0


@pytest.mark.parametrize(("usual", "copied"), [(50, True), (60, True), (79, False), (100, False)])
def test_newcomers_are_no_sign_where_the_room_is_as_new(usual: int, copied: bool) -> None:
    made = Complaints()
    for i in range(12):
        made.add(f"u{i}", "没声音了", 1_000 * i, fresh=True, usual=usual)
    assert made.wave() == Wave(12, 12, 0 if copied else 12, 12 if copied else 0, "没声音了", 12)
    assert made.copied() == (frozenset({"没声音了"}) if copied else frozenset())


def test_how_fresh_the_room_was_is_the_mean_of_when_they_wrote() -> None:
    made = Complaints()
    for i in range(12):
        made.add(f"u{i}", "没声音了", 1_000 * i, fresh=True, usual=100 if i else 50)
    assert made.wave().copies == 0


def test_what_comes_once_in_twenty_times_is_no_chance() -> None:
    assert [by_chance(1, 1, usual) for usual in (5, 6)] == [False, True]
    assert [by_chance(2, 1, usual) for usual in (2, 3)] == [False, True]  # 1 − 0.98² and 1 − 0.97²
    assert [by_chance(1000, 1000, usual) for usual in (99, 100)] == [False, True]


PLAIN = "这家店卖假货大家千万不要买小心被骗"


@pytest.mark.parametrize(
    "tail", ["", "！", "1", "a", "😡", "88", "..", "。。", "呀", " x7k", "啊1 a", "2026", "哈哈哈"]
)
def test_a_long_text_with_a_short_tail_is_a_copy(tail: str) -> None:
    english = "this shop sells fakes, everybody report them now"
    for text in (PLAIN, english):
        assert form(text + (tail if text is PLAIN else f" {tail}")) == form(text)
        assert told(("a", text), ("b", text + "!"), ("c", f"{text} {tail}")).wave().copies == 3


@pytest.mark.parametrize("tail", ["12345", "abcd", "客服不理", "的面霜"])
def test_what_says_more_than_a_tail_is_another_text(tail: str) -> None:
    assert form(PLAIN + tail) == even(PLAIN + tail)


def test_a_short_text_has_no_tail_and_signs_alone_are_alike_to_themselves() -> None:
    assert [form(text) for text in ("没声音了a", "no sound 1", "等了15")] == ["没声音了a", "no sound 1", "等了15"]
    assert told(("a", "😡😡"), ("b", "👎"), ("c", "😡😡")).wave().most == 2


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_holds_from_its_numbers_on(sign: Sign) -> None:
    plain = even(PASTED if sign.long else "假货")
    fresh = -(-sign.accounts * sign.fresh // 100)
    assert looks_copied(Written(plain, sign.accounts, fresh, sign.at_once))
    assert not looks_copied(Written(plain, sign.accounts - 1, fresh, sign.at_once))
    assert not (sign.fresh and looks_copied(Written(plain, sign.accounts, fresh - 1, sign.at_once)))
    assert not (sign.at_once and looks_copied(Written(plain, sign.accounts, fresh, sign.at_once - 1)))


def test_a_text_is_long_from_its_characters_or_words_on_and_of_both_in_proportion() -> None:
    assert [is_long("鱼" * n) for n in (HAN_MOST, HAN_MOST + 1)] == [False, True]
    assert [is_long(" ".join("bcdefgh"[:n])) for n in (WORDS_MOST, WORDS_MOST + 1)] == [False, True]
    assert [is_long(even(text)) for text in ("鱼鱼鱼鱼 two three", "鱼鱼鱼鱼 two three four")] == [False, True]


def test_who_also_wrote_something_else_is_a_person_and_all_copied_texts_count() -> None:
    wrote = [(f"bot {i}", PASTED) for i in range(5)] + [("bot 0", "我买的真的坏了"), ("c", "太贵"), ("d", "太贵")]
    assert told(*wrote).wave() == Wave(8, 7, 3, 5, PASTED, 5)
    wrote += [(f"other {i}", "快递丢件三次客服装死不赔钱") for i in range(3)] + [
        (f"u{i}", "没声音了") for i in range(7)
    ]
    assert told(*wrote).wave() == Wave(18, 17, 10, 8, "没声音了", 7)


def test_one_person_repeating_is_no_copy() -> None:
    assert told(*[("a", PASTED)] * 9).wave() == Wave(9, 1, 1, 0, PASTED, 9)
    assert told(*[("a", "退钱")] * (OFTEN - 1)).wave() == Wave(2, 1, 1, most=2)


def test_complaints_leave_the_window_also_when_they_came_out_of_order() -> None:
    made = told(("a", "1"), ("b", "2"))
    made.add("c", "3", WINDOW_MS // 2)
    made.add("late", "4", 5)
    assert not made.slide(WINDOW_MS)
    assert made.slide(WINDOW_MS + 1)
    assert [one.user for one in made.newest] == ["b", "c", "late"]
    assert made.slide(2 * WINDOW_MS)
    assert not made.slide(2 * WINDOW_MS)
    assert made.newest == []


def test_a_late_complaint_between_newer_ones_leaves_too() -> None:
    made = Complaints()
    for user, at_ms in (("a", 1000), ("late", 5), ("b", 2000)):
        made.add(user, "差评", at_ms)
    assert made.slide(WINDOW_MS + 6)
    assert [one.user for one in made.newest] == ["a", "b"]


def test_what_is_kept_is_bounded() -> None:
    made = told(*[(f"u{i}", "差评") for i in range(KEPT + 7)])
    assert (len(made.newest), made.newest[0].user) == (KEPT, "u7")
