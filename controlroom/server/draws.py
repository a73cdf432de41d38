"""The door to a drawn draw's proof.

Owns: `GET …/draws/{draw}`, for programs and for pages.
Law: a proof is whole or not given: before it is drawn nobody learns who takes part, nor the seed.
Must not know: how lots are drawn.
"""

from __future__ import annotations

from typing import Final

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.draws import Draws
from controlroom.server import describe
from controlroom.server.direct import Direct
from controlroom.server.doors import doors, past_show
from controlroom.server.problems import Problem

router: Final = APIRouter(prefix="/api/v1/rooms/{room}", route_class=Direct)


@router.get("/draws/{draw}", openapi_extra=describe.DRAW, tags=["people"], summary="Prove a draw")
async def get_draw(request: Request, room: str, draw: str) -> Response:
    """Return the proof of a drawn draw, as a file."""
    at = doors(request)
    session = await at.session(request, room)
    live = await at.start(room)
    show = request.query_params.get("show") or live.show
    if show == live.show:
        body = live.read(lambda s: _proof(s.draws, draw))
    else:
        body = _proof((await past_show(at, session, show)).draws, draw)
    name = {"Content-Disposition": f'attachment; filename="{room}-{show}-{draw}.json"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/json", headers=name)


def _proof(draws: Draws, id_: str) -> bytes:
    found = draws.by_id.get(id_)
    if found is None:
        raise Problem(404, "no_draw", f"There is no draw '{id_[:100]}' in this show.")
    proof = found.proof()
    if proof is None:
        raise Problem(409, "not_drawn", f"The draw '{id_}' is {found.state}: there is nothing to prove.")
    return msgspec.json.encode(proof)
