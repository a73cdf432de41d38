"""The doors a page asks at by itself, beside what is pushed to it: a tile's definition, rejects with their reasons, what
changed, the little curves of its tiles, whole tables, which figures the host sees.

Owns: `GET /rooms/{room}/{page}/kpi/{code}`, `…/rejects`, `…/why`, `…/curves`, `…/tables/{table}`, `…/host-numbers`.
Law: behind the page's own cookie; a role sees here what it sees on its page, no more. Reading changes nothing.
Must not know: HTML (`render.panes`).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Request
from msgspec import Meta, Struct
from starlette.responses import Response

from controlroom.domain.events import EpochMs
from controlroom.domain.lulls import Span
from controlroom.domain.topics import Topic
from controlroom.feeds.reasons import reason
from controlroom.render import panes
from controlroom.render.contributed import Division
from controlroom.render.definitions import define
from controlroom.render.tables import TABLES, table_csv
from controlroom.room.state import RoomState
from controlroom.server.direct import Direct
from controlroom.server.paned import KEPT_NOWHERE, entered, pane_response
from controlroom.server.problems import Problem
from controlroom.server.reading import converted
from controlroom.server.sockets import page_named
from controlroom.server.tiles import tiles_of
from controlroom.views import series
from controlroom.views.analysis import BIN_MS, NothingPassed, changed_view
from controlroom.views.newest import newest
from controlroom.views.shapes import ShowView
from controlroom.views.stale import lulls
from controlroom.views.unfed import lacking
from controlroom.views.usual import usual_now

router: Final = APIRouter(include_in_schema=False, route_class=Direct)

REJECTS_READ: Final = 1000
"""So many of the newest are gathered by their reasons."""

CURVE_MS: Final = 30 * 60_000
CURVE_STEP_MS: Final = 30_000
DAY_MS: Final = 86_400_000


@router.get("/rooms/{room}/{page}/kpi/{code}")
async def get_definition(request: Request, room: str, page: str, code: str) -> Response:
    """Show what a tile means and how its value came about."""
    at, session, live, lang = await entered(request, room, page)
    views, as_of_ms = live.glance(session.role, (Topic.SHOW, Topic.KPI))
    try:
        base = define(code, lang).base
        past, heard = live.read(lambda s: (usual_now(s, code), newest(s, base)))
        html = panes.definition(at.house.renderer.pane, lang, code, views, as_of_ms, past, heard)
    except KeyError as error:
        raise Problem(404, "no_kpi", f"There is no KPI '{code[:60]}'.") from error
    return pane_response(html)


@router.get("/rooms/{room}/{page}/rejects")
async def get_rejected(request: Request, room: str, page: str) -> Response:
    """Show what was rejected, gathered by reason."""
    at, session, live, lang = await entered(request, room, page)
    views, _ = live.glance(session.role, (Topic.SHOW,))
    rows = [
        panes.Rejected(r.feed, r.code, r.path, r.message, r.received_ms)
        for r in await at.house.book.rejects(room, REJECTS_READ)
    ]
    return pane_response(panes.rejects(at.house.renderer.pane, lang, rows, views, reason))


class WhyAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `…/why`: two windows [from, to), or the last `last_ms` against as much before."""

    a_from_ms: EpochMs | None = None
    a_to_ms: EpochMs | None = None
    b_from_ms: EpochMs | None = None
    b_to_ms: EpochMs | None = None
    last_ms: Annotated[int, Meta(ge=BIN_MS, le=DAY_MS)] = 300_000
    by: Division = "factors"
    lang: str | None = None
    wall: str | None = None


@router.get("/rooms/{room}/{page}/why")
async def get_why(request: Request, room: str, page: str) -> Response:
    """Show what a change of GMV is made of, beside the facts of its minutes."""
    at, session, live, lang = await entered(request, room, page)
    asked = converted(dict(request.query_params), WhyAsked, strict=False)
    views, as_of_ms = live.glance(session.role, (Topic.SHOW, Topic.STOCK, Topic.RUNDOWN))
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    a, b = _windows(asked, as_of_ms)
    view = None
    with suppress(NothingPassed):
        by = None if asked.by == "factors" else asked.by
        view = live.read(lambda s: changed_view(s, a, b, by, show.unfed))
    html = panes.changed(at.house.renderer.pane, lang, view, asked.by, views, wall=asked.wall == "1")
    return pane_response(html)


def drawn(value: float | None) -> float | None:
    """Return a value as exactly as a curve of 24 pixels can show it."""
    return float(f"{value:.5g}") if isinstance(value, float) else value


def _windows(asked: WhyAsked, as_of_ms: int) -> tuple[tuple[int, int], tuple[int, int]]:
    told = (asked.a_from_ms, asked.a_to_ms, asked.b_from_ms, asked.b_to_ms)
    if None not in told:
        return (told[0] or 0, told[1] or 0), (told[2] or 0, told[3] or 0)
    end, length = as_of_ms // BIN_MS * BIN_MS, asked.last_ms // BIN_MS * BIN_MS
    return (end - 2 * length, end - length), (end - length, end)


@router.get("/rooms/{room}/{page}/curves")
async def get_curves(request: Request, room: str, page: str) -> Response:
    """Send the last half hour of each of the page's tiles, in one answer: `t`, and by code the values."""
    _, session, live, _ = await entered(request, room, page)
    codes = [code for code in tiles_of(request, page_named(page)) if series.may_see(session.role, code)]
    shown = live.glance(session.role, (Topic.SHOW,))[0][Topic.SHOW]
    assert isinstance(shown, ShowView)
    read, unheard = live.read(lambda s: _heard(s, codes, shown.unfed))
    told: dict[str, list[int | float | None]] = {}
    for code in codes:
        values = series.reckoned(code, read, unheard=unheard[code])
        told[code] = [drawn(r.value) if r is not None else None for r in values]
        await asyncio.sleep(0)
    body = {"t": [row.at_ms for row in read], "curves": told}
    return Response(msgspec.json.encode(body), media_type="application/json", headers=KEPT_NOWHERE)


def _heard(
    s: RoomState, codes: list[str], unfed: tuple[str, ...]
) -> tuple[list[series.Row], dict[str, list[Span]]]:  # fmt: skip
    """Return the rows of the curves and, by code, when nothing new was known of it: always, of what no feed brings."""
    from_ms, kept, lacks = s.as_of_ms - CURVE_MS, s.tally, lacking(s.brought, unfed, s.ended_ms)
    never: list[Span] = [(0, None)]
    unheard = {code: lulls(s.lulls, kept.audience, series.CODES[code][0].code) for code in codes}
    unheard |= {code: never for code in codes if series.missing(code, lacks, kept.series) is not None}
    return series.rows(kept.series, s.gaps, from_ms, s.as_of_ms, CURVE_STEP_MS), unheard


@router.get("/rooms/{room}/{page}/tables/{table}")
async def get_table(request: Request, room: str, page: str, table: str) -> Response:
    """Send a table of the page as CSV."""
    _, session, live, lang = await entered(request, room, page)
    named = next((name for name in TABLES if name == table), None)
    if named is None:
        raise Problem(404, "no_table", f"There is no table '{table[:40]}': there are {', '.join(TABLES)}.")
    views, as_of_ms = live.glance(session.role, (Topic.SHOW, Topic.KPI, Topic.STOCK, Topic.RUNDOWN))
    return Response(table_csv(named, views, lang, as_of_ms), media_type="text/csv", headers=KEPT_NOWHERE)


@router.get("/rooms/{room}/{page}/host-numbers")
async def get_host_numbers(request: Request, room: str, page: str) -> Response:
    """Show which figures the host's page shows, to whoever may choose them."""
    at, session, live, lang = await entered(request, room, page)
    views, _ = live.glance(session.role, (Topic.SHOW,))
    return pane_response(panes.host_numbers(at.house.renderer.pane, lang, views))
