"""A feed's life on the controller's page of a real server, by the keyboard: entered, tested with one button, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.browser.conftest import until
from tests.process import Served, command

SECRET = "s3cret-word"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    command("rooms", "new", "demo", data=tmp_path)
    server = Served(tmp_path)
    server.start()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    page = context.new_page()
    page.goto(server.links("demo")["controller"]["url"] + "&lang=en")
    until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
    yield page
    context.close()
    server.kill()


def shown(page: Page, words: str) -> None:
    until(page, f"document.getElementById('pop').textContent.includes({words!r})")


def test_feed_is_entered_tested_and_taken_out_by_the_keyboard_on_a_phone(page: Page) -> None:
    page.locator("#tab-feeds").press("Enter")
    page.locator("#feeds [data-pane=feed-new]").press("Enter")
    page.evaluate("scrollTo(0, 0); dispatchEvent(new Event('resize'))")  # what opened it is out of sight
    assert page.evaluate("document.getElementById('pop').getBoundingClientRect().bottom <= innerHeight")
    page.locator('[data-pane="feed-keys"]').press("Enter")
    until(page, "document.activeElement.name === 'feed'")
    page.keyboard.type("till")
    page.keyboard.press("Control+Enter")
    shown(page, "It is shown this once")
    assert violations(page) == []
    ends = page.locator('[data-feed-key$="/keys/till/end"]')
    ends.press("Enter")
    page.wait_for_timeout(500)  # a nervous finger ends nothing
    ends.press("Enter")
    shown(page, "Make a key")
    until(page, "!document.getElementById('pop').textContent.includes('till')")
    page.keyboard.press("Escape")
    page.locator("#feeds [data-pane=feed-new]").press("Enter")
    page.locator('[data-pane="feed-new/shopify"]').press("Enter")
    until(page, "document.activeElement.name === 'feed'")
    assert violations(page) == []
    page.keyboard.press("Control+Enter")  # its secret is missing
    until(page, "document.getElementById('refusal').textContent.includes('An option cannot be used')")
    page.locator("[name='option.secret']").fill(SECRET)
    page.keyboard.press("Control+Enter")
    until(page, "document.getElementById('pop').hidden")
    test = page.locator('#feeds [data-pane="feeds/shopify"]')
    test.press("Enter")
    shown(page, "/api/v1/rooms/demo/hooks/shopify")
    shown(page, "Nothing has come yet")
    assert violations(page) == []
    page.locator('[data-pane="feed-edit/shopify"]').press("Enter")
    until(page, "document.querySelector(\"[name='option.secret']\")?.placeholder.includes('set')")
    assert SECRET not in page.content()
    page.keyboard.press("Escape")  # out of the field, then out of the panel
    page.keyboard.press("Escape")
    test.press("Enter")
    page.locator("[data-feed-retry]").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/retry?lang=en") else None)
    retry = "document.querySelector('[data-feed-retry]')"
    page.evaluate(f"{retry}.click(); {retry}.disabled = false; {retry}.click()")  # as drawn anew meanwhile
    until(page, "document.getElementById('feed-said').textContent !== ''")
    assert len(asked) == 1
    page.locator("#pop [data-close]").press("Enter")
    test.press("Enter")
    until(page, "!document.getElementById('pop').hidden")
    assert page.inner_text("#feed-said") == ""  # what came of it then is no news
    remove = page.locator("#pop [data-arm]")
    remove.wait_for()  # before the show too, when feeds are set up
    remove.press("Enter")
    page.wait_for_timeout(500)  # a nervous finger takes nothing out
    remove.press("Enter")
    until(page, "!document.querySelector('#feeds [data-pane=\"feeds/shopify\"]')")
