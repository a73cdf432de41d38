"""A stage for the pages alone: made views, static files, and a socket that the test drives.

Owns: a small server in a thread of its own, and everything the pages sent to it.
Run as a program it stands still at one moment of a show; `?moment=planned|ended|planless|store|calm|quiet` chooses another.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import uvicorn
from msgspec import convert, to_builtins
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.errors import Refusal
from controlroom.domain.marks import Mark, touches
from controlroom.domain.roles import PageName
from controlroom.domain.topics import Topic
from controlroom.feeds.reasons import reason
from controlroom.push.edits import edit
from controlroom.render import panes, ruling, segmenting
from controlroom.render.pages import Position, Renderer, RoomLine
from controlroom.render.slots import TILES
from controlroom.render.tables import table_csv
from controlroom.render.web import find_web
from controlroom.server.problems import Problem
from controlroom.server.static import StaticFiles
from controlroom.views.backtest import Firing
from controlroom.views.newrule import FORM, retyped
from controlroom.views.newrule import made as new_rule
from controlroom.views.ruleform import Wrong, form_of
from controlroom.views.shapes import View
from tests.process import free_port
from tests.unit.render import made
from tests.unit.render.made_alerts import quiet
from tests.unit.render.made_alerts import rules as made_rules
from tests.unit.render.made_plan import FOUND
from tests.unit.render.made_tasks import TEAM, reader_of

T = TypeVar("T")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"


def moment(name: str) -> dict[Topic, View]:
    """Return the views of a named moment."""
    match name:
        case "planned":
            return made.planned()
        case "ended":
            return made.ended()
        case "planless":
            return made.planless()
        case "store":
            return made.views() | {Topic.SHOW: replace(made.show(), store="full")}
        case "quiet":
            return made.views() | {Topic.ALERTS: quiet()}
        case "calm":
            return made.views() | {Topic.CUE: replace(made.cue(), current=None, queue=())}
        case _:
            return made.views()


class Stage:
    """What the pages are shown, and what they sent.

    Args:
        speed: Room seconds a second; 0 stands still.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self.renderer = Renderer(find_web(), "zh-CN")
        self.pos = 100
        self.speed = speed
        self.began, self.from_ms = time.monotonic(), made.NOW
        self.views = made.views()
        self.sockets: dict[WebSocket, tuple[PageName, str]] = {}
        self.brought: dict[WebSocket, dict[str, str]] = {}
        self.joined: list[dict[str, str]] = []
        self.said: list[dict[str, Any]] = []
        self.commands: list[dict[str, str]] = []
        self.panes: list[str] = []
        self.asked: list[dict[str, str]] = []
        self.happened = made.marks()
        self.untold: set[str] = set()
        self.refuse: Refusal | None = None
        self.rules, self.rules_seq = dict(resolved()), 812
        self.hangs = False
        self.quiet = False
        self.files = StaticFiles(find_web() / "static")
        self.port = free_port()
        self._loop: asyncio.AbstractEventLoop | None = None
        config = uvicorn.Config(self.app(), port=self.port, log_level="error", loop="asyncio", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """Return the room's address."""
        return f"http://127.0.0.1:{self.port}/rooms/demo"

    def clock(self) -> dict[str, float]:
        """Return the room's time."""
        return {"now_ms": self.from_ms + int((time.monotonic() - self.began) * 1000 * self.speed), "speed": self.speed}

    def pace(self, speed: float) -> None:
        """Let the room's time go at another speed from now on; pages hear of it with the next sign of life."""
        self.from_ms, self.began, self.speed = int(self.clock()["now_ms"]), time.monotonic(), speed

    def page(self, request: Request) -> Response:
        """Send a whole page."""
        page: PageName = request.path_params["page"]
        if request.query_params.get("moment"):
            self.views = moment(request.query_params["moment"])
        html = self.renderer.page(
            page,
            room="demo",
            role=reader_of(page),
            lang=request.query_params.get("lang", "zh-CN"),
            theme=request.query_params.get("theme", "dark"),
            at=Position(epoch="e1", pos=self.pos, seq=812, clock=self.clock()),
            views=self.views,
            wall=request.query_params.get("wall") == "1",
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})

    async def command(self, request: Request) -> Response:
        """Keep a command, and answer it."""
        self.commands.append(dict(parse_qsl((await request.body()).decode(), keep_blank_values=True)))
        while self.hangs:  # noqa: ASYNC110 - a test sets it, in another thread
            await asyncio.sleep(0.01)
        if self.refuse is not None:
            return HTMLResponse(self.renderer.refusal("zh-CN", self.refuse), status_code=409)
        return JSONResponse({"ok": True, "seq": 813})

    async def static(self, request: Request) -> Response:
        """Send one of the pages' files."""
        try:
            return await self.files.answer(request, request.path_params["name"])
        except Problem as problem:
            return Response(problem.detail, problem.status)

    def series(self, request: Request) -> Response:
        """Send a made series on the grid of its step; `show`: the past one's."""
        query = request.query_params
        self.asked.append(dict(query))
        step, to_ms = int(query["step_ms"]), int(query["to_ms"])
        first = -(-int(query["from_ms"]) // step) * step
        times = list(range(first, min(to_ms, int(self.clock()["now_ms"])) + 1, step))
        values = [made.drawn(query["kpi"], t - (made.PAST_START if "show" in query else made.START)) for t in times]
        if query["kpi"] in self.untold:
            values = [None] * len(times)
        told: dict[str, list[Any]] = {"t": times, "v": [v and v[0] for v in values]}
        if query.get("with") == "interval":
            told |= {"lo": [v and v[1] for v in values], "hi": [v and v[2] for v in values]}
            if "show" not in query:
                told["expected"] = [v and made.EXPECTED for v in values]
        return JSONResponse(told)

    def table(self, request: Request) -> Response:
        """Send a table as CSV."""
        lang = request.query_params["lang"]
        return Response(table_csv(request.path_params["table"], self.views, lang, made.NOW), media_type="text/csv")

    def curves(self, request: Request) -> Response:
        """Send the tiles' little curves."""
        times = list(range(made.NOW - 30 * made.MINUTE, made.NOW, 30_000))
        values = [made.drawn("online", t - made.START) for t in times]
        return JSONResponse({"t": times, "curves": {code: [v and v[0] for v in values] for code in TILES}})

    def shows(self, request: Request) -> Response:
        """Send the room's shows: one past one, and this one."""
        return JSONResponse({"shows": [{"show": name} for name in ("demo-0", "demo-never", "demo-1")]})

    def show(self, request: Request) -> Response:
        """Send when a show was live: one of them never was."""
        if request.path_params["show"] != "demo-0":
            return JSONResponse({"show": request.path_params["show"], "started_ms": None, "ended_ms": None})
        ended_ms = made.PAST_START + 7_200_000
        return JSONResponse({"show": "demo-0", "started_ms": made.PAST_START, "ended_ms": ended_ms})

    def marks(self, request: Request) -> Response:
        """Send what happened and touches the span asked for."""
        from_ms = int(request.query_params["from_ms"])
        marks = convert(self.happened, list[Mark])
        return JSONResponse({"marks": to_builtins([mark for mark in marks if touches(mark, from_ms, None)])})

    def pane(self, request: Request) -> Response:
        """Send what a page asks for by itself."""
        lang = request.query_params.get("lang", "zh-CN")
        self.panes.append(str(request.url).rpartition("/")[2])
        if "code" in request.path_params:
            return HTMLResponse(
                panes.definition(
                    self.renderer.pane,
                    lang,
                    request.path_params["code"],
                    self.views,
                    made.NOW,
                    newest=[("audience", made.NOW - 3_000), ("order", made.NOW - 14_000)],
                )
            )
        if request.url.path.endswith("/check"):
            return HTMLResponse(
                panes.plan_check(
                    self.renderer.pane, lang, FOUND, self.views, version=2, saved_ms=made.NOW, rehearsed=None
                )
            )
        if request.url.path.endswith("/host-numbers"):
            return HTMLResponse(panes.host_numbers(self.renderer.pane, lang, self.views))
        if request.url.path.endswith("/why"):
            by: Any = request.query_params["by"]
            return HTMLResponse(
                panes.changed(
                    self.renderer.pane, lang, made.changed(), by, self.views, wall="wall" in request.query_params
                )
            )
        return HTMLResponse(panes.rejects(self.renderer.pane, lang, made.rejected(), self.views, reason))

    def rule_pane(self, request: Request) -> Response:
        """Send the form of a rule, or what trying it told."""
        if "/rule-new" in request.url.path:
            return self.new_rule_pane(request)
        lang, rule = request.query_params.get("lang", "zh-CN"), self.rules[request.path_params["rule"]]
        if not request.url.path.endswith("/tried"):
            line = next(one for one in made_rules() if one.id == rule.id)
            form = form_of(rule, "CNY")
            return HTMLResponse(ruling.form(self.renderer.pane, lang, form, line, TEAM, made.show(), self.rules_seq))
        self.asked.append(dict(request.query_params))
        try:
            changed = retyped(rule, dict(request.query_params), "CNY")
        except Wrong as fault:
            return HTMLResponse(ruling.wrong(self.renderer.pane, lang, fault))
        fired = (Firing(made.NOW - 600_000, "cream-50", "warning", made.NOW - 500_000),)
        span = ruling.Tried(ago=0, from_ms=made.NOW - 3_600_000, to_ms=made.NOW, before=fired, after=fired * 3)
        return HTMLResponse(ruling.tried(self.renderer.pane, lang, changed, [span], {}, made.show()))

    def new_rule_pane(self, request: Request) -> Response:
        """Send the form of a new rule, or what trying it told."""
        draw, lang = self.renderer.pane, request.query_params.get("lang", "zh-CN")
        if not request.url.path.endswith("/tried"):
            return HTMLResponse(ruling.new_form(draw, lang, FORM, TEAM, made.show(), 812))
        self.asked.append(dict(request.query_params))
        try:
            rule = new_rule("own_1", dict(request.query_params), "CNY")
        except Wrong as fault:
            return HTMLResponse(ruling.wrong(draw, lang, fault))
        fired = (Firing(made.NOW - 600_000, "cream-50", "warning", made.NOW - 500_000),)
        span = ruling.Tried(ago=0, from_ms=made.NOW - 3_600_000, to_ms=made.NOW, before=None, after=fired * 2)
        return HTMLResponse(ruling.tried(draw, lang, rule, [span], {}, made.show(), new=True))

    def rundown_pane(self, request: Request) -> Response:
        """Send a pane of the rundown."""
        lang, show = request.query_params.get("lang", "zh-CN"), made.show()
        self.panes.append(request.url.path.partition("controller/")[2])
        if request.url.path.endswith("/fit"):
            return HTMLResponse(segmenting.cuts(self.renderer.pane, lang, made.cuts(), show))
        form = made.segment_form(request.path_params.get("segment"))
        return HTMLResponse(segmenting.segment(self.renderer.pane, lang, form, show))

    def plain(self, request: Request) -> Response:
        """Send the list of rooms, or a failure."""
        lang, theme = request.query_params.get("lang", "zh-CN"), request.query_params.get("theme", "dark")
        if request.url.path == "/":
            rooms = [
                RoomLine(slug="demo", mode="rehearsal", pages={"controller": "/rooms/demo/controller", "host": "#"}),
                RoomLine(slug="evening", mode="live", pages={}),
            ]
            return HTMLResponse(self.renderer.rooms(lang=lang, theme=theme, rooms=rooms))
        status = int(request.path_params["status"])
        html = self.renderer.failure(lang=lang, theme=theme, status=status, room="demo")
        return HTMLResponse(html, status_code=status)

    async def live(self, socket: WebSocket) -> None:
        """Hold a page's socket."""
        await socket.accept()
        self.joined.append(dict(socket.query_params))
        page: PageName = socket.path_params["page"]
        lang = socket.query_params["lang"]
        self.sockets[socket] = (page, lang)
        if not self.quiet:
            resumed = socket.query_params["since"] == str(self.pos)
            slots = {} if resumed else self.renderer.slots(page, lang, self.views, frozenset(Topic))
            hello = {"kind": "hello", "epoch": "e1", "pos": self.pos, "seq": 812, "clock": self.clock()}
            await socket.send_text(json.dumps(hello | {"resumed": resumed, "slots": slots}))
            self.brought[socket] = slots
        beat = asyncio.create_task(self.beat(socket))
        try:
            async for text in socket.iter_text():
                message = json.loads(text)
                self.said.append(message)
                if "time" in message and not self.quiet:
                    await socket.send_text(json.dumps({"kind": "time", "t0": message["time"]} | self.clock()))
        except WebSocketDisconnect:
            pass
        finally:
            beat.cancel()
            self.sockets.pop(socket, None)
            self.brought.pop(socket, None)

    async def beat(self, socket: WebSocket) -> None:
        """Say each second that the link lives."""
        while True:
            await asyncio.sleep(1)
            if not self.quiet:
                await socket.send_text(json.dumps({"kind": "heartbeat", "pos": self.pos} | self.clock()))

    async def _push(self, changes: Mapping[Topic, View]) -> int:
        self.views = self.views | changes
        self.pos += 1
        for socket, (page, lang) in list(self.sockets.items()):
            slots = self.renderer.slots(page, lang, self.views, frozenset(changes))
            told = self._as_edits(socket, slots)
            await socket.send_text(json.dumps({"kind": "update", "pos": self.pos, "seq": 813, "slots": told}))
        return self.pos

    def _as_edits(self, socket: WebSocket, slots: dict[str, str]) -> dict[str, object]:
        """Tell long slots by what differs, as the hub does."""
        before = self.brought.setdefault(socket, {})
        told: dict[str, object] = {}
        for name, html in slots.items():
            edits = edit(json.dumps(before[name]).encode(), json.dumps(html).encode()) if name in before else None
            told[name] = html if edits is None else json.loads(edits)
        before |= slots
        return told

    async def _hang_up(self, code: int) -> None:
        for socket in list(self.sockets):
            await socket.close(code)

    def push(self, changes: Mapping[Topic, View]) -> int:
        """Show new views on every page; return their position."""
        return self._do(self._push(changes))

    def hang_up(self, code: int = 1012) -> None:
        """Close every socket."""
        self._do(self._hang_up(code))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def app(self) -> Starlette:
        """Return the stage's doors."""
        return Starlette(
            routes=[
                Route("/", self.plain),
                Route("/failure/{status:int}", self.plain),
                Route("/rooms/demo/{page}", self.page),
                Route("/rooms/demo/{page}/kpi/{code}", self.pane),
                Route("/rooms/demo/{page}/rejects", self.pane),
                Route("/rooms/demo/{page}/rule-new", self.rule_pane),
                Route("/rooms/demo/{page}/rule-new/tried", self.rule_pane),
                Route("/rooms/demo/{page}/rules/{rule}", self.rule_pane),
                Route("/rooms/demo/{page}/rules/{rule}/tried", self.rule_pane),
                Route("/rooms/demo/{page}/segment/{segment}", self.rundown_pane),
                Route("/rooms/demo/{page}/segment-new", self.rundown_pane),
                Route("/rooms/demo/{page}/segment-new/{after}", self.rundown_pane),
                Route("/rooms/demo/{page}/fit", self.rundown_pane),
                Route("/rooms/demo/{page}/check", self.pane),
                Route("/rooms/demo/{page}/host-numbers", self.pane),
                Route("/rooms/demo/{page}/why", self.pane),
                Route("/rooms/demo/{page}/curves", self.curves),
                Route("/rooms/demo/{page}/tables/{table}", self.table),
                Route("/rooms/demo/{page}/commands", self.command, methods=["POST"]),
                Route("/rooms/demo/analyst/series", self.series),
                Route("/rooms/demo/analyst/shows", self.shows),
                Route("/rooms/demo/analyst/shows/{show}", self.show),
                Route("/rooms/demo/analyst/marks", self.marks),
                WebSocketRoute("/rooms/demo/{page}/live", self.live),
                Route("/static/{name:path}", self.static),
            ]
        )

    def start(self) -> None:
        """Serve in a thread; returns when it answers."""
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the stage does not answer")
            time.sleep(0.01)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._server.serve())

    def stop(self) -> None:
        """End it; returns when its thread has."""
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(10)


if __name__ == "__main__":
    uvicorn.run(Stage(speed=0).app(), port=int(sys.argv[1]), log_level="warning")
