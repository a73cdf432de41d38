"""What every door of the server reaches: the running house, who is asking, and what is counted.

Owns: the way into a room: it is known, somebody is signed in, and may.
Law: nobody gets to a room past `enter`; a room is not even started for somebody who may not come in.
Must not know: how a room works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection

from controlroom.domain.roles import PAGES, PageName, Right, may
from controlroom.ports import RoomRow
from controlroom.server.auth import Session, Sessions
from controlroom.server.counters import Counters
from controlroom.server.hooking import Hooks
from controlroom.server.problems import Problem
from controlroom.server.turns import Turns

if TYPE_CHECKING:
    from controlroom.live.archive import PastShow
    from controlroom.live.lifecycle import House
    from controlroom.live.room import LiveRoom


TRYING: Final = 4
"""So many may ask at once how often a rule would have fired."""

PAGE = "controlroom.page"
"""Name in a request's scope of the page that asks with its cookie, where a door opens to pages too."""


class Doors:
    """The server's own state, one for each app."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sessions = Sessions(house.book)
        self.counters = Counters()
        self.hooks = Hooks(house.feeds)
        self.trying = Turns(TRYING)

    async def row(self, slug: str) -> RoomRow | None:
        """Return a room's row without starting the room."""
        for room in self.house.running():
            if room.row.slug == slug:
                return room.row
        return await self.house.book.room(slug)

    async def session(self, connection: HTTPConnection, slug: str, page: PageName | None = None) -> Session:
        """Return who is asking for room `slug`.

        Raises:
            Problem: 404 no such room, 401 not signed in.
        """
        row = await self.row(slug)
        if row is None:
            raise no_room(slug)
        if page is None:
            page = connection.scope.get(PAGE)
        session = await self.sessions.of(connection, row, page)
        if session is None:
            raise Problem(
                401,
                "not_signed_in",
                "This needs a feed's key or a role's token of the room: "
                "`controlroom keys new` and `controlroom links` print them.",
                headers={"WWW-Authenticate": 'Bearer realm="controlroom"'},
            )
        return session

    async def page_session(self, connection: HTTPConnection, slug: str, page: PageName) -> Session:
        """Return who opens a page.

        Raises:
            Problem: See `session`; 403, the page is not for this role.
        """
        session = await self.session(connection, slug, page)
        if session.role not in PAGES[page]:
            raise Problem(403, "not_allowed", f"The role '{session.role}' does not open the page '{page}'.")
        return session

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


def doors(connection: HTTPConnection) -> Doors:
    """Return the app's doors."""
    found = connection.app.state.doors
    assert isinstance(found, Doors)
    return found


def no_room(slug: str) -> Problem:
    """Return the answer to who asks for a room that is not there."""
    return Problem(404, "no_room", f"There is no room '{slug[:100]}': `controlroom rooms list` names them.")


def need(session: Session, right: Right) -> None:
    """Let only those with `right` pass.

    Raises:
        Problem: 403.
    """
    if not may(session.role, right):
        raise Problem(403, "not_allowed", f"The role '{session.role}' has no right to {right.replace('_', ' ')}.")
