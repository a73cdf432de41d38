"""A plan's rules: made whole, checked, told at their line."""

from __future__ import annotations

import pytest

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Level, Limit, Rule
from controlroom.planfile.resolve_rules import resolve_rules
from controlroom.planfile.sections import Rule as Told
from controlroom.planfile.yamltree import tree_of_yaml


def read(rule: str) -> tuple[Rule, list[str]]:
    tree = tree_of_yaml(f"rules:\n  - {rule}\n")
    entries = tree.at(("rules",))
    assert isinstance(entries, list)
    told = [Told.model_validate(entry) for entry in entries]
    [found] = resolve_rules(told, ("rules",), tree)
    return found, [f"{f.line}:{f.column} {f.code} {f.message}" for f in tree.findings]


def test_a_new_rule_is_whole() -> None:
    rule, findings = read(
        "{id: hot, metric: online, above: 50, clear: 30.5, for: 1m, keep: 2m, cooldown: 5m, after: 15m, severity: critical, "
        "owner: analyst, text: Crowded, phases: [planned, live], hold_max: 1m, min_samples: 5, no_data: ok, "
        "ack_timeout: 2m, escalate_after: 30s}"
    )
    assert findings == []
    assert rule == Rule(
        id="hot", metric="online", above=Limit(value_millionths=50_000_000), clear=Limit(value_millionths=30_500_000),
        for_ms=60_000, keep_ms=120_000, cooldown_ms=300_000, after_ms=900_000, severity="critical", owner="analyst",
        text={"zh-CN": "Crowded", "en": "Crowded"}, phases=("planned", "live"), hold_max_ms=60_000, min_samples=5,
        no_data="ok", ack_timeout_ms=120_000, escalate_after_ms=30_000,
    )  # fmt: skip


def test_what_a_change_does_not_say_stays_as_it_is_ready_made() -> None:
    ready = resolved()["low_stock"]
    assert read("{id: low_stock, enabled: false}") == (_replaced(ready, enabled=False), [])
    assert read("{id: low_stock, keep: 1m, text: {en: Low}}") == (
        _replaced(ready, keep_ms=60_000, text={**ready.text, "en": "Low"}), [],
    )  # fmt: skip
    assert read("{id: low_stock, clear: {field: safety, times: 1.2}}") == (
        _replaced(ready, clear=Limit(field="safety", times_millionths=1_200_000)), [],
    )  # fmt: skip


def test_another_line_keeps_what_still_lies_on_its_side() -> None:
    ready = resolved()["low_stock"]
    near = Limit(field="safety", times_millionths=500_000)
    assert read("{id: low_stock, below: {field: safety, times: 0.5}}") == (_replaced(ready, below=near), [])
    far = Limit(field="safety", times_millionths=1_500_000)
    assert read("{id: low_stock, below: {field: safety, times: 1.5}}") == (_replaced(ready, below=far, clear=None), [])
    least = Limit(field="safety", times_millionths=100_000)
    assert read("{id: low_stock, below: {field: safety, times: 0.1}}") == (
        _replaced(ready, below=least, critical=None), [],
    )  # fmt: skip
    assert read("{id: low_stock, below: 20}") == (
        _replaced(ready, below=Limit(value_millionths=20_000_000), clear=None, critical=None), [],
    )  # fmt: skip


def test_a_ready_made_rule_may_turn_round_or_watch_something_else() -> None:
    rule, findings = read("{id: gmv_behind, above: 2, clear: 1.5}")
    assert findings == []
    assert (rule.above, rule.below, rule.clear) == (
        Limit(value_millionths=2_000_000), None, Limit(value_millionths=1_500_000),
    )  # fmt: skip
    rule, findings = read("{id: viewer_drop, metric: online, below: 100}")
    assert findings == []
    assert (rule.metric, rule.method) == ("online", None)


def test_a_critical_line_has_its_own_for() -> None:
    rule, findings = read("{id: a, metric: online, below: 50, critical: {below: 20, for: 30s}}")
    assert findings == []
    assert rule.critical == Level(below=Limit(value_millionths=20_000_000), for_ms=30_000)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{id: low_stok}", "bad_rule 'low_stok' watches nothing: add `metric: online`, or write the id of a ready-made rule"
         " (low_stock?)."),
        ("{id: a, metric: onlin, above: 5}", "unknown_metric There is no metric 'onlin': did you mean online?"),
        ("{id: a, metric: online, method: viewer_drop, above: 5}", "bad_rule A rule watches a metric or has a method"),
        ("{id: a, metric: online}", "bad_rule A metric needs a line: add `above: 50`"),
        ("{id: a, metric: online, above: 5, below: 3}", "bad_rule A rule fires above a line or below one"),
        ("{id: a, metric: stock.available, below: 5}", "bad_rule stock.available is told by sku only: write `by: sku`."),
        ("{id: a, metric: online, by: sku, below: 5}", "bad_rule online is not told by sku: leave `by` out."),
        ("{id: a, metric: orders, by: feed, below: 5}", "bad_rule orders is not told by feed: leave `by` out, or write"),
        ("{id: a, metric: online, above: 50, clear: 60}", "bad_rule While it fires it goes on above `clear`"),
        ("{id: a, metric: online, below: 50, clear: 40}", "bad_rule While it fires it goes on below `clear`"),
        ("{id: a, metric: online, above: 50, critical: {below: 40}}", "bad_rule The rule fires above its line, and so does"),
        ("{id: a, metric: online, above: 50, critical: {above: 40}}", "bad_rule The critical line lies on the calm side"),
        ("{id: a, metric: online, above: 50, critical: {for: 1m}}", "bad_rule The rule fires above its line, and so does"),
        ("{id: a, metric: stock.available, by: sku, below: {field: safty}}",
         "unknown_metric stock.available has no 'safty' beside it: did you mean safety?"),
        ("{id: viewer_drop, clear: {field: online.usual, times: 0.6}}", "bad_rule While it fires it goes on below"),
        ("{id: a, metric: online, above: 5, critical: {above: 9, clear: 10}}", "bad_rule Critical is cleared on the calm"),
        ("{id: a, metric: online, above: 5, critical: {above: 9, clear: {field: x}}}", "unknown_metric online has no 'x'"),
        ("{id: low_stock, without: [below]}", "bad_rule A metric needs a line"),
        ('{id: a, metric: online, above: 5, text: "{valu} now"}', "unknown_placeholder Nothing is called {valu} here: did"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_mend(rule: str, said: str) -> None:
    _, findings = read(rule)
    assert len(findings) == 1, findings
    assert findings[0].partition(" ")[2].startswith(said)


def test_a_finding_stands_at_the_key_that_is_wrong() -> None:
    assert read("{id: a, metric: onlin, above: 5}")[1][0].startswith("2:21 ")
    assert read("{id: a, metric: online, above: 50, clear: 60}")[1][0].startswith("2:40 ")
    assert read("{id: a, metric: online, above: 5, text: {en: x, zh-CN: '{y}'}}")[1][0].startswith("2:60 ")


def _replaced(rule: Rule, **changes: object) -> Rule:
    from msgspec import structs

    return structs.replace(rule, **changes)
