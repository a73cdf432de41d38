"""A small room of the public contract for the driver's tests: it takes events, keeps a clock and a rundown.

Its figures are computed by a ledger over what it received itself: a driver that keeps its own badly differs.
"""

from __future__ import annotations

import json
from typing import Any

import httpx

from sim.ledger import Ledger
from sim.truth.heard import Frame, OnAir

START_MS = 1_767_268_800_000
KEY, CONTROLLER, ANALYST = "feed-key", "controller-token", "analyst-token"
QUIET = {"heartbeat", "stock", "price", "product"}


class FakeRoom:
    """Answers what the simulator asks. `segments`: (id, sku or None, minutes); none: a room without a plan."""

    def __init__(
        self,
        segments: tuple[tuple[str, str | None, int], ...] = (),
        prices: dict[str, int] | None = None,
        mode: str = "rehearsal",
        live_after_s: int = 0,
    ) -> None:
        self.mode, self.now_ms = mode, START_MS
        self.prices = prices or {}
        self.live_from = START_MS + live_after_s * 1000
        self.segments = [
            {
                "id": id_,
                "title": id_,
                "sku": sku,
                "planned_for_ms": minutes * 60_000,
                "started_ms": None,
                "ended_ms": None,
            }
            for id_, sku, minutes in segments
        ]
        self.started_ms: int | None = None
        self.ended_ms: int | None = None
        self.events: list[tuple[int, dict[str, Any]]] = []
        self.bodies: list[bytes] = []
        self.commands: list[dict[str, Any]] = []
        self.clocks: list[tuple[int, float]] = []
        self.known: set[str] = set()
        self.likes: int | None = None
        self.trouble: list[int | Exception] = []
        """What the next posts of events meet: a status, or a connection that is lost after the events were taken."""
        self.reject: set[str] = set()
        self.ledger = Ledger(self.prices, dict.fromkeys(self.prices, 500))
        self.bend: dict[str, int] = {}
        """Show tiles that are wrong by so much."""

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        what = request.url.path.rpartition("/")[2]
        if not request.url.path.startswith("/api/v1/rooms/demo/"):
            return httpx.Response(404, json={"title": "no such room"})
        if token not in {KEY, CONTROLLER, ANALYST}:
            return httpx.Response(401, json={"title": "unknown key"})
        match request.method, what:
            case "GET", "state":
                return httpx.Response(200, json=self.state(request.url.params["topics"].split(","), token))
            case "POST", "events":
                return self.take(request.content)
            case "POST", "clock":
                told = json.loads(request.content)
                self.clocks.append((told["to_ms"], told["speed"]))
                self.now_ms = max(self.now_ms, told["to_ms"])
                return httpx.Response(200, json={"now_ms": self.now_ms, "speed": told["speed"]})
            case "POST", "commands":
                return self.command(json.loads(request.content), token)
        return httpx.Response(404, json={"title": "no such thing"})

    def status(self) -> str:
        if self.ended_ms is not None:
            return "ended"
        if self.segments and self.started_ms is None and self.now_ms >= self.live_from:
            self.started_ms = self.now_ms
        return "planned" if self.started_ms is None else "live"

    def state(self, topics: list[str], token: str) -> dict[str, Any]:
        status = self.status()
        on_air = next((s for s in self.segments if s["started_ms"] is not None and s["ended_ms"] is None), None)
        sku = on_air["sku"] if on_air else None
        states = {
            "show": {"status": status, "started_ms": self.started_ms, "ended_ms": self.ended_ms},
            "rundown": {"segments": [{**s, "state": self.state_of(s)} for s in self.segments]},
            "program": sku
            and {
                "sku": sku,
                "title": {"zh-CN": sku},
                "price_minor": self.prices[sku],
                "link": 1,
                "since_ms": on_air and on_air["started_ms"],
            },
            "stock": {s: {"on_hand": 500, "listed": None, "available": 500, "safety": 50} for s in self.prices},
        }
        if token == ANALYST:
            truth = self.truth()
            states["stock"] = {sku: {**item, "safety": 50} for sku, item in truth["stock"].items()}
            states["kpi"] = self.kpi(truth)
        told = {topic: states[topic] for topic in topics if topic in states}
        clock = {"now_ms": self.now_ms, "speed": 1}
        return {"mode": self.mode, "clock": clock, "seq": len(self.events), "as_of_ms": self.now_ms, "topics": told}

    def truth(self) -> dict[str, Any]:
        segments = tuple(
            OnAir(s["id"], s["started_ms"], s["ended_ms"]) for s in self.segments if s["started_ms"] is not None
        )
        safety = dict.fromkeys(self.ledger.truth(Frame(self.now_ms, 0))["stock"], 50)
        sold = tuple((s["started_ms"], s["sku"]) for s in self.segments if s["started_ms"] is not None)
        return self.ledger.truth(Frame(self.now_ms, self.started_ms, self.ended_ms, segments, safety, sold))

    def kpi(self, truth: dict[str, Any]) -> dict[str, Any]:
        def tile(code: str, value: Any) -> dict[str, Any]:
            if isinstance(value, dict):
                return value
            return {"value": value if value is None else value + self.bend.get(code, 0), "num": None, "den": None}

        parts = {
            part: {key: {c: tile("", v) for c, v in tiles.items()} for key, tiles in truth[part].items()}
            for part in ("products", "segments", "traffic")
        }
        beside = {"totals": truth["totals"], "apart": truth["apart"]}
        return {"tiles": {code: tile(code, value) for code, value in truth["tiles"].items()}, **parts, **beside}

    def state_of(self, segment: dict[str, Any]) -> str:
        if segment["started_ms"] is None:
            first = next(s for s in self.segments if s["started_ms"] is None)
            return "next" if first is segment else "upcoming"
        return "on_air" if segment["ended_ms"] is None else "done"

    def take(self, content: bytes) -> httpx.Response:
        met = self.trouble.pop(0) if self.trouble else None
        if isinstance(met, int):
            return httpx.Response(met, json={"title": "busy"}, headers={"retry-after": "0"})
        self.bodies.append(content)
        events = [json.loads(line) for line in content.splitlines()]
        rejected = []
        duplicates = 0
        for index, event in enumerate(events):
            if event["type"] in self.reject:
                rejected.append({"index": index, "code": "bad_field", "path": "x", "message": "no"})
                continue
            duplicates += not self.hear(event)
        if met is not None:
            raise met
        accepted = len(events) - duplicates - len(rejected)
        seq = len(self.events)
        answer = {"accepted": accepted, "duplicates": duplicates, "rejected": rejected, "seq": seq}
        return httpx.Response(422 if events and not accepted and not duplicates else 200, json=answer)

    def hear(self, event: dict[str, Any], source: str = "") -> bool:
        """Take one event; False: it is known."""
        if event["id"] in self.known:
            return False
        self.known.add(event["id"])
        if not self.segments and self.started_ms is None and event["type"] not in QUIET:
            self.started_ms = self.now_ms
        self.events.append((self.now_ms, event))
        return self.ledger.hear(event, self.now_ms, counts=self.status() == "live", source=source)

    def command(self, told: dict[str, Any], token: str) -> httpx.Response:
        if token != CONTROLLER:
            return httpx.Response(403, json={"title": "not yours"})
        self.commands.append({**told, "at": self.now_ms})
        if told["type"] == "next":
            self.move_on()
        return httpx.Response(200, json={"ok": True, "seq": 1})

    def move_on(self) -> None:
        for segment in self.segments:
            if segment["started_ms"] is None:
                segment["started_ms"] = self.now_ms
                return
            segment["ended_ms"] = segment["ended_ms"] or self.now_ms
