"""Who is asking: bearer tokens of roles and feeds, and the cookies of pages.

Owns: `Session`, and how one is read from a request; what is remembered of a room's links.
Law: every request to a room is somebody's; a key made a moment ago on the command line opens the door. A link that was
ended opens nothing, at once where this server ended it, a few seconds later where somebody wrote it into the store. A member's
opens only what the plan lets them be.
Must not know: what a role may do (`domain.roles`), what a room is.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import Response

from controlroom.domain.links import GivenLink
from controlroom.domain.roles import PageName, PlainName, Role
from controlroom.ports import Book, Links, RoomRow, StoreUnavailable
from controlroom.server.tokens import KEY_PREFIX, LINK_SECRET, Link, key_hash, read_token

COOKIE: Final = "cr_session"
ADMIN_COOKIE: Final = "cr_admin"
"""The installation's admin's: it opens every room, where a page's own cookie does not."""

ADMINS_NOTE: Final = "admins"
"""Name of the book's note that holds which generation of the installation's admin links counts."""

INSTALLATION: Final = "installation"
_KEY_KNOWN_S: Final = 5.0
_KNOWN: Final = 1024
_YEAR_S: Final = 365 * 86_400
_MINUTE_MS: Final = 60_000

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allows = Callable[[str, str, Role], Awaitable[bool]]


class Session(Struct, frozen=True, kw_only=True):
    """Somebody in a room.

    Args:
        feed: Of a feed's key.
        person: Who, where the token says so.
        link: The name of the link, in its room; `generation`: of the room's links; `until_ms`: when it ends by itself.
        key: What is kept of a feed's key; `admins`: the generation of the installation's admin link.
    """

    room: str
    role: Role
    feed: str | None = None
    person: str | None = None
    link: str | None = None
    generation: int = 0
    until_ms: int | None = None
    key: str | None = None
    admins: int | None = None


class _Known(Struct):
    """What is remembered of a room's links, until `until_s` (monotonic)."""

    generation: int
    revoked: frozenset[str]
    until_s: float


class Sessions:
    """Reads sessions; remembers keys and ended links for a few seconds, so that a busy feed costs no look-up.

    Args:
        allows: Tells whether a room's plan gives a member a role.
    """

    def __init__(self, book: Book, links: Links, allows: Allows) -> None:
        self._book = book
        self._links = links
        self._allows = allows
        self._secret: bytes | None = None
        self._good: dict[str, Link] = {}
        self._keys: dict[tuple[str, str], tuple[str, float]] = {}
        self._known: dict[str, _Known] = {}
        self._used: dict[tuple[str, str], int] = {}

    async def of(
        self, connection: HTTPConnection, row: RoomRow, page: PageName | PlainName | None, *, fresh: bool = False
    ) -> Session | None:
        """Return who is asking for the room; None: nobody we know.

        Args:
            page: Of a page's own requests, which carry its cookie.
            fresh: The page itself is asked for, and may carry `?token=` instead.
        """
        if page is not None:
            given = connection.query_params.get("token") if fresh else None
            session = await self._link(given or connection.cookies.get(COOKIE, ""), row)
            return session or await self._link(connection.cookies.get(ADMIN_COOKIE, ""), row)
        scheme, _, word = connection.headers.get("authorization", "").partition(" ")
        word = word.strip()
        if scheme.lower() != "bearer" or not word:
            return None
        return await (self._feed(word, row) if word.startswith(KEY_PREFIX) else self._link(word, row))

    async def secret(self) -> bytes:
        """Return what links are signed with."""
        if self._secret is None:
            self._secret = await self._book.secret(LINK_SECRET)
        return self._secret

    async def _link(self, token: str, row: RoomRow) -> Session | None:
        if not token:
            return None
        link = await self._read(token)
        if link is None or link.role is Role.FEED:
            return None
        if link.room == "" and await self._is_installations(link):
            generation = (await self._of_room(row.slug)).generation
            return Session(
                room=row.slug, role=Role.ADMIN, link=INSTALLATION, generation=generation, admins=link.generation
            )  # fmt: skip
        if not hmac.compare_digest(link.room.encode(), row.slug.encode()):
            return None
        return await self._standing(link)

    async def admin(self, token: str) -> bool:
        """Tell whether a token is the installation's admin's."""
        link = await self._read(token) if token else None
        return link is not None and await self._is_installations(link)

    async def _read(self, token: str) -> Link | None:
        """Return what a token says; a good one is read but once, whether it still counts is asked each time."""
        link = self._good.get(token)
        if link is None:
            link = read_token(await self.secret(), token)
            if link is not None:
                if len(self._good) >= _KNOWN:
                    self._good.clear()
                self._good[token] = link
        return link

    async def _is_installations(self, link: Link) -> bool:
        known = self._known.get("")
        if known is None or known.until_s < time.monotonic():
            known = await self._look_at_admins()
        return link.room == "" and link.role is Role.ADMIN and link.generation == known.generation

    async def _look_at_admins(self) -> _Known:
        generation = int(await self._book.note(ADMINS_NOTE) or 0)
        known = self._known[""] = _Known(generation, frozenset(), time.monotonic() + _KEY_KNOWN_S)
        return known

    async def _of_room(self, room: str) -> _Known:
        known = self._known.get(room)
        return known if known is not None and known.until_s > time.monotonic() else await self.look(room)

    async def _standing(self, link: Link) -> Session | None:
        known = await self._of_room(link.room)
        name = link.name
        if link.generation != known.generation or name in known.revoked:
            return None
        if link.until_ms is not None and link.until_ms <= now_ms():
            return None
        if link.person is not None and not await self._allows(link.room, link.person, link.role):
            return None
        return Session(
            room=link.room, role=link.role, person=link.person, link=name, generation=link.generation,
            until_ms=link.until_ms,
        )  # fmt: skip

    async def look(self, room: str) -> _Known:
        """Read anew which of the room's links were ended."""
        generation = await self._links.generation(room)
        revoked = frozenset(row.id for row in await self._links.all(room) if row.revoked_ms is not None)
        known = self._known[room] = _Known(generation, revoked, time.monotonic() + _KEY_KNOWN_S)
        return known

    async def counts(self, room: str, keys: Collection[str]) -> tuple[object, frozenset[str]]:
        """Read anew what counts: return what tells whether it is as before, and those of the feeds' keys that were ended."""
        admins, known = await self._look_at_admins(), await self.look(room)
        gone = frozenset([key for key in keys if await self._book.feed_of_key(room, key) is None])
        for key in gone:
            self._keys.pop((room, key), None)
        return (admins.generation, known.generation, known.revoked), gone

    def stands(self, session: Session) -> bool:
        """Tell whether a session that was read a moment ago still counts."""
        known = self._known.get(session.room)
        if known is None or session.link is None:
            return True
        if session.admins is not None and session.admins != self._known[""].generation:
            return False
        return session.generation == known.generation and session.link not in known.revoked

    async def used(self, session: Session) -> None:
        """Note, once a minute, that a link was used; a store that cannot write keeps nobody out."""
        if session.link in (None, INSTALLATION):
            return
        minute = now_ms() // _MINUTE_MS * _MINUTE_MS
        place = (session.room, session.link)
        if self._used.get(place) == minute:
            return
        self._used[place] = minute
        row = GivenLink(
            room=session.room, id=session.link, role=session.role, person=session.person, made_ms=minute,
            until_ms=session.until_ms, used_ms=minute,
        )  # fmt: skip
        with suppress(StoreUnavailable):
            await self._links.used(row)

    async def _feed(self, key: str, row: RoomRow) -> Session | None:
        place = (row.slug, key_hash(key))  # looked up by its hash: timing tells nothing about a key
        now = time.monotonic()
        known = self._keys.get(place)
        if known is None or known[1] < now:
            feed = await self._book.feed_of_key(*place)
            if feed is None:
                self._keys.pop(place, None)
                return None
            if len(self._keys) >= _KNOWN:
                self._keys.clear()
            known = self._keys[place] = (feed, now + _KEY_KNOWN_S)
        return Session(room=row.slug, role=Role.FEED, feed=known[0], key=place[1])


def now_ms() -> int:
    """Return the system's now: links end by the calendar, not by a room's clock."""
    return time.time_ns() // 1_000_000


def keep(
    response: Response, connection: HTTPConnection, session: Session, page: PageName | PlainName, token: str,
    public: str | None,
) -> None:  # fmt: skip
    """Sign a browser in to one page only, so that several roles live in one browser; for as long as the link lasts.

    Args:
        public: By which address people come, None: not from elsewhere.
    """
    lasts_s = _YEAR_S if session.until_ms is None else max(0, (session.until_ms - now_ms()) // 1000)
    response.set_cookie(
        COOKIE, token, max_age=lasts_s, path=f"/rooms/{session.room}/{page}", httponly=True, samesite="strict",
        secure=_sealed(connection, public),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Tell whether an address or a name is this machine's own."""
    try:
        return plain_address(ipaddress.ip_address(host)).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def plain_address(address: Address) -> Address:
    """Return an address, one of IPv4 that is written as IPv6 (`::ffff:127.0.0.1`) as what it is."""
    return getattr(address, "ipv4_mapped", None) or address


def other_origin(connection: HTTPConnection) -> bool:
    """Tell whether a browser says that another site's page asks."""
    return "origin" in connection.headers and not same_origin(connection)


def keep_admin(response: Response, connection: HTTPConnection, token: str, public: str | None) -> None:
    """Sign a browser in as the installation's admin; `public`: as in `keep`."""
    response.set_cookie(
        ADMIN_COOKIE, token, max_age=_YEAR_S, path="/", httponly=True, samesite="strict",
        secure=_sealed(connection, public),
    )  # fmt: skip


def _sealed(connection: HTTPConnection, public: str | None) -> bool:
    """Tell whether a browser came by TLS: as the connection says, or the public address whose name it asked for."""
    if connection.url.scheme in ("https", "wss"):
        return True
    ours = urlsplit(public or "")
    return ours.scheme == "https" and connection.url.hostname == ours.hostname


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether a browser's request comes from our own page (what names no origin is no browser)."""
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    try:
        return urlsplit(origin).netloc.lower() == connection.headers.get("host", "").lower() != ""
    except ValueError:  # `http://[`
        return False
