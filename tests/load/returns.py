"""What open pages say of a server that freezes, and how soon they are live again when it thaws or is started anew.

Wanted: frozen (SIGSTOP): every page says so within 3 s and is current within 1 s of SIGCONT; killed (kill -9) and started
again: every page is live within 1 s of the port answering, without a reload. `LOAD_ROUNDS` (5) rounds of each, with the three
pages open in Chromium; the worst page of each round counts. The times are taken in the pages, by their own link state.
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.studio import chromium
from tests.process import Served

ROUNDS = int(os.environ.get("LOAD_ROUNDS", "5"))
PAGES = ("controller", "host", "analyst")

_NOTE = """() => {
  window.__links = [];
  new MutationObserver(() => window.__links.push([document.body.dataset.link, performance.timeOrigin + performance.now()]))
    .observe(document.body, {attributes: true, attributeFilter: ['data-link']});
}"""


def main() -> bool:
    """Run and print; return whether it is as wanted."""
    said: list[float] = []
    thawed: list[float] = []
    started: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        served = Served(Path(folder))
        served.start()
        served.room("studio")
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            links = served.links("studio")
            pages = [_opened(browser.new_context().new_page(), links[name]["url"]) for name in PAGES]
            for _ in range(ROUNDS):
                silent, back = _frozen(served, pages)
                said.append(silent)
                thawed.append(back)
            for _ in range(ROUNDS):
                started.append(_killed(served, pages))
            assert all(page.evaluate("Array.isArray(window.__links)") for page in pages), "a page was loaded anew"
        finally:
            browser.close()
            served.stop()
    rows = (
        ("frozen → every page says so", said, 3.0),
        ("thawed → every page is live", thawed, 1.0),
        ("killed, answers again → every page is live", started, 1.0),
    )
    for name, values, wanted in rows:
        print(f"{name:46}median {statistics.median(values):.2f} s, worst {max(values):.2f}   wanted ≤ {wanted:g}")
    return all(max(values) <= wanted for _, values, wanted in rows)


def _opened(page: Page, link: str) -> Page:
    page.goto(link)
    page.wait_for_selector('body[data-link="live"]')
    page.wait_for_function("document.querySelector('[data-rtt]').textContent !== '—'")
    page.evaluate(_NOTE)
    return page


def _since(pages: list[Page], began_s: float, *, live: bool) -> float:
    """Return after how many seconds the last of the pages changed to live (or to anything else)."""
    wanted = "==" if live else "!="
    found = f"window.__links.find(([link, at]) => link {wanted} 'live' && at > {began_s * 1000})"
    waits = []
    for page in pages:
        page.wait_for_function(f"() => document.body.dataset.link {wanted} 'live'", timeout=10_000)
        at_ms = page.evaluate(f"(({found}) || [0, 0])[1]")
        waits.append(max(0.0, at_ms / 1000 - began_s))
    return max(waits)


def _frozen(served: Served, pages: list[Page]) -> tuple[float, float]:
    began_s = time.time()
    served.signal(signal.SIGSTOP)
    try:
        said = _since(pages, began_s, live=False)
        time.sleep(3)
    finally:
        began_s = time.time()
        served.signal(signal.SIGCONT)
    return said, _since(pages, began_s, live=True)


def _killed(served: Served, pages: list[Page]) -> float:
    served.kill()
    for page in pages:
        page.wait_for_function("() => document.body.dataset.link === 'lost'", timeout=10_000)
    served.start()
    return _since(pages, time.time(), live=True)
