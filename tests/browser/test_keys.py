"""Keys, buttons and commands: never by accident, never twice, never silently."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.errors import Refusal
from controlroom.domain.topics import Topic
from controlroom.views.alert_shapes import AlertsView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made
from tests.unit.render.made_alerts import low

SETTLE_MS = 150


def types(stage: Stage, page: Page) -> list[str]:
    page.wait_for_timeout(SETTLE_MS)
    return [command["type"] for command in stage.commands]


def test_enter_takes_the_next_segment_once(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert types(stage, page) == ["take"]
    command = stage.commands[0]
    assert (command["segment"], command["from"]) == ("serum", "cream")
    assert len(command["id"]) == 36
    assert 9_000 < int(command["expires_ms"]) - stage.clock()["now_ms"] <= 10_000


def test_only_what_a_nervous_finger_repeats_is_swallowed(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    stage.push({Topic.ALERTS: AlertsView(open=(low(),))})
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 1")
    page.wait_for_timeout(800)  # the choice has settled
    for key in "ppxnmm":
        page.keyboard.press(key)
    assert types(stage, page) == ["alert.act", "alert.act", "comment.unpin", "comment.pin"]
    at = page.locator("#alerts .sel [data-keys=z]").bounding_box()
    assert at is not None
    page.mouse.dblclick(at["x"] + 9, at["y"] + 9)
    assert types(stage, page)[4:] == ["alert.snooze"]


def test_enter_before_the_start_starts_the_show(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", moment="planned")
    page.keyboard.press("Enter")
    assert types(stage, page) == ["show.start"]


def test_typing_gives_no_command_and_ctrl_enter_sends_the_cue(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("/")
    page.keyboard.type("b3u?")
    page.keyboard.press("Enter")
    assert types(stage, page) == []
    assert page.input_value("#cue-text") == "b3u?"
    page.keyboard.press("Control+Enter")
    assert types(stage, page) == ["cue.show"]
    assert (stage.commands[0]["text"], stage.commands[0]["priority"]) == ("b3u?", "push")
    assert page.input_value("#cue-text") == ""


def test_key_within_a_second_of_leaving_a_field_does_nothing(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.focus("#cue-text")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert types(stage, page) == []
    page.wait_for_timeout(1_000)
    page.keyboard.press("Enter")
    assert types(stage, page) == ["take"]


@pytest.mark.parametrize("marks", [{"isComposing": True}, {"keyCode": 229}])
def test_enter_that_picks_a_candidate_never_takes(stage: Stage, opened: OpenPage, marks: dict[str, object]) -> None:
    page = opened("controller")
    page.evaluate(
        "(marks) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, ...marks}))",
        marks,
    )
    assert types(stage, page) == []


def test_held_key_acts_once(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, repeat: true}))"
    )
    assert types(stage, page) == []


@pytest.mark.parametrize(("keys", "sku"), [("7", "eye-15"), ("11", "serum-30"), ("30", "gift"), ("3", "cream-50")])
def test_link_number_switches_the_product(stage: Stage, opened: OpenPage, keys: str, sku: str) -> None:
    page = opened("controller")
    page.keyboard.type(keys)
    page.wait_for_timeout(1_000)  # 3 may become 30
    assert [(command["type"], command["sku"]) for command in stage.commands] == [("product.switch", sku)]


def test_enter_while_digits_stand_takes_the_product_and_not_the_segment(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.type("3")
    assert page.inner_text("#typed kbd") == "3"
    page.keyboard.press("Enter")
    assert types(stage, page) == ["product.switch"]


def test_number_that_no_product_has_is_said(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.keyboard.type("99")
    page.wait_for_selector("#refusal >> text=No product has this link number")
    assert types(stage, page) == []


def test_show_is_ended_only_by_a_second_press(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.click(".endrow button")
    assert page.inner_text(".endrow span") == "再按一次就结束"
    assert types(stage, page) == []
    page.click(".endrow button")
    assert types(stage, page) == ["show.end"]
    assert page.inner_text(".endrow span") == "结束直播"


def test_a_timer_goes_out_in_milliseconds_or_to_an_instant(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("=")
    page.fill("#timer-panel [name=title]", "限时价")
    page.press("#timer-panel [name=title]", "Control+Enter")
    until(page, "document.getElementById('timer-panel').hidden")  # nothing lies over the card's words
    assert page.evaluate("document.activeElement.dataset.panel") == "timer-panel"
    page.click("[data-panel=timer-panel]")
    page.fill("#timer-panel [name=title]", "加时")
    page.fill("#timer-panel [name=other]", "2.5")
    page.press("#timer-panel [name=other]", "Control+Enter")
    until(page, "document.getElementById('timer-panel').hidden")
    clock = page.evaluate(
        "import('/static/js/clock.js').then((clock) => clock.local(clock.now() + 600000).slice(0, 5))"
    )
    for kind, instant in (("until", clock), ("countup", "")):
        page.click("[data-panel=timer-panel]")
        page.fill("#timer-panel [name=title]", kind)
        page.click(f"#timer-panel label:has([value={kind}])")
        if instant:
            page.fill("#timer-panel [name=until_ms]", instant)
        page.press("#timer-panel [name=title]", "Control+Enter")
        until(page, "document.getElementById('timer-panel').hidden")
    page.wait_for_timeout(SETTLE_MS)
    assert [(command["title"], command["kind"], command.get("duration_for_ms")) for command in stage.commands] == [
        ("限时价", "countdown", "300000"), ("加时", "countdown", "150000"),
        ("until", "until", None), ("countup", "countup", None),
    ]  # fmt: skip
    ends_ms = int(stage.commands[2]["until_ms"])
    assert ends_ms % 60_000 == 0
    assert 530_000 <= ends_ms - stage.clock()["now_ms"] <= 600_000
    assert {"minutes", "other", "until_ms"} & (stage.commands[0] | stage.commands[3]).keys() == set()


def test_space_says_got_it_on_the_host(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    page.keyboard.press("Space")
    page.wait_for_timeout(SETTLE_MS)
    assert [(command["type"], command["cue"]) for command in stage.commands] == [("cue.ack", "cue-3")]


def test_space_without_a_cue_does_nothing(stage: Stage, opened: OpenPage) -> None:
    page = opened("host", moment="calm")
    page.keyboard.press("Space")
    assert types(stage, page) == []


def test_a_tap_anywhere_on_the_hosts_page_says_got_it_once(stage: Stage, opened: OpenPage) -> None:
    page = opened("host", width=390, height=844, touch=True)
    page.wait_for_timeout(600)  # so soon after a card came a tap was meant for what stood there before
    page.tap("#paper")
    page.wait_for_timeout(SETTLE_MS)
    assert [(command["type"], command["cue"]) for command in stage.commands] == [("cue.ack", "cue-3")]
    following = replace(made.cue().current, id="cue-4")
    stage.push({Topic.CUE: replace(made.cue(), current=following)})
    until(page, "document.querySelector('[data-cue=cue-4]') !== null")
    page.tap("#paper")
    assert types(stage, page) == ["cue.ack"]
    page.wait_for_timeout(400)
    page.tap("#paper")
    assert types(stage, page) == ["cue.ack", "cue.ack"]


def test_to_operate_or_to_drag_is_no_tap(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    page.wait_for_timeout(600)
    page.click("#display-key")
    page.click("#larger")
    page.click("#display-title")
    page.click("#display-close")
    page.mouse.move(600, 300)
    page.mouse.down()
    page.mouse.move(600, 340)
    page.mouse.up()
    page.wait_for_timeout(SETTLE_MS)
    assert "cue.ack" not in types(stage, page)


def test_undo_and_recall_have_their_keys(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("Control+z")
    page.keyboard.press("u")
    page.wait_for_timeout(SETTLE_MS)
    assert [(command["type"], command.get("command"), command.get("cue")) for command in stage.commands] == [
        ("undo", "c-9", None),
        ("cue.clear", None, "cue-3"),
    ]


def test_refusal_is_said_where_it_is_seen(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    stage.refuse = Refusal(code="stale", message="changed")
    page.keyboard.press("b")
    page.wait_for_selector("#refusal >> text=别人刚改过，看一眼再按")


def test_commands_go_out_one_after_the_other_and_one_that_hangs_holds_none_back(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    stage.hangs = True
    for key in "bhs":
        page.keyboard.press(key)
    assert types(stage, page) == ["back"]
    stage.hangs = False
    assert types(stage, page) == ["back", "rundown.hold", "skip"]
    stage.hangs = True
    page.clock.install()
    for key in "ud":
        page.keyboard.press(key)
    assert types(stage, page)[3:] == ["cue.clear"]
    page.clock.fast_forward(3_000)
    page.clock.resume()
    assert types(stage, page)[3:] == ["cue.clear", "desk.done"]
    stage.hangs = False


def test_command_on_a_lost_link_fails_loudly_and_is_never_sent(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    stage.quiet = True
    until(page, "document.body.dataset.link === 'lost'", 9_000)
    page.keyboard.press("Enter")
    page.wait_for_selector("#refusal >> text=Link lost: not sent")
    stage.quiet = False
    until(page, "document.body.dataset.link === 'live'")
    assert types(stage, page) == []


def test_help_is_a_panel_that_escape_closes(opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_type_size_stays_on_this_screen(opened: OpenPage) -> None:
    page = opened("host")
    page.keyboard.press("=")
    page.reload()
    page.keyboard.press("d")
    assert page.inner_text("#size") == "64"
    assert page.evaluate("getComputedStyle(document.querySelector('#script')).fontSize") == "64px"


def test_theme_changes_in_place(opened: OpenPage) -> None:
    page = opened("host")
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "light"
