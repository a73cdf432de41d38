"""A four-hour show, told to a rehearsal's room as fast as it takes it, that then goes on second by second.

Owns: the made facts (a room of some 1,400 people, 20 facts a second), the driven clock.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.bench.studio import chromium
from tests.process import Served
from tests.rehearsed import PLAN

HOURS = 4.0
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_BATCH_S = 10
_SAID = ("多少钱", "敏感肌能用吗", "已拍", "3 号还有吗", "怎么领券", "讲慢点", "主播手里的是几号")
_TRAFFIC = ("recommend", "recommend", "recommend", "paid", "follow", "search", "video")


@contextmanager
def watched_show() -> Iterator[tuple[LongShow, Browser]]:
    """A show of `HOURS` that goes on, and the browser to watch it with."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        served = Served(Path(folder))
        served.start()
        with LongShow(served) as show:
            browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
            yield show, browser
            browser.close()
        served.stop()


class LongShow:
    """The room `demo` with a show of `hours` behind it. `with LongShow(served) as show:` goes on at the pace of the clock."""

    def __init__(self, served: Served, hours: float = HOURS) -> None:
        self.served = served
        self._rng = random.Random(7)
        self._people: list[str] = []
        self._made = 0
        served.room("demo", "--plan", str(PLAN), "--rehearsal", "--seed", "7")
        self.links = served.links("demo")
        base = f"{served.url}/api/v1/rooms/demo/"
        self._feed = httpx.Client(
            base_url=base, headers={"Authorization": f"Bearer {served.key('demo', 'bench')}"}, timeout=60
        )
        desk = {"Authorization": f"Bearer {self.links['controller']['token']}"}
        self._desk = httpx.Client(base_url=base, headers=desk, timeout=60)
        rundown = self._desk.get("state?topics=rundown").json()["topics"]["rundown"]["segments"]
        self._takes = [(s["planned_start_ms"], s["id"]) for s in rundown]
        self.now_ms: int = rundown[0]["planned_start_ms"]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self.skus = tuple(sorted({s["sku"] for s in rundown if s["sku"]}))
        self._clock(self.now_ms, 1.0)
        self._command("show.start")
        self._fill(int(hours * 3600))

    def _fill(self, seconds: int) -> None:
        for _ in range(0, seconds, _BATCH_S):
            facts = [fact for second in range(_BATCH_S) for fact in self._facts(self.now_ms + second * 1000)]
            self._pass(facts, _BATCH_S)

    def _pass(self, facts: list[dict[str, Any]], seconds: int) -> None:
        """Tell the facts of the next seconds, and let them pass."""
        self._take_due()
        self.now_ms += seconds * 1000
        self._clock(self.now_ms, None)
        self._feed.post("events", json=facts).raise_for_status()

    def _take_due(self) -> None:
        while self._takes and self._takes[0][0] <= self.now_ms:
            self._command("take", segment=self._takes.pop(0)[1], expected_seq=10**9)

    def _facts(self, at_ms: int) -> Iterator[dict[str, Any]]:
        rng = self._rng
        stamp = {"at": at_ms}
        wanted = 1_400 + 300 * (at_ms // 600_000 % 3 - 1)
        for _ in range(rng.randint(2, 6) if len(self._people) < wanted else rng.randint(0, 3)):
            self._made += 1
            self._people.append(f"u{self._made}")
            yield stamp | {"type": "enter", "user": self._people[-1], "traffic": rng.choice(_TRAFFIC)}
        for _ in range(min(len(self._people) - 1, rng.randint(0, 3))):
            yield stamp | {"type": "leave", "user": self._people.pop(rng.randrange(len(self._people)))}
        if at_ms // 1000 % 3 == 0:
            yield stamp | {"type": "audience", "online": len(self._people), "total": self._made}
        for _ in range(rng.randint(0, 3)):
            yield stamp | {"type": "comment", "user": rng.choice(self._people), "text": rng.choice(_SAID)}
        for _ in range(rng.randint(2, 6)):
            yield stamp | {"type": "like", "user": rng.choice(self._people), "count": rng.randint(1, 9)}
        for _ in range(rng.randint(1, 4)):
            yield stamp | {
                "type": rng.choice(("impression", "click")),
                "user": rng.choice(self._people),
                "sku": rng.choice(self.skus),
            }
        if rng.random() < 0.3:
            yield self._order(at_ms)

    def _order(self, at_ms: int) -> dict[str, Any]:
        line = {"sku": self._rng.choice(self.skus), "qty": self._rng.randint(1, 2), "unit_minor": 19_900}
        self._made += 1
        order = {"type": "order", "order": f"o{self._made}", "id": f"o{self._made}", "status": "paid", "at": at_ms}
        return order | {"user": self._rng.choice(self._people), "lines": [line], "traffic": self._rng.choice(_TRAFFIC)}

    def _clock(self, to_ms: int, speed: float | None) -> None:
        body: dict[str, float] = {"to_ms": to_ms} | ({} if speed is None else {"speed": speed})
        self._feed.post("clock", json=body).raise_for_status()

    def _command(self, type_: str, **fields: object) -> None:
        self._desk.post("commands", json={"id": str(uuid.uuid4()), "type": type_} | fields).raise_for_status()

    def _go_on(self) -> None:
        """Let the show go on: five times a second the facts of that while, as a feed would send them."""
        began, first = time.monotonic(), self.now_ms
        waiting: list[dict[str, Any]] = []
        while not self._over.wait(max(0.0, began + (self.now_ms - first) / 1000 + 0.2 - time.monotonic())):
            if self.now_ms % 1000 == 0:
                waiting = list(self._facts(self.now_ms))
            part, waiting = waiting[: max(1, len(waiting) // 4)], waiting[max(1, len(waiting) // 4) :]
            self.now_ms += 200
            self._clock(self.now_ms, None)
            if part:
                self._feed.post("events", json=part).raise_for_status()

    def __enter__(self) -> LongShow:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(10)
        self._feed.close()
        self._desk.close()
