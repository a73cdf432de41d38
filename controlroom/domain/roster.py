"""A number for each of very many ids, packed: a million users in some twenty megabytes.

Owns: the tables that distinct users (and the ids that the door has seen) are kept in.
Law: an id is 64 bits of a hash, so distinct ids are counted exactly up to millions; what a table looks like follows from
the order of what was put in. A part that a snapshot still reads is never changed: it is copied first.
Must not know: what an id stands for, what the number means.

Open addressing in 256 parts, each grown by itself, so that no single growth takes longer than a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from struct import Struct as Layout
from typing import Final

PARTS: Final = 256
_SLOT: Final = Layout("<QI")
_READ, _WRITE = _SLOT.unpack_from, _SLOT.pack_into
WIDTH: Final = _SLOT.size
"""Bytes of a slot: the id (0: empty) and its number."""

_FIRST: Final = 8
_FULL: Final = 0.7
_ROOMY: Final = 0.58
_GROWTH: Final = 1.5


def id_of(text: str) -> int:
    """Return the 64 bits that stand for a text: those of a hash as the door makes it (16 hexadecimal digits), else its own."""
    if len(text) == 16:
        try:
            return int(text, 16) or 1
        except ValueError:
            pass
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1


class Roster:
    """The table. `parts[i]` holds the ids whose highest byte is i, `counts[i]` says how many.

    `keep_from`: numbers below it are forgotten when a part grows, and read as absent.
    """

    __slots__ = ("_shared", "_size", "counts", "keep_from", "parts")

    def __init__(
        self, parts: list[bytearray] | None = None, counts: list[int] | None = None, keep_from: int = 0
    ) -> None:
        self.parts = parts if parts is not None else [bytearray() for _ in range(PARTS)]
        self.counts = counts if counts is not None else [0] * PARTS
        self.keep_from = keep_from
        self._shared = bytearray(PARTS)
        self._size = sum(self.counts)

    def __len__(self) -> int:
        """Return how many ids there are (forgotten ones too, until their part grows)."""
        return self._size

    def __eq__(self, other: object) -> bool:
        """Tell whether two tables are the same, byte for byte."""
        if not isinstance(other, Roster):
            return NotImplemented
        return (self.parts, self.counts, self.keep_from) == (other.parts, other.counts, other.keep_from)

    __hash__ = None  # type: ignore[assignment]

    def share(self) -> list[bytearray]:
        """Return the parts as they are now, for a reader beside the loop: they will not change any more."""
        self._shared = bytearray(b"\x01" * PARTS)
        return list(self.parts)

    def get(self, id_: int) -> int | None:
        """Return an id's number; None: it is not here."""
        part = self.parts[id_ >> 56]
        size = len(part)
        if not size:
            return None
        at = id_ % (size // WIDTH) * WIDTH
        while True:
            found, number = _READ(part, at)
            if found == id_:
                return number if number >= self.keep_from else None
            if not found:
                return None
            at += WIDTH
            if at == size:
                at = 0

    def put(self, id_: int, number: int, *, replace: bool = True) -> int | None:
        """Give an id a number and return the one it had; None: it is new.

        Args:
            id_: 1 … 2⁶⁴ − 1.
            number: 0 … 2³² − 1.
            replace: False: an id that is here keeps its number.
        """
        i = id_ >> 56
        part = self.parts[i]
        size, at = len(part), 0
        if size:
            at = id_ % (size // WIDTH) * WIDTH
            while True:
                found, old = _READ(part, at)
                if found == id_:
                    absent = old < self.keep_from
                    if (replace or absent) and number != old:
                        if self._shared[i]:
                            part = self._own(i)
                        _WRITE(part, at, id_, number)
                    return None if absent else old
                if not found:
                    break
                at += WIDTH
                if at == size:
                    at = 0
        if (self.counts[i] + 1) * WIDTH > size * _FULL:
            self._grow(i)
            return self.put(id_, number)
        if self._shared[i]:
            part = self._own(i)
        _WRITE(part, at, id_, number)
        self.counts[i] += 1
        self._size += 1
        return None

    def change_all(self, items: Iterable[tuple[int, bool]], change: Callable[[int, bool], int]) -> None:
        """Give each id the number that `change` makes of the one it had (−1: it is new) and of what comes with it.

        The same as `get` and `put` one by one, in one look-up: a busy second has thousands.
        """
        parts, shared, keep_from, counts = self.parts, self._shared, self.keep_from, self.counts
        for id_, told in items:
            i = id_ >> 56
            part = parts[i]
            size = len(part)
            if size:
                at = id_ % (size // WIDTH) * WIDTH
                found, old = _READ(part, at)
                while found and found != id_:
                    at += WIDTH
                    if at == size:
                        at = 0
                    found, old = _READ(part, at)
                if found:
                    number = change(old if old >= keep_from else -1, told)
                    if number != old:
                        if shared[i]:
                            part = self._own(i)
                        _WRITE(part, at, id_, number)
                    continue
                if (counts[i] + 1) * WIDTH <= size * _FULL:
                    if shared[i]:
                        part = self._own(i)
                    _WRITE(part, at, id_, change(-1, told))
                    counts[i] += 1
                    self._size += 1
                    continue
            self.put(id_, change(-1, told))

    def _own(self, i: int) -> bytearray:
        part = self.parts[i] = bytearray(self.parts[i])
        self._shared[i] = 0
        return part

    def _grow(self, i: int) -> None:
        """Give a part more room, or the same when enough of it is forgotten."""
        keep_from = self.keep_from
        kept = [slot for slot in _SLOT.iter_unpack(self.parts[i]) if slot[0] and slot[1] >= keep_from]
        slots = len(self.parts[i]) // WIDTH
        while len(kept) + 1 > slots * _ROOMY:
            slots = int(slots * _GROWTH) if slots else _FIRST
        part = bytearray(slots * WIDTH)
        size = len(part)
        for id_, number in kept:
            at = id_ % slots * WIDTH
            while _READ(part, at)[0]:
                at += WIDTH
                if at == size:
                    at = 0
            _WRITE(part, at, id_, number)
        self._size += len(kept) - self.counts[i]
        self.parts[i], self.counts[i], self._shared[i] = part, len(kept), 0
