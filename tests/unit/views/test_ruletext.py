"""A rule written for a plan, read as a plan's, is the rule again."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.domain.alerts.methods import METHODS
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Act, Label, Level, Limit, NoData, Phase, Rule
from controlroom.domain.alerts.sound import fault
from controlroom.planfile.resolve_rules import resolve_rules
from controlroom.planfile.sections import Rule as Told
from controlroom.planfile.yamltree import tree_of_yaml
from controlroom.views.newrule import FORM, OF, made
from controlroom.views.ruleform import SEVERITIES, Wrong, edited, form_of
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
    fire = form.fire
    assert fire is not None
    for part in ("fire", "clear", "critical"):
        edge = getattr(form, part)
        if edge is not None:
            typed[part] = str(float(edge.text or fire.text) + 0.01 * form.side)
    for clear in (
        typed.get("clear", ""),
        "",
    ):  # emptied, it clears where it fires, also where the ready-made one does not
        changed = edited(rule, typed | {"clear": clear}, "CNY")
        assert read(written(changed)) == changed
    assert written(rule) == f"- {{id: {rule.id}}}"


def test_only_what_differs_is_written() -> None:
    low = resolved()["low_stock"]
    assert written(replace(low, keep_ms=60_000, below=Limit(field="safety", times_millionths=900_000))) == (
        "- {id: low_stock, below: {field: safety, times: 0.9}, clear: {field: safety, times: 1.1}, keep: 60s, "
        "critical: {below: {field: safety, times: 0.25}}}"
    )


def test_what_falls_away_of_a_ready_made_rule_is_written() -> None:
    low = replace(resolved()["low_stock"], clear=None, critical=None, playbook=None, cue=None, text={"en": "Low"})
    entry = "- {id: low_stock, without: [clear, critical, text, playbook, cue], text: {en: Low}}"
    assert written(low) == entry
    assert read(entry) == low


_NUMBERS = st.integers(-(10**12), 10**12)
_TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="{}"), min_size=1, max_size=20).filter(
    lambda text: text == text.strip()
)
_SECONDS = st.integers(0, 86_400).map(lambda s: s * 1000)
_NAMES = st.sampled_from(["小薇", "li", "no", "7", "o-1.b", "null"])


@st.composite
def _limits(draw: st.DrawFn, fields: tuple[str, ...]) -> Limit:
    field = draw(st.sampled_from((None, *fields)))
    if field is None:
        return Limit(value_millionths=draw(_NUMBERS))
    return Limit(field=field, times_millionths=draw(st.integers(1, 10**9) | st.just(1_000_000)))


@st.composite
def _rules(draw: st.DrawFn) -> Rule:
    """Draw a rule that holds together: one of one's own, or what a ready-made one may have been made."""
    base = draw(st.sampled_from([Rule(id="own"), *resolved().values()]))
    metric, by, fields = draw(st.sampled_from(_WATCHED))
    what = (
        {"method": draw(st.sampled_from(list(METHODS))), "metric": None, "by": by}
        if metric is None
        else {"metric": metric, "method": None, "by": by}
    )
    if draw(st.booleans()) and base.id != "own":
        what, fields = {}, (METHODS[base.method].below or METHODS[base.method].above).field if base.method else ()
        fields = (fields,) if isinstance(fields, str) else ()
    side = draw(st.sampled_from(["above", "below"]))
    line = draw(_limits(fields)) if metric is not None or what == {} else None
    changes = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "clear": st.none() | _limits(fields),
                "critical": st.none()
                | st.builds(
                    lambda limit, clear, for_ms: Level(**{side: limit}, clear=clear, for_ms=for_ms),
                    _limits(fields), st.none() | _limits(fields), _SECONDS,
                ),
                "for_ms": _SECONDS, "keep_ms": _SECONDS, "cooldown_ms": _SECONDS, "after_ms": _SECONDS, "hold_max_ms": _SECONDS,
                "ack_timeout_ms": st.none() | _SECONDS, "escalate_after_ms": st.none() | _SECONDS,
                "min_samples": st.none() | st.integers(0, 10**6), "severity": st.sampled_from(SEVERITIES), "owner": _NAMES,
                "no_data": st.none() | st.sampled_from(get_args(NoData)),
                "phases": st.lists(st.sampled_from(get_args(Phase)), unique=True).map(tuple),
                "text": st.dictionaries(st.sampled_from(["zh-CN", "en", "no", "de"]), _TEXTS),
                "playbook": st.none() | _NAMES, "cue": st.none() | _NAMES,
                "act": st.none() | st.sampled_from(get_args(Act)), "enabled": st.booleans(),
            },
        )
    )  # fmt: skip
    lines = {"above": None, "below": None} | ({side: line} if line is not None else {})
    rule = replace(base, **what, **(lines if what or draw(st.booleans()) else {}), **changes)
    assume(fault(rule) is None)
    return rule


_WATCHED: tuple[tuple[str | None, Label | None, tuple[str, ...]], ...] = (
    ("online", None, ("viewers", "online.usual")), ("stock.available", "sku", ("safety",)),
    ("conversion_rate_5m", None, ("conversion_rate",)), (None, None, ()), (None, "sku", ()),
)  # fmt: skip


@given(_rules())
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_whatever_holds_together_is_read_again_as_it_is(rule: Rule) -> None:
    assert read(written(rule)) == rule


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
