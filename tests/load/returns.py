"""What open pages say of a server that freezes, and how soon they are live and current when it thaws or is started anew.

Wanted: frozen (SIGSTOP): every page says so within 3 s and is current within 1 s of SIGCONT; killed (kill -9) in the midst of
facts and started again: every page is live, and shows what is told now, within 1 s of the port answering, without a reload.
`LOAD_ROUNDS` (5) freezes and `LOAD_KILLS` (20) kills at random moments, with the three pages of a show that follows a plan open
in Chromium, while a feed tells how many watch twenty times a second and repeats what is not answered. The worst page of each
round counts; the times are taken in the pages.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import tempfile
import threading
import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.bench.studio import chromium
from tests.process import ROOT, Served

ROUNDS = int(os.environ.get("LOAD_ROUNDS", "5"))
KILLS = int(os.environ.get("LOAD_KILLS", "20"))
PAGES = ("controller", "host", "analyst")
ROOM = "demo"
PLAN = ROOT / "controlroom" / "planfile" / "demo.yaml"

_NOTE = """() => {
  window.__links = [];
  window.__told = [];
  const now = () => performance.timeOrigin + performance.now();
  new MutationObserver(() => window.__links.push([document.body.dataset.link, now()]))
    .observe(document.body, {attributes: true, attributeFilter: ['data-link']});
  new MutationObserver(() => {
    const value = Number(document.querySelector('[data-kpi="online"]')?.dataset.value ?? 0);
    if (value !== window.__told.at(-1)?.[0]) window.__told.push([value, now()]);
  }).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-value']});
}"""


class Feed(threading.Thread):
    """Tells how many watch: one more each time, the same again until it is answered. `telling`: what is on its way."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(daemon=True)
        self.telling = 1000
        self.over = threading.Event()
        self._url, self._headers = f"{url}/api/v1/rooms/{ROOM}/events", {"Authorization": f"Bearer {key}"}

    def run(self) -> None:
        """Tell until it is over."""
        with httpx.Client(timeout=10, headers=self._headers) as client:
            while not self.over.is_set():
                fact = {"type": "audience", "id": f"a{self.telling}", "online": self.telling}
                try:
                    answered = client.post(self._url, json=fact).status_code == 200
                except httpx.TransportError:
                    answered = False
                self.telling += answered
                time.sleep(0.05 if answered else 0.01)


def main() -> bool:
    """Run and print; return whether it is as wanted."""
    seed = int(os.environ.get("KILL_SEED", time.time()))
    frozen: list[tuple[float, ...]] = []
    killed: list[tuple[float, ...]] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        served = Served(Path(folder))
        served.start()
        served.room(ROOM, "--plan", str(PLAN))
        links, feed = served.links(ROOM), Feed(served.url, served.key(ROOM, "platform"))
        _begin(served.url, links["controller"]["token"])
        feed.start()
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            pages = [_opened(browser.new_context().new_page(), links[name]["url"]) for name in PAGES]
            frozen = [_frozen(served, pages, feed) for _ in range(ROUNDS)]
            rng = random.Random(seed)
            killed = [_killed(served, pages, feed, rng.uniform(0.02, 0.5)) for _ in range(KILLS)]
            assert all(page.evaluate("Array.isArray(window.__links)") for page in pages), "a page was loaded anew"
        finally:
            feed.over.set()
            browser.close()
            served.stop()
    said, thawed, current = zip(*frozen, strict=True)
    live, shown = zip(*killed, strict=True)
    rows = (
        ("frozen → every page says so", said, 3.0),
        ("thawed → every page is live", thawed, 1.0),
        ("thawed → every page shows what is told now", current, 1.0),
        ("killed, answers again → every page is live", live, 1.0),
        ("killed, answers again → shows what is told now", shown, 1.0),
    )
    print(f"{ROUNDS} freezes, {KILLS} kills at random moments (KILL_SEED={seed})")
    for name, values, wanted in rows:
        print(f"{name:48}median {statistics.median(values):.2f} s, worst {max(values):.2f}   wanted ≤ {wanted:g}")
    return all(max(values) <= wanted for _, values, wanted in rows)


def _begin(url: str, token: str) -> None:
    httpx.post(
        f"{url}/api/v1/rooms/{ROOM}/commands", json={"id": "begin", "type": "show.start"},
        headers={"Authorization": f"Bearer {token}"},
    ).raise_for_status()  # fmt: skip


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


def _shows(pages: list[Page], began_s: float, value: int) -> float:
    """Return after how many seconds the last of the pages showed a value, or a newer one."""
    found = f"window.__told.find(([told, at]) => told >= {value} && at > {began_s * 1000})"
    waits = []
    for page in pages:
        page.wait_for_function(f"() => {found}", timeout=10_000)
        waits.append(max(0.0, page.evaluate(f"({found})[1]") / 1000 - began_s))
    return max(waits)


def _frozen(served: Served, pages: list[Page], feed: Feed) -> tuple[float, ...]:
    began_s = time.time()
    served.signal(signal.SIGSTOP)
    try:
        said = _since(pages, began_s, live=False)
        time.sleep(3)
    finally:
        began_s, told = time.time(), feed.telling
        served.signal(signal.SIGCONT)
    return said, _since(pages, began_s, live=True), _shows(pages, began_s, told)


def _killed(served: Served, pages: list[Page], feed: Feed, after_s: float) -> tuple[float, ...]:
    time.sleep(after_s)
    served.kill()
    for page in pages:
        page.wait_for_function("() => document.body.dataset.link === 'lost'", timeout=10_000)
    served.start()
    began_s, told = time.time(), feed.telling
    return _since(pages, began_s, live=True), _shows(pages, began_s, told)
