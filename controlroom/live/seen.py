"""Which facts the room has already taken.

Owns: the memory of (source, id): orders, stock, spend and gifts for the whole show, the rest for an hour or a source's last
million, whichever ends first (an hour to the second).
Law: an id is here exactly while its fact is in the journal or on its way there; a page that could not be written gives its
ids back, so that the sender's repeat counts. An id is kept as 60 bits of its hash.
Must not know: queues, HTTP.

Sets and arrays, not the fold's packed table: the door asks for every fact, and asks for a whole body at once. Of half a
million ids each, so that few sets are asked, none is rehashed whole, and a snapshot copies only the newest.
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
BATCH: Final = 500_000
"""A batch is full with so many ids (a body may bring a few more)."""

KEPT: Final = frozenset(KEPT_FOR_THE_SHOW)


_FRESH: Final = blake2b(digest_size=8)
"""Copied for each id: to make one costs half as much again."""


def hash_of(id_: str) -> int:
    """Return the 60 bits that stand for an event's id."""
    hash_ = _FRESH.copy()
    hash_.update(id_.encode("utf-8", "surrogatepass"))
    return int.from_bytes(hash_.digest()) >> 4


class Batch:
    """Ids that came one after another.

    `known`: their hashes; `order`: likewise, oldest first, those before `first` forgotten; `seconds`: (the last instant in a
    second, how long `order` was then), oldest first.
    """

    __slots__ = ("first", "known", "order", "seconds")

    def __init__(self, order: array[int], first: int = 0, seconds: Iterable[tuple[int, int]] = ()) -> None:
        self.order = order
        self.first = first
        self.known = set(order[first:])
        self.seconds = deque(seconds)

    def forget(self, hashes: set[int]) -> None:
        """Forget ids wherever they stand."""
        gone = self.known & hashes
        if not gone:
            return
        self.known -= gone
        old, seconds, at = self.order, self.seconds, self.first
        self.order, self.first, self.seconds = array("Q"), 0, deque()
        for now_ms, end in seconds:
            self.order.extend(hash_ for hash_ in old[at:end] if hash_ not in gone)
            self.seconds.append((now_ms, len(self.order)))
            at = end

    def drop(self, before_ms: int, excess: int) -> None:
        """Forget the ids that came before an instant, and at least the `excess` oldest."""
        first, seconds = min(self.first + max(0, excess), len(self.order)), self.seconds
        while seconds and (seconds[0][0] < before_ms or seconds[0][1] <= first):
            first = max(first, seconds.popleft()[1])
        self.known.difference_update(self.order[self.first : first])
        self.first = first


class Ids:
    """The memory of one source's ids, in batches, oldest first."""

    __slots__ = ("batches",)

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        self.batches = list(batches)

    def __len__(self) -> int:
        """Return how many ids are remembered."""
        return sum(len(batch.known) for batch in self.batches)

    def __contains__(self, hash_: int) -> bool:
        """Tell whether an id is remembered."""
        return any(hash_ in batch.known for batch in self.batches)

    def _news(self, hashes: set[int]) -> bool:
        return all(batch.known.isdisjoint(hashes) for batch in self.batches)

    def take(self, hashes: Sequence[int], other: Ids, now_ms: int) -> list[int]:
        """Remember ids; return the places of those that were here, or are in the source's other memory."""
        fresh, here = set(hashes), []
        if len(fresh) < len(hashes) or not self._news(fresh) or not other._news(fresh):
            fresh, told, hashes = set(), hashes, []
            for place, hash_ in enumerate(told):
                if hash_ in fresh or hash_ in self or hash_ in other:
                    here.append(place)
                else:
                    fresh.add(hash_)
                    hashes.append(hash_)
        if hashes:
            batch = self._open()
            batch.known |= fresh
            batch.order.extend(hashes)
            if batch.seconds and batch.seconds[-1][0] // 1000 == now_ms // 1000:
                batch.seconds.pop()
            batch.seconds.append((now_ms, len(batch.order)))
        return here

    def _open(self) -> Batch:
        if not self.batches or len(self.batches[-1].order) >= BATCH:
            self.batches.append(Batch(array("Q")))
        return self.batches[-1]

    def forget(self, hashes: set[int]) -> None:
        """Forget ids (some of the newest)."""
        for batch in self.batches:
            batch.forget(hashes)

    def trim(self, now_ms: int) -> bool:
        """Forget what is too old or too much; return whether anything is left."""
        excess = len(self) - RECENT
        for batch in self.batches:
            held = len(batch.known)
            batch.drop(now_ms - RECENT_MS, excess)
            excess -= held - len(batch.known)
            if batch.known:
                break
        self.batches = [batch for batch in self.batches if batch.known]
        return bool(self.batches)


_NONE: Final = Ids()
_NO_IDS: Final[tuple[list[int], list[int]]] = ([], [])
_Memory = dict[str, Ids]
_Told = list[tuple[int, list[tuple[int, int]]]]


class _Frozen(Struct, array_like=True):
    """`kept`, `recent`: by source, its batches without the hashes; `without`: (source, kept?, ids) to forget when thawed."""

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

    def ids(self, source: str, *, kept: bool) -> tuple[Ids, Ids]:
        """Return a source's memory of what is kept for the show, or of the rest, and its other one."""
        own, other = (self.kept, self.recent) if kept else (self.recent, self.kept)
        found = own.get(source)
        if found is None:
            found = own[source] = Ids()
        return found, other.get(source, _NONE)

    def take(self, facts: Sequence[Fact], now_ms: int) -> set[int]:
        """Remember facts, in their order; return the places of those that were seen before. (Without an id none is.)"""
        asked: dict[tuple[str, bool], tuple[list[int], list[int]]] = {}
        hashes: list[int] = []
        places: list[int] = []
        was_kept, was_source = None, None
        number, fresh = int.from_bytes, _FRESH.copy  # `hash_of`, whose call costs as much as what it does here
        for place, fact in enumerate(facts):
            id_ = fact.id
            if id_ is None:
                continue
            kept, source = type(fact) in KEPT, fact.source
            if kept is not was_kept or source != was_source:
                was_kept, was_source = kept, source
                hashes, places = asked.setdefault((source or "", kept), ([], []))
            hash_ = fresh()
            hash_.update(id_.encode("utf-8", "surrogatepass"))
            hashes.append(number(hash_.digest()) >> 4)
            places.append(place)
        if any(
            kept and not set(asked[source, kept][0]).isdisjoint(asked.get((source, False), _NO_IDS)[0])
            for source, kept in asked
        ):
            return {place for place, fact in enumerate(facts) if self.take((fact,), now_ms)}
        repeated: set[int] = set()
        for (source, kept), (hashes, places) in asked.items():
            own, other = self.ids(source, kept=kept)
            repeated.update(places[at] for at in own.take(hashes, other, now_ms))
        return repeated

    def has(self, fact: Fact) -> bool:
        """Tell whether a fact, of a type that is kept for the show, was seen."""
        return fact.id is not None and hash_of(fact.id) in self.kept.get(fact.source or "", _NONE)

    def of_the_show(self) -> Seen:
        """Return what is kept for the whole show, without the rest."""
        found = Seen()
        found.kept = self.kept
        return found

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
            {source: _told(ids) for source, ids in self.kept.items()},
            {source: _told(ids) for source, ids in self.recent.items()},
            [(source, kept, list(hashes)) for (source, kept), hashes in _by_memory(without).items()],
        )
        memories = (*self.kept.values(), *self.recent.values())
        return Frozen(_ENCODER.encode(told), [list(map(_piece, ids.batches)) for ids in memories])

    @staticmethod
    def thaw(body: Piece) -> Seen:
        """Return the memory that `freeze` made bytes of."""
        rest, memories = whole_of(body)
        frozen, orders = _DECODER.decode(rest), iter(memories)
        seen = Seen()
        for memory, told in ((seen.kept, frozen.kept), (seen.recent, frozen.recent)):
            for source, batches in told.items():
                memory[source] = Ids(
                    Batch(_turned(array("Q", bytes(order))), first, seconds)
                    for (first, seconds), order in zip(batches, next(orders), strict=True)
                )
        for source, kept, hashes in frozen.without:
            (seen.kept if kept else seen.recent).get(source, _NONE).forget(set(hashes))
        return seen


def _told(ids: Ids) -> _Told:
    return [(batch.first, list(batch.seconds)) for batch in ids.batches]


def _piece(batch: Batch) -> Piece:
    """Return a batch's hashes as bytes: of a full one, to which nothing is added any more, its own."""
    order = _turned(batch.order)
    return memoryview(order).cast("B") if len(order) >= BATCH else order.tobytes()


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
