"""The doors an analyst's page asks at about rules: the form of one, and how often it would have fired as changed.

Owns: `GET /rooms/{room}/{page}/rules/{rule}`, `…/rules/{rule}/tried`, `…/rule-new`, `…/rule-new/tried`.
Law: behind the page's own cookie, for those who may set rules; reading changes nothing. No push waits for a
rule that is tried; one is tried at a time, and few wait.
Must not know: HTML (`render.ruling`), how a rule is tried (`tries`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.alerts.rules import Rule
from controlroom.domain.topics import Topic
from controlroom.live.room import LiveRoom
from controlroom.render import ruling
from controlroom.room.alert_words import called
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors
from controlroom.server.paned import entered, pane_response
from controlroom.server.problems import Problem
from controlroom.server.tries import Asked
from controlroom.views.alert_shapes import AlertsView, RuleView
from controlroom.views.newrule import FORM, made, next_id, retyped
from controlroom.views.ruleform import Wrong, form_of
from controlroom.views.shapes import ShowView
from controlroom.views.task_shapes import TasksView

router: Final = APIRouter(include_in_schema=False, route_class=Direct)


def _known(live: LiveRoom, id_: str) -> Rule:
    rule = live.read(lambda s: s.alerts.rules.get(id_))
    if rule is None:
        raise Problem(404, "no_rule", f"There is no rule '{id_[:60]}'.")
    return rule


@router.get("/rooms/{room}/{page}/rules/{id_}")
async def get_rule(request: Request, room: str, page: str, id_: str) -> Response:
    """Show the form of a rule."""
    at, session, live, lang = await entered(request, room, page)
    rule = _known(live, id_)
    views, _ = live.glance(session.role, (Topic.SHOW, Topic.TASKS, Topic.ALERTS))
    show, tasks, alerts = views[Topic.SHOW], views[Topic.TASKS], views[Topic.ALERTS]
    assert isinstance(show, ShowView)
    assert isinstance(tasks, TasksView)
    assert isinstance(alerts, AlertsView)
    line = _line(alerts, rule)
    html = ruling.form(at.house.renderer.pane, lang, form_of(rule, show.currency), line, tasks.team, show, live.seq)
    return pane_response(html)


@router.get("/rooms/{room}/{page}/rule-new")
async def get_new_rule(request: Request, room: str, page: str) -> Response:
    """Show the form of a rule of one's own."""
    at, session, live, lang = await entered(request, room, page)
    views, _ = live.glance(session.role, (Topic.SHOW, Topic.TASKS))
    show, tasks = views[Topic.SHOW], views[Topic.TASKS]
    assert isinstance(show, ShowView)
    assert isinstance(tasks, TasksView)
    return pane_response(ruling.new_form(at.house.renderer.pane, lang, FORM, tasks.team, show, live.seq))


@router.get("/rooms/{room}/{page}/rules/{id_}/tried")
async def get_tried(request: Request, room: str, page: str, id_: str) -> Response:
    """Show how often the rule would have fired as it was typed: in the last hour, and in the last three shows."""
    at, session, live, lang = await entered(request, room, page)
    rule = _known(live, id_)
    return pane_response(
        await _tried(at, session, live, lang, rule, lambda money: retyped(rule, _typed(request), money))
    )


@router.get("/rooms/{room}/{page}/rule-new/tried")
async def get_new_rule_tried(request: Request, room: str, page: str) -> Response:
    """Show how often the new rule would have fired."""
    at, session, live, lang = await entered(request, room, page)
    id_ = next_id(live.read(lambda s: s.alerts.rules.keys() | s.casebook.fired.keys()))
    return pane_response(await _tried(at, session, live, lang, None, lambda money: made(id_, _typed(request), money)))


def _typed(request: Request) -> dict[str, str]:
    return dict(request.query_params)


async def _tried(
    at: Doors, session: Session, live: LiveRoom, lang: str, before: Rule | None, typed: Callable[[str], Rule]
) -> str:
    """Return what comes of trying a rule.

    Args:
        before: As it stands; None: it is new.
        typed: Gives the rule that was typed, with amounts in a currency.
    """
    views, _ = live.glance(session.role, (Topic.SHOW,))
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    draw = at.house.renderer.pane
    try:
        after = typed(show.currency)
    except Wrong as fault:
        return ruling.wrong(draw, lang, fault)
    async with at.rules.take():
        spans = await Asked(at, live, before, after).tried()
    labels = {
        fired.labels for one in spans for fired in (*(one.before or ()), *(one.after or ())) if fired.title is None
    }
    names = live.read(lambda s: {label: called(s, after, label) for label in labels})
    stands = before is not None and before.enabled
    return ruling.tried(draw, lang, after, spans, names, show, stands=stands, new=before is None)


def _line(alerts: AlertsView, rule: Rule) -> RuleView:
    for line in alerts.rules:
        if line.id == rule.id:
            return line
    raise Problem(404, "no_rule", f"There is no rule '{rule.id[:60]}'.")
