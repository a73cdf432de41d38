"""Refusals are values."""

from __future__ import annotations

from controlroom.domain.errors import Refusal


def test_refusals_with_the_same_words_are_equal() -> None:
    assert Refusal(code="stale", message="look again") == Refusal(code="stale", message="look again", about=None)
    assert Refusal(code="stale", message="look again") != Refusal(code="expired", message="look again")
