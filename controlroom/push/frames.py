"""The text frames that go to a screen, and what a screen may say back.

Owns: the wire form of hello, update, heartbeat and time, made of JSON text that is already encoded; the
client's messages.
Law: a value is encoded once, by whoever made it; frames only join bytes.
Must not know: boards, screens, sockets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder, Encoder

Kind = Literal["topics", "page"]
"""What a screen shows: `topics` (a program: JSON by topic) or `page` (HTML by slot)."""

CLIENT_MESSAGE_BYTES: Final = 4096
"""No client message is longer; more is a client gone wrong."""

_ENCODE: Final = Encoder().encode
_BODY: Final[dict[Kind, bytes]] = {"topics": b"topics", "page": b"slots"}


class Ack(Struct, frozen=True):
    """The screen has drawn everything up to `pos`."""

    pos: int


class TimeAsked(Struct, frozen=True):
    """The screen asks for the room's time, to measure its clock's offset. `t0`: its own time, given back."""

    t0: int | float


class _Message(Struct, frozen=True):
    ack: Annotated[int, Meta(ge=0)] | None = None
    time: int | float | None = None


_DECODER: Final = Decoder(_Message)


def decode_client(text: str | bytes) -> Ack | TimeAsked | None:
    """Return what the screen said; None for a message of a kind this code does not know.

    Raises:
        ValueError: It is not JSON, too long, or a field has the wrong type; the message says which.
    """
    if len(text) > CLIENT_MESSAGE_BYTES:
        raise ValueError(f"a message may have {CLIENT_MESSAGE_BYTES} bytes, this one has {len(text)}")
    try:
        said = _DECODER.decode(text)
    except (DecodeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
    if said.ack is not None:
        return Ack(said.ack)
    return TimeAsked(said.time) if said.time is not None else None


def entry(name: str, payload: bytes) -> bytes:
    """Return `"name":payload`, a member of a frame's `topics` or `slots`."""
    return _ENCODE(name) + b":" + payload


def hello(
    kind: Kind,
    *,
    epoch: str,
    pos: int,
    seq: int,
    now_ms: int,
    speed: float,
    resumed: bool,
    entries: Iterable[bytes],
) -> bytes:
    """Return the first frame: all of a board, or (`resumed`) what changed since the position it named."""
    place = b'"epoch":%b,"pos":%d,"seq":%d' % (_ENCODE(epoch), pos, seq)
    clock = b'"clock":{"now_ms":%d,"speed":%b}' % (now_ms, _ENCODE(speed))
    body = b'"resumed":%b,"%b":{%b}' % (b"true" if resumed else b"false", _BODY[kind], b",".join(entries))
    return b'{"kind":"hello",%b,%b,%b}' % (place, clock, body)


def update(kind: Kind, *, pos: int, seq: int, entries: Iterable[bytes], skipped: int) -> bytes:
    """Return a frame of changed values. `skipped`: changes merged into it that never left on their own."""
    tail = b',"skipped":%d}' % skipped if skipped else b"}"
    body = b'"%b":{%b}' % (_BODY[kind], b",".join(entries))
    return b'{"kind":"update","pos":%d,"seq":%d,%b%b' % (pos, seq, body, tail)


def heartbeat(*, pos: int, now_ms: int, speed: float) -> bytes:
    """Return the sign of life. `pos`: the screen has been sent everything up to it."""
    return b'{"kind":"heartbeat","pos":%d,"now_ms":%d,"speed":%b}' % (pos, now_ms, _ENCODE(speed))


def time(*, t0: float, now_ms: int) -> bytes:
    """Return the answer to `TimeAsked`."""
    return b'{"kind":"time","t0":%b,"now_ms":%d}' % (_ENCODE(t0), now_ms)
