"""The doors to who did what when: for programs, and as a page.

Owns: `GET …/shows/{show}/audit`, `/rooms/{room}/audit` and the same below each page's own address.
Law: reading changes nothing; a journal is read page by page and only its commands are kept. What no journal holds (refusals,
links, keys) comes from where it is kept aside.
Must not know: what a command is about (`views.audit`), what is on the page (`render.auditing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.asides import Aside
from controlroom.domain.plan import Text
from controlroom.ports import Journal
from controlroom.render.auditing import KINDS, SHOWN, Audited, Kind, Wording, audit_csv, told
from controlroom.server import describe
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.language import lang_of, theme_of
from controlroom.server.pages import enter_plain, html_response
from controlroom.server.problems import Problem
from controlroom.server.sockets import page_named
from controlroom.views.audit import AuditLine, AuditView, line_of, titles_of, with_results

router: Final = APIRouter(route_class=Direct)
_BOM: Final = "\ufeff"
_ZONE: Final = "Asia/Shanghai"


@router.get(
    "/api/v1/rooms/{room}/shows/{show}/audit",
    openapi_extra=describe.AUDIT,
    tags=["people"],
    summary="Read who did what",
)
async def get_audit(request: Request, room: str, show: str) -> Response:
    """Return a show's accepted commands, oldest first."""
    at = doors(request)
    session = await at.session(request, room)
    view = await _view(at, session, show)
    if request.query_params.get("format", "json") == "csv":
        return await _csv(request, at, session, view)
    return Response(msgspec.json.encode(view), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/rooms/{room}/audit", include_in_schema=False)
async def get_audit_page(request: Request, room: str) -> Response:
    """Show the page; `?token=` signs the browser in to it. Who is signed in to a desk of the room is led to its own."""
    return await enter_plain(request, room, "audit", lambda session: _page(request, doors(request), session))


@router.get("/rooms/{room}/{page}/audit", include_in_schema=False)
async def get_desks_audit(request: Request, room: str, page: str) -> Response:
    """Show the page to who is signed in to a desk."""
    at = doors(request)
    return await _page(request, at, await at.page_session(request, room, page_named(page)))


async def audited(journal: Journal, room: str, show: str, asides: Sequence[Aside]) -> AuditView:
    """Return a show's accepted commands, read from its journal, beside what else is known."""
    lines: list[AuditLine] = []
    titles: dict[str, Text] = {}
    async for page in journal.pages(show):
        titles |= titles_of(page)
        line = line_of(page)
        if line is not None:
            lines.append(line)
    return AuditView(room=room, show=show, lines=with_results(lines, titles), asides=list(asides))


async def _view(at: Doors, session: Session, show: str) -> AuditView:
    if show not in {row.id for row in await at.house.book.shows(session.room)}:
        raise Problem(404, "no_show", f"The room '{session.room}' has no show '{show[:100]}'.")
    async with at.trying.take():
        asides = await at.house.asides.of_show(session.room, show)
        return await audited(at.house.journal, session.room, show, asides)


async def _names(at: Doors, room: str) -> tuple[dict[str, str], str]:
    live = await at.start(room)
    plan = live.read(lambda s: s.plan)
    if plan is None:
        return {}, _ZONE
    return {one.id: one.name for one in plan.show.team}, plan.show.timezone


def _only(request: Request) -> Kind | None:
    wanted = request.query_params.get("only")
    return next((kind for kind in KINDS if kind == wanted), None)


async def _csv(request: Request, at: Doors, session: Session, view: AuditView) -> Response:
    names, _ = await _names(at, session.room)
    lang = lang_of(request, at.house.settings.lang)
    text = _BOM + audit_csv(view, Wording(at.house.renderer.words(lang), lang, names), _only(request))
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in view.show)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="audit-{plain}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _page(request: Request, at: Doors, session: Session) -> Response:
    live = await at.start(session.room)
    view = await _view(at, session, request.query_params.get("show") or live.show)
    if request.query_params.get("format") == "csv":
        return await _csv(request, at, session, view)
    from controlroom.render.formats import Formats  # with Babel, which the server does not wait for at its start

    names, zone = await _names(at, session.room)
    lang, only = lang_of(request, at.house.settings.lang), _only(request)
    clock = Formats(lang).clock
    lines = told(view, Wording(at.house.renderer.words(lang), lang, names), lambda ms: clock(ms, zone), only)
    page = Audited(
        room=session.room,
        show=view.show,
        shows=[row.id for row in reversed(await at.house.book.shows(session.room))],
        timezone=zone,
        only=only,
        lines=lines[: -SHOWN - 1 : -1],
        more=max(0, len(lines) - SHOWN),
    )
    return await html_response(request, at.house.renderer.audited(lang=lang, theme=theme_of(request), audited=page))
