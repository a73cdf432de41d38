"""A rule of one's own: what is typed becomes a whole rule, and what cannot be is said at its field."""

from __future__ import annotations

from itertools import product

import pytest
from msgspec.structs import replace

from controlroom.domain.alerts.readings import metric
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.alerts.sound import fault
from controlroom.views.newrule import FORM, OF, OwnForm, made, next_id, own_form, retyped
from controlroom.views.ruleform import Wrong


def test_what_is_typed_in_peoples_units_becomes_the_rule() -> None:
    typed = {
        "metric": "gmv_minor", "window": "_5m", "by": "sku", "side": "below", "fire": "1,500.5", "clear": "2000", "for_s": "30",
        "keep_s": "60", "severity": "critical", "owner": "li", "text": "{title} 卖不动",
    }  # fmt: skip
    assert made("own_1", typed, "CNY") == Rule(
        id="own_1", metric="gmv_minor_5m", by="sku", below=Limit(value_millionths=150_050_000_000),
        clear=Limit(value_millionths=200_000_000_000), for_ms=30_000, keep_ms=60_000, severity="critical", owner="li",
        text={"zh-CN": "{title} 卖不动", "en": "{title} 卖不动"},
    )  # fmt: skip
    rate = made("own_2", {"metric": "conversion_rate", "window": "_5m", "fire": "2.5 %", "by": ""}, "CNY")
    assert (rate.above, rate.by, rate.owner, rate.severity) == (
        Limit(value_millionths=25_000), None, "analyst", "warning"
    )  # fmt: skip


def test_without_words_it_says_its_number_beside_its_line_in_both_languages() -> None:
    show = made("own_1", {"metric": "online", "fire": "100"}, "CNY")
    assert show.text == {"zh-CN": "在线 {value}（线 {threshold}）", "en": "Online {value} (line {threshold})"}
    each = made("own_1", {"metric": "stock.available", "by": "sku", "side": "below", "fire": "5"}, "CNY")
    assert each.text["en"] == "{title}: Left {value} (line {threshold})"
    recent = made("own_1", {"metric": "units", "window": "_5m", "fire": "5"}, "CNY")
    assert recent.text == {
        "zh-CN": "件数 5 分钟 {value}（线 {threshold}）",
        "en": "Units in 5 min {value} (line {threshold})",
    }


def test_whatever_the_form_offers_makes_a_rule_or_says_that_it_is_not_told_so() -> None:
    for choice, (suffix, _), by in product(FORM.choices, FORM.windows, OF):
        typed = {"metric": choice.name, "window": suffix, "by": by or "", "fire": "1"}
        if metric(choice.name + suffix, by) is not None:
            assert fault(made("own_1", typed, "CNY")) is None
            continue
        with pytest.raises(Wrong) as wrong:
            made("own_1", typed, "CNY")
        assert (wrong.value.field, wrong.value.fault) in {("by", "not_by"), ("window", "no_window")}
        assert wrong.value.fault == "no_window" or by not in wrong.value.by
    assert {choice.name for choice in FORM.choices} > {"online", "gmv_minor", "conversion_rate", "stock.available"}
    assert not {"stock.safety", "feed.silent_s"} & {choice.name for choice in FORM.choices}


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"metric": ""}, "metric", "missing"),
        ({"metric": "weather"}, "metric", "unknown_metric"),
        ({"fire": " "}, "fire", "missing"),
        ({"fire": "many"}, "fire", "not_a_number"),
        ({"clear": "101"}, "clear", "wrong_side"),
        ({"side": "below", "clear": "99"}, "clear", "wrong_side"),
        ({"by": "sku"}, "by", "not_by"),
        ({"window": "_5m"}, "window", "no_window"),
        ({"for_s": "86401"}, "for_s", "too_long"),
        ({"keep_s": "-1"}, "keep_s", "not_whole"),
        ({"text": "{valu} now"}, "text", "no_fact"),
        ({"text": "x" * 501}, "text", "long_text"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(typed: dict[str, str], field: str, why: str) -> None:
    with pytest.raises(Wrong) as wrong:
        made("own_1", {"metric": "online", "fire": "100", **typed}, "CNY")
    assert (wrong.value.field, wrong.value.fault) == (field, why)


def test_its_id_was_never_anothers() -> None:
    assert next_id({}) == "own_1"
    assert next_id({"low_stock": 1, "own_1": 2, "own_3": 3}) == "own_2"


USUAL = made("own_1", {"metric": "units", "fire": "5"}, "CNY")
TOLD = made("own_1", {"metric": "units", "fire": "5", "by": "sku", "text": "{title} 卖得快"}, "CNY")


def test_the_words_of_ones_own_rule_are_edited_and_stay_where_they_are_not() -> None:
    assert own_form(TOLD) == OwnForm(by=(None, "sku", "segment"), text=TOLD.text)
    assert retyped(TOLD, {"text": "{title} 卖得快 ", "by": "sku"}, "CNY") == TOLD
    assert retyped(TOLD, {"text": "快", "lang": "en"}, "CNY") == replace(TOLD, text={"zh-CN": "快", "en": "快"})
    emptied = retyped(TOLD, {"text": " "}, "CNY")
    assert emptied.text["zh-CN"] == "{title}：件数 {value}（线 {threshold}）"
    two = replace(TOLD, text={"zh-CN": "快", "en": "Fast"})
    assert retyped(two, {"text": "Fast", "lang": "en", "fire": "6"}, "CNY").text == two.text
    assert retyped(two, {"text": "Faster", "lang": "en"}, "CNY").text == {"zh-CN": "快", "en": "Faster"}
    with pytest.raises(Wrong) as wrong:
        retyped(TOLD, {"text": "{valu}"}, "CNY")
    assert (wrong.value.field, wrong.value.fault) == ("text", "no_fact")


def test_what_ones_own_rule_counts_by_is_edited_and_the_usual_words_go_with_it() -> None:
    assert own_form(USUAL).text == {}
    assert retyped(USUAL, {"text": "", "by": ""}, "CNY") == USUAL
    each = made("own_1", {"metric": "units", "fire": "5", "by": "segment"}, "CNY")
    assert retyped(USUAL, {"text": "", "by": "segment"}, "CNY") == each
    assert retyped(TOLD, {"text": TOLD.text["en"], "by": ""}, "CNY") == replace(TOLD, by=None)
    assert retyped(TOLD, {"by": "weather"}, "CNY") == TOLD


def test_a_rule_of_a_method_has_nothing_to_choose_of() -> None:
    wave = Rule(id="own_1", method="negative_wave", text={"zh-CN": "多", "en": "many"})
    assert own_form(wave).by == ()
    assert retyped(wave, {"text": "多"}, "CNY") == wave
