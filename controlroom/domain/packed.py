"""Bytes by id, for very many that are hardly ever touched again.

Owns: how they are frozen: a copy of the table is a moment's work, and is written as bytes when there is time for it.
Law: what comes out of the parts is what went in, in the same order.
Must not know: what the bytes hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from msgspec.msgpack import Decoder, Encoder

_ROWS: Final = 4096
"""Rows of a part: what is written at once."""

_PACK: Final = Encoder().encode
_UNPACK: Final = Decoder(dict[str, bytes]).decode


class Packed:
    """Bytes by id. Whoever puts bytes for an id puts new ones: they are shared with what was frozen."""

    __slots__ = ("rows",)

    def __init__(self, parts: Iterable[bytes | bytearray] = ()) -> None:
        self.rows: dict[str, bytes] = {}
        for part in parts:
            self.rows |= _UNPACK(part)

    def __eq__(self, other: object) -> bool:
        """Tell whether two hold the same, in the same order."""
        if not isinstance(other, Packed):
            return NotImplemented
        return list(self.rows.items()) == list(other.rows.items())

    __hash__ = None  # type: ignore[assignment]

    def share(self) -> Iterator[bytes]:
        """Return the parts of everything as it is now, packed as they are asked for: for a reader beside the loop."""
        return _parts(self.rows.copy())


def _parts(rows: Mapping[str, bytes]) -> Iterator[bytes]:
    left = iter(rows.items())
    while some := dict(islice(left, _ROWS)):
        yield _PACK(some)
