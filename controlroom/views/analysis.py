"""What an analyst asks about a span of the show.

Owns: the answers of `GET …/marks`.
Law: made of the folded state alone, so that a past show answers like a running one.
Must not know: HTTP, sockets, pages.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.marks import Mark
from controlroom.room.state import RoomState


class MarksView(Struct, frozen=True, kw_only=True):
    """What happened in a span, oldest first. `as_of_ms`: the last whole second advanced.

    `dropped`: how many of each kind were forgotten, because only the newest are kept.
    """

    show: str
    as_of_ms: int
    marks: tuple[Mark, ...]
    dropped: dict[str, int]


def marks_view(s: RoomState, from_ms: int | None, to_ms: int | None) -> MarksView:
    """Return the marks that touch [from, to); None: without bound."""
    return MarksView(
        show=s.show,
        as_of_ms=s.as_of_ms,
        marks=tuple(s.marks.between(from_ms, to_ms)),
        dropped={str(kind): n for kind, n in s.marks.dropped.items()},
    )
