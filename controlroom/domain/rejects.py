"""What is kept of an event that was refused at the door.

Owns: its struct, and how much of what came is kept.
Law: a line that was cut is known to be; a line from outside is never taken for a fact of ours.
Must not know: SQL, rooms, how a line is read again.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

READY: Final = "\x1e"
"""Begins the line of a reject that is a fact whose user is hashed: no line from outside does."""

WHOLE_BYTES: Final = 16_380
"""A kept line that is longer was cut (`cut`)."""


class Reject(Struct, frozen=True, kw_only=True):
    """An event that was refused at the door, with the reason. `line`: its text, cut to 16 kB, as long as it is kept."""

    room: str
    feed: str
    received_ms: int
    code: str
    path: str
    message: str
    line: str


def cut(line: str) -> str:
    """Return what is kept of a line: all of it, or its beginning, a character longer than what is whole."""
    told = line.encode("utf-8", "replace")
    return line if len(told) <= WHOLE_BYTES else told[: WHOLE_BYTES + 4].decode("utf-8", "ignore")


def outside(line: str) -> str:
    """Return what is kept of a line that came from outside."""
    return cut(line.lstrip(READY))
