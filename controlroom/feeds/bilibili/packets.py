"""bilibili's binary packets: what a frame of its socket holds.

Owns: the header of 16 bytes, packets that stand one behind another or lie compressed in one, and making them.
Law: a frame that cannot be taken apart comes to a refusal at the place where it breaks; what stood before it counts. Nothing is
inflated beyond a bound.
Must not know: what the messages mean.

Header, big-endian: length of the packet (4 bytes), of the header (2), version of the body (2: 0 and 1 plain, 2 zlib, 3 brotli),
operation (4), sequence (4).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

HEADER: Final = struct.Struct(">IHHII")
HEARTBEAT: Final = 2
HEARTBEAT_REPLY: Final = 3
MESSAGE: Final = 5
AUTH: Final = 7
AUTH_REPLY: Final = 8
ZLIB: Final = 2
BROTLI: Final = 3
INFLATED_MAX: Final = 8 * 1024 * 1024


class Packet(Struct, frozen=True):
    """One packet. `broken`: why the frame cannot be read from here on; then there is no body."""

    operation: int
    body: bytes
    broken: str | None = None


def packed(operation: int, body: bytes, version: int = 1) -> bytes:
    """Return a packet's bytes."""
    return HEADER.pack(HEADER.size + len(body), HEADER.size, version, operation, 1) + body


def packets(frame: bytes) -> Iterator[Packet]:
    """Yield a frame's packets, those that lie compressed in another too (one level: a platform nests no deeper)."""
    yield from _packets(frame, nested=False)


def _packets(frame: bytes, *, nested: bool) -> Iterator[Packet]:
    at = 0
    while at < len(frame):
        if len(frame) - at < HEADER.size:
            yield Packet(0, b"", f"The frame ends within a header, at byte {at}.")
            return
        length, head, version, operation, _ = HEADER.unpack_from(frame, at)
        if operation == HEARTBEAT_REPLY:  # its length does not count what we sent, which it repeats
            yield Packet(operation, b"")
            return
        if head < HEADER.size or length < head or at + length > len(frame):
            yield Packet(0, b"", f"The packet at byte {at} says a length of {length} that does not fit.")
            return
        body = frame[at + head : at + length]
        if version in (ZLIB, BROTLI) and operation == MESSAGE:
            yield from _inside(body, version, nested=nested)
        else:
            yield Packet(operation, body)
        at += length


def _inside(body: bytes, version: int, *, nested: bool) -> Iterator[Packet]:
    if nested or version == BROTLI:
        yield Packet(0, b"", "The packet is compressed in a way that the open platform is not known for.")
        return
    inflating = zlib.decompressobj()
    try:
        inflated = inflating.decompress(body, INFLATED_MAX)
    except zlib.error as error:
        yield Packet(0, b"", f"The packet cannot be inflated: {error}.")
        return
    if not inflating.eof:
        yield Packet(0, b"", f"The packet does not end, or is larger than {INFLATED_MAX} bytes.")
        return
    yield from _packets(inflated, nested=True)
