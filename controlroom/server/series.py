"""The door that reads a KPI over the show.

Owns: `GET …/series`, for programs; `pages` opens it to pages too.
Law: who may read the topic `kpi` reads its series, a host only those of its own tiles, a past show only who may read
shows; the loop is given back between slices of a long answer.
Must not know: how a row is kept or reckoned.
"""

from __future__ import annotations

import asyncio
import gzip
from typing import Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Request
from msgspec import Meta, Struct
from msgspec.structs import replace
from starlette.responses import Response

from controlroom.domain.events import EpochMs
from controlroom.domain.lulls import Span
from controlroom.domain.metrics import Reckoned
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS
from controlroom.live.archive import PastShow
from controlroom.room.parts import Scope
from controlroom.room.state import RoomState
from controlroom.server import describe
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors, past_show
from controlroom.server.problems import FieldError, Problem
from controlroom.server.reading import bad, converted, with_instants
from controlroom.server.static import takes_gzip
from controlroom.views import series
from controlroom.views.shapes import ShowView
from controlroom.views.stale import lulls
from controlroom.views.unfed import lacking

router: Final = APIRouter(route_class=Direct)
_ENCODE: Final = msgspec.json.Encoder().encode
_SLICE: Final = 250
_DAY_MS: Final = 86_400_000


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of `GET …/series`."""

    kpi: str
    from_ms: EpochMs | None = None
    to_ms: EpochMs | None = None
    step_ms: Annotated[int, Meta(ge=SECOND_MS, le=_DAY_MS, multiple_of=SECOND_MS)] = 10 * SECOND_MS
    show: str | None = None
    sku: str | None = None
    segment: str | None = None
    traffic: str | None = None
    with_: Literal["interval"] | None = msgspec.field(default=None, name="with")


@router.get(
    "/api/v1/rooms/{room}/series",
    openapi_extra=describe.SERIES,
    tags=["people"],
    summary="Read a KPI over the show",
)
async def get_series(request: Request, room: str) -> Response:
    """Return a KPI's values as of each instant asked for."""
    at = doors(request)
    session = await at.session(request, room)
    asked = converted(with_instants(dict(request.query_params)), Asked, strict=False)
    part = _part(asked)
    _check(asked, part, session.role)
    show, rows, missing, unheard = await _rows(at, session, asked, part)
    scope = part[0] if part is not None else None
    values: list[Reckoned | None] = []
    for begin in range(0, len(rows), _SLICE):
        piece = rows[begin : begin + _SLICE]
        values.extend(series.reckoned(asked.kpi, piece, scope, unheard) if missing is None else [None] * len(piece))
        await asyncio.sleep(0)
    told = series.curve(show, asked.kpi, rows, values, interval=asked.with_ is not None, missing=missing)
    live = await at.start(room)
    if (
        asked.with_ is not None
        and missing is None
        and part is None
        and asked.kpi == series.EXPECTED
        and show == live.show
    ):
        told = replace(told, expected=live.read(lambda s: series.expected(s.watch, s.tally.series, rows, unheard)))
    body, headers = _ENCODE(told), {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if takes_gzip(request):
        body = gzip.compress(body, 5, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


def _part(asked: Asked) -> tuple[Scope, str] | None:
    named: list[tuple[Scope, str | None]] = [
        ("sku", asked.sku), ("segment", asked.segment), ("traffic", asked.traffic)
    ]  # fmt: skip
    parts = [(scope, key) for scope, key in named if key is not None]
    if len(parts) > 1:
        raise bad(FieldError(parts[1][0], "bad_field", "Name one of sku, segment and traffic."))
    return parts[0] if parts else None


def _check(asked: Asked, part: tuple[Scope, str] | None, role: Role) -> None:
    codes = series.CODES if part is None else series.PART_CODES[part[0]]
    if asked.kpi not in codes:
        whose = "" if part is None else f" of a {part[0]}"
        message = f"There is no KPI '{asked.kpi[:60]}'{whose}: {' '.join(codes)}."
        raise bad(FieldError("kpi", "unknown_kpi", message))
    if not series.may_see(role, asked.kpi) or (role is Role.HOST and part is not None):
        raise Problem(403, "not_allowed", f"The role '{role}' does not see the KPI '{asked.kpi}'.")
    if asked.from_ms is not None and asked.to_ms is not None and asked.from_ms > asked.to_ms:
        raise bad(FieldError("to_ms", "bad_field", "to_ms lies before from_ms: exchange them."))


async def _rows(
    at: Doors, session: Session, asked: Asked, part: tuple[Scope, str] | None
) -> tuple[str, list[series.Row], str | None, list[Span]]:  # fmt: skip
    live = await at.start(session.room)
    shown = live.glance(session.role, (Topic.SHOW,))[0][Topic.SHOW]
    assert isinstance(shown, ShowView)

    def read(kept: RoomState | PastShow) -> tuple[list[series.Row], str | None, list[Span]]:
        """The rows of the show as it is kept, the type of fact that is missing for them, and when none was heard."""
        own = None
        if part is not None:
            own = kept.parts.get(f"{part[0]}:{part[1]}")
            if own is None:
                message = (
                    f"Nothing is kept of the {part[0]} '{part[1][:60]}': a part is kept from its first full minute on."
                )
                raise bad(FieldError(part[0], f"unknown_{part[0]}", message))
        rows = series.rows(kept.tally.series, kept.gaps, asked.from_ms, asked.to_ms, asked.step_ms, own)
        missing = series.missing(asked.kpi, lacking(kept.brought, shown.unfed, kept.ended_ms), kept.tally.series)
        return rows, missing, lulls(kept.lulls, kept.tally.audience, series.CODES[asked.kpi][0].code)

    if asked.show is None or asked.show == live.show:
        return live.show, *live.read(read)
    return asked.show, *read(await past_show(at, session, asked.show))
