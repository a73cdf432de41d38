"""The doors an analyst asks about spans of a show.

Owns: `GET …/marks`, `GET …/changed`.
Law: reading changes nothing; what is wrong in a question is named with its place and the mend.
Must not know: how the answers are reckoned (`views.analysis`).
"""

from __future__ import annotations

from typing import Final

import msgspec
from fastapi import APIRouter, Request
from msgspec import Struct
from starlette.responses import Response

from controlroom.domain.events import EpochMs
from controlroom.domain.roles import Right
from controlroom.server import describe
from controlroom.server.doors import doors, need
from controlroom.server.problems import FieldError
from controlroom.server.reading import bad, converted, with_instants
from controlroom.views.analysis import By, NothingPassed, changed_view, marks_view

router: Final = APIRouter(prefix="/api/v1/rooms/{room}")
_ENCODE: Final = msgspec.json.Encoder().encode


class MarksAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `GET …/marks`: the span [from, to); without an end it is open."""

    from_ms: EpochMs | None = None
    to_ms: EpochMs | None = None


class ChangedAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `GET …/changed`: the windows [from, to) to compare, and by what to divide the change."""

    a_from_ms: EpochMs
    a_to_ms: EpochMs
    b_from_ms: EpochMs
    b_to_ms: EpochMs
    by: By | None = None


def _json(value: object) -> Response:
    return Response(_ENCODE(value), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/marks", openapi_extra=describe.MARKS, tags=["people"], summary="Read what happened in a span")
async def get_marks(request: Request, room: str) -> Response:
    """Return the marks that touch a span of the current show, oldest first."""
    at = doors(request)
    need(await at.session(request, room), Right.READ_ANALYSIS)
    asked = converted(with_instants(dict(request.query_params)), MarksAsked, strict=False)
    live = await at.start(room)
    return _json(live.read(lambda s: marks_view(s, asked.from_ms, asked.to_ms)))


@router.get("/changed", openapi_extra=describe.CHANGED, tags=["people"], summary="Compare two windows")
async def get_changed(request: Request, room: str) -> Response:
    """Return what contributed to the change of GMV from one window of the current show to another."""
    at = doors(request)
    need(await at.session(request, room), Right.READ_ANALYSIS)
    asked = converted(with_instants(dict(request.query_params)), ChangedAsked, strict=False)
    a, b = (asked.a_from_ms, asked.a_to_ms), (asked.b_from_ms, asked.b_to_ms)
    live = await at.start(room)
    try:
        return _json(live.read(lambda s: changed_view(s, a, b, asked.by)))
    except NothingPassed as empty:
        message = f"Nothing of window {empty.which} has passed: let it end after it begins, and begin before now."
        raise bad(FieldError(f"{empty.which}_to_ms", "bad_window", message)) from empty
