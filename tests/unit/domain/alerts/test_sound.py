from __future__ import annotations

from typing import Any

import pytest

from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import Level, Limit, Rule
from controlroom.domain.alerts.sound import fault

FIVE = Limit(value_millionths=5_000_000)


def rule(**more: Any) -> Rule:
    return Rule(**{"id": "hot", "metric": "online", "above": FIVE, **more})


@pytest.mark.parametrize("ready", READY, ids=lambda one: one.id)
def test_every_ready_made_rule_holds_together(ready: Rule) -> None:
    assert fault(ready) is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": "two words"}, "an id"),
        ({"method": "viewer_drop"}, "either a metric or a method"),
        ({"metric": None}, "either a metric or a method"),
        ({"for_ms": -1}, "for_ms"),
        ({"keep_ms": 90_000_000}, "keep_ms"),
        ({"min_samples": -1}, "min_samples"),
        ({"text": {"en": "x" * 501}}, "500 letters"),
        ({"metric": "weather"}, "no metric 'weather'"),
        ({"metric": "stock.available"}, "is read by sku, not by nothing"),
        ({"by": "sku"}, "is read by nothing, not by sku"),
        ({"below": FIVE}, "not both"),
        ({"above": None}, "needs a threshold"),
        ({"above": Limit()}, "a number or a field"),
        ({"clear": Limit(value_millionths=10**30)}, "somebody could mean"),
        ({"clear": Limit(field="usual", times_millionths=0)}, "somebody could mean"),
        ({"critical": Level()}, "critical needs one"),
        ({"critical": Level(below=FIVE)}, "same side"),
    ],
)
def test_what_does_not_hold_together_is_said(more: dict[str, Any], said: str) -> None:
    wrong = fault(rule(**more))
    assert wrong is not None
    assert said in wrong


def test_a_plain_rule_is_sound() -> None:
    assert fault(rule(critical=Level(above=FIVE), clear=FIVE)) is None
    assert fault(Rule(id="drop", method="viewer_drop")) is None
