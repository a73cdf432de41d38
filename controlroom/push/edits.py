"""A long value told as what differs from the one before it, line by line.

Owns: the form of an edit, `[[at, drop, line…]…]`: from the last to the first, `drop` lines at `at` give way to these.
Law: whoever has the value before and applies the edits in their order has exactly the value after. A text that is told in
edits costs what changed of it, however long it is: an alert whose number moves does not bring forty others along.
Must not know: who has which value, what a value means.
"""

from __future__ import annotations

from typing import Final

from msgspec import DecodeError
from msgspec.json import Decoder, Encoder

EDIT_FROM: Final = 1_500
"""A shorter value (bytes, as JSON) is told whole: finding what changed would cost more than it saves."""

_TEXT: Final = Decoder(str)
_ENCODE: Final = Encoder().encode


def edit(before: bytes, after: bytes) -> bytes | None:
    """Return what makes `before` into `after`; None where it would not be less than half of `after`, or one is no text.

    Args:
        before: JSON text of a string.
        after: Likewise.
    """
    if len(after) < EDIT_FROM:
        return None
    try:
        edits = _edits(_TEXT.decode(before).split("\n"), _TEXT.decode(after).split("\n"))
    except DecodeError:
        return None
    told = _ENCODE(edits)
    return told if len(told) * 2 < len(after) else None


def _edits(before: list[str], after: list[str]) -> list[list[int | str]]:
    same = min(len(before), len(after))
    head = next((i for i in range(same) if before[i] != after[i]), same)
    tail = next((i for i in range(same - head) if before[-1 - i] != after[-1 - i]), same - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) != len(new):
        return [[head, len(old), *new]]
    edits: list[list[int | str]] = []
    for i, (was, line) in enumerate(zip(old, new, strict=True)):
        if was == line:
            continue
        if edits and edits[-1][0] == head + i - int(edits[-1][1]):
            edits[-1][1] = int(edits[-1][1]) + 1
            edits[-1].append(line)
        else:
            edits.append([head + i, 1, line])
    return edits[::-1]
