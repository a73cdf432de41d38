"""Frames of the analyst's page while numbers change, on a show of four hours, counted by the browser's own tracing.

Wanted: 60 a second. Two runs of `BENCH_S` (20) seconds: the page as it is left alone, and with the cursor moving over the
chart. A dot changes its colour in every frame meanwhile, so that each one that is missed is counted. The compositor draws in
software here and shares the machine's cores with the server, the simulated feed and the tracing itself: beside the figures
stands an empty page's, measured in the same browser at the same load.
"""

from __future__ import annotations

import math
import os
import time
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from tests.bench.longshow import watched_show

SECONDS = float(os.environ.get("BENCH_S", "20"))
CATEGORIES = "toplevel,devtools.timeline,disabled-by-default-devtools.timeline,cc,benchmark,__metadata"
_LOOP = """() => {
  const dot = document.body.appendChild(document.createElement('i'));
  Object.assign(dot.style, { position: 'fixed', left: 0, top: 0, width: '2px', height: '2px', zIndex: 99 });
  let n = 0;
  const loop = () => { dot.style.background = (n += 1) % 2 ? '#888' : '#999'; requestAnimationFrame(loop); };
  loop();
}"""
"""A dot that is another colour in each frame: then every frame has something to show."""


class Run(NamedTuple):
    """What the trace says. `frames`: shown; `dropped`: never shown; `late`: shown one later, the page's thread being busy.

    Tasks are the page's main thread's, in ms.
    """

    seconds: float
    frames: int
    dropped: int
    late: int
    longest_ms: float
    over_16: int
    busy: float


def traced(browser: Browser, page: Page, act: Any) -> Run:
    """Trace the page while `act(page)` goes on."""
    session = browser.new_browser_cdp_session()
    events: list[dict[str, Any]] = []
    done: list[bool] = []
    session.on("Tracing.dataCollected", lambda message: events.extend(message["value"]))
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    session.send(
        "Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": CATEGORIES.split(",")}}
    )
    pid = _renderer(page)
    began = time.monotonic()
    act(page)
    took = time.monotonic() - began
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    session.detach()
    return read(events, pid, took)


def _renderer(page: Page) -> str:
    """Mark the page's process in the trace; return the mark."""
    mark = f"bench-{time.monotonic_ns()}"
    page.evaluate("(mark) => console.timeStamp(mark)", mark)
    return mark


def read(events: list[dict[str, Any]], mark: str, seconds: float) -> Run:
    """Return what a trace says of the page that carries the mark."""
    own = next(e for e in events if e["name"] == "TimeStamp" and e["args"]["data"]["message"] == mark)
    pid, thread = own["pid"], own["tid"]
    states: dict[str, int] = {}
    for event in events:
        if event["name"] == "PipelineReporter" and event["ph"] in "bB" and event["pid"] == pid:
            told = event["args"].get("frame_reporter") or event["args"].get("chrome_frame_reporter") or {}
            state = told.get("state", "")
            states[state] = states.get(state, 0) + 1
    tasks = [
        e["dur"] / 1000
        for e in events
        if e["pid"] == pid and e["tid"] == thread and e["ph"] == "X" and e["name"].endswith("RunTask")
    ]
    return Run(
        seconds=seconds,
        frames=states.get("STATE_PRESENTED_ALL", 0),
        dropped=states.get("STATE_DROPPED", 0),
        late=states.get("STATE_PRESENTED_PARTIAL", 0),
        longest_ms=max(tasks, default=0.0),
        over_16=sum(task > 1000 / 60 for task in tasks),
        busy=sum(tasks) / seconds / 1000,
    )


def _rest(page: Page) -> None:
    page.wait_for_timeout(SECONDS * 1000)


def _point(page: Page) -> None:
    """Move the cursor over the chart, thirty times a second."""
    over = page.locator("#chart-plot .u-over").bounding_box()
    assert over is not None
    began = time.monotonic()
    while (gone := time.monotonic() - began) < SECONDS:
        x = over["x"] + over["width"] * (0.5 + 0.4 * math.sin(gone * 1.3))
        page.mouse.move(x, over["y"] + over["height"] / 2)
        page.wait_for_timeout(33)


def _line(what: str, run: Run) -> None:
    cells = f"{run.frames:>8}{run.frames / run.seconds:>8.1f}{run.dropped:>9}{run.late:>7}{run.longest_ms:>10.1f}{run.over_16:>9}"
    print(f"{what:36}{cells}{run.busy:>8.0%}", flush=True)


def main() -> None:
    """Run and print."""
    with watched_show() as (show, browser):
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        empty = context.new_page()
        empty.goto("about:blank")
        empty.evaluate(_LOOP)
        head = f"{'frames':>8}{'a s':>8}{'dropped':>9}{'late':>7}{'longest':>10}{'> 16 ms':>9}{'busy':>8}"
        print(f"{'':36}{head}   wanted 60 a second; ms; load {os.getloadavg()[0]:.1f}")
        _line("an empty page", traced(browser, empty, _rest))
        empty.close()
        page = context.new_page()
        page.goto(show.links["analyst"]["url"])
        page.wait_for_selector("#chart-hint", state="hidden")
        page.wait_for_timeout(2_000)
        page.evaluate(_LOOP)
        _line("the analyst's page", traced(browser, page, _rest))
        _line("… with the cursor on the chart", traced(browser, page, _point))
