"""Which types of facts a show's feeds brought.

Owns: what the show keeps of it while its room's feeds come and go.
Law: before the start what counts is the feeds that there are; what a feed could bring at any time of the show counts for all
of it; a feed that comes or goes after the end changes nothing.
Must not know: feeds' kinds, which figure is made of what.
"""

from __future__ import annotations

from collections.abc import Iterable

from controlroom.room.state import RoomState


def brought(s: RoomState, types: Iterable[str]) -> tuple[str, ...] | None:
    """Return what the show keeps when its feeds can bring facts of these types now; None: it keeps nothing."""
    if s.status == "ended":
        return s.brought
    before = s.brought or () if s.status == "live" else ()
    return tuple(sorted({*before, *types}))
