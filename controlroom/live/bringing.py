"""What a room's feeds bring, as the show's journal hears it.

Owns: when it is journaled.
Law: once for each change that the show does not know of yet, however often it is looked at.
Must not know: feeds' kinds and lists, what becomes of it in the fold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from controlroom.domain import records as rec
from controlroom.room.bringing import brought
from controlroom.room.state import RoomState
from controlroom.views.shapes import FeedView
from controlroom.views.unfed import brings


class Bringing:
    """Tells one room's journal what its feeds bring.

    Args:
        state: Returns the room's state.
        feeds: Returns its feeds, as they are now.
        observe: Journals what the server saw.
    """

    def __init__(
        self,
        state: Callable[[], RoomState],
        feeds: Callable[[], Sequence[FeedView]],
        observe: Callable[[rec.Seen], None],
    ) -> None:
        self._state = state
        self._feeds = feeds
        self._observe = observe
        self._told: tuple[object, ...] = ()

    def look(self) -> None:
        """Journal what the feeds bring, where the show does not know it."""
        s, types = self._state(), brings(self._feeds())
        if types is None or brought(s, types) == s.brought:
            return
        told = (s.show, s.status, types)
        if told != self._told:  # else it is on its way
            self._told = told
            self._observe(rec.FeedsBring(types=types))
