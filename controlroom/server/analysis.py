"""The doors an analyst asks about spans of a show.

Owns: `GET …/marks`, `GET …/comments`, `GET …/changed`, for programs; `pages` opens them to pages too.
Law: reading changes nothing; what is wrong in a question is named with its place and the mend; a past show is only for
those who may read shows.
Must not know: how the answers are reckoned (`views.analysis`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
from fastapi import APIRouter, Request
from msgspec import Struct
from starlette.responses import Response

from controlroom.domain.events import EpochMs
from controlroom.domain.topics import Topic
from controlroom.live.archive import PastShow
from controlroom.room.state import RoomState
from controlroom.server import describe
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors, past_show
from controlroom.server.problems import FieldError
from controlroom.server.reading import bad, converted, with_instants
from controlroom.views.analysis import By, NothingPassed, changed_view, marks_view
from controlroom.views.said import said_view
from controlroom.views.shapes import ShowView

router: Final = APIRouter(route_class=Direct)
_ENCODE: Final = msgspec.json.Encoder().encode
_API: Final = "/api/v1/rooms/{room}"
T = TypeVar("T")


class SpanAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `GET …/marks` and `GET …/comments`: the span [from, to), open without an end; a past show's where named."""

    from_ms: EpochMs | None = None
    to_ms: EpochMs | None = None
    show: str | None = None


class ChangedAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `GET …/changed`: the windows [from, to) to compare, and by what to divide the change."""

    a_from_ms: EpochMs
    a_to_ms: EpochMs
    b_from_ms: EpochMs
    b_to_ms: EpochMs
    by: By | None = None
    show: str | None = None


@router.get(f"{_API}/marks", openapi_extra=describe.MARKS, tags=["people"], summary="Read what happened in a span")
async def get_marks(request: Request, room: str) -> Response:
    """Return the marks that touch a span, oldest first."""
    at, session, asked = await _asked(request, room, SpanAsked)
    return _json(await _read(at, session, asked.show, lambda s: marks_view(s, asked.from_ms, asked.to_ms)))


@router.get(f"{_API}/comments", openapi_extra=describe.SAID, tags=["people"], summary="Read the classes of comments")
async def get_comments(request: Request, room: str) -> Response:
    """Return how many comments of each class there were in each minute of a span."""
    at, session, asked = await _asked(request, room, SpanAsked)
    return _json(await _read(at, session, asked.show, lambda s: said_view(s, asked.from_ms, asked.to_ms)))


@router.get(f"{_API}/changed", openapi_extra=describe.CHANGED, tags=["people"], summary="Compare two windows")
async def get_changed(request: Request, room: str) -> Response:
    """Return what contributed to the change of GMV from one window to another."""
    at, session, asked = await _asked(request, room, ChangedAsked)
    a, b = (asked.a_from_ms, asked.a_to_ms), (asked.b_from_ms, asked.b_to_ms)
    shown = (await at.start(session.room)).glance(session.role, (Topic.SHOW,))[0][Topic.SHOW]
    assert isinstance(shown, ShowView)
    try:
        return _json(await _read(at, session, asked.show, lambda s: changed_view(s, a, b, asked.by, shown.unfed)))
    except NothingPassed as empty:
        message = f"Nothing of window {empty.which} has passed: let it end after it begins, and begin before now."
        raise bad(FieldError(f"{empty.which}_to_ms", "bad_window", message)) from empty


async def _asked(request: Request, room: str, kind: type[T]) -> tuple[Doors, Session, T]:
    at = doors(request)
    session = await at.session(request, room)
    return at, session, converted(with_instants(dict(request.query_params)), kind, strict=False)


async def _read(at: Doors, session: Session, show: str | None, project: Callable[[RoomState | PastShow], T]) -> T:
    live = await at.start(session.room)
    if show is None or show == live.show:
        return live.read(project)
    return project(await past_show(at, session, show))


def _json(value: object) -> Response:
    return Response(_ENCODE(value), media_type="application/json", headers={"Cache-Control": "no-store"})
