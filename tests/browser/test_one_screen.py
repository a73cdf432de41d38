"""A message to one screen, and the remote as the host's other hand."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.topics import Topic
from controlroom.views.between_shapes import MessagesView
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made
from tests.unit.render.made_between import message, red_light

SHOWN = """[...document.querySelectorAll('[data-message]')].filter((one) => one.checkVisibility())
  .map((one) => one.dataset.message)"""


def to(screen: str) -> MessagesView:
    """A message to one of the host's screens, and an older one to all of them."""
    one = replace(message("m9", "看左边的灯", "host", flash=True), screen=screen, name="左屏")
    return MessagesView(messages=(one, message("m8", "声音有点小", "host")))


def test_a_message_to_one_screen_is_shown_and_read_there_alone(stage: Stage, opened: OpenPage) -> None:
    here, there = opened("host", moment="calm"), opened("host", moment="calm")
    own = here.evaluate("document.body.dataset.own")
    assert own != there.evaluate("document.body.dataset.own")
    stage.push({Topic.MESSAGES: to(own)})
    for page in (here, there):
        until(page, "document.querySelector('[data-message=m8]') !== null")
    assert here.evaluate(SHOWN) == ["m8", "m9"]
    assert there.evaluate(SHOWN) == ["m8"]
    here.click("[data-message=m9] button")
    here.wait_for_timeout(200)
    assert [(c["type"], c["message"]) for c in stage.commands] == [("message.seen", "m9")]
    here.reload()
    until(here, "document.body.dataset.own !== undefined")
    assert here.evaluate("document.body.dataset.own") == own


def test_a_press_on_a_screen_of_the_list_opens_a_message_to_it(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.click("#screens [data-to]")
    assert page.evaluate("document.querySelector('#message-panel .one').innerText.trim()") == "主播 小薇"
    page.fill("#message-panel [name=text]", "看左边的灯")
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(200)
    assert [(c["type"], c["target"]) for c in stage.commands] == [("message.send", "5f3a" * 4)]
    page.keyboard.press("Escape")
    page.wait_for_timeout(1_000)
    page.keyboard.press(";")
    assert page.evaluate("document.querySelector('#message-panel [name=target]:checked').value") == "host"


def test_the_remote_gives_the_hosts_signals_and_shows_what_the_host_is_told(stage: Stage, opened: OpenPage) -> None:
    page = opened("remote", width=390, height=844, touch=True)
    page.click("#signals button >> nth=0")
    page.keyboard.press("b")
    page.wait_for_timeout(200)
    assert [(c["type"], c["kind"]) for c in stage.commands] == [("signal.send", "slower"), ("signal.send", "rescue")]
    stage.push({Topic.SHOW: replace(made.show(), red_light=red_light()), Topic.MESSAGES: to("elsewhere")})
    until(page, "document.querySelector('.stopped') !== null")
    assert page.is_visible(".stopped")
    assert page.is_visible("#signals button >> nth=4")
    paper = page.locator("#paper").bounding_box()
    assert paper is not None
    assert paper["height"] > 100
    assert violations(page) == []
