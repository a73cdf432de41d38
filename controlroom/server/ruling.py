"""The doors an analyst's page asks at about rules: the form of one, and how often it would have fired as changed.

Owns: `GET /rooms/{room}/{page}/rules/{rule}`, `…/rules/{rule}/tried`.
Law: behind the page's own cookie, for those who may set rules; reading changes nothing. No push waits for a
rule that is tried; one is tried at a time, and few wait.
Must not know: HTML (`render.ruling`), how a rule is tried (`tries`).
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import Text
from controlroom.domain.topics import Topic
from controlroom.live.room import LiveRoom
from controlroom.render import ruling
from controlroom.server.auth import Session
from controlroom.server.doors import Doors, doors
from controlroom.server.language import lang_of
from controlroom.server.problems import Problem
from controlroom.server.sockets import page_named
from controlroom.server.tries import Asked
from controlroom.views.alert_shapes import AlertsView, RuleView
from controlroom.views.ruleform import Wrong, edited, form_of
from controlroom.views.shapes import ShowView, StockView
from controlroom.views.task_shapes import TasksView

router: Final = APIRouter(include_in_schema=False)

_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def _enter(request: Request, room: str, page: str, id_: str) -> tuple[Doors, Session, LiveRoom, Rule]:
    at = doors(request)
    session = await at.page_session(request, room, page_named(page))
    live = await at.start(room)
    rule = live.read(lambda s: s.alerts.rules.get(id_))
    if rule is None:
        raise Problem(404, "no_rule", f"There is no rule '{id_[:60]}'.")
    return at, session, live, rule


@router.get("/rooms/{room}/{page}/rules/{id_}")
async def get_rule(request: Request, room: str, page: str, id_: str) -> Response:
    """Show the form of a rule."""
    at, session, live, rule = await _enter(request, room, page, id_)
    views, _ = live.glance(session.role, (Topic.SHOW, Topic.TASKS, Topic.ALERTS))
    show, tasks, alerts = views[Topic.SHOW], views[Topic.TASKS], views[Topic.ALERTS]
    assert isinstance(show, ShowView)
    assert isinstance(tasks, TasksView)
    assert isinstance(alerts, AlertsView)
    line = _line(alerts, rule)
    lang = at.house.renderer.spoken(lang_of(request, at.house.settings.lang))
    html = ruling.form(at.house.renderer.pane, lang, form_of(rule, show.currency), line, tasks.team, show, live.seq)
    return _html(html)


@router.get("/rooms/{room}/{page}/rules/{id_}/tried")
async def get_tried(request: Request, room: str, page: str, id_: str) -> Response:
    """Show how often the rule would have fired as it was typed: in the last hour, and in the last three shows."""
    at, session, live, rule = await _enter(request, room, page, id_)
    views, _ = live.glance(session.role, (Topic.SHOW, Topic.STOCK))
    show, stock = views[Topic.SHOW], views[Topic.STOCK]
    assert isinstance(show, ShowView)
    assert isinstance(stock, StockView)
    lang = at.house.renderer.spoken(lang_of(request, at.house.settings.lang))
    draw = at.house.renderer.pane
    try:
        changed = edited(rule, dict(request.query_params), show.currency)
    except Wrong as fault:
        return _html(ruling.wrong(draw, lang, fault))
    async with at.rules.take():
        spans = await Asked(at, live, rule, changed).tried()
    names: dict[str, Text] = {sku: item.title or sku for sku, item in stock.products.items()}
    return _html(ruling.tried(draw, lang, changed, spans, names, show, stands=rule.enabled))


def _line(alerts: AlertsView, rule: Rule) -> RuleView:
    for line in alerts.rules:
        if line.id == rule.id:
            return line
    raise Problem(404, "no_rule", f"There is no rule '{rule.id[:60]}'.")


def _html(html: str) -> Response:
    return Response(html, media_type="text/html", headers=_HEADERS)
