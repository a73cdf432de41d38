"""Wording is filled with what is known, and says nothing of what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.wordings import (
    PLACEHOLDERS,
    Wording,
    changed,
    fill,
    lasting,
    length,
    money,
    placeholders,
    unknown,
)

KNOWN = {"price": 199_00, "list_price": 399_00, "saved": 200_00, "stock": 83, "left": 213_000, "buyers": 1200}
DROP = "原价 {list_price},今天 {price},省 {saved}"
WIDE = DROP.replace(",", "\N{FULLWIDTH COMMA}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("最后 {stock} 件", "最后 83 件"),
        (DROP, "原价 \N{YEN SIGN}399,今天 \N{YEN SIGN}199,省 \N{YEN SIGN}200"),
        ("{ price } now", "\N{YEN SIGN}199 now"),
        ("还剩 {left}", "还剩 3:33"),
        ("{buyers} bought it", "1,200 bought it"),
        ("no number", "no number"),
    ],
)
def test_placeholders_become_what_is_known_now(text: str, said: str) -> None:
    filled = fill(text, KNOWN, "CNY")
    assert filled is not None
    assert (filled.text, filled.unknown) == (said, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DROP, "今天 \N{YEN SIGN}199"),
        (WIDE, "今天 \N{YEN SIGN}199"),
        ("拍一发二,还剩 {quota_left} 个名额!快去下单", "拍一发二,快去下单"),
        ("满 1,000 减 {saved},拍 3 号", "拍 3 号"),
        ("Was {list_price}. Now {price}, v2.5 here.", "Now \N{YEN SIGN}199, v2.5 here."),
        ("{quota_left} left", None),
    ],
)
def test_a_phrase_whose_number_nobody_knows_is_left_out(text: str, said: str | None) -> None:
    filled = fill(text, {"price": 199_00, "list_price": None}, "CNY")
    assert (filled.text if filled is not None else None) == said


def test_every_language_of_a_text_is_filled() -> None:
    filled = fill({"zh-CN": "还有 {stock} 件", "en": "{stock} left, {buyers} bought"}, {"stock": 7}, "CNY")
    assert filled == Wording({"zh-CN": "还有 7 件", "en": "7 left"}, {"stock": 7}, ("buyers",))


def test_the_time_left_is_not_a_number_that_changes() -> None:
    filled = fill("{left}, {stock} 件", KNOWN, "CNY")
    assert filled is not None
    assert (filled.numbers, filled.left_ms) == ({"stock": 83}, 213_000)
    assert changed(filled.numbers, {**KNOWN, "left": 1}) == ()
    assert changed(filled.numbers, {**KNOWN, "stock": 82}) == ("stock",)
    assert changed(filled.numbers, {}) == ("stock",)


def test_numbers_of_phrases_left_out_are_not_watched() -> None:
    filled = fill(DROP, {"price": 1, "saved": 5}, "CNY")
    assert filled is not None
    assert filled.numbers == {"price": 1, "saved": 5}
    filled = fill("{price}、{list_price}", {"price": 1}, "CNY")
    assert filled is not None
    assert filled.numbers == {"price": 1}


def test_unknown_names_what_is_missing_once() -> None:
    assert unknown("{stock} {stock} {price} {what}", {"stock": 0}) == ("price", "what")
    assert placeholders({"a": "{stock}", "b": "{stock}{left}"}) == ("stock", "left")


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (199_00, "CNY", "\N{YEN SIGN}199"),
        (1_234_567_05, "CNY", "\N{YEN SIGN}1,234,567.05"),
        (5, "USD", "$0.05"),
        (700, "JPY", "\N{YEN SIGN}700"),
        (1_500, "BHD", "BHD 1.500"),
    ],
)
def test_money_has_its_sign_and_only_the_decimals_it_needs(minor: int, currency: str, said: str) -> None:
    assert money(minor, currency) == said


@pytest.mark.parametrize(("ms", "said"), [(213_000, "3:33"), (59_001, "1:00"), (-5, "0:00"), (3_725_000, "1:02:05")])
def test_a_time_left_is_written_as_clocks_do(ms: int, said: str) -> None:
    assert length(ms) == said


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(PLACEHOLDERS), st.integers(0, 10**9)))
def test_any_text_is_filled_without_a_fault_and_is_never_longer_than_its_phrases(
    text: str, numbers: dict[str, int]
) -> None:
    filled = fill(text, numbers, "CNY")
    if not placeholders(text) and text:
        assert filled == Wording(text, {}, ())
    if filled is not None:
        assert set(filled.numbers) <= set(numbers)
        assert all("{" + name + "}" not in str(filled.text) for name in numbers)


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [("48h", "48 小时", "48 hours"), ("1d", "1 天", "1 day"), ("1h30m", "1 小时 30 分钟", "1 hour 30 minutes")],
)
def test_a_plans_length_of_time_is_said_in_words(written: str, zh: str, en: str) -> None:
    assert lasting(written) == {"zh-CN": zh, "en": en}
