"""The ASGI app: every door over one house.

Owns: which doors there are, and how an exception becomes an answer.
Law: the house is opened and closed by the caller; the app holds nothing that outlives it.
Must not know: sockets, signals, ports (`server.run`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response

from controlroom import __version__
from controlroom.server import (
    analysis,
    audit,
    commands,
    describe,
    draws,
    feeds,
    health,
    hooks,
    ingest,
    join,
    keys,
    links,
    owed,
    pages,
    panes,
    people,
    plans,
    ruling,
    rundown,
    series,
    sockets,
    state,
)
from controlroom.server.doors import Doors
from controlroom.server.headers import Guarded
from controlroom.server.limits import Limits
from controlroom.server.problems import EXPECTED, Supervisor, problem_of
from controlroom.server.reach import Reach
from controlroom.server.static import StaticFiles

if TYPE_CHECKING:
    from controlroom.live.lifecycle import House


def create_app(house: House, web: Path) -> FastAPI:
    """Return the app over an open house.

    Args:
        web: The folder that holds the pages' `static/`.
    """
    app = FastAPI(
        title="Control Room",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Guarded),
            Middleware(Reach, settings=house.settings),
            Middleware(Limits, settings=house.settings),
            Middleware(Supervisor, answer=_answer),
        ],
        exception_handlers=dict.fromkeys(EXPECTED, _answer),
    )
    app.state.doors = Doors(house)
    app.state.static = StaticFiles(web / "static")
    for router in (
        ingest.router,
        hooks.router,
        commands.router,
        state.router,
        analysis.router,
        series.router,
        draws.router,
        feeds.router,
        keys.router,
        owed.router,
        health.router,
        plans.router,
        people.router,
        links.router,
        join.router,
        audit.router,
        panes.router,
        rundown.router,
        ruling.router,
        pages.router,
    ):
        app.router.routes.extend(router.routes)  # one list: finding a door among lists of lists took half of a refusal
        pages.open_to_pages(app, router)
    app.router.routes.extend(sockets.routes)
    app.add_api_route("/openapi.json", _openapi, include_in_schema=False)
    return app


async def _openapi(request: Request) -> Response:
    app: FastAPI = request.app
    if app.openapi_schema is None:
        app.openapi_schema = describe.document(app)
    return JSONResponse(app.openapi_schema)


async def _answer(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    path = request.url.path
    for_people = request.method == "GET" and not path.startswith(("/api/", "/static/"))
    if for_people and "text/html" in request.headers.get("accept", ""):
        return await pages.problem_page(request.app.state.doors, request, problem)
    return problem.response()
