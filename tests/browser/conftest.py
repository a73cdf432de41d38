"""What browser tests use: one Chromium, a stage with pages on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.stage import Stage
from tests.conftest import require_chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


class Running:
    """One Chromium for the browser tests that follow one another: its driver's event loop runs as long as it lives."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """Return it, started when it is first asked for."""
        if self._browser is None:
            playwright = self._open.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(executable_path=str(require_chromium()), args=FLAGS)
            self._open.callback(self._browser.close)
        return self._browser

    def end(self) -> None:
        """End it, where one runs."""
        self._browser = None
        self._open.close()


CHROMIUM = Running()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """End it before what is no browser test: that may want an event loop of its own."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.get_closest_marker("browser") is None:
            CHROMIUM.end()


def pytest_sessionfinish() -> None:
    CHROMIUM.end()


@pytest.fixture
def browser() -> Browser:
    return CHROMIUM.browser()


def until(page: Page, script: str, timeout_s: float = 10) -> None:
    """Wait until `script` is true in the page (Playwright's own wait evaluates a text, which our policy forbids).

    What it throws is "not yet" (an element that has not come): it is told if it never comes.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        thrown = ""
        try:
            if page.evaluate(script):
                return
        except PlaywrightError as error:
            thrown = f" ({error})"
        assert time.monotonic() < deadline, f"never true: {script}{thrown}"
        page.wait_for_timeout(25)


@pytest.fixture
def stage() -> Iterator[Stage]:
    running = Stage()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def opened(browser: Browser, stage: Stage) -> Iterator[OpenPage]:
    """Open a page of the stage: `opened("host", lang="en", width=800, height=1280, moment="calm")`.

    What its console complains of, and what it throws, fails the test.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(name: str, *, width: int = 1280, height: int = 720, touch: bool = False, **query: str) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
        page.on("console", lambda said: complaints.append(f"{name}: {said.text}") if said.type == "error" else None)
        page.goto(f"{stage.url}/{name}?" + "&".join(f"{key}={value}" for key, value in query.items()))
        until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [line for line in complaints if "409" not in line and "WebSocket" not in line] == []
