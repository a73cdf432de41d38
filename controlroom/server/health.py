"""The doors for machines that watch: alive, ready, metrics.

Owns: `/healthz`, `/readyz`, `/metrics`.
Law: ready means that a fact posted now would become durable; it is tried, not supposed, and once a second at most. Nobody from
elsewhere hears what rooms there are.
Must not know: rooms' contents.
"""

from __future__ import annotations

import asyncio
import time
from importlib import import_module
from typing import Final

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom import __version__
from controlroom.ports import Book, StoreUnavailable
from controlroom.server.auth import ADMIN_COOKIE, is_loopback
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.limits import address_of
from controlroom.server.problems import Problem

router: Final = APIRouter(tags=["health"], route_class=Direct)
_TRIED_WITHIN_S: Final = 2.0
KEPT_S: Final = 1.0
_NO_STORE: Final = {"Cache-Control": "no-store"}


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json", headers=_NO_STORE)


@router.get("/healthz", summary="Is the process alive?")
async def get_healthz(request: Request) -> Response:
    """Answer: that is the proof."""
    return _json({"status": "alive", "version": __version__})


@router.get("/readyz", summary="Would facts be taken now?")
async def get_readyz(request: Request) -> Response:
    """Try the store with a write; what came of it is the answer to whoever asks in the next second."""
    at = doors(request)
    async with at.tried.turn:
        if at.tried.until_s <= time.monotonic():
            at.tried.problem = await _try(at.house.book)
            at.tried.until_s = time.monotonic() + KEPT_S
    problem = at.tried.problem
    if problem is None:
        return _json({"status": "ready"})
    if not await _may_watch(request, at):  # it names the store's file
        raise Problem(problem.status, problem.code, "Facts would not be kept now.", headers=problem.headers)
    return problem.response()


async def _try(book: Book) -> Problem | None:
    try:
        async with asyncio.timeout(_TRIED_WITHIN_S):
            # Never the same twice: the database writes nothing where nothing changes, and a full disk would pass for ready.
            await book.put_note("ready", str(time.time_ns()))
    except StoreUnavailable as error:
        return Problem(503, f"store_{error.reason}", str(error), headers={"Retry-After": "2"})
    except TimeoutError:
        detail = f"The store has not taken a write for {_TRIED_WITHIN_S:g} s: look at the disk."
        return Problem(503, "store_slow", detail, headers={"Retry-After": "2"})
    return None


@router.get("/metrics", summary="Metrics in OpenMetrics text")
async def get_metrics(request: Request) -> Response:
    """Return what is counted, to this machine and to the installation's admin."""
    at = doors(request)
    if not await _may_watch(request, at):
        await at.strangers.turn()
        raise Problem(
            403, "not_allowed", "Metrics are for this machine, and for the installation's admin link as bearer."
        )
    made = await asyncio.to_thread(import_module, "controlroom.server.exposition")  # the first time, it loads a library
    rooms = [(room.row.slug, room.hub, room.read(lambda s: s.after_end)) for room in at.house.running()]
    return Response(made.exposition(at.counters, rooms), media_type=made.MEDIA, headers=_NO_STORE)


async def _may_watch(request: Request, at: Doors) -> bool:
    """Tell whether this machine or the installation's admin asks.

    Where people come by a public address, a proxy on this machine asks for them by that one.
    """
    by_us = at.house.settings.public_url is None or is_loopback(request.url.hostname or "")
    if by_us and is_loopback(address_of(request.scope)):
        return True
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    bearer = word.strip() if scheme.lower() == "bearer" else ""
    return await at.sessions.admin(bearer or request.cookies.get(ADMIN_COOKIE, ""))
