"""The red light's words."""

from __future__ import annotations

from controlroom.domain.redlight import READY, WORDS, words_of


def test_every_ready_reason_has_words_in_both_languages() -> None:
    assert len(READY) == 6
    assert {ready: sorted(WORDS[ready]) for ready in READY} == {ready: ["en", "zh-CN"] for ready in READY}


def test_a_reason_in_own_words_has_no_ready_words() -> None:
    assert words_of("price") == WORDS["price"]
    assert words_of("the lamp fell") is None
