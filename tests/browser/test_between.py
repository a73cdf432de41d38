"""What goes between people, in a browser: signals, the red light, messages, draws, by keys alone."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made
from tests.unit.render.made_between import red_light, rescued, written

SETTLE_MS = 150


def given(stage: Stage, page: Page) -> list[dict[str, Any]]:
    page.wait_for_timeout(SETTLE_MS)
    return list(stage.commands)


@pytest.mark.parametrize(
    ("key", "kind"),
    [("1", "slower"), ("2", "unclear"), ("3", "stock"), ("4", "next"), ("b", "rescue"), (".", "rescue")],
)
def test_the_host_signals_by_a_key(stage: Stage, opened: OpenPage, key: str, kind: str) -> None:
    page = opened("host")
    page.keyboard.press(key)
    (command,) = given(stage, page)
    assert (command["type"], command["kind"]) == ("signal.send", kind)


def test_the_host_signals_by_a_tap_on_something_large_enough(stage: Stage, opened: OpenPage) -> None:
    page = opened("host", width=390, height=844, touch=True)
    for button in page.locator("#signals button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44
    page.tap("#signals button >> nth=4")
    assert [command["kind"] for command in given(stage, page)] == ["rescue"]


def test_the_red_light_takes_two_keys_and_no_product_is_switched_by_the_second(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("F9")
    assert page.locator("#red-panel").is_visible()
    page.keyboard.press("3")
    (command,) = given(stage, page)
    assert (command["type"], command["reason"]) == ("red_light.on", "stock")
    assert not page.locator("#red-panel").is_visible()
    page.keyboard.press("3")
    page.wait_for_timeout(900)
    assert given(stage, page)[-1]["type"] == "product.switch"


def test_the_lights_key_lifts_it_while_it_is_on(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    stage.push({Topic.SHOW: replace(made.show(), red_light=red_light())})
    until(page, "document.querySelector('#red .on') !== null")
    page.keyboard.press("F9")
    assert [command["type"] for command in given(stage, page)] == ["red_light.off"]


def test_the_hosts_screen_turns_red_and_the_reading_line_stays_in_sight(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    stage.push({Topic.SHOW: replace(made.show(), red_light=red_light()), Topic.SIGNALS: rescued()})
    until(page, "document.querySelector('.stopped') !== null && document.querySelector('.bridge') !== null")
    line, paper = (page.locator(where).bounding_box() for where in (".script .reading", "main.script"))
    assert line is not None
    assert paper is not None
    assert line["y"] + line["height"] <= paper["y"] + paper["height"]
    assert page.locator("#signals button >> nth=4").is_visible()
    assert violations(page) == []


def test_words_in_a_panel_survive_shutting_it_and_escape_gives_the_focus_back(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press(";")
    page.focus("#message-panel [name=text]")
    page.keyboard.type("sound 3b")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.panel") == "message-panel"
    assert given(stage, page) == []
    page.wait_for_timeout(1_000)
    page.keyboard.press(";")
    assert page.input_value("#message-panel [name=text]") == "sound 3b"
    page.focus("#message-panel [name=text]")
    page.keyboard.press("Control+Enter")
    (command,) = given(stage, page)
    assert (command["type"], command["text"], command["target"]) == ("message.send", "sound 3b", "host")
    assert page.input_value("#message-panel [name=text]") == ""


@pytest.mark.parametrize(("name", "key"), [("controller", ","), ("analyst", ",")])
def test_a_message_is_read_by_a_key(stage: Stage, opened: OpenPage, name: str, key: str) -> None:
    page = opened(name)
    stage.push({Topic.MESSAGES: written()})
    until(page, "document.querySelector('[data-message]') !== null")
    assert violations(page) == []
    page.keyboard.press(key)
    assert [(c["type"], c["message"]) for c in given(stage, page)] == [("message.seen", "m2")]


def test_space_reads_the_cue_before_the_message(stage: Stage, opened: OpenPage) -> None:
    page = opened("host")
    stage.push({Topic.MESSAGES: written()})
    until(page, "document.querySelector('[data-message]') !== null")
    page.keyboard.press("Space")
    assert [command["type"] for command in given(stage, page)] == ["cue.ack"]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_draw_is_opened_in_its_panel_and_axe_finds_nothing_in_the_panels(
    stage: Stage, opened: OpenPage, lang: str
) -> None:
    page = opened("controller", lang=lang)
    page.keyboard.press("F9")
    found = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    found += violations(page)
    assert found == []
    page.fill("#draw-panel [name=title]", "cream")
    page.fill("#draw-panel [name=keyword]", "666")
    page.fill("#draw-panel [name=winners]", "3")
    page.fill("#draw-panel [name=prize]", "eye gel")
    page.focus("#draw-panel [name=keyword]")
    page.keyboard.press("Control+Enter")
    (command,) = given(stage, page)
    assert {k: command.get(k) for k in ("type", "source", "title", "keyword", "winners", "prize", "for_ms", "match")} == {
        "type": "draw.open", "source": "comments", "title": "cream", "keyword": "666", "winners": "3",
        "prize": "eye gel", "for_ms": "180000", "match": None,
    }  # fmt: skip


def test_a_draw_has_the_fields_of_who_takes_part_and_sends_no_other(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("l")
    seen = """[...document.querySelectorAll("#draw-panel [name]")]
      .filter((one) => one.checkVisibility() && !one.disabled).map((one) => one.name)"""
    page.fill("#draw-panel [name=title]", "cream")
    page.fill("#draw-panel [name=keyword]", "666")
    page.fill("#draw-panel [name=winners]", "3")
    page.check("#draw-panel [name=match]")
    assert "sku" not in page.evaluate(seen)
    page.click("#draw-panel label:has([value=platform])")
    assert {"keyword", "match", "sku", "for_ms"}.isdisjoint(page.evaluate(seen))
    page.click("#draw-panel label:has([value=orders])")
    assert {"keyword", "match"}.isdisjoint(page.evaluate(seen))
    with page.expect_navigation():
        page.click(".lang a[lang=en]")  # what was chosen has its fields there too
    until(page, "document.documentElement.lang === 'en' && document.querySelector('[data-rtt]').textContent !== '—'")
    assert {"keyword", "match"}.isdisjoint(page.evaluate(seen))
    page.select_option("#draw-panel [name=sku]", "serum-30")
    page.focus("#draw-panel [name=title]")
    page.keyboard.press("Control+Enter")
    (command,) = given(stage, page)
    assert (command["source"], command["sku"], command["for_ms"]) == ("orders", "serum-30", "180000")
    assert {"keyword", "match"}.isdisjoint(command)
