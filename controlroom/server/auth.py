"""Who is asking: bearer tokens of roles and feeds, and the cookies of pages.

Owns: `Session`, and how one is read from a request.
Law: every request to a room is somebody's; a key made a moment ago on the command line opens the door.
Must not know: what a role may do (`domain.roles`), what a room is.
"""

from __future__ import annotations

import hmac
import time
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import Response

from controlroom.domain.roles import PageName, Role
from controlroom.ports import Book, RoomRow
from controlroom.server.tokens import KEY_PREFIX, LINK_SECRET, key_hash, read_token

COOKIE: Final = "cr_session"
_KEY_KNOWN_S: Final = 5.0
_KEYS_KNOWN: Final = 1024
_YEAR_S: Final = 365 * 86_400


class Session(Struct, frozen=True, kw_only=True):
    """Somebody in a room. `feed`: of a feed's key; `person`: who, where the token says so."""

    room: str
    role: Role
    feed: str | None = None
    person: str | None = None


class Sessions:
    """Reads sessions; remembers feeds' keys for a few seconds, so that a busy feed costs no look-up."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._secret: bytes | None = None
        self._keys: dict[tuple[str, str], tuple[str, float]] = {}

    async def of(self, connection: HTTPConnection, row: RoomRow, page: PageName | None) -> Session | None:
        """Return who is asking for the room; None: nobody we know.

        Args:
            page: Of a page's own requests, which carry its cookie or, the first time, `?token=`.
        """
        if page is not None:
            token = connection.query_params.get("token") or connection.cookies.get(COOKIE, "")
            return await self._link(token, row)
        scheme, _, word = connection.headers.get("authorization", "").partition(" ")
        word = word.strip()
        if scheme.lower() != "bearer" or not word:
            return None
        return await (self._feed(word, row) if word.startswith(KEY_PREFIX) else self._link(word, row))

    async def _link(self, token: str, row: RoomRow) -> Session | None:
        if not token:
            return None
        if self._secret is None:
            self._secret = await self._book.secret(LINK_SECRET)
        link = read_token(self._secret, token)
        if link is None or link.role is Role.FEED:
            return None
        if not hmac.compare_digest(link.room.encode(), row.slug.encode()):
            return None
        if link.generation != row.link_generation:
            return None
        return Session(room=row.slug, role=link.role, person=link.person)

    async def _feed(self, key: str, row: RoomRow) -> Session | None:
        place = (row.slug, key_hash(key))  # looked up by its hash: timing tells nothing about a key
        now = time.monotonic()
        known = self._keys.get(place)
        if known is None or known[1] < now:
            feed = await self._book.feed_of_key(*place)
            if feed is None:
                self._keys.pop(place, None)
                return None
            if len(self._keys) >= _KEYS_KNOWN:
                self._keys.clear()
            known = self._keys[place] = (feed, now + _KEY_KNOWN_S)
        return Session(room=row.slug, role=Role.FEED, feed=known[0])


def keep(response: Response, connection: HTTPConnection, room: str, page: PageName, token: str) -> None:
    """Sign a browser in to one page only, so that several roles live in one browser."""
    response.set_cookie(
        COOKIE, token, max_age=_YEAR_S, path=f"/rooms/{room}/{page}", httponly=True, samesite="strict",
        secure=connection.url.scheme in ("https", "wss"),
    )  # fmt: skip


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether a browser's request comes from our own page (what names no origin is no browser)."""
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return urlsplit(origin).netloc.lower() == connection.headers.get("host", "").lower() != ""
