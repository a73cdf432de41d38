"""The rundown's panes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.render import segmenting
from controlroom.render.locale import LANGUAGES
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.views.fitting import Cut, Fit
from tests.unit.render import made
from tests.unit.render.test_pages import Nesting, golden


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def whole(html: str) -> str:
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])
    return html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_form_of_a_segment_is_the_golden_one(renderer: Renderer, lang: str) -> None:
    html = segmenting.segment(renderer.pane, lang, made.segment_form("serum"), made.show())
    golden(f"panes/segment.{lang}.html", whole(html))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_form_of_a_new_segment_is_the_golden_one(renderer: Renderer, lang: str) -> None:
    html = segmenting.segment(renderer.pane, lang, made.segment_form(None), made.show())
    golden(f"panes/segment-new.{lang}.html", whole(html))


def test_title_in_several_languages_is_edited_in_the_pages_own(renderer: Renderer) -> None:
    form = made.segment_form("serum")
    assert form.segment is not None
    html = segmenting.segment(renderer.pane, "en", form, made.show())
    assert 'name="title.en"' in html
    plain = replace(form, segment=replace(form.segment, title="Serum"))
    assert 'name="title"' in segmenting.segment(renderer.pane, "en", plain, made.show())


def test_what_is_on_air_is_neither_moved_nor_removed_and_locked_nothing_is_saved(renderer: Renderer) -> None:
    form = made.segment_form("serum")
    on_air = segmenting.segment(renderer.pane, "en", replace(form, on_air=True, ahead=False), made.show())
    assert "rundown.move" not in on_air
    assert "rundown.remove" not in on_air
    assert "starts_ms" not in on_air
    locked = segmenting.segment(renderer.pane, "en", replace(form, locked=True), made.show())
    assert 'type="submit" disabled' in locked
    assert "rundown.remove" not in locked


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cuts_are_the_golden_ones(renderer: Renderer, lang: str) -> None:
    html = segmenting.cuts(renderer.pane, lang, made.cuts(), made.show())
    golden(f"panes/fit.{lang}.html", whole(html))


def test_when_nothing_is_to_be_cut_or_nothing_can_be_it_is_said(renderer: Renderer) -> None:
    draw = renderer.pane
    assert "ends in time" in segmenting.cuts(draw, "en", Fit(over_ms=0, left_ms=0, cuts=()), made.show())
    assert "3:00 late, and nothing" in segmenting.cuts(
        draw, "en", Fit(over_ms=180_000, left_ms=180_000, cuts=()), made.show()
    )
    cut = Cut(segment="qa", title="Q", from_ms=60_000, to_ms=0, per_min_minor=None)
    html = segmenting.cuts(draw, "en", Fit(over_ms=90_000, left_ms=30_000, cuts=(cut,)), made.show())
    assert 'name="cuts.qa" value="0"' in html
    assert "Still 0:30 late" in html
