"""The panes about rules: the form, how often a changed rule would have fired, what is wrong with what was typed."""

from __future__ import annotations

import html as entities
import json
import re
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from msgspec.structs import replace

from controlroom.domain.alerts import sound
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.errors import Refusal
from controlroom.render import ruling
from controlroom.render.locale import LANGUAGES, read_catalog
from controlroom.render.pages import Renderer
from controlroom.render.ruling import Tried
from controlroom.render.web import find_web
from controlroom.views.alert_shapes import RuleView
from controlroom.views.backtest import Firing
from controlroom.views.newrule import FORM
from controlroom.views.ruleform import Fault, Wrong, form_of
from tests.unit.render import made
from tests.unit.render.made_tasks import TEAM
from tests.unit.render.moment import MINUTE, NOW, both
from tests.unit.render.test_pages import Nesting, golden

SPANS = [
    Tried(ago=0, from_ms=NOW - 60 * MINUTE, to_ms=NOW, before=(Firing(NOW - MINUTE, "cream-50", "warning"),),
          after=tuple(Firing(NOW - n * MINUTE, "cream-50", "warning", NOW - n * MINUTE + 95_000) for n in (30, 20, 9))),
    Tried(ago=1, from_ms=NOW - 8000 * MINUTE, to_ms=NOW - 7800 * MINUTE, before=(), after=()),
]  # fmt: skip


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def line(rule: Rule) -> RuleView:
    return RuleView(
        id=rule.id, title=both("规则", "The rule"), metric=rule.metric, severity=rule.severity, owner=rule.owner,
        enabled=rule.enabled,
    )  # fmt: skip


def form(renderer: Renderer, rule: Rule, lang: str = "en") -> str:
    return ruling.form(renderer.pane, lang, form_of(rule, "CNY"), line(rule), TEAM, made.show(), 812)


def tried(renderer: Renderer, rule: Rule, spans: list[Tried], lang: str = "en") -> str:
    names = {"cream-50": both("面霜", "Night cream")}
    return ruling.tried(renderer.pane, lang, rule, spans, names, made.show())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_firing_is_called_as_it_was_then(renderer: Renderer) -> None:
    fired = (Firing(NOW, "cream-50", "warning", title=both("问题", "Which skin?")), Firing(NOW, "cream-50", "warning"))
    html = tried(renderer, resolved()["low_stock"], [replace(SPANS[0], after=fired)])
    assert re.search(r"\d Night cream · \d\d:\d\d Which skin\?", words(html))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_form_and_answer_are_the_golden_ones(renderer: Renderer, lang: str) -> None:
    golden(f"panes/rule.low_stock.{lang}.html", form(renderer, resolved()["low_stock"], lang))
    golden(f"panes/rule_tried.{lang}.html", tried(renderer, resolved()["low_stock"], SPANS, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_of_a_new_rule_is_the_golden_one_and_nests(renderer: Renderer, lang: str) -> None:
    html = ruling.new_form(renderer.pane, lang, FORM, TEAM, made.show(), 812)
    golden(f"panes/rule_new.{lang}.html", html)
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.faults, nesting.open) == ([], [])


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("unanswered", "Question open for (of 10 people or more)"),
        ("refund_spike", "Refunds by chance (with 99.9 % certainty, 4 at least)"),
        ("viewer_drop", 'name="min_samples" inputmode="numeric" maxlength="7" value="30"'),
    ],
)
def test_the_form_says_under_which_condition_a_rule_fires_at_all(renderer: Renderer, rule: str, said: str) -> None:
    assert said in form(renderer, resolved()[rule])
    assert "min_samples" not in form(renderer, resolved()["low_stock"])


def test_a_rule_of_ones_own_can_be_removed_others_cannot(renderer: Renderer) -> None:
    rule = Rule(id="own_1", metric="online", above=Limit(value_millionths=5_000_000))
    html = ruling.form(renderer.pane, "en", form_of(rule, "CNY"), replace(line(rule), own=True), TEAM, made.show(), 812)
    (vals,) = re.findall(r"hx-vals='([^']*)'", html)
    assert json.loads(entities.unescape(vals)) == {"type": "rules.remove", "rule": "own_1"}
    assert "rules.remove" not in form(renderer, resolved()["low_stock"])
    assert 'name="text" maxlength="500" value=""' in html
    assert "Another number is another rule" in html
    assert 'name="by"' not in html  # who is online is told of the show alone
    units = replace(rule, metric="units", by="sku", text={"zh-CN": "快", "en": "Fast"})
    more = ruling.form(
        renderer.pane, "en", form_of(units, "CNY"), replace(line(units), own=True), TEAM, made.show(), 812
    )
    assert '<option value="sku" selected>' in more
    assert 'name="text" maxlength="500" value="Fast"' in more
    assert 'name="text"' not in form(renderer, resolved()["low_stock"])
    assert 'data-copy="- {id: own_1, metric: online, above: 5}"' in html
    changed = replace(line(rule), changed=True)
    assert "data-copy" in ruling.form(renderer.pane, "en", form_of(rule, "CNY"), changed, TEAM, made.show(), 812)
    assert "data-copy" not in form(renderer, resolved()["low_stock"])


@pytest.mark.parametrize("rule", resolved().values(), ids=lambda rule: rule.id)
def test_every_ready_made_rule_has_a_form_that_nests(renderer: Renderer, rule: Rule) -> None:
    for lang in LANGUAGES:
        html = form(renderer, rule, lang)
        nesting = Nesting()
        nesting.feed(html)
        assert (nesting.faults, nesting.open) == ([], [])
        assert 'name="for_s"' in html


def test_the_answer_says_how_often_in_the_last_hour_and_in_past_shows(renderer: Renderer) -> None:
    told = words(tried(renderer, resolved()["low_stock"], SPANS))
    assert "only whole minutes are kept" not in told
    assert "Reckoned from the journal, record by record" in told
    assert "The last hour (from 19:14) 1 3 20:05 Night cream (1:35) · 19:54" in told
    assert "The show before 0 0 —" in told
    assert "Times it would have fired in the last hour: 3" in told
    assert "2 shows ago 0 0 —" in words(tried(renderer, resolved()["low_stock"], [replace(SPANS[1], ago=2)]))


def test_only_the_rule_that_was_tried_can_be_saved_and_whole(renderer: Renderer) -> None:
    rule = replace(resolved()["low_stock"], for_ms=30_000)
    html = tried(renderer, rule, SPANS)
    (vals,) = re.findall(r"hx-vals='([^']*)'", html)
    given = json.loads(entities.unescape(vals))
    assert given["type"] == "rules.set"
    assert json.loads(given["rule"])["for_ms"] == 30_000
    assert json.loads(given["rule"])["text"]["en"] == rule.text["en"]


def test_what_is_told_from_kept_values_says_so_with_what_it_cannot_see(renderer: Renderer) -> None:
    told = words(tried(renderer, resolved()["low_stock"], [SPANS[0], replace(SPANS[1], source="kept")]))
    assert "Reckoned from the journal" in told
    assert "The show before kept values 0 0 —" in told
    assert "only whole minutes are kept" in told


def test_what_cannot_be_told_says_so_and_the_rule_can_still_be_saved(renderer: Renderer) -> None:
    recorded = [replace(one, after=None, source="recorded") for one in SPANS]
    lost = tried(renderer, resolved()["feed_silent"], recorded)
    assert "there stands how often the rule as it stood did fire" in lost
    assert "The last hour (from 19:14) as recorded 1 — 20:13 Night cream" in words(lost)
    assert "would have fired" not in lost
    assert "rules.set" in lost
    assert "nothing to try it on" in tried(renderer, resolved()["low_stock"], [])


def test_a_new_rule_is_compared_with_nothing(renderer: Renderer) -> None:
    new = [replace(one, before=None) for one in SPANS]
    told = words(ruling.tried(renderer.pane, "en", resolved()["low_stock"], new, {}, made.show(), new=True))
    assert "Span Would fire Fired at The last hour (from 19:14) 3 20:05" in told


def test_a_rule_that_is_switched_off_fires_never(renderer: Renderer) -> None:
    told = words(tried(renderer, replace(resolved()["low_stock"], enabled=False), SPANS))
    assert "The last hour (from 19:14) 1 — " in told
    assert "would have fired" not in told.replace("when it would have fired", "")


def test_a_rule_that_is_off_as_it_stands_has_not_fired_either(renderer: Renderer) -> None:
    told = words(ruling.tried(renderer.pane, "en", resolved()["low_stock"], SPANS, {}, made.show(), stands=False))
    assert "The last hour (from 19:14) — 3 " in told


def test_what_is_wrong_is_said_with_its_field(renderer: Renderer) -> None:
    by = words(ruling.wrong(renderer.pane, "zh-CN", Wrong("by", "not_by", (None, "sku"))))
    assert by == "按什么看：这个数不是这样统计的，可以选：整场、每个商品"
    html = ruling.wrong(renderer.pane, "en", Wrong("clear", "wrong_side"))
    assert 'data-field="clear"' in html
    assert words(html) == "Clears: the clearing line must lie on the safe side of the firing one"


def said(kind: object) -> set[str]:
    """Every text of a union of Literals."""
    parts = get_args(kind)
    return set().union(*map(said, parts)) if parts else {str(kind)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_makes_no_rule_has_words_for_its_part_and_its_fault(lang: str) -> None:
    words = read_catalog(find_web(), lang).gettext
    faults = said(Fault) | {"many_rules"}
    keys = {f"wrong.{fault}" for fault in faults} | {f"rule.{field}" for field in said(sound.Field) | {"window"}}
    assert {key for key in keys if words(key) == key} == set()
    assert f"{sound.MOST}" in words("wrong.many_rules")
    with (find_web() / "locale" / lang.replace("-", "_") / "LC_MESSAGES" / "messages.po").open("rb") as file:
        spoken = {str(message.id).removeprefix("wrong.") for message in read_po(file) if "wrong." in str(message.id)}
    assert spoken == faults


def test_a_refused_rule_says_a_whole_sentence_of_what_its_number_is_told_of(renderer: Renderer) -> None:
    typed = words(ruling.wrong(renderer.pane, "en", Wrong("by", "not_by", ("sku", None))))
    assert typed.endswith("this number is not told so; it is told of: each product, the whole show")
    refusal = Refusal(code="bad_rule", message="", about="own_1", part="by", fault="not_by")
    assert words(renderer.refusal("en", refusal)).endswith("this number is not told so")
