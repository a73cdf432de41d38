"""Who is connected by a socket, and on whose word: so that a link that ends takes its screens off.

Owns: the open sockets by room, each with its session and the way to close it.
Law: a link that is ended, or whose time has come, closes its sockets at once with 4401; nothing is kept of a socket that is
gone.
Must not know: what goes over a socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from controlroom.server.auth import Session, now_ms

CLOSE_ENDED: Final = 4401
ENDED: Final = "this link has ended: ask for a new one"

_LONGEST_S: Final = 7 * 86_400.0
"""A timer is set no farther ahead: it looks again then."""


class Seat:
    """One socket's place; made by `Seats.take`, given back by `leave`."""

    def __init__(self, seats: Seats, session: Session, close: Callable[[int, str], None]) -> None:
        self.session = session
        self.close = close
        self._seats = seats
        self._timer: asyncio.TimerHandle | None = None
        self.watch()

    def watch(self) -> None:
        """Close when the link's own time has come."""
        if self.session.until_ms is None:
            return
        left_s = (self.session.until_ms - now_ms()) / 1000
        if left_s <= 0:
            self.close(CLOSE_ENDED, ENDED)
        else:
            self._timer = asyncio.get_running_loop().call_later(min(left_s + 0.001, _LONGEST_S), self.watch)

    def leave(self) -> None:
        """The socket is gone (may be told more than once)."""
        if self._timer is not None:
            self._timer.cancel()
        self._seats.left(self)


class Seats:
    """The sockets that are open."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Seat]] = {}

    def take(self, session: Session, close: Callable[[int, str], None]) -> Seat:
        """Give a socket its place.

        Args:
            close: Begins to close it, with a code and a reason.
        """
        seat = Seat(self, session, close)
        self._rooms.setdefault(session.room, set()).add(seat)
        return seat

    def left(self, seat: Seat) -> None:
        """Forget a socket (`Seat.leave`)."""
        seats = self._rooms.get(seat.session.room, set())
        seats.discard(seat)
        if not seats:
            self._rooms.pop(seat.session.room, None)

    def end(self, room: str, links: Collection[str] | None) -> int:
        """Close the sockets that came by these links, None: by any link; return how many."""
        ended = [
            seat
            for seat in self._rooms.get(room, set())
            if seat.session.link is not None and (links is None or seat.session.link in links)
        ]
        for seat in ended:
            seat.close(CLOSE_ENDED, ENDED)
        return len(ended)
