"""Which facts the room has already taken.

Owns: the memory of (source, id): orders, stock, spend and gifts for the whole show, the rest for an hour or the last
million, whichever ends first.
Law: a key is here exactly while its fact is in the journal or on its way there; a page that could not be written takes
its keys back, so that the sender's repeat counts.
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

_KEPT: Final = frozenset(KEPT_FOR_THE_SHOW)


class _Frozen(Struct, array_like=True):
    kept: list[str]
    recent: dict[str, int]


_ENCODER: Final = Encoder()
_DECODER: Final = Decoder(_Frozen)


class Seen:
    """The memory of one show."""

    def __init__(self) -> None:
        self.kept: dict[str, None] = {}
        self.recent: dict[str, int] = {}

    def take(self, fact: Fact, source: str, now_ms: int) -> str | None:
        """Remember a fact with an id; return its key, or None when it was seen before."""
        key = f"{source}\0{fact.id}"
        if key in self.recent or key in self.kept:
            return None
        if type(fact) in _KEPT:
            self.kept[key] = None
        else:
            self.recent[key] = now_ms
        return key

    def give_back(self, keys: Iterable[str]) -> None:
        """Forget facts that did not get into the journal."""
        for key in keys:
            self.kept.pop(key, None)
            self.recent.pop(key, None)

    def trim(self, now_ms: int) -> None:
        """Forget what is too old or too much; cheap when little has come since the last time."""
        recent = self.recent
        excess = len(recent) - RECENT
        if excess > 0:
            for key in list(islice(recent, excess)):
                del recent[key]
        horizon = now_ms - RECENT_MS
        old = []
        for key, at_ms in recent.items():
            if at_ms >= horizon:
                break
            old.append(key)
        for key in old:
            del recent[key]

    def freeze(self, without: Iterable[str]) -> bytes:
        """Return the memory as bytes, leaving out facts that are still on their way."""
        gone = set(without)
        kept = [key for key in self.kept if key not in gone] if gone else list(self.kept)
        recent = {key: at for key, at in self.recent.items() if key not in gone} if gone else self.recent
        return _ENCODER.encode(_Frozen(kept, recent))

    @staticmethod
    def thaw(body: bytes) -> Seen:
        """Return the memory that `freeze` made bytes of."""
        frozen = _DECODER.decode(body)
        seen = Seen()
        seen.kept = dict.fromkeys(frozen.kept)
        seen.recent = frozen.recent
        return seen
