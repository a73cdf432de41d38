"""The panes about feeds: what a test comes to, said in both languages; never a secret."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.events import EVENT_TYPES
from controlroom.feeds.registry import find, names
from controlroom.render import feeding
from controlroom.render.feeding import Field, Given, Heard, Said, Sort, verdict
from controlroom.render.locale import LANGUAGES
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.views.shapes import FeedView
from tests.unit.render import made
from tests.unit.render.test_pages import Nesting

CLIENT = replace(made.feeds().feeds[0], way="client", link="live", carries=("comment",), last_type="comment")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def nested(html: str) -> str:
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])
    return html


@pytest.mark.parametrize(
    ("feed", "fault", "heard", "said"),
    [
        (CLIENT, None, Heard(), "message"),
        (CLIENT, "no", Heard(), "fault"),
        (replace(CLIENT, last_ms=None, link="connecting"), None, Heard(), "connecting"),
        (replace(CLIENT, last_ms=None), None, Heard(), "connected"),
        (replace(CLIENT, link="down"), None, Heard(), "down"),
        (replace(CLIENT, way=None, link=None, last_ms=None), None, Heard(), "waiting"),
        (replace(CLIENT, way="hook", link=None, last_ms=None), None, Heard(), "waiting"),
        (replace(CLIENT, way="hook", link=None), None, Heard(), "message"),
        (replace(CLIENT, way="hook", link=None), None, Heard(5, 4), "signed"),
        (replace(CLIENT, way="hook", link=None), None, Heard(5, 6), "forged"),
    ],
)
def test_a_test_comes_to_one_verdict_and_both_languages_say_it(
    renderer: Renderer, feed: FeedView, fault: str | None, heard: Heard, said: str
) -> None:
    assert verdict(feed, fault, heard) == said
    for lang in LANGUAGES:
        given = Given(fault, heard, "http://here/hook" if feed.way == "hook" else None)
        html = feeding.one(
            renderer.pane, lang, feed, page="controller", now_ms=made.NOW + 100, wall_ms=9, given=given, may=True
        )
        assert f'data-verdict="{said}"' in nested(html)
        assert "feedtest." not in html
        assert "fact." not in html


def test_a_test_that_is_drawn_again_says_nothing_new_but_how_long_ago(renderer: Renderer) -> None:
    def said(now_ms: int) -> str:
        html = feeding.one(
            renderer.pane, "en", CLIENT, page="controller", now_ms=now_ms, wall_ms=9, given=Given(), may=True
        )
        return html.split('role="status">')[1].split("<")[0]

    assert said(made.NOW + 100) == said(made.NOW + 9_000) == "Messages come"


def test_pane_says_what_came_last_what_is_lacking_and_what_nobody_knows(renderer: Renderer) -> None:
    feed = replace(CLIENT, unknown={"WebcastNew": 3}, estimates=("comment",), twice=True)
    html = feeding.one(
        renderer.pane, "en", feed, page="controller", now_ms=made.NOW + 100, wall_ms=9, given=Given(), may=False
    ).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "last 0.4 s ago: comment", "WebcastNew × 3", "Only an estimate:", "the file counts",
        "Does not bring (unknown):</span> viewers, like, follow, impression, click, order, stock",
    ):  # fmt: skip
        assert words in html, words
    assert "data-feed-retry" not in html


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said("silent", {"seconds": "60"}), ("已连接，但 60 秒没有任何消息", "Connected, but silent for 60 s.")),
        (Said("without", {"what": "like", "seconds": "9"}), ("已连接，但 9 秒没有点赞", "Connected, but no like for 9 s.")),
        (Said("no_text", {"file": "a&b"}, "key"), ("key：a&amp;b 不是文本。", "key: a&amp;b is no text.")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_pages_language(renderer: Renderer, said: Said, words: tuple[str, str]) -> None:
    feed = replace(CLIENT, link="down", why="so in English")
    for lang, wanted in zip(LANGUAGES, words, strict=True):
        html = feeding.one(
            renderer.pane, lang, feed, page="controller", now_ms=0, wall_ms=9, given=Given(said=said), may=False
        )
        assert (wanted in nested(html).replace("\N{NO-BREAK SPACE}", " "), feed.why in html) == (True, False)
    html = feeding.one(renderer.pane, "zh-CN", feed, page="controller", now_ms=0, wall_ms=9, given=Given(), may=False)
    assert '<p class="air" lang="en">so in English</p>' in html


def test_form_shows_values_but_of_a_secret_only_that_it_is_set(renderer: Renderer) -> None:
    fields = [Field("url", "Where", "ws://a", False, "ws://b", False), Field("token", "Word", None, True, None, True)]
    sort = Sort("douyinlive", {"zh-CN": "中", "en": "En"}, "client", ("comment",), ())
    for lang in LANGUAGES:
        html = nested(feeding.form(renderer.pane, lang, page="controller", kind=sort, name="a&b", fields=fields))
        assert 'value="ws://b"' in html
        assert 'type="password"' in html
        assert "a&amp;b" in html


def test_kinds_and_answers_are_said_in_both_languages(renderer: Renderer) -> None:
    sort = Sort("obalive", {"zh-CN": "中", "en": "En"}, "client", ("comment", "order"), ("order",))
    for lang in LANGUAGES:
        assert 'data-pane="feed-new/obalive"' in nested(feeding.kinds(renderer.pane, lang, [sort]))
        assert "refused." not in feeding.refused(renderer.pane, lang, "feed_moved", "url is another now")
        told = {"taken": 3, "refused": 2, "unreadable": 1, "made_up": 0}
        assert "3" in feeding.retried(renderer.pane, lang, told)
        assert "87" in feeding.retried(renderer.pane, lang, told | {"made_up": 87})
    assert "url is another now" in feeding.refused(renderer.pane, "en", "feed_moved", "url is another now")


def test_every_fact_and_every_option_of_our_kinds_has_chinese_words(renderer: Renderer) -> None:
    kinds = [find(name) for name in names()]
    words = [f"fact.{kind.__struct_config__.tag}" for kind in EVENT_TYPES]
    words += [f"option.{option.name}" for kind in kinds for option in kind.options]
    sort = Sort(
        "x", {"zh-CN": "中", "en": "En"}, "client", tuple(w.removeprefix("fact.") for w in words if w[0] == "f"), ()
    )
    assert "fact." not in feeding.kinds(renderer.pane, "zh-CN", [sort])
    for option in {o.name: o for kind in kinds for o in kind.options}.values():
        field = Field(option.name, "ENGLISH", None, False, None, False)
        html = feeding.form(renderer.pane, "zh-CN", page="controller", kind=sort, name=None, fields=[field])
        assert "ENGLISH" not in html, option.name


@pytest.mark.parametrize("again", [True, False])
def test_rejects_that_nothing_reads_again_are_said_so_instead_of_a_button(renderer: Renderer, again: bool) -> None:
    html = feeding.one(
        renderer.pane, "en", CLIENT, page="controller", now_ms=0, wall_ms=9, given=Given(again=again), may=True
    )
    assert ("data-feed-retry" in html) is again
    assert ("nothing that reads them again" in html) is not again


@pytest.mark.parametrize("note", ["locations", "whole_shop", "rooms_untold"])
def test_what_is_to_be_said_of_what_a_feed_brings_stands_in_both_languages(renderer: Renderer, note: str) -> None:
    for lang in LANGUAGES:
        html = feeding.one(
            renderer.pane,
            lang,
            CLIENT,
            page="controller",
            now_ms=made.NOW,
            wall_ms=9,
            given=Given(notes=(note,)),
            may=True,
        )
        assert "feednote." not in nested(html)
        assert html != feeding.one(
            renderer.pane, lang, CLIENT, page="controller", now_ms=made.NOW, wall_ms=9, given=Given(), may=True
        )
