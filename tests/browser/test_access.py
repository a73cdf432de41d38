"""Ways in and out in a real browser: no page breaks its own policy, no token stays in an address, an ended link's page goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.axe import violations
from tests.browser.conftest import until
from tests.process import ROOT, Served, command


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    command("rooms", "new", "demo", "--plan", str(ROOT / "controlroom" / "planfile" / "demo.yaml"), data=tmp_path)
    server.start()
    yield server
    server.kill()


def strict(context: BrowserContext, broken: list[str]) -> Page:
    """Open a tab that keeps whatever breaks the page's policy."""
    page = context.new_page()
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    return page


def in_every_dress(page: Page) -> dict[tuple[str, str], list[str]]:
    """What axe finds in a page, by language and theme; it is left in English and dark."""
    address = page.url.partition("?")[0]
    found = {}
    for lang, theme in product(("zh-CN", "en"), ("light", "dark")):
        page.goto(f"{address}?lang={lang}&theme={theme}")
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("data-theme")) == (lang, theme)
        found[lang, theme] = violations(page)
    return {dress: told for dress, told in found.items() if told}


def test_every_page_keeps_its_policy_and_hides_the_token_and_an_ended_links_page_goes(
    browser: Browser, served: Served
) -> None:
    broken: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en", reduced_motion="reduce")
    links = {role: link["url"] for role, link in served.links("demo").items()}
    plain = {page: links["controller"].replace("/controller?", f"/{page}?") for page in ("join", "audit")}
    admin = command("links", "--admin", data=served.data).strip()
    opened = {}
    admins = browser.new_context(locale="en")  # of its own: who is admin is let in where an ended link is not
    for name, url in {**links, **plain, "rooms": admin}.items():
        page = opened[name] = strict(admins if name == "rooms" else context, broken)
        page.goto(url)
        assert "token" not in page.url, name
        if name in plain or name == "rooms":
            assert in_every_dress(page) == {}, name
        else:
            until(page, "document.querySelector('[data-rtt]').textContent !== '—'", 20)
    page = opened["join"]
    page.select_option("[name=whose]", "wall")
    page.click(".giving button")
    assert page.locator("#given li").count() == 1
    until(page, "location.search === '' && location.pathname.endsWith('/join')")
    host = opened["host"]
    page.click("#roles ~ .ways [data-link=host] summary")
    until(host, "performance.now() > 5200")  # one that has hardly begun waits before it loads anew
    with host.expect_navigation(timeout=10_000):
        page.click("#roles ~ .ways [data-link=host] .stop")
    assert "the link has ended" in host.inner_text("h1")
    host.reload()
    assert "the link has ended" in host.inner_text("h1")
    assert opened["analyst"].get_attribute("body", "data-link") == "live"
    assert broken == []
    admins.close()
    context.close()
