"""How many comments of each class there were, minute by minute.

Owns: the answer of `GET …/comments`.
Law: a minute in which nobody wrote is missing; late comments are in no minute.
Must not know: HTTP, texts, who wrote them.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from controlroom.domain.events import CommentKind
from controlroom.domain.kinds import Kinds


class Show(Protocol):
    """What is read of a show, running or past."""

    @property
    def show(self) -> str:
        """Return its id."""
        ...

    @property
    def kinds(self) -> Kinds:
        """Return its comments by minute."""
        ...


class MinuteView(Struct, frozen=True, kw_only=True):
    """A minute that begins at `at_ms`, with how many comments of each class were written in it."""

    at_ms: int
    counts: dict[CommentKind, int]


class SaidView(Struct, frozen=True, kw_only=True):
    """The minutes of a span, oldest first."""

    show: str
    minutes: tuple[MinuteView, ...]


def said_view(s: Show, from_ms: int | None, to_ms: int | None) -> SaidView:
    """Return the minutes that begin in [from, to); None: without bound."""
    last_ms = to_ms - 1 if to_ms is not None else 2**62
    minutes = s.kinds.within(from_ms or 0, last_ms)
    return SaidView(show=s.show, minutes=tuple(MinuteView(at_ms=at_ms, counts=counts) for at_ms, counts in minutes))
