"""A rule written for a plan, read as a plan's, is the rule again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.planfile.resolve_rules import resolve_rules
from controlroom.planfile.sections import Rule as Told
from controlroom.planfile.yamltree import tree_of_yaml
from controlroom.views.newrule import FORM, OF, made
from controlroom.views.ruleform import Wrong, edited, form_of
from controlroom.views.ruletext import written


def read(entry: str) -> Rule:
    tree = tree_of_yaml(f"rules:\n  {entry}\n")
    entries = tree.at(("rules",))
    assert isinstance(entries, list)
    [found] = resolve_rules([Told.model_validate(one) for one in entries], ("rules",), tree)
    assert tree.findings == []
    return found


@pytest.mark.parametrize("rule", resolved().values(), ids=lambda rule: rule.id)
def test_a_changed_ready_made_rule_is_read_again_as_it_was_set(rule: Rule) -> None:
    typed = {
        "for_s": "31",
        "keep_s": "61",
        "severity": "info",
        "owner": "li",
        "enabled": "false",
        "no_data": "alerting",
    }
    form = form_of(rule, "CNY")
    for part in ("fire", "clear", "critical"):
        edge = getattr(form, part)
        if edge is not None:
            typed[part] = str(float(edge.text) + 0.01 * form.side)
    changed = edited(rule, typed, "CNY")
    assert read(written(changed)) == changed
    assert written(rule) == f"- {{id: {rule.id}}}"


def test_only_what_differs_is_written() -> None:
    low = resolved()["low_stock"]
    assert written(replace(low, keep_ms=60_000, below=Limit(field="safety", times_millionths=900_000))) == (
        "- {id: low_stock, below: {field: safety, times: 0.9}, keep: 60s}"
    )


def test_a_rule_of_ones_own_is_read_again() -> None:
    found = 0
    for choice in FORM.choices:
        for by in OF:
            typed = {"metric": choice.name, "window": "", "by": by or "", "fire": "1.5", "clear": "1", "for_s": "30"}
            for text in ("", '卖不动: "{value}" #1', "true", "No"):
                try:
                    rule = made("own_1", {**typed, "text": text, "owner": "小薇"}, "CNY")
                except Wrong:
                    continue
                assert read(written(rule)) == rule
                found += 1
    assert found > 100
