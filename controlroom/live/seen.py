"""Which facts the room has already taken.

Owns: the memory of (source, id): orders, stock, spend and gifts for the whole show, the rest for an hour or a source's last
million, whichever ends first.
Law: an id is here exactly while its fact is in the journal or on its way there; a page that could not be written gives its
ids back, so that the sender's repeat counts.
Must not know: queues, HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.events import KEPT_FOR_THE_SHOW, Fact

RECENT: Final = 1_000_000
RECENT_MS: Final = 3_600_000

KEPT: Final = frozenset(KEPT_FOR_THE_SHOW)

Ids = dict[str, int]
"""Ids in order of arrival, with the room's instant (epoch ms) at which each was taken."""


class _Frozen(Struct, array_like=True):
    kept: dict[str, Ids]
    recent: dict[str, Ids]


_ENCODER: Final = Encoder()
_DECODER: Final = Decoder(_Frozen)


class Seen:
    """The memory of one show: ids by source, those kept for the whole show apart."""

    def __init__(self) -> None:
        self.kept: dict[str, Ids] = {}
        self.recent: dict[str, Ids] = {}

    def ids(self, kind: type[Fact], source: str) -> tuple[Ids, Ids]:
        """Return the memory that facts of this type from this source go to, and the source's other one."""
        own, other = (self.kept, self.recent) if kind in KEPT else (self.recent, self.kept)
        return own.setdefault(source, {}), other.get(source, {})

    def take(self, fact: Fact, source: str, now_ms: int) -> bool:
        """Remember a fact that has an id; return False when it was seen before."""
        assert fact.id is not None
        own, other = self.ids(type(fact), source)
        if fact.id in own or fact.id in other:
            return False
        own[fact.id] = now_ms
        return True

    def give_back(self, facts: Iterable[Fact]) -> None:
        """Forget facts that did not get into the journal."""
        for fact in facts:
            if fact.id is not None:
                self.ids(type(fact), fact.source or "")[0].pop(fact.id, None)

    def trim(self, now_ms: int) -> None:
        """Forget what is too old or too much; cheap when little has come since the last time."""
        horizon = now_ms - RECENT_MS
        for source, ids in list(self.recent.items()):
            gone = list(islice(ids, max(0, len(ids) - RECENT)))
            for id_, at_ms in islice(ids.items(), len(gone), None):
                if at_ms >= horizon:
                    break
                gone.append(id_)
            for id_ in gone:
                del ids[id_]
            if not ids:
                del self.recent[source]

    def freeze(self, without: Iterable[Fact]) -> bytes:
        """Return the memory as bytes, leaving out facts that are still on their way."""
        on_the_way = [fact for fact in without if fact.id is not None]
        taken = [(self.ids(type(f), f.source or "")[0], f.id or "") for f in on_the_way]
        held = [(ids, id_, ids.pop(id_)) for ids, id_ in taken if id_ in ids]
        body = _ENCODER.encode(_Frozen(self.kept, self.recent))
        for ids, id_, at_ms in held:  # the newest ones, back in their order
            ids[id_] = at_ms
        return body

    @staticmethod
    def thaw(body: bytes) -> Seen:
        """Return the memory that `freeze` made bytes of."""
        frozen = _DECODER.decode(body)
        seen = Seen()
        seen.kept, seen.recent = frozen.kept, frozen.recent
        return seen
