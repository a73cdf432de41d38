"""The doors the controller's rundown asks at by itself: the form of one segment, what to cut so that the show ends in time.

Owns: `GET /rooms/{room}/{page}/segment/{id}`, `…/segment-new`, `…/segment-new/{after}`, `…/fit`.
Law: behind the page's own cookie, for those who may edit; reading changes nothing.
Must not know: HTML (`render.segmenting`), how cuts are chosen.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.topics import Topic
from controlroom.live.room import LiveRoom
from controlroom.render import segmenting as panes
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors
from controlroom.server.paned import entered, pane_response
from controlroom.server.problems import Problem
from controlroom.views.fitting import fit
from controlroom.views.lineup import per_minute
from controlroom.views.segmenting import SegmentForm, new_segment_form, segment_form
from controlroom.views.shapes import KpiView, RundownView, ShowView, StockView

router: Final = APIRouter(include_in_schema=False, route_class=Direct)


@router.get("/rooms/{room}/{page}/segment/{id_}")
async def get_segment(request: Request, room: str, page: str, id_: str) -> Response:
    """Show the form of a segment."""
    at, session, live, lang = await entered(request, room, page)
    return _drawn(at, session, live, lang, live.read(lambda s: segment_form(s, id_)))


@router.get("/rooms/{room}/{page}/segment-new")
async def get_new_segment(request: Request, room: str, page: str) -> Response:
    """Show the form of a new segment, behind what is on air."""
    at, session, live, lang = await entered(request, room, page)
    return _drawn(at, session, live, lang, live.read(lambda s: new_segment_form(s, None)))


@router.get("/rooms/{room}/{page}/segment-new/{after}")
async def get_new_segment_after(request: Request, room: str, page: str, after: str) -> Response:
    """Show the form of a new segment, behind another."""
    at, session, live, lang = await entered(request, room, page)
    return _drawn(at, session, live, lang, live.read(lambda s: new_segment_form(s, after)))


def _drawn(at: Doors, session: Session, live: LiveRoom, lang: str, form: SegmentForm | None) -> Response:
    if form is None:
        raise Problem(404, "no_segment", "There is no such segment that could be edited now.")
    views, _ = live.glance(session.role, (Topic.SHOW,))
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    html = panes.segment(at.house.renderer.pane, lang, form, show)
    return pane_response(html)


@router.get("/rooms/{room}/{page}/fit")
async def get_fit(request: Request, room: str, page: str) -> Response:
    """Show what to cut so that the show ends in time."""
    at, session, live, lang = await entered(request, room, page)
    views, as_of_ms = live.glance(session.role, (Topic.SHOW, Topic.RUNDOWN, Topic.KPI, Topic.STOCK))
    show, rundown, kpi, stock = (views[t] for t in (Topic.SHOW, Topic.RUNDOWN, Topic.KPI, Topic.STOCK))
    assert isinstance(show, ShowView)
    assert isinstance(rundown, RundownView)
    assert isinstance(kpi, KpiView)
    assert isinstance(stock, StockView)
    found = fit(show, rundown, per_minute(kpi, stock), as_of_ms)
    html = panes.cuts(at.house.renderer.pane, lang, found, show)
    return pane_response(html)
