"""The doors an analyst asks about spans of a show.

Owns: `GET …/marks`, `GET …/changed`, for programs; `pages` opens them to pages too.
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
from controlroom.domain.roles import Right
from controlroom.server import describe
from controlroom.server.auth import Session
from controlroom.server.doors import Doors, doors, need, past_show
from controlroom.server.problems import FieldError
from controlroom.server.reading import bad, converted, with_instants
from controlroom.views.analysis import By, NothingPassed, Show, changed_view, marks_view

router: Final = APIRouter()
_ENCODE: Final = msgspec.json.Encoder().encode
_API: Final = "/api/v1/rooms/{room}"
T = TypeVar("T")


class MarksAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `GET …/marks`: the span [from, to), without an end open; of a past show where one is named."""

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
    at, session, asked = await _asked(request, room, MarksAsked)
    return _json(await _read(at, session, asked.show, lambda s: marks_view(s, asked.from_ms, asked.to_ms)))


@router.get(f"{_API}/changed", openapi_extra=describe.CHANGED, tags=["people"], summary="Compare two windows")
async def get_changed(request: Request, room: str) -> Response:
    """Return what contributed to the change of GMV from one window to another."""
    at, session, asked = await _asked(request, room, ChangedAsked)
    a, b = (asked.a_from_ms, asked.a_to_ms), (asked.b_from_ms, asked.b_to_ms)
    try:
        return _json(await _read(at, session, asked.show, lambda s: changed_view(s, a, b, asked.by)))
    except NothingPassed as empty:
        message = f"Nothing of window {empty.which} has passed: let it end after it begins, and begin before now."
        raise bad(FieldError(f"{empty.which}_to_ms", "bad_window", message)) from empty


async def _asked(request: Request, room: str, kind: type[T]) -> tuple[Doors, Session, T]:
    at = doors(request)
    session = await at.session(request, room)
    need(session, Right.READ_ANALYSIS)
    return at, session, converted(with_instants(dict(request.query_params)), kind, strict=False)


async def _read(at: Doors, session: Session, show: str | None, project: Callable[[Show], T]) -> T:
    live = await at.start(session.room)
    if show is None or show == live.show:
        return live.read(project)
    return project(await past_show(at, session, show))


def _json(value: object) -> Response:
    return Response(_ENCODE(value), media_type="application/json", headers={"Cache-Control": "no-store"})
