"""The doors an analyst asks about spans of a show.

Owns: `GET …/marks`.
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
from controlroom.server.reading import converted, with_instants
from controlroom.views.analysis import marks_view

router: Final = APIRouter(prefix="/api/v1/rooms/{room}")
_ENCODE: Final = msgspec.json.Encoder().encode


class MarksAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The question of `GET …/marks`: the span [from, to); without an end it is open."""

    from_ms: EpochMs | None = None
    to_ms: EpochMs | None = None


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
