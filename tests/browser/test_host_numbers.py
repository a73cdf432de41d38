"""The controller chooses the figures on the host's page, by the keyboard alone."""

from __future__ import annotations

from urllib.parse import parse_qsl

from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage

OPENER = "[data-pane='host-numbers']"


def chosen(page: Page) -> list[str]:
    values: list[str] = page.evaluate("[...document.querySelectorAll('#pop select')].map((one) => one.value)")
    return values


def test_the_figures_are_chosen_in_their_order_and_the_panel_closes(opened: OpenPage, stage: Stage) -> None:
    page = opened("controller", lang="en")
    page.focus(OPENER)
    page.keyboard.press("Enter")
    page.wait_for_selector("#pop:not([hidden])")
    assert chosen(page) == ["online", "orders_5m", "target_progress"]
    assert violations(page) == []
    page.select_option("#pop select >> nth=0", "likes")
    page.select_option("#pop select >> nth=1", "")
    with page.expect_request("**/commands") as sent:
        page.keyboard.press("Control+Enter")
    told = [value for name, value in parse_qsl(sent.value.post_data or "") if name == "host_numbers"]
    assert told == ["likes", "target_progress"]
    until(page, "document.querySelector('#pop').hidden")
    assert [command["type"] for command in stage.commands] == ["room.set"]


def test_the_strip_stays_whole_beside_the_button_in_both_languages(opened: OpenPage) -> None:
    for lang in ("en", "zh-CN"):
        page = opened("controller", lang=lang)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box = page.locator(OPENER).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 1280
        assert box["height"] <= 40


def test_whom_a_panel_is_not_for_is_told_so_and_not_that_the_link_is_lost(opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.focus(OPENER)
    for answer, said in (
        ("Promise.resolve(new Response(null, { status: 403 }))", "Not for this role"),
        ("Promise.resolve(new Response(null, { status: 503 }))", "the server did not take it"),
        ("Promise.reject(new TypeError())", "Link lost"),
    ):
        page.evaluate(f"void (window.fetch = () => {answer})")
        page.keyboard.press("Enter")
        until(page, f"document.querySelector('#refusal').textContent.includes('{said}')")
        assert page.is_hidden("#pop")
