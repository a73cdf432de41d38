"""What the running room answers to those who bring facts or give commands.

Owns: the answers' structs and the exceptions of a full or closed room.
Law: an answer is given only when what it says is durable.
Must not know: HTTP status codes.
"""

from __future__ import annotations

from msgspec import Struct


class Rejected(Struct, frozen=True, kw_only=True):
    """One event that was refused: its place in the body, a code, where in the event, and why."""

    index: int
    code: str
    path: str
    message: str


class Receipt(Struct, frozen=True, kw_only=True):
    """The answer to a body of events. `seq`: the newest of this body, else the journal's head."""

    accepted: int
    duplicates: int
    rejected: list[Rejected]
    seq: int


class Done(Struct, frozen=True, kw_only=True):
    """A command was accepted as record `seq` (also when it had been accepted before)."""

    seq: int
    ok: bool = True


class IntakeFull(Exception):
    """The room cannot take more facts now; nothing of the body was taken. `retry_after_s`: when to come again."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"the room's intake is full: send the same body again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class ClockRefused(Exception):
    """The room's clock cannot be driven like this; the message says why."""
