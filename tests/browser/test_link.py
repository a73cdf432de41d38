"""The link between a page and its room: values in, silence said, back without a reload."""

from __future__ import annotations

import time

from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from controlroom.views.shapes import KpiView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made


def online(people: int) -> KpiView:
    kpi = made.kpi()
    return replace(kpi, tiles=kpi.tiles | {"online": made.tile(people, "people")})


def shows(page: Page, people: int) -> None:
    page.wait_for_selector(f'[data-kpi="online"][data-value="{people}"]', state="attached")


def link(page: Page, state: str, timeout_ms: int = 10_000) -> None:
    until(page, f"document.body.dataset.link === '{state}'", timeout_ms / 1000)


def test_pushed_value_reaches_every_page_and_is_acknowledged(stage: Stage, opened: OpenPage) -> None:
    pages = [opened(name) for name in ("controller", "host", "analyst")]
    pos = stage.push({Topic.KPI: online(1_500)})
    for page in pages:
        shows(page, 1_500)
        assert page.get_attribute("body", "data-pos") == str(pos)
        assert page.get_attribute("body", "data-seq") == "813"
    pages[0].wait_for_timeout(100)
    assert [message["ack"] for message in stage.said if "ack" in message].count(pos) == 3


def test_burst_ends_on_the_newest_value(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst")
    for people in range(2_000, 2_100):
        pos = stage.push({Topic.KPI: online(people)})
    shows(page, 2_099)
    assert page.get_attribute("body", "data-pos") == str(pos)


def test_silence_is_said_within_three_seconds_then_in_large_letters_and_ends(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    stage.quiet = True
    began = time.monotonic()
    link(page, "stale", 4_000)
    assert time.monotonic() - began < 3.6  # at most a second since the last heartbeat is within the three
    assert page.locator(".edge").is_visible()
    assert page.locator(".when-stale").is_visible()
    link(page, "lost")
    assert "已断线" in page.inner_text("#lost")
    assert page.inner_text("#lost time").startswith("20:14:")
    first = page.inner_text("#segment .t64")
    page.wait_for_timeout(1_100)
    assert page.inner_text("#segment .t64") < first
    stage.quiet = False
    stage.push({Topic.KPI: online(1_777)})
    link(page, "live")
    shows(page, 1_777)
    assert not page.locator("#lost").is_visible()


def test_closed_socket_comes_back_with_what_changed_and_without_a_reload(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.evaluate("window.marked = true")
    pos = stage.push({Topic.KPI: online(1_600)})
    shows(page, 1_600)
    stage.hang_up()
    stage.push({Topic.KPI: online(1_601)})
    shows(page, 1_601)
    came = dict(stage.joined[-1])
    assert came.pop("screen")
    assert came == {"lang": "zh-CN", "epoch": "e1", "since": str(pos)}
    assert page.evaluate("window.marked") is True
    assert page.get_attribute("body", "data-link") == "live"


def test_lost_right_to_watch_leads_to_the_page_that_says_what_to_do(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst")
    with page.expect_navigation(timeout=8_000):
        stage.hang_up(4401)
        link(page, "lost")


def test_who_is_sent_off_again_before_a_word_loads_anew_only_once(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst")
    page.add_init_script(
        "{ const wait = setTimeout; setTimeout = (f, ms, ...a) => wait(f, ms === 3000 ? 1 : ms, ...a); }"
    )
    stage.quiet = True
    with page.expect_navigation():
        stage.hang_up(4401)
    until(page, "document.readyState === 'complete'")
    page.evaluate("window.marked = true")
    while not stage.sockets:
        page.wait_for_timeout(10)
    stage.hang_up(4403)
    link(page, "lost")
    page.wait_for_timeout(200)
    assert page.evaluate("window.marked") is True


def test_focus_half_typed_text_and_scroll_survive_every_push(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", height=560)
    page.fill("#cue-text", "先讲质")
    page.evaluate("document.querySelector('#cue-text').setSelectionRange(1, 2)")
    page.evaluate("document.querySelector('#rundown ol').scrollTop = 60")
    stage.push(
        made.views() | {Topic.RUNDOWN: made.rundown("serum"), Topic.SHOW: replace(made.show(), over_for_ms=5_000)}
    )
    page.wait_for_selector("#rundown [data-current] >> text=精华")
    state = page.evaluate(
        "[document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart]"
    )
    assert state == ["cue-text", "先讲质", 1]
    assert page.evaluate("document.querySelector('#rundown ol').scrollTop") == 60


def test_focused_button_stays_the_same_element(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.evaluate("window.take = document.querySelector('#acts .go'); window.take.focus()")
    stage.push({Topic.RUNDOWN: made.rundown("serum")})
    page.wait_for_selector("#acts .go >> text=福袋抽奖")
    assert page.evaluate("document.activeElement === window.take && window.take.isConnected")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert [(command["type"], command["segment"], command["from"]) for command in stage.commands] == [
        ("take", "draw", "serum")
    ]


def test_list_that_is_pointed_at_waits_behind_a_count(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.hover("#comments li:nth-child(2)")
    said = made.comments()
    bad = said.triage["negative"]
    newer = (replace(bad[0], id="n2", text="第二条"), replace(bad[0], id="n1", text="第一条"), *bad)
    stage.push({Topic.COMMENTS: replace(said, triage={**said.triage, "negative": newer})})
    page.wait_for_selector("#comments .held >> text=+2")
    assert page.locator("#comments >> text=第二条").count() == 0
    page.mouse.move(640, 20)
    page.wait_for_selector("#comments >> text=第二条")
    assert not page.locator("#comments .held").is_visible()


def test_two_screens_show_the_same_second(opened: OpenPage) -> None:
    pages = [opened("host"), opened("analyst")]
    pages[0].wait_for_timeout(800)
    script = "import('/static/js/clock.js').then((clock) => clock.now() - performance.timeOrigin - performance.now())"
    offsets = [page.evaluate(script) for page in pages]
    assert abs(offsets[0] - offsets[1]) < 50
