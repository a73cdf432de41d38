"""An endpoint that needs nothing solved for it is called with its request alone; any other as FastAPI does."""

from __future__ import annotations

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from starlette.responses import PlainTextResponse, Response

from controlroom.server.direct import Direct

router = APIRouter(route_class=Direct)


def refuse() -> None:
    raise HTTPException(403)


@router.get("/direct/{room}/{rest:path}")
async def direct(request: Request, room: str, rest: str) -> Response:
    return PlainTextResponse(f"{room} {rest} {request.query_params.get('q')}")


@router.get("/solved/{room}")
async def solved(request: Request, room: str, limit: Annotated[int, Query(ge=1)] = 7) -> Response:
    return PlainTextResponse(f"{room} {limit}")


@router.get("/guarded", dependencies=[Depends(refuse)])
async def guarded(request: Request) -> Response:
    return PlainTextResponse("in")


@router.get("/failing")
async def failing(request: Request) -> Response:
    raise LookupError(request.url.path)


async def answer(path: str) -> httpx.Response:
    app = FastAPI(exception_handlers={LookupError: lambda _, error: PlainTextResponse(f"no {error}", 404)})
    app.router.routes.extend(router.routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(path)


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/direct/demo/a/b?q=1", 200, "demo a/b 1"),
        ("/solved/demo", 200, "demo 7"),
        ("/solved/demo?limit=3", 200, "demo 3"),
        ("/solved/demo?limit=0", 422, None),
        ("/guarded", 403, None),
        ("/failing", 404, "no /failing"),
    ],
)
async def test_each_is_answered(path: str, status: int, text: str | None) -> None:
    told = await answer(path)
    assert told.status_code == status
    assert text is None or told.text == text


def test_only_what_needs_nothing_solved_goes_the_short_way() -> None:
    short = {route.path for route in router.routes if route.app.__module__.startswith("starlette")}  # type: ignore[attr-defined]
    assert short == {"/direct/{room}/{rest:path}", "/failing"}
