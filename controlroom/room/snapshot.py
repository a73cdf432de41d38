"""The state as bytes, and its digest.

Owns: how a state is frozen, thawed and compared.
Law: the encoding is canonical: the same journal folded to the same instant gives the same bytes, on any machine and
under any hash seed, also when it was split by a snapshot; so the digest of the bytes is the digest of the state.
Must not know: where snapshots are kept.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from msgspec.msgpack import Decoder, Encoder

from controlroom.room.state import RoomState

_ENCODER: Final = Encoder()
_DECODER: Final[Decoder[RoomState]] = Decoder(RoomState)


def freeze(state: RoomState) -> bytes:
    """Return the state as bytes."""
    return _ENCODER.encode(state)


def thaw(body: bytes) -> RoomState:
    """Return the state that `freeze` made bytes of.

    Raises:
        msgspec.DecodeError: The bytes are not a state of this fold version.
    """
    return _DECODER.decode(body)


def digest(state: RoomState) -> str:
    """Return the state's digest: 32 hexadecimal digits."""
    return digest_of(freeze(state))


def digest_of(body: bytes) -> str:
    """Return the digest of a frozen state."""
    return blake2b(body, digest_size=16).hexdigest()
