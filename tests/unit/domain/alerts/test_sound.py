from __future__ import annotations

from typing import Any, get_args

import pytest

from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import Level, Limit, Rule
from controlroom.domain.alerts.sound import Fault, Field, fault
from controlroom.render.locale import LANGUAGES, read_catalog
from controlroom.render.web import find_web

FIVE, SIX = Limit(value_millionths=5_000_000), Limit(value_millionths=6_000_000)


def rule(**more: Any) -> Rule:
    return Rule(**{"id": "hot", "metric": "online", "above": FIVE, **more})


@pytest.mark.parametrize("ready", READY, ids=lambda one: one.id)
def test_every_ready_made_rule_holds_together(ready: Rule) -> None:
    assert fault(ready) is None


@pytest.mark.parametrize(
    ("more", "field", "why", "said"),
    [
        ({"id": "two words"}, "id", "bad_id", "an id"),
        ({"method": "viewer_drop"}, "metric", "two_metrics", "either a metric or a method"),
        ({"metric": None}, "metric", "no_metric", "either a metric or a method"),
        ({"for_ms": -1}, "for_s", "not_a_time", "for_ms"),
        ({"keep_ms": 90_000_000}, "keep_s", "not_a_time", "keep_ms"),
        ({"min_samples": -1}, "min_samples", "negative", "min_samples"),
        ({"text": {"en": "x" * 501}}, "text", "long_text", "500 letters"),
        ({"text": {"en": "{valu} now"}}, "text", "no_fact", "nothing is called {valu}"),
        ({"text": {"zh-CN": "{ valu }"}}, "text", "no_fact", "nothing is called {valu}"),
        ({"metric": "weather"}, "metric", "unknown_metric", "no metric 'weather'"),
        ({"metric": "stock.available"}, "by", "not_by", "is read by sku, not by nothing"),
        ({"by": "sku"}, "by", "not_by", "is read by nothing, not by sku"),
        ({"below": FIVE}, "fire", "two_lines", "not both"),
        ({"above": None}, "fire", "no_line", "needs a threshold"),
        ({"above": Limit()}, "fire", "no_limit", "a number or a field"),
        ({"clear": Limit(value_millionths=10**30)}, "clear", "too_large", "somebody could mean"),
        ({"clear": Limit(field="usual", times_millionths=0)}, "clear", "too_large", "somebody could mean"),
        ({"clear": Limit(field="usuel")}, "clear", "unknown_metric", "no 'usuel' to compare with"),
        ({"critical": Level(above=Limit(field="safety"))}, "critical", "unknown_metric", "no 'safety' to compare with"),
        ({"clear": SIX}, "clear", "wrong_side", "on the calm side"),
        ({"above": None, "below": SIX, "clear": FIVE}, "clear", "wrong_side", "on the calm side"),
        ({"critical": Level()}, "critical", "no_line", "critical needs one"),
        ({"critical": Level(below=FIVE)}, "critical", "other_side", "same side"),
        ({"above": SIX, "critical": Level(above=FIVE)}, "critical", "calm_side", "beyond the rule's own"),
        ({"critical": Level(above=FIVE, clear=SIX)}, "critical", "wrong_side", "cleared on the calm side"),
    ],
)
def test_what_does_not_hold_together_is_said_with_its_part(
    more: dict[str, Any], field: str, why: str, said: str
) -> None:
    wrong = fault(rule(**more))
    assert wrong is not None
    assert (wrong.field, wrong.fault) == (field, why)
    assert said in wrong.said


def test_what_is_wrong_has_words_in_both_languages() -> None:
    for lang in LANGUAGES:
        known = read_catalog(find_web(), lang)
        for key in (*(f"rule.{one}" for one in get_args(Field)), *(f"wrong.{one}" for one in get_args(Fault))):
            assert known.gettext(key) != key, (lang, key)


def test_a_plain_rule_is_sound() -> None:
    assert fault(rule(critical=Level(above=FIVE), clear=FIVE)) is None
    assert fault(Rule(id="drop", method="viewer_drop")) is None
