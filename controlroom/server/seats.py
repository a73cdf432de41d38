"""Who is connected by a socket, and on whose word: so that a link that ends takes its screens off.

Owns: the open sockets by room, each with its session and the way to close it; how many there may be.
Law: a link that is ended, or whose time has come, closes its sockets at once with 4401; nothing is kept of a socket that is
gone.
Must not know: what goes over a socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from controlroom.server.auth import Session, is_loopback, now_ms
from controlroom.server.problems import Problem
from controlroom.settings import Settings

CLOSE_ENDED: Final = 4401
ENDED: Final = "this link has ended: ask for a new one"

FROM_ELSEWHERE: Final = 100
"""Open sockets of one address on another machine, where nothing else was set."""

_LATER: Final = {"Retry-After": "5"}
_LONGEST_S: Final = 7 * 86_400.0
"""A timer is set no farther ahead: it looks again then."""


class Seat:
    """One socket's place; made by `Seats.take`, given back by `leave`."""

    def __init__(self, seats: Seats, session: Session, address: str, close: Callable[[int, str], None]) -> None:
        self.session = session
        self.address = address
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

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rooms: dict[str, set[Seat]] = {}
        self._addresses: dict[str, int] = {}

    def take(self, session: Session, address: str, close: Callable[[int, str], None]) -> Seat:
        """Give a socket its place.

        Args:
            address: Where it comes from.
            close: Begins to close it, with a code and a reason.

        Raises:
            Problem: 503, the room or the address has as many as it may.
        """
        most = self._settings.sockets
        if most is None:
            most = 0 if is_loopback(address) else FROM_ELSEWHERE
        if most and self._addresses.get(address, 0) >= most:
            raise Problem(503, "too_many_sockets", f"One address may have {most} open sockets.", headers=_LATER)
        if len(self._rooms.get(session.room, ())) >= self._settings.room_sockets:
            raise Problem(503, "too_many_sockets", "The room has as many open sockets as it may.", headers=_LATER)
        seat = Seat(self, session, address, close)
        self._rooms.setdefault(session.room, set()).add(seat)
        self._addresses[address] = self._addresses.get(address, 0) + 1
        return seat

    def left(self, seat: Seat) -> None:
        """Forget a socket (`Seat.leave`)."""
        seats = self._rooms.get(seat.session.room, set())
        if seat not in seats:
            return
        seats.remove(seat)
        if not seats:
            del self._rooms[seat.session.room]
        self._addresses[seat.address] -= 1
        if not self._addresses[seat.address]:
            del self._addresses[seat.address]

    def rooms(self) -> list[str]:
        """Return the rooms that somebody is connected to."""
        return list(self._rooms)

    def keys(self, room: str) -> set[str]:
        """Return what is kept of the feeds' keys that sockets of the room came by."""
        return {seat.session.key for seat in self._rooms.get(room, ()) if seat.session.key is not None}

    def sweep(self, room: str, stands: Callable[[Session], bool]) -> None:
        """Close the sockets whose session does not stand any more."""
        for seat in [seat for seat in self._rooms.get(room, ()) if not stands(seat.session)]:
            seat.close(CLOSE_ENDED, ENDED)

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
