"""The doors for a room's feeds: how one is doing, its form, and what was rejected once more.

Owns: `GET /rooms/{room}/{page}/feeds/{feed}`, `…/feed-edit/{feed}`, `…/feed-new`, `…/feed-new/{kind}`, `POST …/feeds`,
`…/feeds/{feed}/remove`, `…/feeds/{feed}/retry`; `POST /api/v1/rooms/{room}/rejects/retry`.
Law: to change is for those with the right, from our own pages; a secret goes in and never comes out.
Must not know: HTML (`render.feeding`), where feeds are kept (`live.feedlist`).
"""

from __future__ import annotations

import time
from typing import Final
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request
from msgspec import Struct
from starlette.responses import Response

from controlroom.domain.roles import Right, may
from controlroom.domain.topics import Topic
from controlroom.feeds.base import BadOption, Kind
from controlroom.feeds.faults import known
from controlroom.feeds.registry import UnknownKind, find, names, notes
from controlroom.live.feeding import FeedRow, Listed, tags
from controlroom.live.feedlist import NotEntered
from controlroom.live.retrying import retry
from controlroom.render import feeding as panes
from controlroom.server import asides, describe
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.hooking import Heard
from controlroom.server.links import address_of
from controlroom.server.paned import entered, pane_response
from controlroom.server.problems import Problem
from controlroom.server.reading import body_of, converted, form, json_object
from controlroom.views.shapes import FeedsView, FeedView

router: Final = APIRouter(route_class=Direct)

_OPTION: Final = "option."


@router.get("/rooms/{room}/{page}/feeds/{feed:path}", include_in_schema=False)
async def get_feed(request: Request, room: str, page: str, feed: str) -> Response:
    """Show how a feed is doing, as far as it is known."""
    at, session, live, lang = await entered(request, room, page)
    view = _view(live.glance(session.role, (Topic.FEEDS,))[0][Topic.FEEDS], feed)
    listed = await _listed(at, room, feed)
    if view is None:
        raise _no_feed(feed)
    clock = live.clock()["now_ms"]
    assert isinstance(clock, int)
    heard = at.hooks.heard.get((room, feed), Heard())
    fault = listed.fault if listed is not None else None
    allowed = may(session.role, Right.SET_FEEDS)
    given = panes.Given(
        fault=fault, said=_said(fault or view.why), heard=panes.Heard(heard.signed_ms, heard.forged_ms),
        address=f"{address_of(request)}/api/v1/rooms/{room}/hooks/{quote(feed, safe='')}" if view.way == "hook" else None,
        options=tuple(_fields(_kind(listed.row.kind), listed)) if allowed and listed is not None and view.carries else (),
        again=listed is None or _read_again(listed.row.kind), notes=_notes(listed),
    )  # fmt: skip
    html = panes.one(
        at.house.renderer.pane, lang, view, page=page, now_ms=clock, wall_ms=time.time_ns() // 1_000_000,
        given=given, may=allowed,
    )  # fmt: skip
    return pane_response(html)


@router.get("/rooms/{room}/{page}/feed-edit/{feed:path}", include_in_schema=False)
async def get_form(request: Request, room: str, page: str, feed: str) -> Response:
    """Show the form of a feed."""
    at, _, _, lang = await entered(request, room, page)
    listed = await _listed(at, room, feed)
    if listed is None:
        raise _no_feed(feed)
    kind = _kind(listed.row.kind)
    html = panes.form(
        at.house.renderer.pane, lang, page=page, kind=_sort(kind), name=feed, fields=_fields(kind, listed)
    )
    return pane_response(html)


@router.get("/rooms/{room}/{page}/feed-new", include_in_schema=False)
async def get_kinds(request: Request, room: str, page: str) -> Response:
    """Show the kinds to choose from."""
    at, _, _, lang = await entered(request, room, page)
    sorts, faults = [], []
    for name in names():
        try:
            sorts.append(_sort(find(name)))
        except UnknownKind as error:
            faults.append(panes.Wrong(str(error), _said(str(error))))
    return pane_response(panes.kinds(at.house.renderer.pane, lang, sorts, faults))


@router.get("/rooms/{room}/{page}/feed-new/{kind}", include_in_schema=False)
async def get_new(request: Request, room: str, page: str, kind: str) -> Response:
    """Show the form of a new feed of a kind."""
    at, _, _, lang = await entered(request, room, page)
    found = _kind(kind)
    html = panes.form(
        at.house.renderer.pane, lang, page=page, kind=_sort(found), name=None, fields=_fields(found, None)
    )
    return pane_response(html)


@router.post("/rooms/{room}/{page}/feeds", include_in_schema=False)
async def post_feed(request: Request, room: str, page: str) -> Response:
    """Enter a feed, or change one; a refusal comes in the page's words."""
    at, session, live, lang = await entered(request, room, page)
    fields = dict(form(await body_of(request)))
    given = {n.removeprefix(_OPTION): v.strip() for n, v in fields.items() if n.startswith(_OPTION)}
    row = FeedRow(fields.get("feed", "").strip(), fields.get("kind", ""), given)
    new = fields.get("new") == "yes"
    try:
        await at.house.feeds.enter(room, row, new=new)
    except NotEntered as error:
        return refused(at, lang, error)
    what = "feed.new" if new else "feed.set"
    asides.note(at.house, live, session, what, f"{row.name} · {row.kind}")
    return Response(status_code=204)


@router.post("/rooms/{room}/{page}/feeds/{feed:path}/remove", include_in_schema=False)
async def post_remove(request: Request, room: str, page: str, feed: str) -> Response:
    """Take a feed out."""
    at, session, live, lang = await entered(request, room, page)
    try:
        if not await at.house.feeds.take_out(room, feed):
            raise _no_feed(feed)
    except NotEntered as error:
        return refused(at, lang, error)
    asides.note(at.house, live, session, "feed.end", feed)
    return Response(status_code=204)


@router.post("/rooms/{room}/{page}/feeds/{feed:path}/retry", include_in_schema=False)
async def post_page_retry(request: Request, room: str, page: str, feed: str) -> Response:
    """Read a feed's rejected events again, and show what came of it."""
    at, session, live, lang = await entered(request, room, page)
    async with at.trying.take():
        told = await retry(live, at.house.book, at.house.feeds, feed)
    asides.note(at.house, live, session, "rejects.retry", feed)
    return pane_response(panes.retried(at.house.renderer.pane, lang, msgspec.to_builtins(told)))


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `…/rejects/retry`. `feed`: of this one only."""

    feed: str | None = None


@router.post(
    "/api/v1/rooms/{room}/rejects/retry", openapi_extra=describe.RETRY, tags=["people"], summary="Read rejects again"
)
async def post_retry(request: Request, room: str) -> Response:
    """Read rejected events again: what is taken now leaves the list."""
    at = doors(request)
    session = await at.session(request, room)
    body = await body_of(request)
    asked = converted(json_object(body) if body.strip() else {}, Asked)
    live = await at.start(room)
    async with at.trying.take():
        told = await retry(live, at.house.book, at.house.feeds, asked.feed)
    asides.note(at.house, live, session, "rejects.retry", asked.feed)
    return Response(msgspec.json.encode(told), media_type="application/json")


async def _listed(at: Doors, room: str, feed: str) -> Listed | None:
    found = await at.house.feeds.of(room)
    return next((one for one in found.feeds if one.row.name == feed), None)


def _view(view: object, feed: str) -> FeedView | None:
    assert isinstance(view, FeedsView)
    return next((one for one in view.feeds if one.name == feed), None)


def _kind(name: str) -> Kind:
    try:
        return find(name)
    except UnknownKind as error:
        raise Problem(404, "no_kind", str(error)) from error


def _read_again(name: str) -> bool:
    """Tell whether something reads the kept rejects of a kind's feeds."""
    try:
        kind = find(name)
    except UnknownKind:
        return False
    return kind.make is None or kind.read is not None


def _notes(listed: Listed | None) -> tuple[str, ...]:
    """Return what is to be said of what a feed brings with its options."""
    if listed is None or listed.fault is not None:
        return ()
    try:
        return notes(listed.row.kind, listed.opened.options)
    except (UnknownKind, BadOption):
        return ()


def _sort(kind: Kind) -> panes.Sort:
    way = "client" if kind.make is not None else "hook" if kind.hook is not None else "key"
    return panes.Sort(kind.name, kind.title, way, tags(kind.carries), tags(kind.estimates))


def _fields(kind: Kind, listed: Listed | None) -> list[panes.Field]:
    options = listed.row.options if listed is not None else {}
    is_set = listed.secrets if listed is not None else frozenset()
    return [
        panes.Field(o.name, o.means, o.default, o.secret, None if o.secret else options.get(o.name), o.name in is_set)
        for o in kind.options
    ]


def refused(at: Doors, lang: str, error: NotEntered) -> Response:
    """Return the page's words for what cannot be entered."""
    html = panes.refused(at.house.renderer.pane, lang, error.code, str(error), _said(str(error)))
    return pane_response(html, 409)


def _said(sentence: str | None) -> panes.Said | None:
    what = known(sentence) if sentence is not None else None
    return panes.Said(*what) if what is not None else None


def _no_feed(feed: str) -> Problem:
    return Problem(404, "no_feed", f"The room has no feed '{feed[:64]}'.")
