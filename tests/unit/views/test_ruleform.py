"""A rule's form: what is typed in people's units becomes the rule exactly, and what cannot be is said at its field."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Level, Limit, Rule
from controlroom.views.ruleform import Edge, Wrong, edited, form_of

RATE = Rule(
    id="rate", metric="conversion_rate_5m", below=Limit(value_millionths=25_000), clear=Limit(value_millionths=30_000),
    for_ms=60_000,
)  # fmt: skip
MONEY = Rule(id="gmv", metric="gmv_minor_5m", above=Limit(value_millionths=150_050_000_000))
LOW = Rule(
    id="low", metric="stock.available", by="sku", below=Limit(field="safety"),
    clear=Limit(field="safety", times_millionths=1_100_000),
    critical=Level(below=Limit(field="safety", times_millionths=250_000)),
)  # fmt: skip

SAFETY = {"zh-CN": "安全线", "en": "Safety line"}


def test_lines_are_shown_as_people_type_them() -> None:
    rate = form_of(RATE, "CNY")
    assert (rate.fire, rate.clear, rate.critical, rate.side) == (
        Edge(text="2.5", unit="ratio"), Edge(text="3", unit="ratio"), None, -1
    )  # fmt: skip
    assert form_of(MONEY, "CNY").fire == Edge(text="1500.5", unit="money")
    assert form_of(MONEY, "JPY").fire == Edge(text="150050", unit="money")
    low = form_of(LOW, "CNY")
    assert (low.fire, low.clear, low.critical) == (
        Edge(text="1", unit="times", field="safety", called=SAFETY),
        Edge(text="1.1", unit="times", field="safety", called=SAFETY),
        Edge(text="0.25", unit="times", field="safety", called=SAFETY),
    )
    assert low.called == {"zh-CN": "剩余", "en": "Left"}


def test_what_is_typed_becomes_the_rule_in_its_own_unit() -> None:
    assert edited(RATE, {"fire": "2 %"}, "CNY").below == Limit(value_millionths=20_000)
    assert edited(MONEY, {"fire": "2,000"}, "CNY").above == Limit(value_millionths=200_000_000_000)
    changed = edited(LOW, {"fire": "1.2", "clear": "1.5", "critical": "0.5", "for_s": "30"}, "CNY")
    assert changed == replace(
        LOW, below=Limit(field="safety", times_millionths=1_200_000), clear=Limit(field="safety", times_millionths=1_500_000),
        critical=Level(below=Limit(field="safety", times_millionths=500_000)), for_ms=30_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"), [("１．５", 15_000), ("1。5％", 15_000), ("１，０００", 10_000_000), ("－2", -20_000)]
)
def test_a_number_is_read_as_a_chinese_keyboard_writes_it(text: str, value: int) -> None:
    assert edited(RATE, {"fire": text, "clear": ""}, "CNY").below == Limit(value_millionths=value)


@pytest.mark.parametrize("rule", [MONEY, replace(MONEY, clear=MONEY.above)])
@pytest.mark.parametrize(("fire", "value"), [("1600", 160_000_000_000), ("1400", 140_000_000_000)])
def test_a_rule_that_clears_where_it_fires_goes_on_doing_so_when_its_line_moves(
    rule: Rule, fire: str, value: int
) -> None:
    clear = form_of(rule, "CNY").clear
    assert clear is not None
    assert clear.text == ""
    moved = replace(MONEY, above=Limit(value_millionths=value))
    assert edited(rule, {"fire": fire, "clear": clear.text}, "CNY") == edited(rule, {"fire": fire}, "CNY") == moved
    own = edited(rule, {"fire": fire, "clear": "1000"}, "CNY")
    assert own == replace(moved, clear=Limit(value_millionths=100_000_000_000))


@pytest.mark.parametrize(("id_", "fire"), [("viewer_drop", "0.8"), ("online_surge", "1.3"), ("segment_over", "30")])
def test_a_ready_made_line_moves_to_its_stricter_side(id_: str, fire: str) -> None:
    assert edited(resolved()[id_], {"fire": fire, "clear": ""}, "CNY").clear is None


def test_a_clearing_line_of_its_own_stays_where_the_firing_one_moves_and_an_emptied_one_is_none() -> None:
    assert edited(RATE, {"fire": "2", "clear": "3"}, "CNY") == replace(RATE, below=Limit(value_millionths=20_000))
    assert edited(RATE, {"fire": "2.5", "clear": ""}, "CNY") == replace(RATE, clear=None)


def test_the_words_of_a_rule_are_typed_too() -> None:
    typed = {
        "severity": "critical",
        "owner": "li",
        "enabled": "false",
        "no_data": "ok",
        "keep_s": "0",
        "min_samples": "50",
    }
    assert edited(RATE, typed, "CNY") == replace(
        RATE, severity="critical", owner="li", enabled=False, no_data="ok", keep_ms=0, min_samples=50
    )


@pytest.mark.parametrize("rule", resolved().values(), ids=lambda rule: rule.id)
def test_what_is_not_touched_stays_exactly_as_it_was(rule: Rule) -> None:
    form = form_of(rule, "CNY")
    edges = {name: edge.text for name in ("fire", "clear", "critical") if (edge := getattr(form, name)) is not None}
    typed = edges | {
        "for_s": str(rule.for_ms // 1000), "keep_s": str(rule.keep_ms // 1000), "cooldown_s": str(rule.cooldown_ms // 1000),
        "severity": rule.severity,
        "owner": rule.owner, "enabled": "true" if rule.enabled else "false",
    }  # fmt: skip
    assert edited(rule, typed, "CNY") == rule


def test_a_method_gets_a_line_of_its_own_only_when_one_is_typed() -> None:
    drop = resolved()["viewer_drop"]
    changed = edited(drop, {"fire": "0.6"}, "CNY")
    assert changed.below == Limit(field="online.usual", times_millionths=600_000)
    assert changed.method == "viewer_drop"


def test_times_of_up_to_a_day_are_typed_and_what_is_not_whole_seconds_stays_where_it_is_not_touched() -> None:
    long = replace(RATE, for_ms=1500, keep_ms=7_200_000, cooldown_ms=86_400_000, min_samples=2_000_000)
    shown = {"for_s": "1", "keep_s": "7200", "cooldown_s": "86400", "min_samples": "2000000"}
    assert edited(long, shown, "CNY") == long
    assert edited(long, shown | {"keep_s": "5400"}, "CNY") == replace(long, keep_ms=5_400_000)


@pytest.mark.parametrize(
    ("rule", "typed", "field", "fault"),
    [
        (RATE, {"fire": "many"}, "fire", "not_a_number"),
        (RATE, {"fire": "NaN"}, "fire", "not_a_number"),
        (RATE, {"clear": "2"}, "clear", "wrong_side"),
        (MONEY, {"clear": "1501"}, "clear", "wrong_side"),
        (LOW, {"fire": "1.2"}, "clear", "wrong_side"),
        (RATE, {"for_s": "86401"}, "for_s", "too_long"),
        (RATE, {"keep_s": "-1"}, "keep_s", "not_whole"),
        (RATE, {"keep_s": "1.5"}, "keep_s", "not_whole"),
        (RATE, {"keep_s": "1m"}, "keep_s", "not_a_number"),
        (RATE, {"fire": " "}, "fire", "missing"),
        (RATE, {"for_s": "", "keep_s": "5"}, "for_s", "missing"),
        (RATE, {"min_samples": ""}, "min_samples", "missing"),
        (LOW, {"critical": "", "fire": "0.9"}, "critical", "missing"),
        (RATE, {"fire": "1.2.3"}, "fire", "not_a_number"),
        (RATE, {"fire": "1,5"}, "fire", "not_a_number"),
        (RATE, {"fire": "10,0000"}, "fire", "not_a_number"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(rule: Rule, typed: dict[str, str], field: str, fault: str) -> None:
    with pytest.raises(Wrong) as wrong:
        edited(rule, typed, "CNY")
    assert (wrong.value.field, wrong.value.fault) == (field, fault)
