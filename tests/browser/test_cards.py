"""Prepared cards and timers under the keyboard, and what a screen may be heard saying."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made
from tests.unit.render.made_alerts import quiet

SETTLE_MS = 150
HEARD = "document.body.dataset.heard"


def given(stage: Stage, page: Page) -> list[dict[str, str]]:
    page.wait_for_timeout(SETTLE_MS)
    return stage.commands


def test_a_key_shows_its_prepared_card_and_one_that_cannot_be_said_does_nothing(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("e")  # nobody knows its number
    page.keyboard.press("w")
    assert [(c["type"], c["cue"]) for c in given(stage, page)] == [("cue.show", "ladder-300")]
    page.focus("#cue-text")
    page.keyboard.type("q")
    assert len(given(stage, page)) == 1


def test_a_timer_gets_a_minute_stands_still_goes_on_and_starts(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    for name in ("加 1 分钟 限时价", "暂停 限时价", "继续 赠品", "停 限时价"):
        page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="收尾 开始", exact=True).click()
    assert [(c["type"], c["timer"]) for c in given(stage, page)] == [
        ("timer.add", "t-1"), ("timer.pause", "t-1"), ("timer.resume", "t-2"), ("timer.stop", "t-1"), ("timer.start", "close"),
    ]  # fmt: skip
    assert stage.commands[0]["by_for_ms"] == "60000"


def test_a_new_timer_is_opened_filled_and_started_by_keyboard_alone(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("=")
    page.fill("#timer-panel [name=title]", "抽奖")
    page.press("#timer-panel [name=title]", "Control+Enter")
    [command] = given(stage, page)
    assert (command["type"], command["title"], command["duration_for_ms"]) == ("timer.start", "抽奖", "300000")


def test_a_paused_timer_stands_still_on_the_hosts_screen_and_a_near_end_is_amber_then_red(
    stage: Stage, opened: OpenPage
) -> None:
    now = stage.clock()["now_ms"]
    first, second = made.timers().timers
    near = replace(first, ends_ms=int(now) + 30_000)
    close = replace(first, id="t-3", ends_ms=int(now) + 8_000)
    stage.views = stage.views | {Topic.TIMERS: replace(made.timers(), timers=(near, close, second))}
    page = opened("host")
    classes = page.eval_on_selector_all(
        "[data-timer] .big", "all => all.map((one) => [...one.classList].sort().join(' '))"
    )
    assert classes == ["big look", "air big", "big"]
    still = page.text_content("[data-timer=t-2] .big")
    page.wait_for_timeout(1100)
    assert (still, page.text_content("[data-timer=t-2] .big")) == ("2:30", "2:30")


_WHOLE = """() => {
  const list = document.querySelector('.timers').getBoundingClientRect();
  return [...document.querySelectorAll('.timers .chip')].map((one) => {
    const [box, time] = [one, one.querySelector('b')].map((part) => part.getBoundingClientRect());
    return box.left >= list.left && box.right <= list.right && time.right <= box.right;
  });
}"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_three_timers_are_whole_on_a_small_laptop_and_what_they_are_told_is_at_hand(
    stage: Stage, opened: OpenPage, lang: str
) -> None:
    first, second = made.timers().timers
    three = (first, second, replace(first, id="t-3", title="A coupon for everybody who follows"))
    stage.views = stage.views | {Topic.TIMERS: replace(made.timers(), timers=three)}
    page = opened("controller", width=1280, height=720, lang=lang)
    assert page.evaluate(_WHOLE) == [True, True, True]
    page.hover("[data-id=t-3]")
    page.click("[data-id=t-3] [data-row=x]")
    assert given(stage, page)[-1]["timer"] == "t-3"


def test_a_screen_is_silent_until_its_sound_is_on_and_then_heard_once_at_danger_and_when_time_is_over(
    stage: Stage, opened: OpenPage
) -> None:
    first = made.timers().timers[0]
    soon = replace(first, ends_ms=int(stage.clock()["now_ms"]) + 8_000, danger_for_ms=4_000)
    stage.views = stage.views | {Topic.TIMERS: replace(made.timers(), timers=(soon,)), Topic.ALERTS: quiet()}
    page = opened("controller")
    assert page.evaluate(HEARD) is None
    page.click("#sound")
    assert page.evaluate(HEARD) == "card"
    until(page, f"{HEARD} === 'danger'", timeout_s=20)
    until(page, f"{HEARD} === 'over'", timeout_s=20)
    page.evaluate(f"{HEARD} = ''")
    page.wait_for_timeout(1000)
    assert page.evaluate(HEARD) == ""


def test_the_host_hears_a_card_and_its_sound_is_not_fetched_before_it_is_on(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    fetched = "performance.getEntriesByType('resource').some((one) => one.name.endsWith('chimes.js'))"
    assert not page.evaluate(fetched)
    page.keyboard.press("s")
    until(page, f"{HEARD} === 'card'")
    assert page.evaluate(fetched)
