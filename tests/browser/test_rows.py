"""Rows chosen by keys, and the letters that act on the chosen one alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made

SETTLE_MS = 150
CHOSEN = "document.activeElement.closest('[data-segment]')?.dataset.segment"


def told(stage: Stage, page: Page, *names: str) -> list[tuple[str | None, ...]]:
    page.wait_for_timeout(SETTLE_MS)
    return [tuple(command.get(name) for name in ("type", *names)) for command in stage.commands]


def enter(page: Page, slot: str) -> None:
    """Go from list to list until one of this slot is reached."""
    for _ in range(10):
        page.keyboard.press("ArrowRight")
        if page.evaluate(f"document.activeElement.closest('#{slot}') !== null"):
            return
    raise AssertionError(f"no list in {slot}")


def test_chosen_segment_is_taken_by_its_letter_and_the_rundown_locked_by_its_own(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    enter(page, "rundown")
    for key in ("ArrowDown", "j", "ArrowUp", "j"):
        page.keyboard.press(key)
    chosen = page.evaluate(CHOSEN)
    assert chosen not in (None, "serum")
    page.keyboard.press("t")
    page.keyboard.press("l")
    assert told(stage, page, "segment", "on") == [("take", chosen, None), ("show.lock", None, "true")]


def test_a_push_that_puts_another_row_under_the_focus_is_never_acted_on(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    enter(page, "rundown")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    chosen, rundown = page.evaluate(CHOSEN), made.rundown()
    rows = list(rundown.segments)
    at = next(i for i, s in enumerate(rows) if s.id == chosen)
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    stage.push({Topic.RUNDOWN: replace(rundown, segments=tuple(rows))})
    until(page, f"document.querySelectorAll('[data-segment]')[{at + 1}].dataset.segment === '{chosen}'")
    page.keyboard.press("t")
    page.keyboard.press("t")
    assert told(stage, page, "segment") == [("take", chosen)]
    assert page.evaluate(CHOSEN) == chosen


def test_timers_offers_and_tasks_are_reached_row_by_row(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    enter(page, "timers")
    timer = page.evaluate("document.activeElement.closest('[data-id]').dataset.id")
    for key in "+px":
        page.keyboard.press(key)
    assert told(stage, page, "timer") == [("timer.add", timer), ("timer.pause", timer), ("timer.stop", timer)]
    stage.commands.clear()
    enter(page, "tasks")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("v")
    tasks = page.evaluate("[...document.querySelectorAll('#tasks li[data-id]')].map((one) => one.dataset.id)")
    assert told(stage, page, "task") == [("task.done", tasks[1])]
    stage.commands.clear()
    enter(page, "shop")
    page.keyboard.press("c")
    page.keyboard.press("c")
    assert told(stage, page) == []  # to close an offer wants two, and no nervous finger
    page.wait_for_timeout(500)
    page.keyboard.press("c")
    assert told(stage, page) == [("offer.close",)]
    page.keyboard.press("7")
    page.wait_for_timeout(SETTLE_MS)
    assert stage.commands[-1]["type"] == "product.switch"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_no_nervous_finger_on_a_focused_button_means_it(stage: Stage, opened: OpenPage, key: str) -> None:
    page = opened("controller")
    page.focus("#shop [data-arm]")
    page.keyboard.press(key)
    page.keyboard.press(key)
    assert told(stage, page) == []
    page.wait_for_timeout(300)
    page.keyboard.press(key)
    assert told(stage, page) == [("offer.close",)]


@pytest.mark.parametrize("left_by", ["mouse", "Escape", "3"])
def test_no_push_takes_the_focus_to_a_list_that_was_left(stage: Stage, opened: OpenPage, left_by: str) -> None:
    page = opened("controller")
    if left_by == "mouse":
        page.click("#timers [data-row=p]")
        page.mouse.move(0, 0)
    else:
        enter(page, "timers")
        page.keyboard.press(left_by)
    until(page, "document.activeElement === document.body")
    page.wait_for_timeout(SETTLE_MS)
    stage.push({Topic.TIMERS: replace(made.timers(), timers=made.timers().timers[:1])})
    until(page, "document.querySelectorAll('#timers [data-id]').length === 1")
    assert page.evaluate("document.activeElement === document.body")


def test_the_focus_stays_in_its_list_when_its_row_goes(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    enter(page, "timers")
    stage.push({Topic.TIMERS: replace(made.timers(), timers=())})
    until(page, "document.querySelectorAll('#timers [data-id]').length === 0")
    assert page.evaluate("document.activeElement.closest('#timers') !== null")


def test_the_show_is_ended_by_a_chord_pressed_twice_and_not_by_a_nervous_finger(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("Control+e")
    page.keyboard.press("Control+e")
    assert told(stage, page) == []
    page.wait_for_timeout(300)
    page.keyboard.press("Control+e")
    assert told(stage, page) == [("show.end",)]
    page.keyboard.press("-")
    assert told(stage, page)[1:] == [("product.clear",)]


def test_theme_and_language_have_their_keys(opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("`")
    assert page.get_attribute("html", "data-theme") == "light"
    page.keyboard.press("{")
    assert page.get_attribute("#sound", "aria-pressed") == "true"
    with page.expect_navigation():
        page.keyboard.press("~")
    until(page, "document.documentElement.lang === 'en'")
