"""What happened in each second, packed, for as long as windows may ask for it.

Owns: how these seconds are kept, and how they are frozen: by minutes, of which only the newest still change.
Law: what comes out of the parts is what went in, in the same order. A minute that a snapshot still reads is never changed: it
is copied first, so freezing hours of seconds costs a look at each minute and no look at a second.
Must not know: what is counted, how long a second is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.msgpack import Decoder, Encoder

MINUTE: Final = 60
"""Seconds that are frozen together."""

Minute = dict[int, bytes]

_PACK: Final = Encoder().encode
_UNPACK: Final = Decoder(Minute).decode


class Ring:
    """Bytes by second. Iterates over the seconds that have any.

    `minutes`: by minute, to be read without a call where every second is looked at; `Ring` alone changes them.
    """

    __slots__ = ("_shared", "minutes")

    def __init__(self, parts: Iterable[bytes | bytearray] = ()) -> None:
        self.minutes: dict[int, Minute] = {}
        self._shared: set[int] = set()
        for part in parts:
            minute = _UNPACK(part)
            self.minutes[next(iter(minute)) // MINUTE] = minute

    def __eq__(self, other: object) -> bool:
        """Tell whether two hold the same, in the same order."""
        if not isinstance(other, Ring):
            return NotImplemented
        return [list(one.items()) for one in self.minutes.values()] == [
            list(one.items()) for one in other.minutes.values()
        ]

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Return how many seconds have any."""
        return sum(map(len, self.minutes.values()))

    def __iter__(self) -> Iterator[int]:
        """Yield these seconds."""
        for minute in self.minutes.values():
            yield from minute

    def __bool__(self) -> bool:
        """Tell whether any second has."""
        return bool(self.minutes)

    def __contains__(self, second: int) -> bool:
        """Tell whether a second has any."""
        minute = self.minutes.get(second // MINUTE)
        return minute is not None and second in minute

    def get(self, second: int) -> bytes | None:
        """Return what a second has."""
        minute = self.minutes.get(second // MINUTE)
        return minute.get(second) if minute is not None else None

    def __setitem__(self, second: int, packed: bytes) -> None:
        """Let a second have this."""
        self._own(second // MINUTE)[second] = packed

    def forget(self, minute: int) -> None:
        """Forget the seconds of a minute (since the epoch)."""
        self.minutes.pop(minute, None)
        self._shared.discard(minute)

    def _own(self, key: int) -> Minute:
        """Return a minute to be changed: a copy where a reader still has it."""
        minute = self.minutes.get(key)
        if minute is None:
            minute = self.minutes[key] = {}
        elif key in self._shared:
            minute = self.minutes[key] = minute.copy()
        self._shared.discard(key)
        return minute

    def share(self) -> Iterator[bytes]:
        """Return the parts of everything as it is now, packed as they are asked for: for a reader beside the loop."""
        self._shared = set(self.minutes)
        return map(_PACK, list(self.minutes.values()))
