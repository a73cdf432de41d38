"""The door to who is owed what an offer promised.

Owns: `GET …/offers/{offer}/owed`, as JSON or CSV.
Law: only for those with the right; of a past show only for those who may read shows. A sheet's bytes begin with the mark by
which a spreadsheet knows that they are UTF-8.
Must not know: how orders are counted (`domain.offers`).
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from fastapi import APIRouter, Request
from msgspec import Struct
from starlette.responses import Response

from controlroom.render.csvtext import owed_csv
from controlroom.server import describe
from controlroom.server.direct import Direct
from controlroom.server.doors import doors, past_show
from controlroom.server.language import lang_of
from controlroom.server.problems import Problem
from controlroom.server.reading import converted
from controlroom.views.owed import OwedView, owed_view

router: Final = APIRouter(route_class=Direct)
_BOM: Final = "\ufeff"


class OwedAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The query: of a past show where one is named; as which document."""

    format: Literal["json", "csv"] = "json"
    show: str | None = None
    lang: str | None = None


@router.get(
    "/api/v1/rooms/{room}/offers/{offer}/owed",
    openapi_extra=describe.OWED,
    tags=["people"],
    summary="Read who is owed what an offer promised",
)
async def get_owed(request: Request, room: str, offer: str) -> Response:
    """Return an offer's orders, first paid first."""
    at = doors(request)
    session = await at.session(request, room)
    asked = converted(dict(request.query_params), OwedAsked, strict=False)
    live = await at.start(room)
    if asked.show is None or asked.show == live.show:
        found = live.read(lambda s: owed_view(s.show, s.plan, s.offers, offer))
    else:
        past = await past_show(at, session, asked.show)
        found = owed_view(asked.show, past.plan, past.offers, offer)
    if found is None:
        raise Problem(404, "no_offer", f"The show's plan has no offer '{offer[:100]}'.")
    headers = {"Cache-Control": "no-store"}
    if asked.format == "json":
        return Response(msgspec.json.encode(found), media_type="application/json", headers=headers)
    text = _BOM + owed_csv(found, lang_of(request, at.house.settings.lang))
    headers["Content-Disposition"] = f'attachment; filename="{_file(found)}"'
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _file(found: OwedView) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in f"{found.show}-{found.offer}")
    return f"owed-{plain}.csv"
