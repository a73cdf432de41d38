"""A wave of complaints told apart."""

from __future__ import annotations

from controlroom.domain.complaints import COPIED, KEPT, WINDOW_MS, Complaints, Wave


def told(*wrote: tuple[str, str]) -> Complaints:
    made = Complaints()
    for i, (user, text) in enumerate(wrote):
        made.add(user, text, i)
    return made


def test_people_who_complain_in_their_own_words_are_people() -> None:
    assert told(("a", "发货慢"), ("b", "质量差"), ("a", "客服不回")).wave() == Wave(3, 2, 2, most=1)
    assert Complaints().wave() == Wave()


def test_one_text_of_many_accounts_is_copied_whatever_its_signs() -> None:
    wrote = [(f"bot {i}", "假货！大家别买" if i % 2 else "假货 大家别买!!") for i in range(COPIED)]
    assert told(*wrote).wave() == Wave(COPIED, COPIED, 0, COPIED, "假货 大家别买!!", COPIED)


def test_who_also_wrote_something_else_is_a_person_and_a_few_the_same_are_no_copies() -> None:
    wrote = [(f"bot {i}", "假货") for i in range(5)] + [("bot 0", "我买的真的坏了"), ("c", "太贵"), ("d", "太贵")]
    assert told(*wrote).wave() == Wave(8, 7, 3, 5, "假货", 5)


def test_one_person_repeating_is_no_copy() -> None:
    assert told(*[("a", "退钱")] * 9).wave() == Wave(9, 1, 1, most=9)


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
