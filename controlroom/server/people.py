"""The door to what is kept of a viewer.

Owns: `DELETE …/people/{user}`.
Law: only for those with the right; the user may be named by the platform's id or by the hash of it, and neither is kept.
Must not know: how names are stored.
"""

from __future__ import annotations

from typing import Final

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.server import describe
from controlroom.server.direct import Direct
from controlroom.server.doors import doors

router: Final = APIRouter(route_class=Direct)


@router.delete(
    "/api/v1/rooms/{room}/people/{user:path}",
    openapi_extra=describe.FORGET,
    tags=["people"],
    summary="Forget a viewer's nickname",
)
async def delete_person(request: Request, room: str, user: str) -> Response:
    """Forget what is kept of a viewer: how many nicknames (0 or 1) and lines of rejected events there were."""
    at = doors(request)
    await at.session(request, room)
    live = await at.start(room)
    forgotten, lines = await live.forget(user)
    return Response(msgspec.json.encode({"forgotten": forgotten, "lines": lines}), media_type="application/json")
