"""How many people say a word."""

from __future__ import annotations

import pytest

from controlroom.domain.keywords import KEPT, Keywords, plain_of


def counted(keyword: str, *texts: str) -> tuple[int, int]:
    """How many people of those who write one text each count, and how often."""
    made = Keywords()
    made.open("t", keyword, 0)
    for i, text in enumerate(texts):
        made.said(f"u{i}", text)
    return made.by_id["t"].users, made.by_id["t"].said


@pytest.mark.parametrize(
    ("keyword", "says", "does_not"),
    [
        ("1", ["1", "111", "１", " 1 ", "扣1", "1!!!", "11111111111"], ["12", "1号", "我要1个", "2", ""]),
        ("666", ["6", "666", "６６６"], ["66号", "5"]),
        ("想要", ["想要", "想要!!"], ["我想要那个杯子"]),
        ("想要这个", ["我想要这个!", "想要这个"], ["想要", "想要那个"]),
        ("Yes please", ["yes please", "YES  PLEASE!", "oh yes please thanks"], ["yes", "please"]),
        ("❤️", ["❤️"], ["1"]),
        ("卡", ["卡", "扣卡", "卡卡卡"], ["打卡", "刷卡", "打卡!!"]),
        ("打卡", ["打卡"], ["卡"]),
        ("想要", ["打想要", "刷想要"], []),
        ("red", ["red", "i want the RED one", "要red的", "red!"], ["predator", "reduce price pls", "reds"]),
        ("été", ["un été", "ÉTÉ"], ["étés"]),
        ("要red", ["我要red"], ["我要reduce"]),
    ],
)
def test_a_keyword_is_said_whole_or_when_long_within_a_comment(
    keyword: str, says: list[str], does_not: list[str]
) -> None:
    assert counted(keyword, *says) == (len(says), len(says))
    assert counted(keyword, *does_not) == (0, 0)


def test_a_person_counts_once() -> None:
    made = Keywords()
    made.open("t", "1", 0)
    assert all(made.said("u", text) for text in ("1", "11", "1"))
    assert (made.by_id["t"].users, made.by_id["t"].said) == (1, 3)


def test_only_what_is_open_counts_and_taking_back_puts_it_as_it_was() -> None:
    made = Keywords()
    made.open("a", "1", 0)
    made.open("b", "2", 5)
    assert [one.id for one in made.counting()] == ["b", "a"]
    made.close("a", 10)
    assert (made.taking, made.said("u", "1"), made.said("u", "2")) == (1, False, True)
    made.reopen("a")
    assert (made.taking, made.said("u", "1")) == (2, True)
    made.drop("a")
    made.close("b", 20)
    made.drop("b")
    assert (made.taking, made.by_id) == (0, {})


def test_old_counts_are_forgotten_and_open_ones_never() -> None:
    made = Keywords()
    made.open("stays", "0", 0)
    for i in range(3 * KEPT):
        made.open(f"t{i}", str(i), i)
        made.close(f"t{i}", i)
    assert len(made.by_id) == KEPT
    assert "stays" in made.by_id


def test_signs_alone_are_compared_as_written() -> None:
    assert plain_of("??") == plain_of("?") != plain_of("!")
