"""The look before the search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.words.finder import finder
from controlroom.words.lists import shipped
from controlroom.words.normal import normal
from controlroom.words.sieve import Sieve

ENTRIES = [word for one in shipped() for category in one.categories.values() for word in category.words]
SIEVE = Sieve(normal(word).text for word in ENTRIES)
SIGNS = " \u200b\u3000,!ＡＢａｂ０1２%最好第一全网百分之加微信the bestcure"


@given(st.lists(st.one_of(st.sampled_from(ENTRIES), st.text(SIGNS, max_size=6)), max_size=4).map("".join))
def test_it_never_holds_back_a_text_in_which_something_is_found(text: str) -> None:
    assert SIEVE.lets_through(text) or not finder().finds(text)


def test_it_holds_back_most_texts_that_hold_nothing() -> None:
    said = ("多少钱", "这个好看", "how much is shipping", "晚上好", "3号链接还有吗")
    assert [SIEVE.lets_through(text) for text in said] == [False] * 5


def test_an_entry_that_is_a_number_alone_lets_everything_through() -> None:
    assert Sieve(["#"]).lets_through("x")
