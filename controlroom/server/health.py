"""The doors for machines that watch: alive, ready, metrics.

Owns: `/healthz`, `/readyz`, `/metrics`.
Law: ready means that a fact posted now would become durable; it is tried, not supposed.
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
from controlroom.ports import StoreUnavailable
from controlroom.server.doors import doors
from controlroom.server.problems import Problem

router: Final = APIRouter(tags=["health"])
_TRIED_WITHIN_S: Final = 2.0
_NO_STORE: Final = {"Cache-Control": "no-store"}


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json", headers=_NO_STORE)


@router.get("/healthz", summary="Is the process alive?")
async def get_healthz(request: Request) -> Response:
    """Answer: that is the proof."""
    return _json({"status": "alive", "version": __version__})


@router.get("/readyz", summary="Would facts be taken now?")
async def get_readyz(request: Request) -> Response:
    """Try the store with a write, and name the rooms that run."""
    house = doors(request).house
    try:
        async with asyncio.timeout(_TRIED_WITHIN_S):
            # Never the same twice: the database writes nothing where nothing changes, and a full disk would pass for ready.
            await house.book.put_note("ready", str(time.time_ns()))
    except StoreUnavailable as error:
        raise Problem(503, f"store_{error.reason}", str(error), headers={"Retry-After": "2"}) from error
    except TimeoutError as error:
        detail = f"The store has not taken a write for {_TRIED_WITHIN_S:g} s: look at the disk."
        raise Problem(503, "store_slow", detail, headers={"Retry-After": "2"}) from error
    return _json({"status": "ready", "rooms": [room.row.slug for room in house.running()]})


@router.get("/metrics", summary="Metrics in OpenMetrics text")
async def get_metrics(request: Request) -> Response:
    """Return what is counted."""
    at = doors(request)
    made = await asyncio.to_thread(import_module, "controlroom.server.exposition")  # the first time, it loads a library
    rooms = [(room.row.slug, room.hub) for room in at.house.running()]
    return Response(made.exposition(at.counters, rooms), media_type=made.MEDIA, headers=_NO_STORE)
