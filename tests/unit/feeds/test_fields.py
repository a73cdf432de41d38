"""Single fields of a relay's message."""

from __future__ import annotations

from typing import Any

import pytest

from controlroom.feeds.fields import Fields, Unfit


def field(value: Any) -> Fields:
    return Fields({"A": value}, "Data")


@pytest.mark.parametrize(("value", "number"), [(0, 0), (7, 7), ("7", 7), ("007", 7)])
def test_whole_takes_numbers_and_strings_of_digits(value: Any, number: int) -> None:
    assert field(value).whole("A", 0) == number


@pytest.mark.parametrize("value", [True, 1.0, -1, 101, "-1", "1.0", "٣", "", "9" * 30, [], {}])
def test_whole_refuses_what_is_none_or_out_of_bounds(value: Any) -> None:
    with pytest.raises(Unfit) as caught:
        field(value).whole("A", 0, 100)
    assert (caught.value.code, caught.value.path) == ("bad_field", "Data.A")
    assert caught.value.message.endswith("not a whole number from 0 to 100.")


@pytest.mark.parametrize(("value", "key"), [("a", "a"), (7575000000000000001, "7575000000000000001")])
def test_key_is_text_without_loss(value: Any, key: str) -> None:
    assert field(value).key("A") == key


@pytest.mark.parametrize("value", ["", "x" * 201, 0, -5, True, 1.5, 2**64, [], {}])
def test_key_refuses_what_is_no_id(value: Any) -> None:
    with pytest.raises(Unfit):
        field(value).key("A")


def test_text_keeps_its_bounds() -> None:
    assert field("ab").text("A", 1, 2) == "ab"
    for value, code in (("", "bad_field"), ("abc", "too_long"), (5, "bad_field"), (None, "missing_field")):
        with pytest.raises(Unfit) as caught:
            field(value).text("A", 1, 2)
        assert caught.value.code == code


def test_inner_names_the_whole_path() -> None:
    with pytest.raises(Unfit) as caught:
        field({"B": "x"}).inner("A").whole("B", 0)
    assert caught.value.path == "Data.A.B"


def test_maybe_is_none_for_what_does_not_fit() -> None:
    data = field("x")
    assert data.maybe(data.whole, "A", 0) is None
    assert data.maybe(data.text, "A", 0, 9) == "x"
    assert ("A" in data, "B" in data, data.get("B")) == (True, False, None)


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(Unfit) as caught:
        Fields([1], "")
    assert caught.value.code == "not_an_object"
