"""What makes a question about price or stock one of its own."""

from __future__ import annotations

import pytest

from controlroom.domain.asking import even
from controlroom.domain.particulars import PARTICULARS, particular


@pytest.mark.parametrize(
    "text",
    [
        "M码还有货吗", "黑色还有吗", "什么时候补货", "两瓶多少钱", "买三瓶什么价格", "12瓶多少钱", "原价多少钱",
        "昨天多少钱", "下次还有货吗", "为什么价格变了",
        "50ml多少钱", "is size M in stock", "how much for two", "when will it be back in stock", "how much was it",
        "why is the price higher than yesterday", "is the black one in stock",
    ],
)  # fmt: skip
def test_who_asks_for_more_than_what_is_so_now(text: str) -> None:
    assert particular(even(text))


@pytest.mark.parametrize(
    "text",
    [
        "多少钱", "多少钱一瓶", "1瓶多少钱", "3号多少钱", "3号链接还有货吗", "现在还有货吗", "还剩几件",
        "今天什么价", "99块还有货吗", "怎么卖", "how much is this",
        "what's the price", "I'm asking how much", "any left?", "is it still in stock", "link 3 how much",
    ],
)  # fmt: skip
def test_who_asks_for_what_is_so_now(text: str) -> None:
    assert not particular(even(text))


def test_each_reason_has_words_of_both_languages() -> None:
    for words in PARTICULARS.values():
        assert {word.isascii() for word in words} == {True, False}
