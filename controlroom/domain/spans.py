"""Values by whole number (a second, a half minute, an instant), for as long as a show, frozen without being looked at.

Owns: how such values are kept, and how they are frozen: by spans of numbers, of which only the newest still change.
Law: what comes out of the parts is what went in, in the same order. A span that a snapshot still reads is never changed: it is
copied first, so freezing hours of values costs a look at each span and no look at a value. A value is never changed but replaced.
Must not know: what a number or a value stands for, how long it is kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar, Final, Generic, Self, TypeVar

from msgspec import convert
from msgspec.msgpack import Decoder, Encoder

V = TypeVar("V")

_PACK: Final = Encoder().encode
_BYTES: Final = Decoder(dict[int, bytes]).decode
_NUMBERS: Final = Decoder(dict[int, int]).decode
_TRIPLES: Final = Decoder(dict[int, tuple[int, int, int]]).decode


class Spans(ABC, Generic[V]):
    """Values by number. Iterates over the numbers that have one.

    `WIDTH`: numbers that are frozen together. `spans`: by number ÷ width, to be read without a
    call where every number is looked at; `Spans` alone changes them, and none of them is empty.
    """

    __slots__ = ("_shared", "spans")

    WIDTH: ClassVar[int] = 60

    def __init__(self, parts: Iterable[bytes | bytearray] = ()) -> None:
        self.spans: dict[int, dict[int, V]] = {}
        self._shared: set[int] = set()
        for part in parts:
            span = self._unpack(part)
            self.spans[next(iter(span)) // self.WIDTH] = span

    def __eq__(self, other: object) -> bool:
        """Tell whether two hold the same, in the same order."""
        if type(other) is not type(self):
            return NotImplemented
        return list(self.items()) == list(other.items())

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Return how many numbers have a value."""
        return sum(map(len, self.spans.values()))

    def __iter__(self) -> Iterator[int]:
        """Yield these numbers."""
        for span in self.spans.values():
            yield from span

    def __bool__(self) -> bool:
        """Tell whether any number has a value."""
        return bool(self.spans)

    def __contains__(self, number: int) -> bool:
        """Tell whether a number has a value."""
        span = self.spans.get(number // self.WIDTH)
        return span is not None and number in span

    def items(self) -> Iterator[tuple[int, V]]:
        """Yield the numbers with their values."""
        for span in self.spans.values():
            yield from span.items()

    def get(self, number: int) -> V | None:
        """Return a number's value."""
        span = self.spans.get(number // self.WIDTH)
        return span.get(number) if span is not None else None

    def __setitem__(self, number: int, value: V) -> None:
        """Let a number have this value."""
        self._own(number // self.WIDTH)[number] = value

    def pop(self, number: int) -> None:
        """Let a number have no value."""
        if number in self:
            key = number // self.WIDTH
            span = self._own(key)
            del span[number]
            if not span:
                del self.spans[key]

    def forget(self, before: int) -> None:
        """Forget the spans that end before a number."""
        end = before // self.WIDTH
        for key in [key for key in self.spans if key < end]:
            self.forget_span(key)

    def forget_span(self, key: int) -> None:
        """Forget one span."""
        self.spans.pop(key, None)
        self._shared.discard(key)

    def copy(self) -> Self:
        """Return a table of its own with the same values."""
        other = type(self)()
        other.spans = self.spans.copy()
        other._shared, self._shared = set(self.spans), set(self.spans)
        return other

    def share(self) -> Iterator[bytes]:
        """Return the parts of everything as it is now, packed as they are asked for: for a reader beside the loop."""
        self._shared = set(self.spans)
        return map(_PACK, list(self.spans.values()))

    @staticmethod
    @abstractmethod
    def _unpack(part: bytes | bytearray) -> dict[int, V]:
        """Return the span that was frozen."""

    def _own(self, key: int) -> dict[int, V]:
        """Return a span to be changed: a copy where a reader still has it."""
        span = self.spans.get(key)
        if span is None:
            span = self.spans[key] = {}
        elif key in self._shared:
            span = self.spans[key] = span.copy()
        self._shared.discard(key)
        return span


def parts_of(found: object) -> list[bytes]:
    """Return what one is written as inside something else (an encoder's hook)."""
    assert isinstance(found, Spans)
    return list(found.share())


def of_parts(kind: type, parts: object) -> object:
    """Return the one that was written so (a decoder's hook)."""
    assert issubclass(kind, Spans)
    return kind(convert(parts, list[bytes]))


class Rows(Spans[bytes]):
    """Bytes by second, a minute together."""

    __slots__ = ()

    @staticmethod
    def _unpack(part: bytes | bytearray) -> dict[int, bytes]:
        return _BYTES(part)


class Moves(Spans[int]):
    """Whole numbers by instant (epoch ms)."""

    __slots__ = ()

    WIDTH = 60_000

    @staticmethod
    def _unpack(part: bytes | bytearray) -> dict[int, int]:
        return _NUMBERS(part)


class Triples(Spans[tuple[int, int, int]]):
    """Three whole numbers by half minute."""

    __slots__ = ()

    @staticmethod
    def _unpack(part: bytes | bytearray) -> dict[int, tuple[int, int, int]]:
        return _TRIPLES(part)
