"""The pages: the list of rooms, the three desks, and problems told to people.

Owns: signing a browser in by its link, the headers that keep a page safe, compression.
Law: no HTML is made here (`render` does); a page never runs or loads anything but our own files.
Must not know: what is on a page.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from controlroom.domain.roles import PAGES, PageName, PlainName
from controlroom.render.pages import Position, RoomLine
from controlroom.render.slots import TILES
from controlroom.server.auth import ADMIN_COOKIE, COOKIE, Session, is_loopback, keep, keep_admin
from controlroom.server.direct import Direct
from controlroom.server.doors import ASKS, Doors, doors
from controlroom.server.gates import READ_BY_PAGES
from controlroom.server.headers import PAGE
from controlroom.server.language import keep_choices, lang_of, theme_of
from controlroom.server.limits import address_of
from controlroom.server.problems import Problem
from controlroom.server.sockets import page_audience, page_named
from controlroom.server.static import takes_gzip
from controlroom.server.tiles import tiles_of

router: Final = APIRouter(include_in_schema=False, route_class=Direct)

SIGNED_IN: Final = "cr_pages"
"""Cookie that remembers which pages this browser signed in to, for the list of rooms; it opens nothing."""

_API: Final = "/api/v1/rooms/{room}/"
_DESKS: Final[tuple[PageName, ...]] = ("controller", "host", "analyst")
_SIGNED_IN_MAX: Final = 40
_YEAR_S: Final = 365 * 86_400
_PLACE: Final = re.compile(rf"[^/.~\s]+/(?:{'|'.join(PAGES)})")


@router.get("/")
async def get_rooms(request: Request) -> Response:
    """Show the rooms, and the pages of each that this browser is signed in to; to the installation's admin, all.

    Who comes from elsewhere and is no admin sees only the rooms that this browser is signed in to.
    """
    at = doors(request)
    house, token = at.house, request.query_params.get("token", "")
    word = token or request.cookies.get(ADMIN_COOKIE, "")
    admin = await at.sessions.admin(word)
    if word and not admin:
        await at.strangers.turn()
    if token and not admin:
        raise Problem(
            401, "not_signed_in", "This is not the installation's admin link: `controlroom links --admin` prints it."
        )
    if token and navigates(request):
        signed: Response = RedirectResponse(clean(request), 303, PAGE)
        keep_admin(signed, request, token, house.settings.public_url)
        return signed
    everything = admin or (house.settings.public_url is None and is_loopback(address_of(request.scope)))
    rooms = [
        RoomLine(
            slug=row.slug,
            mode=row.mode,
            pages={page: f"/rooms/{row.slug}/{page}" for page in (_DESKS if admin else pages_of(request, row.slug))},
        )
        for row in await house.book.rooms()
        if everything or pages_of(request, row.slug)
    ]
    lang = lang_of(request, house.settings.lang)
    html = house.renderer.rooms(lang=lang, theme=theme_of(request), rooms=rooms, admin=admin, hidden=not everything)
    response = await html_response(request, html)
    if token:
        keep_admin(response, request, token, house.settings.public_url)
    return response


@router.get("/rooms/{room}")
async def get_room(request: Request, room: str) -> Response:
    """Lead to the page of the room that this browser is signed in to, else to the list."""
    pages = pages_of(request, room)
    return RedirectResponse(f"/rooms/{room}/{pages[0]}" if pages else "/", 303, PAGE)


@router.get("/rooms/{room}/{page}")
async def get_page(request: Request, room: str, page: str) -> Response:
    """Show a page; `?token=` signs the browser in to it."""
    at = doors(request)
    named = page_named(page)
    session = await at.page_session(request, room, named, fresh=True)
    token = request.query_params.get("token")
    if token and navigates(request):
        return _signed_in(RedirectResponse(clean(request), 303, PAGE), request, session, named, token)
    await at.sessions.used(session)
    live = await at.start(room)
    lang = lang_of(request, at.house.settings.lang)
    # The board first: then the page is at least as new as `pos`, and its socket resumes from there.
    tiles = tiles_of(request, named)
    live.hub.board(page_audience(session.role, named, lang, tiles))
    views = live.views(session.role)
    html = at.house.renderer.page(
        named,
        room=room,
        role=session.role,
        lang=lang,
        theme=theme_of(request),
        at=Position(epoch=live.hub.epoch, pos=live.hub.pos, seq=live.hub.seq, clock=live.clock()),
        views=views,
        tiles=tiles or TILES,
        wall=request.query_params.get("wall") == "1",
        person=session.person,
    )
    response = await html_response(request, html)
    return _signed_in(response, request, session, named, token) if token else response


async def enter_plain(
    request: Request, room: str, page: PlainName, draw: Callable[[Session], Awaitable[Response]]
) -> Response:
    """Show a page that stands still; `?token=` signs the browser in to it.

    Who is signed in to a desk of the room is led to the page below its own.
    """
    at = doors(request)
    token = request.query_params.get("token")
    if not token and COOKIE not in request.cookies and "controller" in pages_of(request, room):
        return RedirectResponse(f"/rooms/{quote(room)}/controller/{page}", 303, PAGE)
    session = await at.page_session(request, room, page, fresh=True)
    if token and navigates(request):
        response: Response = RedirectResponse(clean(request), 303, PAGE)
    else:
        await at.sessions.used(session)
        response = await draw(session)
    if token:
        keep(response, request, session, page, token, at.house.settings.public_url)
    return response


def navigates(request: Request) -> bool:
    """Tell whether a browser opens the address by itself: then its cookie goes with the next one, strict as it is.

    Not so after a link on another site's page: that one is answered directly, and the page's script cleans the address.
    """
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-site") in ("none", "same-origin")


def clean(request: Request) -> str:
    """Return the address that was asked for, without the token in it."""
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "token"])
    return quote(request.url.path) + (f"?{query}" if query else "")


def _signed_in(response: Response, request: Request, session: Session, page: PageName, token: str) -> Response:
    keep(response, request, session, page, token, doors(request).house.settings.public_url)
    _remember(response, request, session.room, page)
    return response


def open_to_pages(app: FastAPI, doors_of: APIRouter) -> None:
    """Open those of a router's doors that pages read from also below the page's own address, where its cookie is sent."""
    for route in [route for route in doors_of.routes if isinstance(route, APIRoute)]:
        name = route.path.removeprefix(_API)
        if name in READ_BY_PAGES and "GET" in (route.methods or ()):
            path = f"/rooms/{{room}}/{{page}}/{name}"
            app.add_api_route(path, route.endpoint, dependencies=[Depends(_as_page)], include_in_schema=False)


async def _as_page(request: Request, room: str, page: str) -> None:
    named = page_named(page)
    await doors(request).page_session(request, room, named)
    request.scope[ASKS] = named


@router.get("/static/{name:path}")
async def get_static(request: Request, name: str) -> Response:
    """Send a file of the pages."""
    answer: Response = await request.app.state.static.answer(request, name)
    return answer


async def html_response(request: Request, html: str, status: int = 200) -> Response:
    """Return a page with the headers that keep it safe, compressed where the browser takes that."""
    body = html.encode()
    response = Response(body, status, PAGE | {"Vary": "Accept-Encoding"}, "text/html")
    if takes_gzip(request):
        response.body = await asyncio.to_thread(gzip.compress, body, 5, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    keep_choices(response, request)
    return response


async def problem_page(at: Doors, request: Request, problem: Problem) -> Response:
    """Return a problem as a page."""
    html = at.house.renderer.failure(
        lang=lang_of(request, at.house.settings.lang),
        theme=theme_of(request),
        status=problem.status,
        room=request.path_params.get("room"),
        name=str(problem.members.get("id", "")),
    )
    response = await html_response(request, html, problem.status)
    response.headers.update(problem.headers)
    return response


def pages_of(request: Request, room: str) -> tuple[PageName, ...]:
    """Return the pages of a room that this browser says it is signed in to."""
    return tuple(page for page in PAGES if f"{room}/{page}" in _places(request))


def _places(request: Request) -> list[str]:
    kept = request.cookies.get(SIGNED_IN, "")
    return [place for place in kept.split("~") if _PLACE.fullmatch(place)][-_SIGNED_IN_MAX:]


def _remember(response: Response, request: Request, room: str, page: PageName) -> None:
    place = f"{room}/{page}"
    places = [kept for kept in _places(request) if kept != place] + [place]
    value = "~".join(places[-_SIGNED_IN_MAX:])
    response.set_cookie(SIGNED_IN, value, max_age=_YEAR_S, path="/", httponly=True, samesite="lax")
