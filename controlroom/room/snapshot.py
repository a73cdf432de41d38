"""The state as bytes, and its digest.

Owns: how a state is frozen, thawed and compared.
Law: the encoding is canonical: the same journal folded to the same instant gives the same bytes, on any machine and
under any hash seed, also when it was split by a snapshot; so the digest of the bytes is the digest of the state.
Freezing copies no roster and writes no order and no second of a window: they are shared and follow the encoded rest, so it takes
milliseconds at any size.
Must not know: where snapshots are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Final, TypeVar

from msgspec import Struct, convert
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.packed import Packed
from controlroom.domain.roster import Roster
from controlroom.domain.spans import Moves, Rows, Triples
from controlroom.room.state import RoomState

T = TypeVar("T")

Piece = bytes | bytearray | memoryview
"""A part of a frozen state. Nobody changes it while it is read."""

Table = Roster | Packed | Rows | Moves | Triples
"""What is shared with the frozen state rather than copied into it."""


class Frozen:
    """A state's bytes in pieces, in order: the encoded rest, then the parts of each table.

    Args:
        tables: The parts of each; most are packed when the pieces are first asked for: beside the loop.
    """

    __slots__ = ("_pieces", "_rest", "_tables")

    def __init__(self, rest: Piece, tables: Sequence[Iterable[Piece]]) -> None:
        self._rest = rest
        self._tables = tables
        self._pieces: list[Piece] | None = None

    @property
    def pieces(self) -> list[Piece]:
        """Return the pieces."""
        if self._pieces is None:
            self._pieces = [b"\x92", *_binary(self._rest), _array(len(self._tables))]
            for table in self._tables:
                parts = list(table)
                self._pieces.append(_array(len(parts)))
                for part in parts:
                    self._pieces += _binary(part)
        return self._pieces

    @property
    def size(self) -> int:
        """Return how many bytes there are."""
        return sum(map(len, self.pieces))

    def digest(self) -> str:
        """Return the digest of the bytes: 32 hexadecimal digits."""
        return _digest(self.pieces)


def _binary(data: Piece) -> tuple[bytes, Piece]:
    return b"\xc6" + len(data).to_bytes(4, "big"), data


def _array(n: int) -> bytes:
    return b"\xdd" + n.to_bytes(4, "big")


class _Whole(Struct, array_like=True):
    rest: bytes
    tables: list[list[bytearray]]


_WHOLE: Final = Decoder(_Whole)


class Freezer:
    """Freezes states one after another into the same memory: a state's bytes are good until the next is frozen."""

    def __init__(self) -> None:
        self._tables: list[Iterable[Piece]] = []
        self._encoder = Encoder(enc_hook=self._write)
        self._rest = bytearray()

    def freeze(self, state: RoomState) -> Frozen:
        """Return the state's bytes in pieces."""
        self._tables = []
        self._encoder.encode_into(state, self._rest)
        return Frozen(self._rest, self._tables)

    def _write(self, found: object) -> object:
        assert isinstance(found, Table)
        self._tables.append(found.share())
        place = len(self._tables) - 1
        return (place, found.counts) if isinstance(found, Roster) else place


def freeze(state: RoomState) -> bytes:
    """Return the state as bytes."""
    return b"".join(Freezer().freeze(state).pieces)


def thaw(body: Piece) -> RoomState:
    """Return the state that `freeze` made bytes of.

    Raises:
        msgspec.DecodeError: The bytes are not a state of this fold version.
    """
    return thaw_as(body, RoomState)


def thaw_as(body: Piece, kind: type[T]) -> T:
    """Return those parts of the state that `kind` names, as `freeze` made bytes of it; nothing else is read.

    Raises:
        msgspec.DecodeError: The bytes are not a state of this fold version.
    """
    whole = _WHOLE.decode(body)
    return Decoder(kind, dec_hook=_reader(whole.tables)).decode(whole.rest)


def whole_of(body: Piece) -> tuple[bytes, list[list[bytearray]]]:
    """Return what `Frozen` was made of: the encoded rest, and the parts of each table."""
    whole = _WHOLE.decode(body)
    return whole.rest, whole.tables


def _reader(tables: Sequence[list[bytearray]]) -> Callable[[type, object], Table]:
    def read(kind: type, told: object) -> Table:
        """A table, out of its parts and what the rest says of it: its place, and of a roster the counts."""
        if kind is Roster:
            place, counts = convert(told, tuple[int, list[int]])
            return Roster(tables[place], counts)
        found: Table = kind(tables[convert(told, int)])
        return found

    return read


def digest(state: RoomState) -> str:
    """Return the state's digest: 32 hexadecimal digits."""
    return Freezer().freeze(state).digest()


def digest_of(body: bytes) -> str:
    """Return the digest of a frozen state."""
    return _digest((body,))


def _digest(pieces: Iterable[Piece]) -> str:
    found = blake2b(digest_size=16)
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
