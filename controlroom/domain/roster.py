"""A number for each of very many ids, packed: a million users in some twenty megabytes.

Owns: the tables that distinct users are kept in.
Law: an id is 64 bits of a hash, so distinct ids are counted exactly up to millions; what a table looks like follows from
the order of what was put in. A part that a snapshot still reads is never changed: it is copied first.
Must not know: what an id stands for, what the number means.

Open addressing in 256 parts, each grown by itself, so that no single growth takes longer than a few milliseconds. A part is
one run of bytes, the slots' ids and then their numbers, read through two views that cost half of what unpacking a slot does.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Final

PARTS: Final = 256
_ID, _NUMBER = 8, 4
WIDTH: Final = _ID + _NUMBER
"""Bytes of a slot: the id (0: empty) and its number."""

_FIRST: Final = 8
_FULL: Final = 0.7
_GROWTH: Final = 1.7
_BIG_ENDIAN: Final = array("H", [1]).tobytes() == b"\x00\x01"


def id_of(text: str) -> int:
    """Return the 64 bits that stand for a text: those of a hash as the door makes it (16 hexadecimal digits), else its own."""
    if len(text) == 16:
        try:
            return int(text, 16) or 1
        except ValueError:
            pass
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1


class Roster:
    """The table. `parts[i]` holds the ids whose highest byte is i, `counts[i]` says how many."""

    __slots__ = ("_ids", "_numbers", "_shared", "_size", "counts", "parts")

    def __init__(self, parts: list[bytearray] | None = None, counts: list[int] | None = None) -> None:
        found = parts if parts is not None else [_EMPTY] * PARTS
        self.parts = [_swapped(part) for part in found] if _BIG_ENDIAN else found
        self.counts = counts if counts is not None else [0] * PARTS
        self._shared = bytearray(PARTS)
        self._size = sum(self.counts)
        views = [_views(part) for part in self.parts]
        self._ids, self._numbers = [ids for ids, _ in views], [numbers for _, numbers in views]

    def __len__(self) -> int:
        """Return how many ids there are."""
        return self._size

    def __eq__(self, other: object) -> bool:
        """Tell whether two tables are the same, byte for byte."""
        if not isinstance(other, Roster):
            return NotImplemented
        return (self.parts, self.counts) == (other.parts, other.counts)

    __hash__ = None  # type: ignore[assignment]

    def share(self) -> list[bytearray]:
        """Return the parts as they are now, for a reader beside the loop: they will not change any more."""
        if _BIG_ENDIAN:  # the bytes of a state are the same on any machine
            return [_swapped(part) for part in self.parts]
        self._shared = bytearray(b"\x01" * PARTS)
        return list(self.parts)

    def get(self, id_: int) -> int | None:
        """Return an id's number; None: it is not here."""
        i = id_ >> 56
        ids = self._ids[i]
        slots = len(ids)
        if not slots:
            return None
        at = id_ % slots
        while (found := ids[at]) != id_:
            if not found:
                return None
            at += 1
            if at == slots:
                at = 0
        return self._numbers[i][at]

    def put(self, id_: int, number: int, *, replace: bool = True) -> int | None:
        """Give an id a number and return the one it had; None: it is new.

        Args:
            id_: 1 … 2⁶⁴ − 1.
            number: 0 … 2³² − 1.
            replace: False: an id that is here keeps its number.
        """
        i = id_ >> 56
        ids = self._ids[i]
        slots, at = len(ids), 0
        if slots:
            at = id_ % slots
            while (found := ids[at]) and found != id_:
                at += 1
                if at == slots:
                    at = 0
            if found:
                old = self._numbers[i][at]
                if replace and number != old:
                    self._own(i)
                    self._numbers[i][at] = number
                return old
        if self.counts[i] + 1 > slots * _FULL:
            self._grow(i)
            return self.put(id_, number)
        self._own(i)
        self._ids[i][at], self._numbers[i][at] = id_, number
        self.counts[i] += 1
        self._size += 1
        return None

    def change_all(self, items: Iterable[tuple[int, bool]], change: Callable[[int, bool], int]) -> None:
        """Give each id, all of which are here, the number that `change` makes of the one it has and of what comes with it.

        The same as `get` and `put` one by one, in one look-up: a busy second has thousands.
        """
        tables, numbers, shared = self._ids, self._numbers, self._shared
        for id_, told in items:
            i = id_ >> 56
            table = tables[i]
            slots = len(table)
            at = id_ % slots
            while table[at] != id_:
                at += 1
                if at == slots:
                    at = 0
            old = numbers[i][at]
            number = change(old, told)
            if number != old:
                if shared[i]:
                    self._own(i)
                numbers[i][at] = number

    def _own(self, i: int) -> None:
        """Copy a part that a reader still has, before it is changed."""
        if self._shared[i]:
            self._set(i, bytearray(self.parts[i]))

    def _set(self, i: int, part: bytearray) -> None:
        self.parts[i] = part
        self._ids[i], self._numbers[i] = _views(part)
        self._shared[i] = 0

    def _grow(self, i: int) -> None:
        """Give a part more room."""
        old = zip(self._ids[i], self._numbers[i], strict=True)
        slots = int(len(self._ids[i]) * _GROWTH) or _FIRST
        self._set(i, bytearray(slots * WIDTH))
        ids, numbers = self._ids[i], self._numbers[i]
        for id_, number in old:
            if id_:
                at = id_ % slots
                while ids[at]:
                    at += 1
                    if at == slots:
                        at = 0
                ids[at], numbers[at] = id_, number


def _views(part: bytearray) -> tuple[memoryview, memoryview]:
    """Return a part's ids and its numbers."""
    if not part:
        return _NOTHING
    whole, split = memoryview(part), len(part) // WIDTH * _ID
    return whole[:split].cast("Q"), whole[split:].cast("I")


def _swapped(part: bytearray) -> bytearray:
    """Return a part with its numbers' bytes in the other order."""
    ids, numbers = (array(view.format, view.tobytes()) for view in _views(part))
    ids.byteswap()
    numbers.byteswap()
    return bytearray(ids.tobytes() + numbers.tobytes())


_EMPTY: Final = bytearray()
_NOTHING: Final = (memoryview(b"").cast("Q"), memoryview(b"").cast("I"))
"""What parts without slots share: they are never changed, but replaced when they grow."""
