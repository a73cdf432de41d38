"""Makes the README's pictures: a rehearsal of the demo plan, quickened to its 14th minute, in both languages and themes.

`python -m tests.browser.screenshots [FOLDER]` writes PNG files into docs/screenshots/ (or FOLDER). It drives the product
as a person does: opens the links, starts, takes, sends a cue, starts a countdown.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, until
from tests.conftest import find_chromium
from tests.process import ROOT, Served, free_port

SPEED = 20
MINUTE_S = 60 / SPEED
LAPTOP, TABLET, PHONE = (1280, 720), (800, 1280), (390, 844)
VIEWS = {
    "controller-zh-dark": ("controller", "zh-CN", "dark", LAPTOP),
    "controller-en-light": ("controller", "en", "light", LAPTOP),
    "controller-zh-dark-phone": ("controller", "zh-CN", "dark", PHONE),
    "host-zh-dark": ("host", "zh-CN", "dark", LAPTOP),
    "host-en-dark-tablet": ("host", "en", "dark", TABLET),
    "analyst-zh-dark": ("analyst", "zh-CN", "dark", LAPTOP),
    "analyst-en-light": ("analyst", "en", "light", LAPTOP),
}
"""The picture's name, as the README names it → what is on it."""


def wait_for(server: Served, seconds: float = 60) -> dict[str, dict[str, str]]:
    """Return the roles' links as soon as the rehearsal's server answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{server.url}/readyz", timeout=1).status_code == 200:
                return server.links("demo")
        except (httpx.TransportError, RuntimeError):
            pass
        time.sleep(0.2)
    raise SystemExit("the rehearsal does not answer; run `controlroom rehearse` to see why")


def open_page(browser: Browser, url: str, lang: str, theme: str, size: tuple[int, int]) -> Page:
    """Open a link in a browser of its own."""
    touch = size[0] < 1000
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=touch, is_mobile=touch, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{url}&lang={lang}&theme={theme}")
    until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
    return page


def play(page: Page) -> None:
    """Bring the show to its second product segment, with a cue waiting and a countdown running."""
    page.keyboard.press("Enter")
    page.wait_for_selector("#acts [data-keys=b]")
    for minutes in (5, 9):
        page.wait_for_timeout(600)
        page.keyboard.press("Enter")
        page.wait_for_timeout(minutes * MINUTE_S * 1000)
    page.keyboard.press("=")
    page.fill("#timer-panel [name=title]", "限时价")
    page.press("#timer-panel [name=title]", "Control+Enter")
    page.click("label:has([name=priority][value=urgent])")
    page.fill("#cue-text", "先讲质地，再报还剩多少件")
    page.press("#cue-text", "Control+Enter")
    page.wait_for_selector("#cues .wait")


def main(folder: Path) -> None:
    """Make every picture."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium: install it with `sudo apt-get install chromium fonts-noto-cjk`")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Served(Path(data), port=free_port())
        rehearsal = subprocess.Popen(
            [
                sys.executable, "-m", "controlroom", "rehearse", "--no-browser", "--speed", str(SPEED), "--seed", "1",
                "--port", str(server.port), "--data", data,
            ],
            cwd=ROOT, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            links = wait_for(server)
            browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
            pages = {
                name: open_page(browser, links[desk]["url"], lang, theme, size)
                for name, (desk, lang, theme, size) in VIEWS.items()
            }
            play(pages["controller-zh-dark"])
            for name, page in pages.items():
                page.screenshot(path=folder / f"{name}.png")
                print(folder / f"{name}.png")
            browser.close()
        finally:
            rehearsal.send_signal(signal.SIGINT)
            rehearsal.wait(20)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")
