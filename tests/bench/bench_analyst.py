"""What the analyst's page weighs on a show of four hours: its first view, and each second after it.

Wanted: first live value ≤ 1 s after the address is opened, ≤ 250 kB over the wire until then and the chart is drawn, then
≤ 4 kB/s. Bytes are what the browser's own Network events count: compressed bodies with their headers, and socket frames.
`BENCH_S` (60): how long it watches. Some 15 facts a second come in meanwhile. A value is live when a push has written it:
the page itself comes with the values of its moment.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.bench.longshow import HOURS, watched_show

SECONDS = float(os.environ.get("BENCH_S", "60"))
SETTLED_S = 2.0

_WATCH = """() => {
  window.__first = {};
  addEventListener('slot:written', () => { window.__first.value ??= performance.now(); }, true);
  const look = () => {
    const hint = document.getElementById('chart-hint');
    if (hint && hint.hidden && document.querySelector('#chart-plot canvas')) window.__first.chart ??= performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


class Wire:
    """What crosses the wire of one page."""

    def __init__(self, session: CDPSession) -> None:
        self.asked: Counter[str] = Counter()
        self.slots: Counter[str] = Counter()
        self.frames = self.pushed = self.sent = 0
        self._urls: dict[str, str] = {}
        session.on("Network.requestWillBeSent", self._will)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.on("Network.webSocketFrameSent", self._sent)
        session.send("Network.enable")

    def _will(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["request"]["url"].split("?")[0].rpartition("/")[2]

    def _finished(self, event: dict[str, Any]) -> None:
        self.asked[self._urls.get(event["requestId"], "?")] += int(event["encodedDataLength"])

    def _sent(self, event: dict[str, Any]) -> None:
        self.sent += (
            len(event["response"]["payloadData"].encode()) + 8
        )  # 2 of the frame's head, 4 of its mask, 2 of length

    def _frame(self, event: dict[str, Any]) -> None:
        text = event["response"]["payloadData"]
        size = len(text.encode())
        self.frames += 1
        self.pushed += size + (2 if size < 126 else 4)
        message = json.loads(text)
        slots = message.get("slots", {})
        for name, html in slots.items():
            self.slots[name] += len(json.dumps({name: html}, ensure_ascii=False).encode()) - 1
        self.slots["(the frames themselves)"] += size - sum(
            len(json.dumps({name: html}, ensure_ascii=False).encode()) - 1 for name, html in slots.items()
        )

    @property
    def total(self) -> int:
        """Return the bytes that came in."""
        return sum(self.asked.values()) + self.pushed


def _opened(page: Page, url: str) -> dict[str, float]:
    page.add_init_script(f"({_WATCH})()")
    page.goto(url)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        first: dict[str, float] = page.evaluate("window.__first")
        if len(first) == 2:
            page.wait_for_timeout(SETTLED_S * 1000)
            return first
        page.wait_for_timeout(20)
    raise SystemExit("the page never showed a live value and a chart")


def _print(
    very_first: dict[str, float],
    first: dict[str, float],
    wire: Wire,
    first_bytes: int,
    heaviest: Counter[str],
    rates: list[float],
) -> None:
    def line(what: str, value: str, wanted: str) -> None:
        print(f"{what:48}{value:>14}   {wanted}")

    line(f"first live value, show of {HOURS:.0f} h", f"{first['value'] / 1000:.2f} s", "wanted ≤ 1 s")
    very = f"{very_first['value'] / 1000:.2f} s"
    line(
        "  … of the first page since the server started",
        very,
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
    )
    line("chart drawn", f"{first['chart'] / 1000:.2f} s", "")
    line("first view, compressed", f"{first_bytes / 1000:.0f} kB", "wanted ≤ 250 kB")
    line(f"then, over {SECONDS:.0f} s", f"{rates[0] / 1000:.2f} kB/s", "wanted ≤ 4 kB/s")
    line("  … and over as much again", f"{rates[1] / 1000:.2f} kB/s", "each list has been told whole once by then")
    line("frames a second", f"{wire.frames / SECONDS:.1f}", "")
    print(
        "heaviest of the first view:",
        ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in heaviest.most_common(8)),
    )
    pushes = ", ".join(f"{name} {size / SECONDS:.0f} B/s" for name, size in wire.slots.most_common(12))
    print("heaviest pushes:", pushes)


def main() -> None:
    """Run and print."""
    with watched_show() as (show, browser):
        cold = browser.new_context(viewport={"width": 1280, "height": 720})
        very_first = _opened(cold.new_page(), show.links["analyst"]["url"])
        cold.close()
        page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        wire = Wire(page.context.new_cdp_session(page))
        first = _opened(page, show.links["analyst"]["url"])
        first_bytes, heaviest = wire.total, wire.asked.copy()
        rates = []
        for _ in range(2):
            wire.slots.clear()
            wire.frames, before, began = 0, wire.total, time.monotonic()
            page.wait_for_timeout(SECONDS * 1000)
            rates.append((wire.total - before) / (time.monotonic() - began))
        _print(very_first, first, wire, first_bytes, heaviest, rates)
