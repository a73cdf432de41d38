"""Which facts the room has already taken.

Owns: the memory of (source, id): orders, stock, spend and gifts for the whole show, the rest for an hour or a source's last
million, whichever ends first (an hour to the second).
Law: an id is here exactly while its fact is in the journal or on its way there; a page that could not be written gives its
ids back, so that the sender's repeat counts. An id is kept as 60 bits of its hash.
Must not know: queues, HTTP.

A set and an array, not the fold's packed table: the door asks for every fact, and asks for a whole body at once.
"""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.events import KEPT_FOR_THE_SHOW, Fact
from controlroom.room.snapshot import Frozen, Piece, whole_of

RECENT: Final = 1_000_000
RECENT_MS: Final = 3_600_000
_MOST: Final = RECENT + 40_000
"""Trimmed at the latest when there are so many: beyond 2²⁰ a set's table is twice as large."""

KEPT: Final = frozenset(KEPT_FOR_THE_SHOW)


def hash_of(id_: str) -> int:
    """Return the 60 bits that stand for an event's id."""
    return int.from_bytes(blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 4


class Ids:
    """The hashes of one source's ids.

    `known`: all of them; `order`: likewise, oldest first; `came`: how many ever came; `seconds`: (the last instant in a
    second, `came` then), oldest first.
    """

    __slots__ = ("came", "known", "order", "seconds")

    def __init__(self, order: array[int] | None = None, came: int = 0, seconds: Iterable[tuple[int, int]] = ()) -> None:
        self.order = order if order is not None else array("Q")
        self.known = set(self.order)
        self.came = came
        self.seconds = deque(seconds)

    def take(self, hashes: Sequence[int], other: Ids, now_ms: int) -> list[int]:
        """Remember ids; return the places of those that were here, or are in the source's other memory."""
        known, fresh = self.known, set(hashes)
        here: list[int] = []
        if len(fresh) == len(hashes) and known.isdisjoint(fresh) and other.known.isdisjoint(fresh):
            known |= fresh
            self.order.extend(hashes)
        else:
            for place, hash_ in enumerate(hashes):
                if hash_ in known or hash_ in other.known:
                    here.append(place)
                else:
                    known.add(hash_)
                    self.order.append(hash_)
        if len(here) < len(hashes):
            self.came += len(hashes) - len(here)
            if self.seconds and self.seconds[-1][0] // 1000 == now_ms // 1000:
                self.seconds.pop()
            self.seconds.append((now_ms, self.came))
        return here

    def forget(self, hashes: set[int]) -> None:
        """Forget ids (some of the newest)."""
        gone = self.known & hashes
        self.known -= gone
        place, first, seconds = len(self.order), self.came - len(self.order), self.seconds
        while gone:
            place -= 1
            if self.order[place] not in gone:
                continue
            gone.remove(self.order.pop(place))
            self.came -= 1
            for i in reversed(range(len(seconds))):  # those that came after it came one earlier
                if seconds[i][1] <= first + place:
                    break
                seconds[i] = (seconds[i][0], seconds[i][1] - 1)

    def trim(self, now_ms: int) -> bool:
        """Forget what is too old or too much; return whether anything may be left."""
        seconds, first = self.seconds, self.came - len(self.order)
        keep_from = max(first, self.came - RECENT)
        while seconds and seconds[0][0] < now_ms - RECENT_MS:
            keep_from = max(keep_from, seconds.popleft()[1])
        n = min(keep_from - first, len(self.order))
        self.known.difference_update(self.order[:n])
        del self.order[:n]
        return bool(self.order)


_NONE: Final = Ids()
_Memory = dict[str, Ids]
_Told = tuple[int, list[tuple[int, int]]]


class _Frozen(Struct, array_like=True):
    """`kept`, `recent`: by source, without the hashes; `without`: (source, kept?, id) to forget when thawed."""

    kept: dict[str, _Told]
    recent: dict[str, _Told]
    without: list[tuple[str, bool, list[int]]]


_ENCODER: Final = Encoder()
_DECODER: Final = Decoder(_Frozen)


class Seen:
    """The memory of one show: ids by source, those kept for the whole show apart."""

    def __init__(self) -> None:
        self.kept: _Memory = {}
        self.recent: _Memory = {}

    def ids(self, kind: type[Fact], source: str) -> tuple[Ids, Ids]:
        """Return the memory that facts of this type from this source go to, and the source's other one."""
        own, other = (self.kept, self.recent) if kind in KEPT else (self.recent, self.kept)
        found = own.get(source)
        if found is None:
            found = own[source] = Ids()
        return found, other.get(source, _NONE)

    def take(self, facts: Sequence[Fact], now_ms: int) -> set[int]:
        """Remember facts, in their order; return the places of those that were seen before. (Without an id none is.)"""
        repeated: set[int] = set()
        own = other = _NONE
        hashes: list[int] = []
        places: list[int] = []
        last: tuple[bool, str] | None = None
        for place, fact in enumerate(facts):
            id_ = fact.id
            if id_ is None:
                continue
            kept, source = type(fact) in KEPT, fact.source or ""
            if last is None or last[1] != source or last[0] is not kept:
                repeated.update(places[at] for at in own.take(hashes, other, now_ms))
                hashes, places, last = [], [], (kept, source)
                own, other = self.ids(type(fact), source)
            hashes.append(hash_of(id_))
            places.append(place)
        repeated.update(places[at] for at in own.take(hashes, other, now_ms))
        if any(len(ids.order) > _MOST for ids in self.recent.values()):
            self.trim(now_ms)
        return repeated

    def give_back(self, facts: Iterable[Fact]) -> None:
        """Forget facts that did not get into the journal."""
        for (source, kept), hashes in _by_memory(facts).items():
            (self.kept if kept else self.recent).get(source, _NONE).forget(hashes)

    def trim(self, now_ms: int) -> None:
        """Forget what is too old or too much."""
        for source, ids in list(self.recent.items()):
            if not ids.trim(now_ms):
                del self.recent[source]

    def freeze(self, without: Iterable[Fact]) -> Frozen:
        """Return the memory as bytes, leaving out facts that are still on their way."""
        told = _Frozen(
            {source: (ids.came, list(ids.seconds)) for source, ids in self.kept.items()},
            {source: (ids.came, list(ids.seconds)) for source, ids in self.recent.items()},
            [(source, kept, list(hashes)) for (source, kept), hashes in _by_memory(without).items()],
        )
        orders = [[_turned(ids.order).tobytes()] for ids in (*self.kept.values(), *self.recent.values())]
        return Frozen(_ENCODER.encode(told), orders)

    @staticmethod
    def thaw(body: Piece) -> Seen:
        """Return the memory that `freeze` made bytes of."""
        rest, orders = whole_of(body)
        frozen, told_orders = _DECODER.decode(rest), iter(orders)
        seen = Seen()
        for memory, told in ((seen.kept, frozen.kept), (seen.recent, frozen.recent)):
            for source, (came, seconds) in told.items():
                memory[source] = Ids(_turned(array("Q", bytes(next(told_orders)[0]))), came, seconds)
        for source, kept, hashes in frozen.without:
            (seen.kept if kept else seen.recent).get(source, _NONE).forget(set(hashes))
        return seen


def _by_memory(facts: Iterable[Fact]) -> dict[tuple[str, bool], set[int]]:
    """Return the hashes of facts' ids by (source, kept for the show?)."""
    found: dict[tuple[str, bool], set[int]] = {}
    for fact in facts:
        if fact.id is not None:
            found.setdefault((fact.source or "", type(fact) in KEPT), set()).add(hash_of(fact.id))
    return found


def _turned(order: array[int]) -> array[int]:
    """Return the hashes as they stand in a snapshot: the lowest byte first, on any machine."""
    if sys.byteorder == "big":
        order = order[:]
        order.byteswap()
    return order
