"""The script on the screens: the same character on all, moved by keys, never thrown by an edit."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from controlroom.views.prompter import PrompterView
from controlroom.views.shapes_cards import CuesView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made

AT_LINE = """() => {
  const band = document.querySelector('.reading').getBoundingClientRect();
  const paper = document.querySelector('.paper').getBoundingClientRect();
  const at = (x) => {
    const caret = document.caretRangeFromPoint(x, (band.top + band.bottom) / 2);
    const span = caret?.startContainer.parentElement.closest('[data-at]');
    if (!span) return null;
    return Number(span.dataset.at) + [...caret.startContainer.data.slice(0, caret.startOffset)].length;
  };
  return [at(paper.left + 4), at(paper.right - 4)];
}"""
"""Where the line that stands in the reading line begins, and where it ends."""

SPEED = 60
LONG = "".join(f"第{n}句,这面霜推开像水一样,不油也不黏。[抹在手背上]早晚各用一次就够了!\n" for n in range(300))


def place(**told: Any) -> PrompterView:
    return replace(made.prompter(), **told)


def gave(stage: Stage, page: Page) -> list[tuple[str, str | None]]:
    page.wait_for_timeout(150)
    return [(command["type"], command.get("position") or command.get("cpm")) for command in stage.commands]


def standing(stage: Stage, page: Page, position: int, script: str = made.SCRIPT) -> None:
    told = place(script=script, running=False, position=position, position_into=0.0)
    stage.push({Topic.PROMPTER: told})
    until(page, f"document.querySelector('[data-place-at]').dataset.position === '{position}'")
    page.wait_for_timeout(100)


def test_two_screens_have_the_same_character_at_the_line_after_ten_minutes(stage: Stage, opened: OpenPage) -> None:
    stage.views[Topic.PROMPTER] = place(
        script=LONG, position=0, position_into=0.0, position_at_ms=made.NOW, pace_cpm=300
    )
    stage.pace(0)
    screens = [opened("host"), opened("remote", width=390, height=844), opened("host", width=800, height=1280)]
    screens[2].evaluate("document.querySelector('#script').style.fontFamily = 'serif'")
    screens[2].keyboard.press("+")
    screens[2].keyboard.press("+")
    stage.pace(SPEED)
    screens[0].wait_for_timeout(max(0.0, made.NOW + 600_000 - stage.clock()["now_ms"]) / SPEED)
    stage.pace(1)  # at sixty times the speed a hundredth of a second would be several characters
    screens[0].wait_for_timeout(2500)
    for page in screens:
        before = int(stage.clock()["now_ms"])
        first, last = page.evaluate(AT_LINE)
        after = int(stage.clock()["now_ms"])
        assert before >= made.NOW + 600_000
        line = last - first
        assert first - line <= read(after), (page.url, first, last)
        assert read(before) <= last + line, (page.url, first, last)


def read(now_ms: int) -> int:
    """The position at an instant by the contract's formula: directions take no time."""
    count, position = (now_ms - made.NOW) * 300 // 60_000, 0
    while count:
        if LONG[position] == "[":
            position = LONG.index("]", position)
        else:
            count -= 1
        position += 1
    return position


def test_script_runs_smoothly_and_stands_whole_in_the_line(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    moved = "new DOMMatrix(getComputedStyle(document.querySelector('.paper')).transform).m42"
    before = page.evaluate(moved)
    page.wait_for_timeout(700)
    assert 0 < before - page.evaluate(moved) < 80
    assert page.get_attribute("body", "data-prompter") == "running"
    standing(stage, page, 45)
    page.wait_for_timeout(500)
    first, last = page.evaluate(AT_LINE)
    assert page.evaluate(AT_LINE.replace("/ 2)", "/ 2 - 30)")) == page.evaluate(AT_LINE.replace("/ 2)", "/ 2 + 30)"))
    assert first <= 45 < last


def test_keys_and_wheel_give_commands_and_scroll_nothing_by_themselves(stage: Stage, opened: OpenPage) -> None:
    page = opened("host", moment="calm")
    standing(stage, page, 0)
    first, last = page.evaluate(AT_LINE)
    assert first == 0
    for key in ("ArrowDown", "Enter", "]", "Home"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)  # as fingers do: what is given at once goes by ways of its own
    assert gave(stage, page) == [
        ("prompter.seek", str(last)), ("prompter.run", None), ("prompter.pace", "279"), ("prompter.seek", "0"),
    ]  # fmt: skip
    assert stage.commands[0]["script_rev"] == "4"
    assert page.evaluate(AT_LINE)[0] == 0
    page.mouse.move(640, 300)
    page.mouse.wheel(0, 160)
    page.wait_for_timeout(500)
    assert int(stage.commands[-1]["position"]) >= last
    assert page.evaluate(AT_LINE)[0] == 0


def test_space_and_presenter_do_what_this_screen_has_chosen(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    page.keyboard.press("Space")
    page.keyboard.press("PageDown")
    assert [type_ for type_, _ in gave(stage, page)] == ["cue.ack", "prompter.seek"]
    page.keyboard.press("d")
    page.click('[data-set="pedal"][data-to="run"]')
    page.click('[data-set="presenter"][data-to="ack"]')
    page.reload()
    page.wait_for_timeout(500)
    stage.commands.clear()
    page.keyboard.press("Space")
    page.keyboard.press("PageDown")
    assert [type_ for type_, _ in gave(stage, page)] == ["prompter.pause", "cue.ack"]


def test_an_edit_on_air_moves_nothing_that_is_read(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    standing(stage, page, 60)
    before = page.evaluate(AT_LINE)
    where = page.evaluate("document.querySelector('.paper').getBoundingClientRect().top")
    longer = (
        "刚刚加上的一整段,念过的地方不会再念一遍,这里只是让正文往下挪了几行而已,看看读到的字还在不在原处。\n"
        + made.SCRIPT
    )
    added = len(longer) - len(made.SCRIPT)
    stage.push(
        {Topic.PROMPTER: place(script=longer, script_rev=5, running=False, position=60 + added, position_into=0.0)}
    )
    page.wait_for_selector("[data-rev='5'] >> text=刚刚加上", state="attached")
    page.wait_for_timeout(100)
    assert page.evaluate(AT_LINE) == [before[0] + added, before[1] + added]
    assert page.evaluate("document.querySelector('.paper').getBoundingClientRect().top") < where


@pytest.mark.parametrize("turned", ["mirror", "flip"])
def test_a_turned_screen_shows_the_same_line(stage: Stage, opened: OpenPage, turned: str) -> None:
    page = opened("host")
    standing(stage, page, 60)
    upright = page.evaluate(AT_LINE)
    page.keyboard.press("d")
    page.click(f'[data-toggle="{turned}"]')
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    matrix = page.evaluate("getComputedStyle(document.querySelector('.frame')).transform")
    assert matrix == ("matrix(-1, 0, 0, 1, 0, 0)" if turned == "mirror" else "matrix(1, 0, 0, -1, 0, 0)")
    assert sorted(page.evaluate(AT_LINE)) == upright


def test_points_alone_for_hosts_who_speak_freely(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    assert not page.locator("#points").is_visible()
    page.keyboard.press("p")
    assert page.inner_text("#points li >> nth=1") == "轻薄不油腻"
    page.reload()
    assert page.locator("#points").is_visible()


def test_too_long_is_said_and_fits_too(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    assert page.inner_text("[data-long]").split() == ["稿长", "40", "秒"]
    stage.push({Topic.PROMPTER: place(left_for_ms=20_000)})
    page.wait_for_selector("[data-fits]")
    assert not page.locator("[data-long]").is_visible()


def test_remote_runs_and_steps_with_a_thumb(stage: Stage, opened: OpenPage) -> None:
    page = opened("remote", width=390, height=844, touch=True)
    page.tap("#pace .main")
    page.tap('[data-move="1"]')
    page.tap("#cue [data-cue] button")
    assert [type_ for type_, _ in gave(stage, page)] == ["prompter.pause", "prompter.seek", "cue.ack"]


def test_a_nervous_foot_on_the_remote_runs_no_script_when_the_card_is_gone_at_once(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("remote", width=390, height=844, touch=True)
    stroke = """() => {
      const strike = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
      strike();
      document.querySelector("#cue [data-cue]").remove();
      strike();
    }"""
    page.evaluate(stroke)
    assert [type_ for type_, _ in gave(stage, page)] == ["cue.ack"]
    page.wait_for_timeout(500)
    page.keyboard.press("Space")
    assert [type_ for type_, _ in gave(stage, page)] == ["cue.ack", "prompter.pause"]


def test_pedal_and_presenter_move_the_remote_and_its_last_act_is_taken_back(stage: Stage, opened: OpenPage) -> None:
    page = opened("remote", width=390, height=844, touch=True)
    page.keyboard.press("Space")  # a card waits
    page.keyboard.press("Space")  # a nervous foot
    stage.push({Topic.CUE: CuesView(current=None, queue=())})
    until(page, "document.querySelector('#cue [data-cue]') === null")
    page.wait_for_timeout(500)
    for key in ("Space", "F5", "Escape", "PageDown", "MediaTrackPrevious", "ArrowUp", "."):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    given = ["cue.ack", "prompter.pause", "prompter.pause", "prompter.pause"]
    given += ["prompter.seek", "prompter.seek", "prompter.seek", "signal.send"]
    assert [type_ for type_, _ in gave(stage, page)] == given
    assert page.is_visible("#undo button")
    page.tap("#undo button")
    assert [type_ for type_, _ in gave(stage, page)] == [*given, "undo"]
    stage.push({Topic.CUE: made.cue()})
    until(page, "document.querySelector('#cue [data-cue]') !== null")
    page.keyboard.press("Space")  # was not meant for what has just come
    assert [type_ for type_, _ in gave(stage, page)] == [*given, "undo", "prompter.pause"]
