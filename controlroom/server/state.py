"""The doors that read a room's state, shows, journals and rejects, and the one that drives its clock.

Owns: `GET …/state`, `…/shows`, `…/rejects`, `POST …/clock`.
Law: reading changes nothing; a journal leaves page by page, never whole in memory.
Must not know: how state is kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Query, Request
from msgspec import Meta, Struct
from starlette.responses import Response, StreamingResponse

from controlroom.domain.events import EpochMs
from controlroom.domain.records import Page, export_lines
from controlroom.ports import ShowRow
from controlroom.server import describe
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.problems import FieldError, Problem
from controlroom.server.reading import bad, body_of, converted, json_object, topics_asked, with_instants

router: Final = APIRouter(prefix="/api/v1/rooms/{room}", route_class=Direct)
_ENCODE: Final = msgspec.json.Encoder().encode


class Driven(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST …/clock`. `to_ms`: advance to this instant; `speed`: what screens reckon with."""

    to_ms: EpochMs | None = None
    speed: Annotated[float, Meta(ge=0, le=1000)] | None = None


def _json(value: object) -> Response:
    return Response(_ENCODE(value), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/state", openapi_extra=describe.STATE, tags=["people", "feeds"], summary="Read the state")
async def get_state(request: Request, room: str) -> Response:
    """Return the topics asked for, as the role may see them."""
    live, session = await doors(request).enter(request, room)
    return _json(live.state(session.role, topics_asked(request, session.role)))


@router.post("/clock", openapi_extra=describe.CLOCK, tags=["feeds"], summary="Drive a rehearsal's clock")
async def post_clock(request: Request, room: str) -> Response:
    """Advance a rehearsal's clock; the answer comes when all up to then is applied."""
    at = doors(request)
    await at.session(request, room)
    driven = converted(with_instants(json_object(await body_of(request))), Driven)
    if driven.to_ms is None and driven.speed is None:
        raise bad(FieldError("", "missing_field", "Say to_ms, speed or both."))
    live = await at.start(room)
    await live.drive(driven.to_ms, driven.speed)
    return _json(live.clock())


@router.get("/shows", openapi_extra=describe.SHOWS, tags=["people"], summary="List the room's shows")
async def get_shows(request: Request, room: str) -> Response:
    """Return the room's shows, oldest first."""
    at = doors(request)
    await at.session(request, room)
    shows = [_show(row) for row in await at.house.book.shows(room)]
    return _json({"room": room, "shows": shows})


@router.get("/shows/{show}", openapi_extra=describe.SHOW, tags=["people"], summary="Read about a show")
async def get_show(request: Request, room: str, show: str) -> Response:
    """Return a show's place in the book, when it was live, its journal's head and its last snapshot's digest."""
    at = doors(request)
    row = await _row(at, request, room, show)
    snapshots = await at.house.snapshots.all(show)
    last = snapshots[-1] if snapshots else None
    digest = {"seq": last.seq, "as_of_ms": last.as_of_ms, "value": last.digest} if last else None
    live = await at.start(room)
    if show == live.show:
        started_ms, ended_ms = live.read(lambda s: (s.started_ms, s.ended_ms))
    else:
        past = await at.house.archive.show(show)
        started_ms, ended_ms = past.started_ms, past.ended_ms
    span = {"started_ms": started_ms, "ended_ms": ended_ms}
    return _json(_show(row) | span | {"seq": await at.house.journal.head(show), "digest": digest})


@router.get(
    "/shows/{show}/journal",
    openapi_extra=describe.JOURNAL,
    tags=["people"],
    summary="Export a show's journal",
)
async def get_journal(request: Request, room: str, show: str) -> Response:
    """Return the show's records as NDJSON, a record a line."""
    at = doors(request)
    await _row(at, request, room, show)
    name = {"Content-Disposition": f'attachment; filename="{room}-{show}.ndjson"'}
    pages = at.house.journal.pages(show)
    return StreamingResponse(_lines(pages), media_type="application/x-ndjson", headers=name)


@router.get("/rejects", openapi_extra=describe.REJECTS, tags=["people"], summary="Read rejected events")
async def get_rejects(request: Request, room: str, limit: Annotated[int, Query(ge=1, le=10_000)] = 100) -> Response:
    """Return the newest rejected events with their reasons, newest first."""
    at = doors(request)
    await at.session(request, room)
    return _json({"room": room, "rejects": await at.house.book.rejects(room, limit)})


async def _lines(pages: AsyncIterator[Page]) -> AsyncIterator[bytes]:
    async for page in pages:
        yield b"\n".join(export_lines(page)) + b"\n"


async def _row(at: Doors, request: Request, room: str, show: str) -> ShowRow:
    await at.session(request, room)
    for row in await at.house.book.shows(room):
        if row.id == show:
            return row
    raise Problem(404, "no_show", f"The room '{room}' has no show '{show[:100]}'.")


def _show(row: ShowRow) -> dict[str, object]:
    return {"show": row.id, "room": row.room, "opened_ms": row.opened_ms, "current": row.current}
