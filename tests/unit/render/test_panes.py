"""What a page asks for by itself."""

import re

import pytest

from controlroom.domain.topics import Topic
from controlroom.render import panes
from controlroom.render.locale import LANGUAGES
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from tests.unit.render import made
from tests.unit.render.test_pages import Nesting, golden


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def definition(renderer: Renderer, code: str, lang: str = "en") -> str:
    return panes.definition(renderer.pane, lang, code, made.views(), made.NOW)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["conversion_rate_5m", "gmv_minor", "online", "buyers"])
def test_definition_is_the_golden_one(renderer: Renderer, code: str, lang: str) -> None:
    html = definition(renderer, code, lang)
    golden(f"panes/definition.{code}.{lang}.html", html)
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])


def test_definition_says_all_that_its_tile_leaves_out(renderer: Renderer) -> None:
    html = re.sub(r"<[^>]+>|\s+", " ", definition(renderer, "conversion_rate_5m"))
    for words in ("Numerator 62", "Denominator 3,260", "1.5 % – 2.4 %", "5 min", "20:14:07", "buyers ÷ viewers"):
        assert words in re.sub(r"\s+", " ", html).replace("\N{NO-BREAK SPACE}", " ")


def test_unknown_value_is_said_in_words(renderer: Renderer) -> None:
    views = made.views() | {Topic.KPI: made.planned()[Topic.KPI]}
    html = panes.definition(renderer.pane, "en", "gmv_minor", views, made.NOW)
    assert "unknown" in html
    assert "<b>—</b>" in html


def test_code_that_is_no_kpi_is_an_error(renderer: Renderer) -> None:
    with pytest.raises(KeyError):
        definition(renderer, "nothing")


REJECTED = made.rejected()


def test_rejects_are_gathered_by_feed_reason_and_place() -> None:
    assert panes.by_reason(REJECTED) == [
        ("orders", "missing_field", "lines[].sku", "lines[3].sku is missing", 2, made.NOW - 1_000),
        ("room", "unknown_type", "type", "There is no event 'join'", 1, made.NOW),
    ]
    assert panes.by_reason(()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rejects_are_the_golden_ones(renderer: Renderer, lang: str) -> None:
    golden(f"panes/rejects.{lang}.html", panes.rejects(renderer.pane, lang, REJECTED, made.views()))


def test_nothing_rejected_is_said(renderer: Renderer) -> None:
    assert "Nothing was rejected" in panes.rejects(renderer.pane, "en", (), made.views())
