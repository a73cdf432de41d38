"""The doors to the keys of a room's feeds: see which there are, make one, end those of a feed.

Owns: `GET /rooms/{room}/{page}/feed-keys`, `POST …/keys`, `POST …/keys/{feed}/end`.
Law: to change is for those with the right, from our own pages; a key is shown once, in the answer that made it, and kept as its
hash alone.
Must not know: HTML (`render.feeding`), what comes by a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.topics import Topic
from controlroom.feeds.naming import fit_name, misnamed
from controlroom.live.feedlist import NotEntered
from controlroom.render import feeding as panes
from controlroom.server import asides
from controlroom.server.auth import Session, now_ms
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors
from controlroom.server.feeds import refused
from controlroom.server.links import address_of
from controlroom.server.paned import entered, pane_response
from controlroom.server.problems import Problem
from controlroom.server.reading import body_of, form
from controlroom.server.tokens import key_hash, new_feed_key
from controlroom.views.shapes import ShowView

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

router: Final = APIRouter(route_class=Direct)

KEYS_MOST: Final = 100
"""So many keys of one feed may be good at once."""


@router.get("/rooms/{room}/{page}/feed-keys", include_in_schema=False)
async def get_keys(request: Request, room: str, page: str) -> Response:
    """Show which feeds have keys."""
    at, session, live, lang = await entered(request, room, page)
    return await _pane(at, session, live, lang, request, page)


@router.post("/rooms/{room}/{page}/keys", include_in_schema=False)
async def post_key(request: Request, room: str, page: str) -> Response:
    """Make a key for a feed, and show it."""
    at, session, live, lang = await entered(request, room, page)
    feed = dict(form(await body_of(request))).get("feed", "").strip()
    if not fit_name(feed):
        return refused(at, lang, NotEntered("feed_name", misnamed(feed)))
    if any(line.feed == feed and line.count >= KEYS_MOST for line in await at.house.book.keys(room)):
        raise Problem(409, "too_many_keys", f"The feed {feed!r} has {KEYS_MOST} keys: end them first.")
    key = new_feed_key()
    await at.house.book.add_key(room, feed, key_hash(key), now_ms())
    asides.note(at.house, live, session, "key.new", feed)
    return await _pane(at, session, live, lang, request, page, panes.NewKey(feed, key))


@router.post("/rooms/{room}/{page}/keys/{feed:path}/end", include_in_schema=False)
async def post_end(request: Request, room: str, page: str, feed: str) -> Response:
    """End every key of a feed."""
    at, session, live, lang = await entered(request, room, page)
    if await at.house.book.end_keys(room, feed):
        asides.note(at.house, live, session, "key.end", feed)
    return await _pane(at, session, live, lang, request, page)


async def _pane(
    at: Doors,
    session: Session,
    live: LiveRoom,
    lang: str,
    request: Request,
    page: str,
    made: panes.NewKey | None = None,
) -> Response:
    room = live.row.slug
    show = live.glance(session.role, (Topic.SHOW,))[0][Topic.SHOW]
    assert isinstance(show, ShowView)
    html = panes.keys(
        at.house.renderer.pane, lang, await at.house.book.keys(room), page=page,
        address=f"{address_of(request)}/api/v1/rooms/{room}/events", made=made, timezone=show.timezone,
    )  # fmt: skip
    return pane_response(html)
