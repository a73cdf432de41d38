"""What goes between people, drawn: the red light, the host's signals, messages, draws."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from controlroom.domain.redlight import READY
from controlroom.domain.roles import PageName
from controlroom.domain.signals import KINDS
from controlroom.domain.topics import Topic
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.views.between_shapes import DrawsView, MessagesView, RedLightView, SignalsView
from controlroom.views.shapes import ShowView, View
from tests.unit.render import made
from tests.unit.render.made_between import draw, message, red_light, rescued, written


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def drawn(renderer: Renderer, page: PageName, slot: str, lang: str = "en", **changed: View) -> str:
    views = made.views() | {Topic(name): view for name, view in changed.items()}
    return renderer.slots(page, lang, views, frozenset(Topic))[slot]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lit(light: RedLightView | None) -> ShowView:
    return replace(made.show(), red_light=light)


def test_the_red_light_tells_the_host_why_and_what_to_say(renderer: Renderer) -> None:
    html = drawn(renderer, "host", "red", show=lit(red_light()))
    assert words(html).startswith("Red light Price · -:-- We are checking the price")
    assert 'role="alert"' in html
    assert drawn(renderer, "host", "red", show=lit(None)) == ""


def test_a_light_without_words_says_to_wait_and_own_reasons_stand_as_written(renderer: Renderer) -> None:
    html = drawn(renderer, "host", "red", show=lit(RedLightView(reason="灯 <倒了>", say=None, since_ms=1)))
    assert "灯 &lt;倒了&gt;" in html
    assert "Stop and wait for the controller" in html


def test_the_controllers_key_opens_the_reasons_or_lifts_the_light(renderer: Renderer) -> None:
    off = drawn(renderer, "controller", "red", show=lit(None))
    on = drawn(renderer, "controller", "red", show=lit(red_light()))
    assert ('data-panel="red-panel"' in off, "red_light.off" in off, 'data-keys="F9"' in off) == (True, False, True)
    assert ("red_light.off" in on, 'data-keys="F9"' in on) == (True, True)


def test_every_ready_reason_and_signal_has_words_in_both_languages(renderer: Renderer) -> None:
    for lang in ("zh-CN", "en"):
        for reason in READY:
            told = drawn(
                renderer, "controller", "red", lang, show=lit(RedLightView(reason=reason, say=None, since_ms=1))
            )
            assert reason not in re.sub(r"<[^>]+>", "", told)
        for kind in KINDS:
            assert f"signal.{kind}<" not in drawn(renderer, "host", "signals", lang)


def test_the_hosts_question_is_answered_with_the_stock_of_the_product_on_air(renderer: Renderer) -> None:
    html = drawn(renderer, "controller", "asks")
    assert words(html) == "Host How many left -:-- Say: 83 left Answer Y"
    assert '"say": "{stock} left"' in html.replace("&#34;", '"')
    fewer = replace(made.program(), listed=12)
    assert "Say: 12 left" in words(drawn(renderer, "controller", "asks", program=fewer))
    unknown = drawn(renderer, "controller", "asks", program=None)
    assert "Stock unknown" in unknown
    assert '"say"' not in unknown.replace("&#34;", '"')


def test_nothing_is_asked_when_nothing_waits(renderer: Renderer) -> None:
    assert drawn(renderer, "controller", "asks", signals=SignalsView(signals=())) == ""


def test_a_rescue_is_read_at_once_and_comes_first_for_the_controller(renderer: Renderer) -> None:
    assert "Let us take a few of your questions first" in drawn(renderer, "host", "between", signals=rescued())
    html = words(drawn(renderer, "controller", "asks", signals=rescued()))
    assert html.startswith("Host Rescue me ×2 +1")


def test_a_signal_that_was_seen_says_so_for_a_moment(renderer: Renderer) -> None:
    html = drawn(renderer, "host", "signals")
    assert html.count("<button") == 5
    assert html.count("waits") == 1
    assert "data-expires" in html


@pytest.mark.parametrize(("page", "slot"), [("host", "between"), ("controller", "messages"), ("analyst", "messages")])
def test_only_messages_for_the_reader_that_nobody_has_read_stand_in_the_way(
    renderer: Renderer, page: PageName, slot: str
) -> None:
    html = drawn(renderer, page, slot, messages=written())
    assert ("转化掉了一半" in html, "声音有点小" in html, "flash" in html) == (True, False, True)
    assert f'hx-post="{page}/commands"' in html
    read = MessagesView(messages=(message("m", "x", "all", seen_ms=5), message("n", "y", "host", mine=False)))
    assert "data-message" not in drawn(renderer, page, slot, messages=read)


def test_the_sender_sees_what_was_read(renderer: Renderer) -> None:
    assert words(drawn(renderer, "controller", "posted")).startswith("All screens 转化掉了一半")
    assert "Read 20:12:27" in words(drawn(renderer, "controller", "posted"))


def test_a_draw_can_be_drawn_only_when_its_time_is_over(renderer: Renderer) -> None:
    timed = drawn(renderer, "controller", "draws", draws=DrawsView(draws=(draw("d", "t", "open", until_ms=9),)))
    over = drawn(renderer, "controller", "draws", draws=DrawsView(draws=(draw("d", "t", "over", until_ms=9),)))
    endless = drawn(renderer, "controller", "draws", draws=DrawsView(draws=(draw("d", "t", "open"),)))
    assert ["draw.close" in html for html in (timed, over, endless)] == [False, True, True]
    assert ["draw.void" in html for html in (timed, over, endless)] == [True, True, True]


def test_winners_have_their_nickname_or_the_end_of_their_hash_and_a_proof(renderer: Renderer) -> None:
    html = drawn(renderer, "controller", "draws")
    assert "小李" in html
    assert "order …A-1" in html
    assert 'href="controller/draws/draw-5"' in html
    assert html.count("download") == 1


def test_the_host_sees_the_newest_draw_with_its_rule_and_code(renderer: Renderer) -> None:
    told = words(drawn(renderer, "host", "draw"))
    assert told == "Draw 眼霜小样 Comment “666” · 3 win 1,204 in --:-- Code 3fa23fa2"
    ended = DrawsView(draws=(draw("d", "t", "void"), draw("e", "bag", "closed", source="platform")))
    assert drawn(renderer, "host", "draw", draws=ended) == ""


def test_the_red_light_stands_on_the_analysts_strip(renderer: Renderer) -> None:
    assert "Red light" not in drawn(renderer, "analyst", "onair")
    red = replace(made.show(), red_light=RedLightView(reason="other", say=None, since_ms=made.NOW))
    assert "Red light" in drawn(renderer, "analyst", "onair", show=red)
