"""How far host screens of different size and font drift apart: ten minutes at the real speed, looked at each minute.

Wanted: the same character at the reading line to ± 1 line, and countdowns that turn within 50 ms of each other, the worst
turn too. `LOAD_MINUTES` makes it shorter. Pages of a still stage: the prompter runs at 300 characters a minute.
"""

from __future__ import annotations

import os
import time
from statistics import median

from playwright.sync_api import Page, sync_playwright

from controlroom.domain.topics import Topic
from tests.browser.conftest import FLAGS, until
from tests.browser.stage import Stage
from tests.browser.test_countdowns import WATCH, turns
from tests.browser.test_prompter import AT_LINE, LONG, place, read
from tests.conftest import require_chromium
from tests.unit.render import made

MINUTES = int(os.environ.get("LOAD_MINUTES", "10"))
WATCHED_S = 12
"""How long each minute's countdowns are watched."""
APART_MS = 50


def main() -> bool:
    """Run and print; return whether it is as wanted."""
    stage = Stage(speed=1)
    stage.views[Topic.PROMPTER] = place(
        script=LONG, position=0, position_into=0.0, position_at_ms=made.NOW, pace_cpm=300
    )
    stage.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(require_chromium()), args=FLAGS)
            try:
                screens = []
                for width, height in ((1280, 720), (800, 1280)):
                    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
                    page.goto(f"{stage.url}/host")
                    until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
                    screens.append(page)
                screens[1].evaluate("document.documentElement.style.fontFamily = 'serif'")
                screens[1].evaluate("document.querySelector('#script').style.fontFamily = 'serif'")
                screens[1].keyboard.press("+")
                print(
                    f"{'minute':>6}{'characters':>12}{'lines':>8}{'turns':>7}{'median ms':>11}{'most ms':>9}",
                    flush=True,
                )
                found = [_minute(stage, screens, minute) for minute in range(1, MINUTES + 1)]
                return all(found)
            finally:
                browser.close()
    finally:
        stage.stop()


def _minute(stage: Stage, screens: list[Page], minute: int) -> bool:
    """Wait for a minute's end, look, and print its line; return whether it is as wanted."""
    wake_ms = made.NOW + 60_000 * minute - 1000 * WATCHED_S
    screens[0].wait_for_timeout(max(0.0, wake_ms - stage.clock()["now_ms"]))
    for page in screens:
        page.evaluate(WATCH)
    began = time.monotonic()
    while time.monotonic() - began < WATCHED_S:
        screens[0].wait_for_timeout(200)
    here, there = (turns(page) for page in screens)
    apart = sorted(abs(at_ms - there[text]) for text, at_ms in here.items() if text in there)
    off, line = max((_off(stage, page) for page in screens), key=lambda found: found[0] / found[1])
    most = apart[-1] if apart else float("inf")
    middle = median(apart) if apart else float("inf")
    print(f"{minute:>6}{off:>12}{off / line:>8.2f}{len(apart):>7}{middle:>11.1f}{most:>9.1f}", flush=True)
    return off <= line and most <= APART_MS and len(apart) >= WATCHED_S - 3


def _off(stage: Stage, page: Page) -> tuple[int, int]:
    """How many characters the contract's place is outside the line that the page reads, and that line's length."""
    before = read(int(stage.clock()["now_ms"]))
    first, last = page.evaluate(AT_LINE)
    after = read(int(stage.clock()["now_ms"]))
    return max(0, first - after, before - last), max(1, last - first)
