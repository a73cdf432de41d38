"""Taking bodies apart."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.native.items import items, lines
from controlroom.feeds.native.refusals import MAX_EVENTS, TooMany, Unreadable


@given(st.lists(st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text())))
def test_items_of_any_array_come_back_byte_for_byte(values: list[object]) -> None:
    written = [json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") for value in values]
    assert items(b"[ " + b" ,\n".join(written) + b" ]") == written


def test_items_gets_past_what_the_strict_decoder_refuses() -> None:
    odd = [b"NaN", b'"\xff\xfe"', b'"\\ud800"', b'"a\x01b"', b"9" * 5000, b"-Infinity"]
    assert items(b"[" + b",".join(odd) + b"]") == odd


@pytest.mark.parametrize("body", [b"[", b"[1", b"[1,", b"[1,]", b"[,1]", b"[1 2]", b"[1]]", b'["a]', b"[tru]"])
def test_items_of_a_broken_array_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        items(body)
    assert caught.value.code == "bad_json"


def test_items_of_a_bottomless_array_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="nests too deep at character 3"):
        items(b"[1," + b"[" * 100_000)


def test_lines_are_stripped_and_blank_ones_left_out() -> None:
    assert lines(b"a\r\n\r\n \t b \n") == [b"a", b"b"]


def test_lines_and_items_over_the_limit_are_too_many() -> None:
    assert len(lines(b"1\n\n" * MAX_EVENTS)) == MAX_EVENTS
    with pytest.raises(TooMany):
        lines(b"1\n" * (MAX_EVENTS + 1))
    with pytest.raises(TooMany):
        items(b"[" + b"1," * MAX_EVENTS + b"1]")
