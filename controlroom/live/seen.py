"""Which facts the room has already taken.

Owns: the memory of (source, id): orders, stock, spend and gifts for the whole show, the rest for an hour or a source's last
million, whichever ends first (an hour to the second).
Law: an id is here exactly while its fact is in the journal or on its way there; a page that could not be written gives its
ids back, so that the sender's repeat counts. An id is kept as 64 bits of its hash.
Must not know: queues, HTTP.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.events import KEPT_FOR_THE_SHOW, Fact
from controlroom.domain.roster import Roster
from controlroom.room.snapshot import Frozen, Piece, whole_of

RECENT: Final = 1_000_000
RECENT_MS: Final = 3_600_000

KEPT: Final = frozenset(KEPT_FOR_THE_SHOW)


def hash_of(id_: str) -> int:
    """Return the 64 bits that stand for an event's id."""
    return int.from_bytes(blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1


class Ids:
    """The ids of one source, each with the number of its arrival.

    `came`: how many arrivals there were; `seconds`: (the last instant in a second, `came` then), oldest first.
    """

    __slots__ = ("came", "roster", "seconds")

    def __init__(self, roster: Roster | None = None, came: int = 0, seconds: Iterable[tuple[int, int]] = ()) -> None:
        self.roster = roster if roster is not None else Roster(keep_from=1)
        self.came = came
        self.seconds = deque(seconds)

    def take(self, hash_: int, now_ms: int) -> bool:
        """Remember an id; return False when it was here."""
        number = self.came + 1
        if self.roster.put(hash_, number, replace=False) is not None:
            return False
        self.came = number
        seconds = self.seconds
        if seconds and seconds[-1][0] // 1000 == now_ms // 1000:
            seconds[-1] = (now_ms, number)
        else:
            seconds.append((now_ms, number))
        return True

    def has(self, hash_: int) -> bool:
        """Tell whether an id is here."""
        return self.roster.get(hash_) is not None

    def forget(self, hash_: int) -> None:
        """Forget an id."""
        if self.has(hash_):
            self.roster.put(hash_, 0)

    def trim(self, now_ms: int) -> bool:
        """Forget what is too old or too much; return whether anything may be left."""
        seconds, keep_from = self.seconds, self.roster.keep_from
        while seconds and seconds[0][0] < now_ms - RECENT_MS:
            keep_from = seconds.popleft()[1] + 1
        self.roster.keep_from = max(keep_from, self.came - RECENT + 1)
        return self.roster.keep_from <= self.came


_NONE: Final = Ids()
_Memory = dict[str, Ids]
_Told = tuple[list[int], int, int, list[tuple[int, int]]]


class _Frozen(Struct, array_like=True):
    """`kept`, `recent`: by source, without their rosters' parts; `without`: (source, kept?, id) to forget when thawed."""

    kept: dict[str, _Told]
    recent: dict[str, _Told]
    without: list[tuple[str, bool, str]]


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

    def take(self, fact: Fact, source: str, now_ms: int) -> bool:
        """Remember a fact that has an id; return False when it was seen before."""
        assert fact.id is not None
        own, other = self.ids(type(fact), source)
        hash_ = hash_of(fact.id)
        return not other.has(hash_) and own.take(hash_, now_ms)

    def give_back(self, facts: Iterable[Fact]) -> None:
        """Forget facts that did not get into the journal."""
        for fact in facts:
            if fact.id is not None:
                self.ids(type(fact), fact.source or "")[0].forget(hash_of(fact.id))

    def trim(self, now_ms: int) -> None:
        """Forget what is too old or too much."""
        for source, ids in list(self.recent.items()):
            if not ids.trim(now_ms):
                del self.recent[source]

    def freeze(self, without: Iterable[Fact]) -> Frozen:
        """Return the memory as bytes, leaving out facts that are still on their way."""
        memories = (*self.kept.values(), *self.recent.values())
        told = _Frozen(
            {source: _told(ids) for source, ids in self.kept.items()},
            {source: _told(ids) for source, ids in self.recent.items()},
            [(fact.source or "", type(fact) in KEPT, fact.id) for fact in without if fact.id is not None],
        )
        return Frozen(_ENCODER.encode(told), [ids.roster.share() for ids in memories])

    @staticmethod
    def thaw(body: Piece) -> Seen:
        """Return the memory that `freeze` made bytes of."""
        rest, rosters = whole_of(body)
        frozen, parts = _DECODER.decode(rest), iter(rosters)
        seen = Seen()
        for memory, told in ((seen.kept, frozen.kept), (seen.recent, frozen.recent)):
            for source, (counts, keep_from, came, seconds) in told.items():
                memory[source] = Ids(Roster(next(parts), counts, keep_from), came, seconds)
        for source, kept, id_ in frozen.without:
            memory = seen.kept if kept else seen.recent
            if source in memory:
                memory[source].forget(hash_of(id_))
        return seen


def _told(ids: Ids) -> _Told:
    return ids.roster.counts, ids.roster.keep_from, ids.came, list(ids.seconds)
