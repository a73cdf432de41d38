"""Amounts, instants and pairs as platforms write them."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.base import BadOption
from controlroom.feeds.fields import Fields, Unfit
from controlroom.feeds.written import (
    EXACT,
    currency_of,
    instant,
    items_of,
    milliseconds,
    minor,
    pairs,
    part_id,
    seconds,
)

T = 1_763_805_600_000


def fields(value: Any) -> Fields:
    return Fields({"x": value}, "o")


def read(text: str) -> Fields:
    return Fields(EXACT.decode(text), "")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ('"59.98"', "USD", 5998),
        ('"59.9"', "USD", 5990),
        ("59.98", "USD", 5998),
        ("0.1", "USD", 10),
        ("60", "USD", 6000),
        ('"600"', "JPY", 600),
        ('"600.00"', "JPY", 600),
        ('"1.234"', "KWD", 1234),
        ('"29.990000"', "USD", 2999),
        ("90071992547409.93", "USD", 9007199254740993),
    ],
)
def test_an_amount_is_exact(text: str, currency: str, amount: int) -> None:
    if amount > 10**14:
        with pytest.raises(Unfit):
            minor(read(f'{{"x": {text}}}'), "x", currency)
    else:
        assert minor(read(f'{{"x": {text}}}'), "x", currency) == amount


@pytest.mark.parametrize(
    "text",
    ["null", "true", '""', '" 5"', '"5,00"', '"1e3"', "1e999999999", '"NaN"', '"-1"', "-0.01", '"1.005"', '"٥"', "[]", "{}"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_not_rounded(text: str) -> None:
    with pytest.raises(Unfit) as unfit:
        minor(Fields(EXACT.decode(f'{{"x": {text}}}'), "o"), "x", "USD")
    assert unfit.value.path == "o.x"


def test_what_was_taken_off_is_told_below_zero() -> None:
    assert minor(fields("-29.99"), "x", "USD", taken=True) == 2999


@given(st.integers(0, 10**14))
def test_every_amount_that_is_written_comes_back(amount: int) -> None:
    text = f"{amount // 100}.{amount % 100:02d}"
    assert minor(fields(text), "x", "USD") == minor(read(f'{{"x": {text}}}'), "x", "USD") == amount


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2025-11-22T05:00:00-05:00", None),
        ("2025-11-22T10:00:00Z", None),
        ("2025-11-22T10:00:00.000999999Z", None),
        ("2025-11-22T10:00:00", UTC),
        ("2025-11-22 18:00:00", timezone(timedelta(hours=8))),
    ],
)
def test_instants_in_their_forms_are_one_instant(text: str, zone: timezone | None) -> None:
    assert instant(fields(text), "x", zone) == T
    assert seconds(fields(T // 1000), "x") == seconds(fields(str(T // 1000)), "x") == milliseconds(fields(T), "x") == T


@pytest.mark.parametrize(
    "value", [None, 5, "", "now", "2025-13-01T00:00:00Z", "2025-11-22T10:00:00", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_instant_is_refused(value: Any) -> None:
    with pytest.raises(Unfit):
        instant(fields(value), "x")
    with pytest.raises(Unfit):
        seconds(fields("x"), "x")


def test_currencies_are_three_capitals() -> None:
    assert currency_of(fields("USD"), "x") == "USD"
    for value in ("usd", "US", "US1", "ÜSD", 5, None):
        with pytest.raises(Unfit):
            currency_of(fields(value), "x")


def test_pairs_are_read_whole_or_refused() -> None:
    assert pairs("items", "") == {}
    assert pairs("items", "1=A, 2 = B\n3=C=D,") == {"1": "A", "2": "B", "3": "C=D"}
    for text in ("1", "=A", "1=", f"1={'x' * 101}"):
        with pytest.raises(BadOption, match="items has"):
            pairs("items", text)


def test_an_id_of_one_of_several_facts_is_as_long_as_one_may_be() -> None:
    assert part_id("m1", "paid", "") == "m1:paid:"
    assert part_id("m" * 196, "abc", by="/") == "m" * 196 + "/abc"
    long = {part_id("m" * 197, "abc"), part_id("m" * 197, "abd"), part_id("m" * 198, "abc")}
    assert {len(id_) for id_ in long} == {32}
    assert (len(long), part_id("m" * 197, "abc") in long) == (3, True)


def test_items_are_those_of_an_array() -> None:
    assert items_of(b'[{"a": 1}]') == [{"a": 1}]
    assert items_of(b"[]") == []
    assert [items_of(body) for body in (b"{}", b"[", b"\xff", b"")] == [None] * 4
