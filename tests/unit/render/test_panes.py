"""What a page asks for by itself."""

import re

import pytest
from msgspec.structs import replace

from controlroom.domain.topics import Topic
from controlroom.feeds.reasons import reason
from controlroom.render import panes
from controlroom.render.contributed import DIVISIONS, Division
from controlroom.render.locale import LANGUAGES
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.views.shapes import ApartView, DipView
from controlroom.views.usual import Past
from tests.unit.render import made
from tests.unit.render.made_plan import FOUND
from tests.unit.render.test_pages import Nesting, golden


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def definition(renderer: Renderer, code: str, lang: str = "en") -> str:
    newest = [("audience", made.NOW - 3_000), ("order", made.NOW - 14_000)]
    return panes.definition(renderer.pane, lang, code, made.views(), made.NOW, newest=newest)


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


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Newest fact viewers -:-- · order -:--"), ("zh-CN", "最新一条 在线与累计人数 -:-- · 订单 -:--")],
)
def test_definition_says_how_old_what_it_is_made_of_is(renderer: Renderer, lang: str, words: str) -> None:
    html = definition(renderer, "conversion_rate_5m", lang)
    assert words in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert f'data-since="{made.NOW - 14_000}"' in html
    untold = panes.definition(renderer.pane, lang, "profit_minor", made.views(), made.NOW, newest=[("spend", 1)])
    assert 'data-since="1"' not in untold, "who is not shown the figure is told nothing of what it is made of"


def test_definition_says_the_dip_and_what_the_platform_says(renderer: Renderer) -> None:
    dip = DipView(state="look", sure=4.2, odds=60, since_ms=made.NOW - 300_000, expected=96, seen=62)
    views = made.views() | {Topic.KPI: replace(made.kpi(), dip=dip)}
    html = panes.definition(renderer.pane, "en", "conversion_rate_5m", views, made.NOW)
    assert "Since 20:09:07 there should have been 96 orders, and 62 came; chance alone does that once in 60." in html
    assert "dip" not in panes.definition(renderer.pane, "en", "conversion_rate", views, made.NOW)
    told = panes.definition(renderer.pane, "en", "gmv_minor", views, made.NOW)
    assert "罗盘 20:10" in told
    assert "¥79,800" in told


def test_definition_says_what_was_usual_at_this_minute(renderer: Renderer) -> None:
    usual = {"en": "¥61,200 · ¥48,000 – ¥75,000 · 4 shows", "zh-CN": "¥61,200 · ¥48,000 – ¥75,000 · 4 场"}
    for lang, words in usual.items():
        past = Past(4_800_000, 6_120_000, 7_500_000, 4)
        html = panes.definition(renderer.pane, lang, "gmv_minor", made.views(), made.NOW, past)
        assert words in re.sub(r"<[^>]+>", "", html)


def test_definition_says_what_is_in_no_figure(renderer: Renderer) -> None:
    views = made.views() | {Topic.KPI: replace(made.kpi(), apart=ApartView(facts=1_204, orders=3))}
    html = panes.definition(renderer.pane, "en", "gmv_minor", views, made.NOW)
    assert "Staff and test accounts, in no figure: 3 orders, 1,204 facts" in html


def test_definition_says_how_much_of_its_window_is_not_known(renderer: Renderer) -> None:
    kpi = made.kpi()
    tile = replace(kpi.tiles["conversion_rate_5m"], state="unsure", missed_ms=92_000)
    views = made.views() | {Topic.KPI: replace(kpi, tiles=kpi.tiles | {"conversion_rate_5m": tile})}
    html = panes.definition(renderer.pane, "en", "conversion_rate_5m", views, made.NOW)
    assert "1:32 of this span are not known: the server was away, or no feed told" in html
    assert "unsure" in html
    assert "are not known" not in panes.definition(renderer.pane, "en", "conversion_rate", views, made.NOW)


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
        ("orders", "missing_field", "lines[].sku", "lines[3].sku is missing: add it.", 2, made.NOW - 1_000),
        ("room", "unknown_type", "type", "There is no event 'join'", 1, made.NOW),
    ]
    assert panes.by_reason(()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rejects_are_the_golden_ones(renderer: Renderer, lang: str) -> None:
    golden(f"panes/rejects.{lang}.html", panes.rejects(renderer.pane, lang, REJECTED, made.views(), reason))


def test_a_reason_is_said_in_the_pages_words_and_one_that_nobody_knows_as_it_stands(renderer: Renderer) -> None:
    html = panes.rejects(renderer.pane, "zh-CN", REJECTED, made.views(), reason)
    assert "<b>缺少 lines[3].sku：请补上。</b>" in html
    assert "lines[3].sku is missing: add it." in html, "the table to copy is as the interface has it"
    assert "<b>There is no event" in html


def test_nothing_rejected_is_said(renderer: Renderer) -> None:
    assert "Nothing was rejected" in panes.rejects(renderer.pane, "en", (), made.views(), reason)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("by", DIVISIONS)
def test_what_changed_is_the_golden_one(renderer: Renderer, by: Division, lang: str) -> None:
    html = panes.changed(renderer.pane, lang, made.changed(), by, made.views())
    golden(f"panes/changed.{by}.{lang}.html", html)
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])


def test_what_changed_says_its_sum_its_windows_and_that_it_names_no_cause(renderer: Renderer) -> None:
    html = panes.changed(renderer.pane, "en", made.changed(), "factors", made.views())
    for words in ("20:04–20:09 → 20:09–20:14", "−9,390", "−10,874", "+1,240", "parts, not causes"):
        assert words in html
    assert "<b>价高" not in html


def test_where_no_feed_brings_orders_what_changed_says_so_and_no_sum(renderer: Renderer) -> None:
    none = replace(made.changed(), change_minor=None, factors=(), volume_minor={}, parts=(), unfed="order")
    for by in DIVISIONS:
        html = panes.changed(renderer.pane, "en", none, by, made.views())
        assert ("No feed brings orders" in html, "GMV <b" in html) == (True, False)


def test_windows_that_touch_are_written_by_their_three_instants(renderer: Renderer) -> None:
    view = made.changed()
    half = replace(
        view,
        a=replace(view.a, from_ms=view.a.from_ms + 30_000, to_ms=view.a.to_ms + 30_000),
        b=replace(view.b, from_ms=view.b.from_ms + 30_000, to_ms=view.b.to_ms + 30_000),
    )
    assert "20:04:30 → 20:09:30 → 20:14:30" in panes.changed(renderer.pane, "en", half, "factors", made.views())


def test_before_anything_has_passed_that_is_said_and_a_wall_has_nothing_to_press(renderer: Renderer) -> None:
    assert "Nothing has passed yet" in panes.changed(renderer.pane, "en", None, "factors", made.views())
    assert "<button" not in panes.changed(renderer.pane, "en", made.changed(), "factors", made.views(), wall=True)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reached", [None, 3, 12])
def test_check_of_a_plan_is_the_golden_one(renderer: Renderer, lang: str, reached: int | None) -> None:
    rehearsed = (reached, 12) if reached else None
    html = panes.plan_check(renderer.pane, lang, FOUND, made.views(), version=3, saved_ms=made.NOW, rehearsed=rehearsed)
    golden(f"panes/plan_check.{reached}.{lang}.html", html)
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])
    assert html.index("bad_wording" if "bad_wording" in html else "全网最低价") < html.index("No papers")


@pytest.mark.parametrize(
    ("lang", "asked", "stands"),
    [
        ("en", "a claim about price: nobody can prove it → say today&#39;s price · A person decides",
         "a claim about price: nobody can prove it · Let stand by li: 官方证书在手"),
        ("zh-CN", "价格宣称：没人能证明 → 说今天的价 · 由人来定", "价格宣称：没人能证明 · li 决定保留：官方证书在手"),
    ],
)  # fmt: skip
def test_wording_has_its_category_and_that_a_person_decides_or_who_let_it_stand(
    renderer: Renderer, lang: str, asked: str, stands: str
) -> None:
    asks, let = (
        panes.plan_check(renderer.pane, lang, [one], made.views(), version=1, saved_ms=made.NOW, rehearsed=None)
        for one in FOUND
        if one.word is not None
    )
    assert asked in asks
    assert stands in let
    assert "→" not in let


def test_check_says_that_there_is_no_text_and_that_nothing_is_found(renderer: Renderer) -> None:
    def said(found: tuple[panes.Found, ...] | None) -> str:
        return panes.plan_check(renderer.pane, "en", found, made.views(), version=None, saved_ms=None, rehearsed=None)

    assert "Nothing found" in said(())
    assert "came without its text" in said(None)


def test_what_is_found_is_said_in_the_pages_language_where_somebody_has(renderer: Renderer) -> None:
    known = FOUND[0]._replace(chinese="没有登记资质。加上 papers。")

    def drawn(lang: str) -> str:
        return panes.plan_check(
            renderer.pane, lang, [known], made.views(), version=1, saved_ms=made.NOW, rehearsed=None
        )

    assert "没有登记资质。加上 papers。" in drawn("zh-CN")
    assert "No papers are listed. Add papers." not in drawn("zh-CN")
    assert "No papers are listed. Add papers." in drawn("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_of_the_hosts_figures_is_the_golden_one(renderer: Renderer, lang: str) -> None:
    html = panes.host_numbers(renderer.pane, lang, made.views())
    golden(f"panes/host_numbers.{lang}.html", html)
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])
