"""The page that gives people their way in, with what it does: a link given, a link ended.

Owns: `/rooms/{room}/join` and the same below each page's own address, where its cookie is sent.
Law: looking changes nothing; what it does comes by a form from our own page, and leads back to the page.
Must not know: how a link is made (`server.links`), what is on the page (`render.joining`).
"""

from __future__ import annotations

import asyncio
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from controlroom.domain.roles import GIVES, PEOPLE, PageName, Role
from controlroom.render.joining import SPANS, Card, Joining, picture
from controlroom.server import linking, links
from controlroom.server.auth import Session, is_loopback
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.headers import PAGE
from controlroom.server.language import lang_of, theme_of
from controlroom.server.link_answers import LinkWanted
from controlroom.server.pages import enter_plain, html_response
from controlroom.server.problems import FieldError
from controlroom.server.reading import bad, body_of, form
from controlroom.server.sockets import page_named

router: Final = APIRouter(include_in_schema=False, route_class=Direct)
_DEFAULT_ZONE: Final = "Asia/Shanghai"


@router.get("/rooms/{room}/join")
async def get_join(request: Request, room: str) -> Response:
    """Show the page; `?token=` signs the browser in to it. Who is signed in to a desk of the room is led to its own."""
    at, base = doors(request), f"/rooms/{quote(room)}/join"
    return await enter_plain(request, room, "join", lambda session: _page(request, at, session, base))


@router.get("/rooms/{room}/{page}/join")
async def get_desks_join(request: Request, room: str, page: str) -> Response:
    """Show the page to who is signed in to a desk."""
    at, session, named = await _desk(request, room, page)
    return await _page(request, at, session, f"/rooms/{quote(room)}/{named}/join")


@router.post("/rooms/{room}/join/links")
async def post_given(request: Request, room: str) -> Response:
    """Give a link."""
    at = doors(request)
    session = await at.page_session(request, room, "join")
    return await _given(request, at, session, f"/rooms/{quote(room)}/join")


@router.post("/rooms/{room}/{page}/join/links")
async def post_desks_given(request: Request, room: str, page: str) -> Response:
    """Give a link, from a desk."""
    at, session, named = await _desk(request, room, page)
    return await _given(request, at, session, f"/rooms/{quote(room)}/{named}/join")


@router.post("/rooms/{room}/join/ended")
async def post_ended(request: Request, room: str) -> Response:
    """End a link."""
    at = doors(request)
    session = await at.page_session(request, room, "join")
    return await _ended(request, at, session, f"/rooms/{quote(room)}/join")


@router.post("/rooms/{room}/{page}/join/ended")
async def post_desks_ended(request: Request, room: str, page: str) -> Response:
    """End a link, from a desk."""
    at, session, named = await _desk(request, room, page)
    return await _ended(request, at, session, f"/rooms/{quote(room)}/{named}/join")


async def _desk(request: Request, room: str, page: str) -> tuple[Doors, Session, PageName]:
    at, named = doors(request), page_named(page)
    return at, await at.page_session(request, room, named), named


async def _given(request: Request, at: Doors, session: Session, base: str) -> Response:
    fields = dict(form(await body_of(request)))
    role, _, person = fields.get("whose", "").partition(" ")
    if role not in set(PEOPLE):
        raise bad(FieldError("whose", "unknown_role", f"whose: use one of {' '.join(PEOPLE)}."))
    if fields.get("lasts", "never") not in SPANS:
        raise bad(FieldError("lasts", "bad_field", f"lasts: use one of {' '.join(SPANS)}."))
    await links.give(
        at, session, LinkWanted(Role(role), person or None, None, SPANS[fields.get("lasts", "never")])
    )  # fmt: skip
    return RedirectResponse(f"{base}?done=given", 303, PAGE)


async def _ended(request: Request, at: Doors, session: Session, base: str) -> Response:
    await links.end(at, session, dict(form(await body_of(request))).get("link", ""))
    return RedirectResponse(f"{base}?done=ended", 303, PAGE)


async def _page(request: Request, at: Doors, session: Session, base: str) -> Response:
    live = await at.start(session.room)
    plan = live.read(lambda s: s.plan)
    team = [one for one in (plan.show.team if plan is not None else ()) if Role(one.role) in GIVES[session.role]]
    names = {one.id: one.name for one in team}
    address = links.address_of(request)
    done = request.query_params.get("done")
    joining = Joining(
        room=session.room,
        base=base,
        timezone=plan.show.timezone if plan is not None else _DEFAULT_ZONE,
        cards=await asyncio.to_thread(_cards, await links.links_of(at, session), address, names),
        team=team,
        roles=[role for role in PEOPLE if role in GIVES[session.role]],
        done="given" if done == "given" else "ended" if done == "ended" else None,
        network=network_of(address),
    )
    lang = lang_of(request, at.house.settings.lang)
    html = at.house.renderer.joining(lang=lang, theme=theme_of(request), joining=joining)
    response = await html_response(request, html)
    response.headers["Referrer-Policy"] = "origin"  # with none at all, browsers send its forms as from nowhere
    return response


def network_of(address: str) -> Literal["alone", "open", "sealed"]:
    """Tell how an address is reached."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return "sealed"
    return "alone" if is_loopback(parts.hostname or "") else "open"


def _cards(found: list[linking.LinkLine], address: str, names: dict[str, str]) -> list[Card]:
    return [_card(line, address, names) for line in found]


def _card(line: linking.LinkLine, address: str, names: dict[str, str]) -> Card:
    url = address + line.path
    return Card(
        id=line.id, role=line.role, name=names.get(line.person, line.person) if line.person else None, url=url,
        qr=picture(url), standing=line.standing, expires_ms=line.expires_ms, used_ms=line.used_ms,
    )  # fmt: skip
