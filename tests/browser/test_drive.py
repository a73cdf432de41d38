"""A whole show driven by the keyboard alone, three pages open: each is right after every step, and nothing else happens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from controlroom.domain.plan import Plan, plain
from controlroom.planfile.demo import demo_text
from controlroom.planfile.read import read_yaml
from tests.browser.axe import violations
from tests.browser.conftest import until
from tests.process import Served, command

QUIET_MS = 1_050
"""Keys rest so long after a field was left."""
GUARD_MS = 420
"""A nervous finger's second press is no command within that."""
PLAN = read_yaml(demo_text(), "demo.yaml").plan
LINKS = ("3", "11", "7", "12", "18", "5", "21", "30", "1")


def plan() -> Plan:
    """The demo's plan: 14 segments, 9 products with one- and two-digit link numbers, offers, scenes, prepared cards."""
    assert PLAN is not None
    return PLAN


class Crew:
    """The three pages, and what their people have done so far."""

    def __init__(self, pages: dict[str, Page], room: httpx.Client) -> None:
        self.pages = pages
        self.controller, self.host, self.analyst = pages["controller"], pages["host"], pages["analyst"]
        self.room = room
        self.given: Counter[str] = Counter()

    def press(self, key: str, *types: str, wait_ms: int = GUARD_MS) -> None:
        """Press a key on the controller's page; it gives commands of these types."""
        self.controller.keyboard.press(key)
        self.given.update(types)
        self.controller.wait_for_timeout(wait_ms)

    def type_cue(self, words: str) -> None:
        """Write a card in the field and send it."""
        self.press("/", wait_ms=30)
        self.controller.keyboard.insert_text(words)
        self.press("Control+Enter", "cue.show", wait_ms=30)
        self.press("Escape", wait_ms=QUIET_MS)

    def acknowledge(self) -> None:
        """Let the host say "got it" to whatever is on the card, until none is left."""
        self.host.bring_to_front()
        card = "document.querySelector('#cue [data-cue]')?.dataset.cue ?? ''"
        while shown := self.host.evaluate(card):
            self.host.keyboard.press("Space")
            self.given["cue.ack"] += 1
            until(self.host, f"({card}) !== '{shown}'")
            self.host.wait_for_timeout(GUARD_MS)
        self.controller.bring_to_front()

    def sells(self, number: str) -> None:
        """Hold the host's and the controller's page to a product: title, price, struck price, its first point."""
        product = next(p for p in plan().products if str(p.link) == number)
        title = plain(product.title, "zh-CN")
        self.host.wait_for_selector(f"#product >> text={title}")
        said = self.host.inner_text("#product")
        assert plain(product.points[0], "zh-CN") in said
        self.controller.wait_for_selector(f"#air .on .goods >> text={title}")

    def on_air(self, segment: str) -> None:
        """Hold all three pages to the segment on air."""
        title = plain(next(s.title for s in plan().segments if s.id == segment), "zh-CN")
        self.controller.wait_for_selector(f"#air .on .name >> text={title}")
        self.controller.wait_for_selector(f"#rundown [data-current][data-segment='{segment}']")
        self.analyst.wait_for_selector(f"#onair >> text={title}")
        self.host.wait_for_selector(f"#segment >> text={title}", state="attached")

    def accepted(self) -> Counter[str]:
        """What stands in the journal, by type of command."""
        show = self.room.get("state?topics=show").json()["show"]
        lines = self.room.get(f"shows/{show}/journal").raise_for_status().text.splitlines()
        records = [json.loads(line) for line in lines]
        return Counter(one["command"]["type"] for one in records if one["type"] == "command")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    file = tmp_path / "demo.yaml"
    file.write_text(demo_text(), encoding="utf-8")
    command("rooms", "new", "demo", "--plan", str(file), data=tmp_path)
    server = Served(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def crew(browser: Browser, served: Served) -> Iterator[Crew]:
    links = served.links("demo")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    pages = {}
    for name in ("host", "analyst", "controller"):
        page = pages[name] = context.new_page()
        page.set_default_timeout(8_000)
        page.goto(links[name]["url"])
        until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
        page.evaluate("window.marked = true")
    token = {"Authorization": f"Bearer {links['controller']['url'].partition('token=')[2]}"}
    with httpx.Client(base_url=f"{served.url}/api/v1/rooms/demo/", headers=token) as room:
        yield Crew(pages, room)
    context.close()


def compose(page: Page, words: str, draft: str) -> None:
    """Write as an input method does: a draft that is composed, Enter that picks the candidate, then the words."""
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": draft, "selectionStart": len(draft), "selectionEnd": len(draft)})
    for kind in ("rawKeyDown", "keyUp"):
        session.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    session.send("Input.insertText", {"text": words})
    session.detach()


def edit(crew: Crew, order: list[str]) -> None:
    """Hold and release, skip, and move a segment; take the last two back."""
    controller = crew.controller
    rows = "[...document.querySelectorAll('#rundown [data-segment]')].map((one) => one.dataset.segment).join()"
    crew.press("h", "rundown.hold")
    controller.wait_for_selector("#acts [data-keys=h][aria-pressed=true], #air .tag.look")
    crew.press("h", "rundown.hold")
    crew.press("s", "skip")
    controller.wait_for_selector(f"#rundown .sk[data-segment='{order[1]}']")
    crew.press("Control+z", "undo")
    controller.wait_for_selector(f"#rundown .nx[data-segment='{order[1]}']")
    moved = [*order[:-3], order[-2], order[-3], order[-1]]
    controller.focus(f"#rundown [data-segment='{order[-2]}'] .name")
    crew.press("Alt+ArrowUp", "rundown.move")
    until(controller, f"{rows} === '{','.join(moved)}'")
    controller.evaluate("document.activeElement.blur()")
    crew.press("Control+z", "undo")
    until(controller, f"{rows} === '{','.join(order)}'")


def test_show_is_driven_by_keyboard_alone(crew: Crew) -> None:
    controller, host = crew.controller, crew.host
    crew.press("Enter", "show.start")
    controller.wait_for_selector("#acts >> text=TAKE")
    order = [segment.id for segment in plan().segments]
    crew.press("Enter", "take")
    crew.on_air(order[0])

    edit(crew, order)

    # Segments, two products in each of the first ten, three cards in each.
    for place, segment in enumerate(order[1:], 1):
        crew.press("Enter", "take")
        crew.on_air(segment)
        for step in range(2 if place <= 10 else 0):
            selling = controller.get_attribute("#products [aria-current]", "data-link-number", timeout=2000)
            number = [link for link in LINKS if link != selling][(place + 3 * step) % 8]
            for digit in number:
                crew.press(digit, wait_ms=20)
            crew.given["product.switch"] += 1
            crew.sells(number)  # a single digit waits for a second where there is one that begins with it
            controller.wait_for_timeout(GUARD_MS)
        if place <= 10:
            crew.type_cue(f"第 {place} 张:慢一点")
            host.wait_for_selector(f"#cue >> text=第 {place} 张")
            for _ in range(2):
                crew.press("e", "cue.show")
        crew.acknowledge()
    assert crew.given["take"] >= 12
    assert crew.given["product.switch"] >= 20
    assert crew.given["cue.show"] >= 30

    # An input method's Enter picks a candidate: nothing is sent, nothing is taken.
    before = crew.accepted()
    crew.press("/", wait_ms=50)
    compose(controller, "慢一点", "man yi dian")
    assert controller.input_value("#cue-text").endswith("慢一点")
    controller.wait_for_timeout(300)
    assert crew.accepted() == before
    crew.press("Control+Enter", "cue.show", wait_ms=30)
    crew.press("Escape", wait_ms=200)
    crew.press("Enter", wait_ms=QUIET_MS)  # too soon after the field: no take
    host.wait_for_selector("#cue >> text=慢一点")
    crew.press("Control+z", "undo")
    host.wait_for_selector("#cue [data-cue]", state="detached")

    # An offer at one key, the stop and its end, then the end of the show.
    crew.press("c", "offer.open")
    controller.wait_for_selector("#shop .deal, .shop .deal")
    crew.press("F9", wait_ms=200)
    controller.keyboard.press("1")
    crew.given["red_light.on"] += 1
    host.wait_for_selector(".redlight, #red:not(:empty)")
    controller.wait_for_selector("#red .on, .btn.on[data-keys=F9]")
    crew.press("F9", "red_light.off", wait_ms=QUIET_MS)
    assert crew.accepted() == crew.given
    for page in crew.pages.values():
        assert page.evaluate("window.marked") is True
    for page in crew.pages.values():
        page.bring_to_front()
        for lang, theme in product(("zh-CN", "en"), ("dark", "light")):
            page.goto(f"{page.url.partition('?')[0]}?lang={lang}&theme={theme}")
            until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
            assert page.get_attribute("html", "lang") == lang
            assert violations(page) == [], (lang, theme)
