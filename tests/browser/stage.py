"""A stage for the pages alone: made views, static files, and a socket that the test drives.

Run as a program it serves one moment of a show; `?moment=planned|ended|planless|store` chooses another.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

import uvicorn
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from controlroom.domain.errors import Refusal
from controlroom.domain.roles import PageName, Role
from controlroom.domain.topics import Topic
from controlroom.render.pages import Renderer, RoomLine
from controlroom.render.web import find_web
from controlroom.views.shapes import View
from tests.unit.render import made

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"


def moment(name: str) -> dict[Topic, View]:
    match name:
        case "planned":
            return made.planned()
        case "ended":
            return made.ended()
        case "planless":
            return made.planless()
        case "store":
            return made.views() | {Topic.SHOW: replace(made.show(), store="full")}
        case "calm":
            return made.views() | {Topic.CUE: replace(made.cue(), current=None, queue=())}
        case _:
            return made.views()


class Stage:
    """What the pages are shown, and what they sent."""

    def __init__(self) -> None:
        self.renderer = Renderer(find_web(), "zh-CN")
        self.pos = 100
        self.views = made.views()
        self.sockets: dict[WebSocket, tuple[PageName, str]] = {}
        self.said: list[dict[str, Any]] = []
        self.commands: list[dict[str, str]] = []
        self.refuse: Refusal | None = None
        self.quiet = False

    def page(self, request: Request) -> Response:
        page: PageName = request.path_params["page"]
        if request.query_params.get("moment"):
            self.views = moment(request.query_params["moment"])
        html = self.renderer.page(
            page,
            room="demo",
            role=Role(page),
            lang=request.query_params.get("lang", "zh-CN"),
            theme=request.query_params.get("theme", "dark"),
            epoch="e1",
            pos=self.pos,
            seq=812,
            clock={"now_ms": made.NOW, "speed": 1.0},
            views=self.views,
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})

    async def command(self, request: Request) -> Response:
        async with request.form() as form:
            values = {name: str(value) for name, value in form.items()}
        self.commands.append(values)
        if self.refuse is not None:
            return HTMLResponse(self.renderer.refusal("zh-CN", self.refuse), status_code=409)
        return JSONResponse({"ok": True, "seq": 813})

    def plain(self, request: Request) -> Response:
        lang = request.query_params.get("lang", "zh-CN")
        if request.url.path == "/":
            rooms = [
                RoomLine(slug="demo", mode="rehearsal", pages={"controller": "/rooms/demo/controller", "host": "#"}),
                RoomLine(slug="evening", mode="live", pages={}),
            ]
            return HTMLResponse(self.renderer.rooms(lang=lang, theme="dark", rooms=rooms))
        status = int(request.path_params["status"])
        return HTMLResponse(
            self.renderer.failure(lang=lang, theme="dark", status=status, room="demo"), status_code=status
        )

    async def live(self, socket: WebSocket) -> None:
        await socket.accept()
        self.sockets[socket] = (socket.path_params["page"], socket.query_params["lang"])
        clock = {"now_ms": made.NOW, "speed": 1.0}
        if not self.quiet:
            hello = {"kind": "hello", "epoch": "e1", "pos": self.pos, "seq": 812, "clock": clock, "resumed": True}
            await socket.send_text(json.dumps(hello | {"slots": {}}))
        beat = asyncio.create_task(self.beat(socket))
        try:
            async for text in socket.iter_text():
                self.said.append(json.loads(text))
                if "time" in self.said[-1] and not self.quiet:
                    answer = {"kind": "time", "t0": self.said[-1]["time"], "now_ms": made.NOW}
                    await socket.send_text(json.dumps(answer))
        except WebSocketDisconnect:
            pass
        finally:
            beat.cancel()
            self.sockets.pop(socket, None)

    async def beat(self, socket: WebSocket) -> None:
        while True:
            await asyncio.sleep(1)
            if not self.quiet:
                now = {"kind": "heartbeat", "pos": self.pos, "now_ms": made.NOW, "speed": 0.0}
                await socket.send_text(json.dumps(now))

    async def push(self, changes: Mapping[Topic, View]) -> int:
        """Show new views on every page; return the position."""
        self.views = self.views | changes
        self.pos += 1
        for socket, (page, lang) in list(self.sockets.items()):
            slots = self.renderer.slots(page, lang, self.views, frozenset(changes))
            await socket.send_text(json.dumps({"kind": "update", "pos": self.pos, "seq": 813, "slots": slots}))
        return self.pos

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.plain),
                Route("/failure/{status:int}", self.plain),
                Route("/rooms/demo/{page}", self.page),
                Route("/rooms/demo/{page}/commands", self.command, methods=["POST"]),
                WebSocketRoute("/rooms/demo/{page}/live", self.live),
                Mount("/static", StaticFiles(directory=find_web() / "static")),
            ]
        )


if __name__ == "__main__":
    uvicorn.run(Stage().app(), port=int(sys.argv[1]), log_level="warning")
