"""The plan's products in what viewers write."""

from __future__ import annotations

import pytest

from controlroom.words.folding import folding
from controlroom.words.goods import SIGN, Goods
from controlroom.words.reader import reader

GOODS = Goods(["熬夜面霜 50ml", "面霜", "Serum", "serum 30", "iPad", "12345", "霜", ""], folding())


@pytest.mark.parametrize(
    ("plain", "signed"),
    [
        ("买面霜", "买_"),
        ("熬夜面霜 50ml有吗", "_有吗"),
        ("面霜和面霜", "_和_"),
        ("the serum 30 please", "the _ please"),
        ("the serums", "the serums"),
        ("来ipad", "来_"),
        ("ipad2", "ipad2"),
        ("霜 12345", "霜 12345"),
        ("多少钱", "多少钱"),
        ("", ""),
    ],
)
def test_a_sign_stands_for_the_longest_name_and_for_whole_words_of_latin_script(plain: str, signed: str) -> None:
    assert GOODS.signed(plain) == signed.replace("_", SIGN)


def test_nothing_is_found_where_nothing_is_sold() -> None:
    assert Goods([], folding()).signed("买面霜") == "买面霜"


@pytest.mark.parametrize(
    ("text", "unknown", "known"),
    [
        ("买面霜", "other", "intent"),
        ("求黑心蛋糕", "negative", "intent"),
        ("黑心蛋糕", "negative", "question"),
        ("面霜和黑心蛋糕", "negative", "question"),
        ("不要面霜了", "other", "negative"),
        ("要是面霜过敏怎么办", "question", "question"),
        ("面霜好用", "praise", "praise"),
        ("面霜过敏了", "negative", "negative"),
        ("give me the serum", "intent", "intent"),
        ("SERUM pls", "intent", "intent"),
        ("eye cream", "other", "other"),
    ],
)
def test_who_names_a_product_wants_it_or_asks_about_it_and_says_nothing_by_the_words_in_its_name(
    text: str, unknown: str, known: str
) -> None:
    plain = reader()
    among = plain.among(["面霜", "黑心蛋糕", "serum"])
    assert (plain.comment(text).kind, among.comment(text).kind) == (unknown, known)
    assert plain.comment(text).kind == unknown
    assert among.version == plain.version
