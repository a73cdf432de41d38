"""A whole show driven by the keyboard alone, three pages open: each is right after every step, and nothing else happens."""

from __future__ import annotations

import json
import time
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


def priced(minor: int) -> str:
    """A price as pages have it: no decimals where there are none."""
    return f"¥{minor // 100}" if minor % 100 == 0 else f"¥{minor / 100:.2f}"


class Crew:
    """The three pages, and what their people have done so far."""

    def __init__(self, pages: dict[str, Page], room: httpx.Client) -> None:
        self.pages = pages
        self.controller, self.host, self.analyst = pages["controller"], pages["host"], pages["analyst"]
        self.room = room
        self.given: Counter[str] = Counter()
        self.titles: dict[str, str] = {}

    def press(self, key: str, *types: str, wait_ms: int = GUARD_MS) -> None:
        """Press a key on the controller's page; it gives commands of these types."""
        self.controller.keyboard.press(key)
        self.given.update(types)
        self.controller.wait_for_timeout(wait_ms)

    def rest(self, shut: str) -> None:
        """Wait until a panel has shut, leave what has the focus then, and let the keys' rest pass."""
        until(self.controller, shut)
        self.controller.evaluate("document.activeElement.blur()")
        self.controller.wait_for_timeout(QUIET_MS)

    def type_cue(self, words: str) -> None:
        """Write a card in the field, send it, and leave the field."""
        self.press("/", wait_ms=30)
        self.controller.keyboard.insert_text(words)
        self.press("Control+Enter", "cue.show", wait_ms=30)
        self.press("Escape", wait_ms=30)

    def acknowledge(self, last: str = "") -> None:
        """Let the host say "got it" to whatever is on the card, until none is left; `last` must be among them."""
        self.host.bring_to_front()
        card = "document.querySelector('#cue [data-cue]')?.dataset.cue ?? ''"
        seen, began = [], time.monotonic()
        while shown := self.host.evaluate(card):
            seen.append(self.host.inner_text("#cue"))
            self.host.keyboard.press("Space")
            self.given["cue.ack"] += 1
            until(self.host, f"({card}) !== '{shown}'")
            self.host.wait_for_timeout(GUARD_MS)
        assert any(last in words for words in seen) or not last
        self.controller.bring_to_front()
        self.controller.wait_for_timeout(max(0.0, QUIET_MS - 1000 * (time.monotonic() - began)))

    def write(self, field: str, words: str, draft: str) -> None:
        """Write into a field by an input method: nothing is sent by the Enter that picks the words."""
        before = self.accepted()
        self.controller.focus(field)
        self.controller.keyboard.press("Control+a")
        compose(self.controller, words, draft)
        assert self.controller.input_value(field).endswith(words)
        self.controller.wait_for_timeout(200)
        assert self.accepted() == before

    def sells(self, number: str) -> None:
        """Hold all three pages to a product; the host's and the controller's to its price, the host's to its first point."""
        product = next(p for p in plan().products if str(p.link) == number)
        title = plain(product.title, "zh-CN")
        stock = self.room.get("state?topics=stock").json()["topics"]["stock"]
        price = priced(stock[product.sku]["price_minor"])
        self.host.wait_for_selector(f"#product >> text={title}")
        said = self.host.inner_text("#product")
        assert plain(product.points[0], "zh-CN") in said
        assert price in said
        self.controller.wait_for_selector(f"#air .on .goods >> text={title}")
        assert price in self.controller.inner_text("#air .on .goods")
        self.analyst.wait_for_selector(f"tr.on >> text={title}", state="attached")
        self.analyst.wait_for_selector(f"#onair .selling >> text={price}")

    def on_air(self, segment: str) -> None:
        """Hold all three pages to the segment on air."""
        title = self.titles.get(segment) or plain(next(s.title for s in plan().segments if s.id == segment), "zh-CN")
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


def rewrite(crew: Crew, order: list[str]) -> None:
    """Write a segment's title and length anew, put a segment in, and take that back."""
    controller = crew.controller
    controller.focus(f"#rundown [data-segment='{order[-2]}'] .name")
    controller.keyboard.press("Enter")
    until(controller, "document.activeElement.name === 'title.zh-CN'")
    crew.write("#pop [name='title.zh-CN']", "改过的一段", "gai guo de yi duan")
    controller.focus("#pop [data-length]")
    controller.keyboard.press("Control+a")
    controller.keyboard.insert_text("7:30")
    crew.press("Control+Enter", "segment.edit", wait_ms=0)
    crew.rest("document.querySelector('#pop').hidden")
    controller.wait_for_selector(f"#rundown [data-segment='{order[-2]}'] >> text=改过的一段")
    crew.analyst.wait_for_selector("#segments >> text=改过的一段", state="attached")
    crew.titles[order[-2]] = "改过的一段"
    controller.evaluate("document.activeElement.blur()")
    crew.press("+", wait_ms=30)
    until(controller, "document.activeElement.name === 'segment.title'")
    controller.keyboard.insert_text("加一段")
    controller.focus("#pop [data-length]")
    controller.keyboard.insert_text("4")
    crew.press("Control+Enter", "rundown.insert", wait_ms=0)
    crew.rest("document.querySelector('#pop').hidden")
    controller.wait_for_selector("#rundown [data-segment] >> text=加一段")
    controller.evaluate("document.activeElement.blur()")
    crew.press("Control+z", "undo")
    controller.wait_for_selector("#rundown [data-segment] >> text=加一段", state="detached")


def return_a_price(crew: Crew) -> None:
    """The eye cream's six minutes, on since its segment, are ended by hand: the price returns. Then a scene at one key."""
    controller, host = crew.controller, crew.host
    crew.press("7", "product.switch")
    host.wait_for_selector("#product >> text=¥139")
    close = "#shop .deal:not(.past):has-text('限时价') button[hx-vals*='offer.close']"
    controller.focus(close)
    controller.keyboard.press("Enter")
    if controller.locator(f"{close}.armed").count():
        controller.wait_for_timeout(GUARD_MS)
        controller.keyboard.press("Enter")
    crew.given["offer.close"] += 1
    host.wait_for_selector("#product >> text=¥159")
    controller.wait_for_selector("#air .on .goods >> text=¥159")
    controller.evaluate("document.activeElement.blur()")
    crew.press("F3", "scene.apply")
    crew.sells("30")
    host.wait_for_selector("#cue [data-cue]")
    crew.acknowledge()


def talk(crew: Crew) -> None:
    """A countdown, a message and a draw, each written in its fields and sent."""
    controller, host = crew.controller, crew.host
    crew.press("=", wait_ms=30)
    crew.write("#timer-panel [name=title]", "加时", "jia shi")
    crew.press("Control+Enter", "timer.start", wait_ms=0)
    crew.rest("document.querySelector('#timer-panel').hidden")
    host.wait_for_selector("#timers >> text=加时")
    controller.evaluate("document.activeElement.blur()")
    crew.press(";", wait_ms=30)
    crew.write("#message-panel [name=text]", "看镜头", "kan jing tou")
    crew.press("Control+Enter", "message.send", wait_ms=0)
    crew.rest("document.querySelector('#message-panel').hidden")
    host.wait_for_selector("[data-message] >> text=看镜头")
    controller.evaluate("document.activeElement.blur()")
    crew.press("l", wait_ms=30)
    for name, words in (("title", "福袋"), ("keyword", "666"), ("winners", "3")):
        controller.focus(f"#draw-panel [name={name}]")
        controller.keyboard.insert_text(words)
    crew.press("Control+Enter", "draw.open", wait_ms=30)
    controller.wait_for_selector("#draws >> text=福袋")
    crew.press("Escape", wait_ms=30)
    crew.press("Escape", wait_ms=QUIET_MS)
    controller.evaluate("document.activeElement.blur()")


def end(crew: Crew) -> None:
    """The end takes two presses; then every page says so."""
    controller = crew.controller
    controller.bring_to_front()
    controller.focus("button[hx-vals*='show.end']")
    controller.keyboard.press("Enter")
    controller.wait_for_selector("button[hx-vals*='show.end'].armed")
    controller.wait_for_timeout(GUARD_MS)
    controller.keyboard.press("Enter")
    crew.given["show.end"] += 1
    controller.wait_for_selector("#air .gate")
    for page in (crew.host, crew.analyst):
        page.wait_for_selector("header.strip >> text=Ended")
    assert crew.room.get("state?topics=show").json()["topics"]["show"]["status"] == "ended"


def test_show_is_driven_by_keyboard_alone(crew: Crew) -> None:
    controller, host = crew.controller, crew.host
    crew.press("Enter", "show.start")
    controller.wait_for_selector("#acts >> text=TAKE")
    order = [segment.id for segment in plan().segments]
    crew.press("Enter", "take")
    crew.on_air(order[0])

    edit(crew, order)
    rewrite(crew, order)

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
            for _ in range(2):
                crew.press("e", "cue.show")
            crew.type_cue(f"第 {place} 张:慢一点")
            host.wait_for_selector("#cue [data-cue]")
        crew.acknowledge(f"第 {place} 张" if place <= 10 else "")
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

    return_a_price(crew)
    talk(crew)

    # An offer at one key, the stop and its end, then the end of the show.
    opens = controller.locator("#shop button[data-keys=c]")
    offer = json.loads(opens.get_attribute("hx-vals") or "")["offer"]
    assert controller.locator(f"#shop .deal:not(.past)[data-id='{offer}']").count() == 0
    crew.press("c", "offer.open")
    controller.wait_for_selector(f"#shop .deal:not(.past)[data-id='{offer}']")
    crew.press("F9", wait_ms=200)
    controller.keyboard.press("1")
    crew.given["red_light.on"] += 1
    host.wait_for_selector(".redlight, #red:not(:empty)")
    crew.analyst.wait_for_selector("#onair >> text=红灯")
    controller.wait_for_selector("#red .on, .btn.on[data-keys=F9]")
    controller.wait_for_timeout(GUARD_MS)
    crew.press("F9", "red_light.off", wait_ms=QUIET_MS)
    crew.analyst.wait_for_selector("#onair >> text=红灯", state="detached")
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
    end(crew)
    assert crew.accepted() == crew.given
