"""Bytes by id, frozen and thawed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain import packed as module
from controlroom.domain.packed import Packed


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS", 3)


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=9), max_size=9))
def test_parts_give_back_what_was_there_in_its_order(rows: dict[str, bytes]) -> None:
    packed = Packed()
    packed.rows.update(rows)
    parts = list(packed.share())
    assert len(parts) == -(-len(rows) // 3)
    back = Packed(parts)
    assert list(back.rows.items()) == list(rows.items())
    assert back == packed


def test_what_was_shared_stays_as_it_was() -> None:
    packed = Packed()
    packed.rows["a"] = b"x"
    shared = packed.share()
    packed.rows["a"], packed.rows["b"] = b"y", b"z"
    assert Packed(shared).rows == {"a": b"x"}


def test_another_order_or_other_bytes_are_not_the_same() -> None:
    one, two = Packed(), Packed()
    one.rows.update({"a": b"x", "b": b"y"})
    two.rows.update({"b": b"y", "a": b"x"})
    assert one != two
    assert one != Packed()
    assert one != {"a": b"x", "b": b"y"}
