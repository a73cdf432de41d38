"""What is half-typed when the language changes."""

from __future__ import annotations

from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage

CLICK_EN = ".lang a[lang=en]"
IN_ENGLISH = "document.documentElement.lang === 'en' && document.querySelector('[data-rtt]').textContent !== '—'"


def test_half_typed_words_survive_a_change_of_language(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.fill("#cue-text", "还有一半")
    page.check(".cuebox [value=urgent]", force=True)
    page.click("#tab-stock")
    page.click("[data-panel=message-panel]")
    page.fill("#message-panel [name=text]", "看左边")
    with page.expect_navigation():
        page.click(CLICK_EN)
    until(page, IN_ENGLISH)
    assert page.input_value("#cue-text") == "还有一半"
    assert page.is_checked(".cuebox [value=urgent]")
    assert page.is_visible("#stock")
    assert page.is_visible("#message-panel")
    assert page.input_value("#message-panel [name=text]") == "看左边"
    assert stage.commands == []
    page.fill("#cue-text", "")
    page.reload()
    until(page, IN_ENGLISH)
    assert not page.is_visible("#message-panel")  # put back once


def test_the_form_of_a_segment_is_open_again_with_what_was_changed_in_it(opened: OpenPage) -> None:
    page = opened("controller")
    page.click('#rundown [data-pane="segment/serum"]')
    page.fill("#pop [name=planned_for_ms]", "12:3")
    with page.expect_navigation():
        page.click(CLICK_EN)
    until(page, IN_ENGLISH)
    until(page, "document.querySelector('#pop [name=planned_for_ms]')?.value === '12:3'")
    assert page.is_visible("#pop")


def test_an_answer_begun_waits_for_its_comment_to_be_chosen_again(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    row = '#comments [data-id="k89"]'
    page.click(row)
    page.click("[data-deed=answer]")
    page.fill("#answer-panel .field", "半句")
    with page.expect_navigation():
        page.click(CLICK_EN)
    until(page, IN_ENGLISH)
    assert not page.is_visible("#answer-panel")  # about nothing, it would answer nobody
    page.click(row)
    page.click("[data-deed=answer]")
    assert page.input_value("#answer-panel .field") == "半句"
    assert page.input_value("#answer-about") == "k89"


def test_a_language_opened_in_another_tab_keeps_nothing_of_this_page(opened: OpenPage) -> None:
    page = opened("controller")
    page.fill("#cue-text", "还有一半")
    page.click(CLICK_EN, modifiers=["Control"])
    assert page.evaluate("sessionStorage.getItem(`kept ${location.pathname}`)") is None
