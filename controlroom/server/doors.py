"""What every door of the server reaches: the running house, who is asking, and what is counted.

Owns: the way into a room: it is known, somebody is signed in, and may.
Law: nobody gets to a room past `session`, which asks the table of doors (`gates`); a room is not even started for somebody who
may not come in.
Must not know: how a room works.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from controlroom.domain.roles import PAGES, PLAIN, PageName, PlainName, Right, Role, may
from controlroom.domain.topics import Topic
from controlroom.ports import RoomRow, StoreUnavailable
from controlroom.server.auth import Session, Sessions, other_origin, same_origin
from controlroom.server.counters import Counters
from controlroom.server.gates import ANY_COMMAND, gate_of, has
from controlroom.server.hooking import Hooks
from controlroom.server.linking import allows
from controlroom.server.problems import Problem
from controlroom.server.seats import Seat, Seats
from controlroom.server.strangers import Strangers
from controlroom.server.turns import Turns

if TYPE_CHECKING:
    from controlroom.domain.plan import Person
    from controlroom.live.archive import PastShow
    from controlroom.live.lifecycle import House
    from controlroom.live.room import LiveRoom


log: Final = logging.getLogger(__name__)

TRYING: Final = 4
"""So many may ask at once for what takes a while: a feed tried, a journal read whole."""

RULES: Final = 2
"""… and so many how often a rule would have fired, which takes longer."""

LOOKS_S: Final = 0.5
"""So often it is looked which links of connected rooms were ended in the store."""

ASKS: Final = "controlroom.page"
"""Name in a request's scope of the page that asks with its cookie, where a door opens to pages too."""


_OPENED_BY: Final[dict[str, frozenset[Role]]] = dict([*PAGES.items(), *PLAIN.items()])


class Tried:
    """What came of the newest try to write, and until when (monotonic) that is the answer (`server.health`)."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.until_s = 0.0
        self.problem: Problem | None = None


class Doors:
    """The server's own state, one for each app."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sessions = Sessions(house.book, house.links, self._allows)
        self.seats = Seats(house.settings)
        self.counters = Counters()
        self.hooks = Hooks(house.feeds)
        self.trying = Turns(TRYING)
        self.rules = Turns(RULES)
        self.tried = Tried()
        self.strangers = Strangers()
        self._looking: asyncio.Task[None] | None = None

    def seat(self, session: Session, address: str, close: Callable[[int, str], None]) -> Seat:
        """Give a socket its place (`Seats.take`), and see to it that it ends with its link."""
        seat = self.seats.take(session, address, close)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return seat

    async def _look(self) -> None:
        """Take off whoever came by what was ended in the store, by whomever, while there is anybody."""
        told: dict[str, object] = {}
        while rooms := self.seats.rooms():
            for room in rooms:
                try:
                    told[room] = await self._swept(room, told.get(room))
                except StoreUnavailable as error:
                    log.warning("which links of room %s were ended cannot be read: %s", room, error)
            await asyncio.sleep(LOOKS_S)

    async def _swept(self, room: str, before: object) -> object:
        counts, gone = await self.sessions.counts(room, self.seats.keys(room))
        if gone:
            self.seats.sweep(room, lambda session: session.key not in gone)
        now = counts, self._team(room)
        if now != before:
            self.seats.sweep(room, self.stands)
        return now

    def stands(self, session: Session) -> bool:
        """Tell whether a session that was read a moment ago still counts, by its link and by the room's plan."""
        if not self.sessions.stands(session):
            return False
        return session.person is None or allows(self._team(session.room), session.person, session.role)

    async def _allows(self, room: str, person: str, role: Role) -> bool:
        await self.start(room)
        return allows(self._team(room), person, role)

    def _team(self, slug: str) -> tuple[Person, ...] | None:
        live = self._running(slug)
        return team_of(live) if live is not None else None

    def _running(self, slug: str) -> LiveRoom | None:
        return next((room for room in self.house.running() if room.row.slug == slug), None)

    async def row(self, slug: str) -> RoomRow | None:
        """Return a room's row without starting the room."""
        live = self._running(slug)
        return live.row if live is not None else await self.house.book.room(slug)

    async def session(
        self, connection: HTTPConnection, slug: str, page: PageName | PlainName | None = None, *, fresh: bool = False
    ) -> Session:
        """Return who is asking for room `slug`, and may pass the door that is asked at (`server.gates`).

        Args:
            page: Whose cookie tells; `fresh`: the page itself is asked for (`Sessions.of`).

        Raises:
            Problem: 404 no such room, 401 not signed in, 403 not for this role, or from another site's page;
                429 too many ask who are not signed in.
        """
        gate = gate_of(connection)
        if page is None:
            page = connection.scope.get(ASKS)
        _from_our_own(connection, by_cookie=page is not None)
        row = await self.row(slug)
        if row is None:
            await self.strangers.turn()
            raise no_room(slug)
        session = await self.sessions.of(connection, row, page, fresh=fresh)
        if session is None:
            await self.strangers.turn()
            raise Problem(
                401,
                "not_signed_in",
                "This needs a feed's key or a role's token of the room: "
                "`controlroom keys new` and `controlroom links` print them.",
                headers={"WWW-Authenticate": 'Bearer realm="controlroom"'},
            )
        if page is not None and session.role not in _OPENED_BY[page]:
            raise Problem(403, "not_allowed", f"The role '{session.role}' does not open the page '{page}'.")
        if not has(session.role, gate.needs):
            raise Problem(403, "not_allowed", f"The role '{session.role}' {_lacks(gate.needs)}.")
        return session

    async def page_session(
        self, connection: HTTPConnection, slug: str, page: PageName | PlainName, *, fresh: bool = False
    ) -> Session:
        """Return who asks from a page (see `session`)."""
        return await self.session(connection, slug, page, fresh=fresh)

    async def start(self, slug: str) -> LiveRoom:
        """Return the running room.

        Raises:
            Problem: 404, it is not in the book.
        """
        room = await self.house.room(slug)
        if room is None:
            raise no_room(slug)
        return room

    async def enter(self, connection: HTTPConnection, slug: str) -> tuple[LiveRoom, Session]:
        """Return the running room and who is asking for it (see `session`)."""
        session = await self.session(connection, slug)
        return await self.start(slug), session


async def past_show(at: Doors, session: Session, show: str) -> PastShow:
    """Return what is kept of a show of the room that does not run.

    Raises:
        Problem: 403, past shows are not for this role; 404, the room has no such show.
    """
    need(session, Right.READ_SHOWS)
    if show not in {row.id for row in await at.house.book.shows(session.room)}:
        raise Problem(404, "no_show", f"The room '{session.room}' has no show '{show[:100]}'.")
    return await at.house.archive.show(show)


def team_of(live: LiveRoom) -> tuple[Person, ...] | None:
    """Return the members of the team of the plan that runs; None: the show has no plan."""
    plan = live.read(lambda s: s.plan)
    return plan.show.team if plan is not None else None


def doors(connection: HTTPConnection) -> Doors:
    """Return the app's doors."""
    found = connection.app.state.doors
    assert isinstance(found, Doors)
    return found


def no_room(slug: str) -> Problem:
    """Return the answer to who asks for a room that is not there."""
    return Problem(404, "no_room", f"There is no room '{slug[:100]}': `controlroom rooms list` names them.")


def _from_our_own(connection: HTTPConnection, *, by_cookie: bool) -> None:
    """Let no other site's page speak for a browser that is signed in: what it changes, and what is told on a socket."""
    socket = connection.scope["type"] == "websocket"
    changes = socket or connection.scope["method"] not in ("GET", "HEAD")
    if (changes and by_cookie and not same_origin(connection)) or (socket and other_origin(connection)):
        raise Problem(403, "other_origin", "This is for our own pages only.")


def _lacks(needs: Right | Topic | str | None) -> str:
    match needs:
        case Right():
            return f"has no right to {needs.replace('_', ' ')}"
        case Topic():
            return f"does not read the topic '{needs}'"
        case _:
            return "gives no commands" if needs == ANY_COMMAND else f"does not give the command '{needs}'"


def need(session: Session, right: Right) -> None:
    """Let only those with `right` pass.

    Raises:
        Problem: 403.
    """
    if not may(session.role, right):
        raise Problem(403, "not_allowed", f"The role '{session.role}' has no right to {right.replace('_', ' ')}.")
