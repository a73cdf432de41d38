"""The doors a page asks at by itself, beside what is pushed to it: a tile's definition, rejects with their reasons.

Owns: `GET /rooms/{room}/{page}/kpi/{code}`, `…/rejects`.
Law: behind the page's own cookie; a role sees here what it sees on its page, no more. Reading changes nothing.
Must not know: HTML (`render.panes`).
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.roles import READS, Right
from controlroom.domain.topics import Topic
from controlroom.render import panes
from controlroom.server.doors import doors, need
from controlroom.server.language import lang_of
from controlroom.server.problems import Problem
from controlroom.server.sockets import page_named

router: Final = APIRouter(include_in_schema=False)

REJECTS_READ: Final = 1000
"""So many of the newest are gathered by their reasons."""

_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/rooms/{room}/{page}/kpi/{code}")
async def get_definition(request: Request, room: str, page: str, code: str) -> Response:
    """Show what a tile means and how its value came about."""
    at = doors(request)
    session = await at.page_session(request, room, page_named(page))
    if Topic.KPI not in READS[session.role]:
        raise Problem(403, "not_allowed", f"The role '{session.role}' does not read the topic 'kpi'.")
    live = await at.start(room)
    views, as_of_ms = live.glance(session.role, (Topic.SHOW, Topic.KPI))
    lang = at.house.renderer.spoken(lang_of(request, at.house.settings.lang))
    try:
        html = panes.definition(at.house.renderer.pane, lang, code, views, as_of_ms)
    except KeyError as error:
        raise Problem(404, "no_kpi", f"There is no KPI '{code[:60]}'.") from error
    return Response(html, media_type="text/html", headers=_HEADERS)


@router.get("/rooms/{room}/{page}/rejects")
async def get_rejected(request: Request, room: str, page: str) -> Response:
    """Show what was rejected, gathered by reason."""
    at = doors(request)
    session = await at.page_session(request, room, page_named(page))
    need(session, Right.READ_REJECTS)
    live = await at.start(room)
    views, _ = live.glance(session.role, (Topic.SHOW,))
    lang = at.house.renderer.spoken(lang_of(request, at.house.settings.lang))
    rows = [
        panes.Rejected(r.feed, r.code, r.path, r.message, r.received_ms)
        for r in await at.house.book.rejects(room, REJECTS_READ)
    ]
    return Response(panes.rejects(at.house.renderer.pane, lang, rows, views), media_type="text/html", headers=_HEADERS)
