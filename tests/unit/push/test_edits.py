"""Edits of a long value: whoever had the one before has the one after, for less than half."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from controlroom.push.edits import EDIT_FROM, edit

LINES = st.lists(st.sampled_from(["", "a", "价格 \\n", "x" * 80, "🎁"]), min_size=60, max_size=80)


def applied(before: str, edits: bytes) -> str:
    lines = before.split("\n")
    for at, drop, *into in json.loads(edits):
        lines[at : at + drop] = into
    return "\n".join(lines)


def told(text: str) -> bytes:
    return json.dumps(text).encode()


@given(
    LINES,
    st.dictionaries(st.integers(0, 59), st.sampled_from(["a", "b", "c"])),
    st.integers(0, 59),
    LINES | st.just([]),
)
def test_before_and_its_edits_make_what_is_after(
    before: list[str], changed: dict[int, str], at: int, more: list[str]
) -> None:
    lines = [changed.get(i, line) for i, line in enumerate(before)]
    after = "\n".join(lines[:at] + more[:3] + lines[at:])
    edits = edit(told("\n".join(before)), told(after))
    if edits is not None:
        assert applied("\n".join(before), edits) == after
        assert len(edits) * 2 < len(told(after))


def test_rows_that_changed_are_told_alone_the_last_first() -> None:
    before = [f"row {i} " + "x" * 100 for i in range(30)]
    after = before.copy()
    after[3], after[4], after[20] = "three", "four", "twenty"
    edits = edit(told("\n".join(before)), told("\n".join(after)))
    assert edits is not None
    assert json.loads(edits) == [[20, 1, "twenty"], [3, 2, "three", "four"]]


def test_row_that_comes_or_goes_is_told_alone() -> None:
    before = [f"row {i} " + "x" * 100 for i in range(30)]
    more = edit(told("\n".join(before)), told("\n".join(["new", *before])))
    less = edit(told("\n".join(before)), told("\n".join(before[:7] + before[8:])))
    assert more is not None
    assert less is not None
    assert (json.loads(more), json.loads(less)) == ([[0, 0, "new"]], [[7, 1]])


def test_short_values_other_values_and_what_changed_as_a_whole_are_told_whole() -> None:
    long = told("\n".join("x" * 50 for _ in range(60)))
    assert edit(told("a"), told("b" * (EDIT_FROM - 10))) is None
    assert edit(b"{}", long) is None
    assert edit(told("\n".join("y" * 50 for _ in range(60))), long) is None
