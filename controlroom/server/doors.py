"""What every door of the server reaches: the running house, who is asking, and what is counted.

Owns: the Protocols of the house as the server needs it, and the way into a room: known, signed in, allowed.
Law: nobody gets to a room past `enter`; a room is not even started for somebody who may not come in.
Must not know: how a room works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from starlette.requests import HTTPConnection

from controlroom.domain.commands import AnyCommand
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import PageName, Right, Role, may
from controlroom.domain.topics import Topic
from controlroom.feeds.native.decode import Decoded
from controlroom.live.answers import Done, Receipt
from controlroom.ports import Book, Journal, RoomRow, Snapshots, Wire
from controlroom.push.hub import Audience, Hub, Screen
from controlroom.server.auth import Session, Sessions
from controlroom.server.counters import Counters
from controlroom.server.problems import Problem
from controlroom.settings import Settings
from controlroom.views.shapes import View


class RoomLink(Struct, frozen=True, kw_only=True):
    """A room on the list of rooms. `pages`: those this browser is signed in to."""

    slug: str
    mode: str
    running: bool
    pages: tuple[PageName, ...]


class Renderer(Protocol):
    """Whoever makes HTML (`render.pages.Renderer`). `web`: the folder of templates and static files."""

    @property
    def web(self) -> Path:
        """Return the folder that holds `static/`."""
        ...

    def page(
        self,
        page: PageName,
        *,
        room: str,
        role: Role,
        lang: str,
        theme: str,
        epoch: str,
        pos: int,
        seq: int,
        clock: Mapping[str, object],
        views: Mapping[Topic, View],
    ) -> str:
        """Return a whole page."""
        ...

    def rooms(self, *, lang: str, theme: str, rooms: Sequence[RoomLink]) -> str:
        """Return the list of rooms."""
        ...

    def problem(self, *, lang: str, theme: str, status: int, code: str, detail: str) -> str:
        """Return the page that says what went wrong and the mend."""
        ...

    def refusal(self, lang: str, refusal: Refusal) -> str:
        """Return a refusal's words."""
        ...


class LiveRoom(Protocol):
    """A running room (`live.room.LiveRoom`)."""

    row: RoomRow
    hub: Hub

    @property
    def show(self) -> str:
        """Return the id of the current show."""
        ...

    async def post(self, feed: str, decoded: Decoded) -> Receipt:
        """Take facts in; returns when they are durable."""
        ...

    async def command(self, command: AnyCommand, by: Role, person: str | None = None) -> Done | Refusal:
        """Accept or refuse a command."""
        ...

    def state(self, role: Role, topics: frozenset[Topic]) -> dict[str, object]:
        """Return the body of `GET …/state`."""
        ...

    def views(self, role: Role, topics: frozenset[Topic]) -> Mapping[Topic, View]:
        """Return what `role` sees of `topics`, in step with the boards' positions."""
        ...

    def clock(self) -> dict[str, object]:
        """Return `{"now_ms","speed"}`."""
        ...

    async def drive(self, to_ms: int | None, speed: float | None) -> None:
        """Drive a rehearsal's clock."""
        ...

    def join(
        self, audience: Audience, wire: Wire, *, name: str | None, resume: tuple[str, int] | None
    ) -> Screen:
        """Attach a screen; its hello is sent at once."""
        ...


class House(Protocol):
    """The running server's rooms (`live.lifecycle.House`)."""

    settings: Settings
    book: Book
    journal: Journal
    snapshots: Snapshots

    @property
    def renderer(self) -> Renderer:
        """Return whoever makes HTML."""
        ...

    async def room(self, slug: str) -> LiveRoom | None:
        """Return a room, started if need be; None: not in the book."""
        ...

    def running(self) -> Sequence[LiveRoom]:
        """Return the rooms that run."""
        ...


class Doors:
    """The server's own state, one for each app."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sessions = Sessions(house.book)
        self.counters = Counters(self._rooms)

    def _rooms(self) -> list[tuple[str, Hub]]:
        return [(room.row.slug, room.hub) for room in self.house.running()]

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
        session = await self.sessions.of(connection, row, page)
        if session is None:
            raise Problem(
                401, "not_signed_in", "This needs a feed's key or a role's token of the room: "
                "`controlroom keys new` and `controlroom links` print them.",
                headers={"WWW-Authenticate": 'Bearer realm="controlroom"'},
            )  # fmt: skip
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
        raise Problem(
            403, "not_allowed", f"The role '{session.role}' has no right to {right.replace('_', ' ')}."
        )
