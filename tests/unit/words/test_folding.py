"""Comments made plain."""

from __future__ import annotations

import pytest

from controlroom.words.folding import Folding, folding, over_and_over


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＬＩＮＫ　Please", "link please"),
        ("多\u200b少‍钱", "多少钱"),
        ("多 少 钱", "多少钱"),
        ("好看 就是贵", "好看 就是贵"),
        ("這個多少錢", "这个多少钱"),
        ("it’s don't", "its dont"),
        ("sooooo goooood", "so good"),
        ("好好好好好看!!!", "好好看!"),
        ("plzzz send", "please send"),
        ("oh my god!!", "oh my god!"),
        ("goddd", "god"),
        ("gooooddd cheeeep prettttty", "good cheap pretty"),
        ("啥时候发货", "什么时候发货"),
        ("咋买", "怎么买"),
    ],
)
def test_one_way_of_writing_stands_for_many(written: str, plain: str) -> None:
    assert folding()(written) == plain


@pytest.mark.parametrize("written", ["加薇信", "➕V", "+v", "加 v 信"[:1] + "vx", "＋Ｖ", "加\u200b威", "加VX", "+薇"])
def test_contact_words_in_disguise_are_found_out(written: str) -> None:
    assert folding()(written) == "加微信"


def test_a_short_way_of_writing_within_a_word_is_left_alone() -> None:
    assert folding()("vxl urban pier 2") == "vxl urban pier 2"


def test_a_folding_without_variants_leaves_words_alone() -> None:
    assert Folding({}, {})("薇信 ABC") == "薇信 abc"


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("哈" * 10, True), ("哈" * 9, False), ("6" * 10, True), ("666", False), ("ha" * 10, True), ("ha" * 9, False),
        ("🌹" * 10, True), ("[玫瑰]" * 10, True), ("[玫瑰]" * 9, False), ("1 " * 10, True), ("a" * 10 + "!", True),
        ("哈" * 12 + "这个多少钱啊", False), ("", False), ("0123456789", False),
    ],
)  # fmt: skip
def test_one_character_or_laugh_ten_times_is_told(text: str, is_it: bool) -> None:
    assert over_and_over(text) is is_it
