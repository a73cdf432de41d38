"""Comments in a browser: pushed to the host, answered, done with, by keys alone; a choice stays with its row."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from controlroom.views.comment_shapes import CommentsView
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made

SETTLE_MS = 150
FIRST_BAD = "k89"
"""The complaint that stands first in the queue of the made moment."""


def given(stage: Stage, page: Page) -> list[dict[str, Any]]:
    page.wait_for_timeout(SETTLE_MS)
    return [{k: v for k, v in one.items() if k not in ("id", "expires_ms")} for one in stage.commands]


def chosen(page: Page) -> str | None:
    return page.locator("#comments .sel").get_attribute("data-id")


def test_the_first_two_questions_go_to_the_host_by_a_key_each_and_come_down_by_the_same(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    page.keyboard.press("n")  # the first is pinned in the made moment
    page.keyboard.press("n")  # a nervous finger
    page.keyboard.press("m")
    assert given(stage, page) == [{"type": "comment.unpin"}, {"type": "comment.pin", "question": "question-3"}]


def test_the_row_that_is_chosen_is_answered_pinned_and_done_with(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    assert chosen(page) == "question-6"
    page.keyboard.press("o")
    for _ in range(2):
        page.keyboard.press("]")
    assert chosen(page) == FIRST_BAD
    page.keyboard.press("i")
    page.keyboard.press("'")
    assert given(stage, page) == [
        {"type": "comment.answer", "question": "question-6"},
        {"type": "comment.pin", "comment": FIRST_BAD},
        {"type": "comment.done", "comment": FIRST_BAD},
    ]


def test_the_answer_of_the_chosen_row_is_in_sight_and_spam_unfolds_by_a_key(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    line = page.locator("#comment-answer")
    assert line.inner_text() == "Fine for sensitive skin; patch-test behind the ear first"
    page.keyboard.press("]")
    assert line.inner_text() == "Ships within 48 hours"
    page.keyboard.press("]")
    assert (chosen(page), line.inner_text()) == (FIRST_BAD, "No answer prepared: O writes one")
    assert page.locator("#comments .sel .banned").inner_text().endswith("全网最低")
    assert not page.locator('#comments [data-id="s2"]').is_visible()
    page.keyboard.press("|")
    assert (chosen(page), page.get_attribute("[data-fold]", "aria-expanded")) == ("s2", "true")
    stage.push({Topic.COMMENTS: replace(made.comments(), flagged={"x": 9})})
    page.wait_for_timeout(SETTLE_MS)
    assert page.locator('#comments [data-id="s1"]').is_visible()
    page.keyboard.press("'")
    page.click("[data-fold]")
    assert not page.locator('#comments [data-id="s1"]').is_visible()
    assert given(stage, page) == [{"type": "comment.done", "comment": "s2"}]


def test_where_no_answer_is_prepared_one_is_written_also_in_private(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.click(f'#comments [data-id="{FIRST_BAD}"]')
    page.keyboard.press("o")
    assert page.locator("#answer-text").inner_text() == "刚才说的全网最低 399 哪来的"
    panel, bar = page.locator("#answer-panel").bounding_box(), page.locator(".deeds").bounding_box()
    assert panel is not None
    assert bar is not None
    assert panel["x"] + panel["width"] > bar["x"]  # beside the bar, not over what is on air
    assert bar["y"] - panel["y"] - panel["height"] < 40
    page.keyboard.type("专柜价，有凭证")
    page.check("#answer-panel [name=private]")
    page.locator("#answer-panel .field").press("Control+Enter")
    until(page, "document.getElementById('answer-panel').hidden")
    answer = {"type": "comment.answer", "comment": FIRST_BAD, "text": "专柜价，有凭证", "private": "true"}
    assert given(stage, page) == [answer]


def test_an_answer_that_was_begun_for_one_comment_is_not_sent_to_another(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    begun = page.locator("#answer-panel .field")
    page.click(f'#comments [data-id="{FIRST_BAD}"]')
    page.click("[data-deed=answer]")
    begun.fill("only you")
    page.check("#answer-panel [name=private]")
    page.keyboard.press("Escape")
    page.click("[data-deed=answer]")
    assert begun.input_value() == "only you"
    assert page.is_checked("#answer-panel [name=private]")
    page.keyboard.press("Escape")
    page.click("#comments .queue li:nth-child(2)")
    page.click("[data-deed=answer]")
    assert begun.input_value() == ""
    assert not page.is_checked("#answer-panel [name=private]")


def test_only_the_chosen_row_is_marked_as_current_and_a_move_is_read_out(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("]")
    marked = page.locator("#comments [aria-current]").all()
    assert [(one.get_attribute("aria-current"), one.get_attribute("data-id")) for one in marked] == [
        ("true", chosen(page))
    ]
    assert page.inner_text("#comments .sel [data-words]") in page.inner_text("#comment-said")


def test_a_choice_stays_with_its_row_and_a_key_for_a_row_that_went_acts_on_nothing(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    for _ in range(2):
        page.keyboard.press("]")
    page.mouse.move(2, 2)
    told = replace(made.comments(), watched=())
    stage.push({Topic.COMMENTS: told})
    newer = tuple(replace(one, id=f"new {one.id}") for one in told.triage["negative"])
    stage.push({Topic.COMMENTS: replace(told, triage=told.triage | {"negative": newer + told.triage["negative"]})})
    until(page, "document.querySelector('#comments [data-id^=new]') !== null")
    assert chosen(page) == FIRST_BAD
    stage.push({Topic.COMMENTS: replace(told, triage={"negative": newer})})
    until(page, f"document.querySelector('#comments [data-id={FIRST_BAD}]') === null")
    page.keyboard.press("'")
    assert given(stage, page) == []
    page.wait_for_timeout(700)
    page.keyboard.press("'")
    assert given(stage, page) == [{"type": "comment.done", "comment": newer[-1].id}]


def test_who_says_a_word_is_counted_and_replies_that_are_owed_are_sent(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("\\")
    page.keyboard.type("想要")
    page.keyboard.press("Enter")
    page.click("#talk .counts button")
    page.click("#talk .owed button")
    assert given(stage, page) == [
        {"type": "tally.open", "keyword": "想要"},
        {"type": "tally.close", "keyword": "1"},
        {"type": "comment.done", "follow": "follow-9"},
    ]
    assert violations(page) == []


def test_the_host_reads_what_is_pinned_whole_even_where_the_strip_of_comments_is_off(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("host", width=800, height=1280)
    page.evaluate("document.body.dataset.comments = 'no'")
    words = page.locator("#comment .pinned")
    assert words.is_visible()
    assert "37" in words.inner_text()
    box, bar = page.locator("#comment .words").bounding_box(), page.locator("#comment").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"] + bar["height"] + 1
    stage.push({Topic.COMMENTS: CommentsView(tail=made.comments().tail)})
    until(page, "document.querySelector('#comment .said') !== null")
    assert not page.locator("#comment").is_visible()
