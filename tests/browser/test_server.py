"""The pages on a real server: a value's and a cue's way, and what a person sees when the server stops, freezes, returns."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import until
from tests.process import Served, command
from tests.rehearsed import PLAN


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    command("rooms", "new", "demo", data=tmp_path)
    server = Served(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def feed(served: Served) -> Iterator[httpx.Client]:
    key = command("keys", "new", "demo", "room", data=served.data).strip()
    address = f"{served.url}/api/v1/rooms/demo/"
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}) as client:
        yield client


@pytest.fixture
def pages(browser: Browser, served: Served) -> Iterator[dict[str, Page]]:
    """One browser, the three roles that watch the numbers."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
    found = {}
    for name, link in served.links("demo").items():
        if name in ("controller", "host", "analyst"):
            page = found[name] = context.new_page()
            page.goto(link["url"])
            until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
    yield found
    context.close()


def send(feed: httpx.Client, *events: dict[str, object]) -> None:
    feed.post("events", json=list(events)).raise_for_status()


def shows(page: Page, people: int, timeout_s: float = 5) -> None:
    until(page, f"document.querySelector('[data-kpi=online]').dataset.value === '{people}'", timeout_s)


def test_link_signs_in_and_leaves_no_token_in_the_address(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.url.endswith(f"/rooms/demo/{name}")
        page.reload()
        assert page.get_attribute("body", "data-page") == name


def test_event_reaches_every_page(feed: httpx.Client, pages: dict[str, Page]) -> None:
    send(feed, {"type": "audience", "online": 1380}, {"type": "comment", "user": "u1", "text": "3 号 <拍了>"})
    for page in pages.values():
        shows(page, 1380)
        page.wait_for_selector("text=3 号 <拍了>")


def test_cue_goes_to_the_host_and_its_answer_comes_back(feed: httpx.Client, pages: dict[str, Page]) -> None:
    controller, host = pages["controller"], pages["host"]
    send(feed, {"type": "audience", "online": 5}, {"type": "enter", "user": "u1"})
    controller.fill("#cue-text", "先演示质地")
    controller.press("#cue-text", "Control+Enter")
    host.wait_for_selector("#cue >> text=先演示质地")
    controller.wait_for_selector("#cues >> text=已送达")
    controller.wait_for_selector("#undo >> text=提示 → 先演示质地")
    host.bring_to_front()
    host.keyboard.press("Space")
    controller.wait_for_selector("#cues .next >> text=收到")
    host.wait_for_selector("#cue [data-cue]", state="detached")


def test_a_host_page_on_air_is_light_to_load_and_all_but_silent_while_nothing_happens(
    served: Served, browser: Browser
) -> None:
    plan = served.data / "full.yaml"
    plan.write_text(PLAN.read_text(encoding="utf-8").replace("room: demo", "room: full"), encoding="utf-8")
    command("rooms", "new", "full", "--plan", str(plan), data=served.data)
    links = served.links("full")
    desk = {"Authorization": f"Bearer {links['controller']['token']}"}
    with httpx.Client(base_url=f"{served.url}/api/v1/rooms/full/", headers=desk) as controller:
        for given in ({"type": "show.start"}, {"type": "take", "segment": "cream", "expected_seq": 99}):
            controller.post("commands", json={"id": str(uuid4()), **given}).raise_for_status()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(links["host"]["url"])
        asked, wire, heard = counted(page)
        page.reload()
        page.wait_for_load_state("networkidle")
        assert len(page.inner_text("#script")) > 100
        assert (len(asked) <= 8, sum(wire) <= 80_000) == (True, True), (asked, sum(wire))
        until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
        page.wait_for_timeout(500)
        heard.clear()
        page.wait_for_timeout(3000)
        assert 0 < sum(heard) / 3 <= 100, heard


def counted(page: Page) -> tuple[list[str], list[int], list[int]]:
    """Count what a page asks for, the bytes of the answers on the wire, and those of its socket's frames, from now on."""
    asked: list[str] = []
    wire: list[int] = []
    heard: list[int] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.on("Network.requestWillBeSent", lambda told: asked.append(told["request"]["url"]))
    network.on("Network.loadingFinished", lambda told: wire.append(told["encodedDataLength"]))
    network.on("Network.webSocketFrameReceived", lambda told: heard.append(len(told["response"]["payloadData"]) + 2))
    return asked, wire, heard


def test_refusal_comes_in_the_pages_language(feed: httpx.Client, pages: dict[str, Page]) -> None:
    page = pages["controller"]
    page.goto(f"{page.url}?lang=en")
    until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
    page.evaluate(
        "htmx.ajax('POST', 'controller/commands', {values: {type: 'cue.clear', cue: 'none'}, target: '#refusal'})"
    )
    page.wait_for_selector("#refusal >> text=There is no such cue")
    page.reload()
    assert page.get_attribute("html", "lang") == "en"  # the choice is kept


def test_frozen_server_is_said_and_current_within_a_second_of_thawing(
    served: Served, feed: httpx.Client, pages: dict[str, Page]
) -> None:
    send(feed, {"type": "audience", "online": 100})
    for page in pages.values():
        shows(page, 100)
    os.kill(served.pid, signal.SIGSTOP)
    try:
        frozen = time.monotonic()
        for page in pages.values():
            until(page, "document.body.dataset.link !== 'live'", 4)
        assert time.monotonic() - frozen < 3.5
        for page in pages.values():
            until(page, "document.body.dataset.link === 'lost'", 4)
            assert page.locator("#lost").is_visible()
    finally:
        os.kill(served.pid, signal.SIGCONT)
    thawed = time.monotonic()
    for page in pages.values():
        until(page, "document.body.dataset.link === 'live'", 3)
    assert time.monotonic() - thawed < 1.5
    send(feed, {"type": "audience", "online": 101})
    for page in pages.values():
        shows(page, 101)


def test_killed_server_comes_back_on_open_pages_without_a_reload(
    served: Served, feed: httpx.Client, pages: dict[str, Page]
) -> None:
    send(feed, {"type": "audience", "online": 200})
    for page in pages.values():
        shows(page, 200)
        page.evaluate("window.marked = true")
    served.kill()
    for page in pages.values():
        until(page, "document.body.dataset.link === 'lost'", 9)
    served.start()
    answering = time.monotonic()
    for page in pages.values():
        until(page, "document.body.dataset.link === 'live'", 5)
    assert time.monotonic() - answering < 1.5
    send(feed, {"type": "audience", "online": 201})
    for page in pages.values():
        shows(page, 201)
        assert page.evaluate("window.marked") is True


def test_chart_gets_its_history_and_its_new_seconds(feed: httpx.Client, pages: dict[str, Page]) -> None:
    send(feed, {"type": "audience", "online": 300}, {"type": "enter", "user": "u1"})
    page = pages["analyst"]
    until(page, "document.getElementById('chart-hint').hidden")
    page.click("#chart-figures")
    until(page, "document.querySelector('#chart-table tbody td')?.textContent === '300'")
    send(feed, {"type": "audience", "online": 310})
    until(page, "document.querySelector('#chart-table tbody td')?.textContent === '310'")
    page.click("#chart-compare")
    page.wait_for_selector("#chart-past >> text=还没有往场可比")
