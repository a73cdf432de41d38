"""Bytes by id, in columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.packed import Packed


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=9), max_size=9))
def test_columns_give_back_what_was_there_in_its_order(rows: dict[str, bytes]) -> None:
    packed = Packed()
    packed.rows.update(rows)
    back = Packed(packed.columns())
    assert list(back.rows.items()) == list(rows.items())
    assert back == packed


def test_another_order_or_other_bytes_are_not_the_same() -> None:
    one, two, other = Packed((["a", "b"], [1, 1], b"xy")), Packed((["b", "a"], [1, 1], b"yx")), Packed()
    assert one != two
    assert one != other
    assert one != {"a": b"x", "b": b"y"}
