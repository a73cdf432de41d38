"""Whether a rule holds together, before a form's or a program's becomes the show's.

Owns: what a rule must say and must not say.
Law: a rule that passes here can be evaluated; what a plan's own rules are checked for besides, `planfile` says with line
and column.
Must not know: the state, YAML.
"""

from __future__ import annotations

import re
from typing import Final

from controlroom.domain.alerts.readings import labels, metric
from controlroom.domain.alerts.rules import Level, Limit, Rule

MOST: Final = 200
"""So many rules a show may have."""

_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_DAY_MS: Final = 86_400_000
_TIMES: Final = (
    "for_ms", "keep_ms", "cooldown_ms", "after_ms", "hold_max_ms", "ack_timeout_ms", "escalate_after_ms",
)  # fmt: skip
_WIDE: Final = 10**24


def fault(rule: Rule) -> str | None:
    """Return what is wrong with a rule, in a sentence; None: nothing is."""
    if _ID.fullmatch(rule.id) is None:
        return "an id has 1 to 60 letters, digits, points, dashes and underlines"
    if (rule.metric is None) == (rule.method is None):
        return "give either a metric or a method"
    times = next((name for name in _TIMES if not 0 <= (getattr(rule, name) or 0) <= _DAY_MS), None)
    if times is not None:
        return f"{times} lies between 0 and a day"
    if rule.min_samples is not None and rule.min_samples < 0:
        return "min_samples is not below 0"
    if any(len(text) > 500 for text in rule.text.values()):
        return "a text has 500 letters at most"
    return _metric(rule) or _limits(rule)


def _metric(rule: Rule) -> str | None:
    if rule.metric is None or metric(rule.metric, rule.by) is not None:
        return None
    found = labels(rule.metric)
    if not found:
        return f"there is no metric {rule.metric!r}"
    return f"{rule.metric} is read by {', '.join(label or 'nothing' for label in found)}, not by {rule.by or 'nothing'}"


def _limits(rule: Rule) -> str | None:
    if rule.above is not None and rule.below is not None:
        return "give above or below, not both"
    if rule.metric is not None and rule.above is None and rule.below is None:
        return "a metric needs a threshold: above or below"
    given = [rule.above, rule.below, rule.clear, *_of_level(rule.critical)]
    for limit in given:
        wrong = _limit(limit) if limit is not None else None
        if wrong is not None:
            return wrong
    if rule.critical is None:
        return None
    if (rule.critical.above is None) == (rule.critical.below is None):
        return "critical needs one threshold: above or below"
    if rule.metric is not None and (rule.critical.above is None) != (rule.above is None):
        return "critical lies on the same side as the rule's own threshold"
    return None


def _of_level(level: Level | None) -> tuple[Limit | None, ...]:
    return (level.above, level.below, level.clear) if level is not None else ()


def _limit(limit: Limit) -> str | None:
    if (limit.value_millionths is None) == (limit.field is None):
        return "a threshold is a number or a field"
    if abs(limit.value_millionths or 0) > _WIDE or not 0 < limit.times_millionths <= _WIDE:
        return "a threshold is a number that somebody could mean"
    return None
