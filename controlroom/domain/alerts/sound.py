"""Whether a rule holds together, before a form's, a plan's or a program's becomes the show's.

Owns: what a rule must say and must not say, and the part that is wrong.
Law: a rule that passes here can be evaluated, and what fires can clear; where a plan's own rules are wrong, `planfile` says with
line and column.
Must not know: the state, YAML, languages of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import labels, metric, neighbour
from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import Label, Level, Limit, Rule
from controlroom.domain.plan import Text
from controlroom.domain.wordings import placeholders

MOST: Final = 200
"""So many rules a show may have."""

Field = Literal[
    "id", "metric", "by", "fire", "clear", "critical", "for_s", "keep_s", "cooldown_s", "after_s", "hold_max_s",
    "ack_timeout_s", "escalate_after_s", "min_samples", "text",
]  # fmt: skip
"""A part of a rule, as a form calls it: `fire` is `above` or `below`."""

Fault = Literal[
    "bad_id", "no_metric", "two_metrics", "unknown_metric", "not_by", "no_line", "two_lines", "no_limit", "too_large",
    "other_side", "wrong_side", "calm_side", "not_a_time", "negative", "long_text", "no_fact",
]  # fmt: skip
"""What is wrong with it; pages have words for each in both languages."""


class Wrong(NamedTuple):
    """What makes no rule. `said`: in a sentence, for programs."""

    field: Field
    fault: Fault
    said: str


FACTS: Final = tuple(
    dict.fromkeys(["title", "value", "threshold"] + [name for rule in READY for name in placeholders(rule.text)])
)
"""What a rule's text can name, besides its own label."""

_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
LONGEST_MS: Final = 86_400_000
"""None of a rule's times is longer: a day."""

_TIMES: Final[tuple[tuple[str, Field], ...]] = (
    ("for_ms", "for_s"), ("keep_ms", "keep_s"), ("cooldown_ms", "cooldown_s"), ("after_ms", "after_s"),
    ("hold_max_ms", "hold_max_s"), ("ack_timeout_ms", "ack_timeout_s"), ("escalate_after_ms", "escalate_after_s"),
)  # fmt: skip
_WIDE: Final = 10**24
_LETTERS: Final = 500


def fault(rule: Rule) -> Wrong | None:
    """Return what is wrong with a rule; None: nothing is."""
    return next(_faults(rule), None)


def _faults(rule: Rule) -> Iterator[Wrong]:
    if _ID.fullmatch(rule.id) is None:
        yield Wrong("id", "bad_id", "an id has 1 to 60 letters, digits, points, dashes and underlines")
    yield from _metric(rule)
    for name, field in _TIMES:
        if not 0 <= (getattr(rule, name) or 0) <= LONGEST_MS:
            yield Wrong(field, "not_a_time", f"{name} lies between 0 and a day")
    if rule.min_samples is not None and rule.min_samples < 0:
        yield Wrong("min_samples", "negative", "min_samples is not below 0")
    yield from _lines(rule)
    yield from _critical(rule)
    yield from _text(rule)


def _metric(rule: Rule) -> Iterator[Wrong]:
    if rule.metric is None:
        if rule.method is None:
            yield Wrong("metric", "no_metric", "give either a metric or a method")
        return
    if rule.method is not None:
        yield Wrong("metric", "two_metrics", "give either a metric or a method")
    if metric(rule.metric, rule.by) is not None:
        return
    found = labels(rule.metric)
    if not found:
        yield Wrong("metric", "unknown_metric", f"there is no metric {rule.metric!r}")
        return
    by = ", ".join(label or "nothing" for label in found)
    yield Wrong("by", "not_by", f"{rule.metric} is read by {by}, not by {rule.by or 'nothing'}")


def _lines(rule: Rule) -> Iterator[Wrong]:
    if rule.above is not None and rule.below is not None:
        yield Wrong("fire", "two_lines", "give above or below, not both")
    if rule.metric is not None and rule.above is None and rule.below is None:
        yield Wrong("fire", "no_line", "a metric needs a threshold: above or below")
    yield from _limit("fire", rule.above, rule)
    yield from _limit("fire", rule.below, rule)
    yield from _limit("clear", rule.clear, rule)
    line = line_of(rule)
    if further(line.clear, line.fire, up=line.side > 0):
        yield Wrong(
            "clear", "wrong_side", "clear lies on the calm side of the threshold, so that what fires can be over"
        )


def _critical(rule: Rule) -> Iterator[Wrong]:
    level = rule.critical
    if level is None:
        return
    for limit in (level.above, level.below, level.clear):
        yield from _limit("critical", limit, rule)
    if (level.above is None) == (level.below is None):
        yield Wrong("critical", "no_line", "critical needs one threshold: above or below")
        return
    up = line_of(rule).side > 0
    if (level.above is not None) != up:
        yield Wrong("critical", "other_side", "critical lies on the same side as the rule's own threshold")
    elif further(line_of(rule).fire, line_at(level), up=up):
        yield Wrong("critical", "calm_side", "critical lies beyond the rule's own threshold")
    elif level.clear is not None and further(level.clear, line_at(level), up=up):
        yield Wrong("critical", "wrong_side", "critical is cleared on the calm side of its own line")


def _limit(field: Field, limit: Limit | None, rule: Rule) -> Iterator[Wrong]:
    if limit is None:
        return
    if (limit.value_millionths is None) == (limit.field is None):
        yield Wrong(field, "no_limit", "a threshold is a number or a field")
    elif abs(limit.value_millionths or 0) > _WIDE or not 0 < limit.times_millionths <= _WIDE:
        yield Wrong(field, "too_large", "a threshold is a number that somebody could mean")
    elif limit.field is not None and not _told(neighbour(line_of(rule).metric, limit.field), rule.by):
        yield Wrong(field, "unknown_metric", f"there is no {limit.field!r} to compare with")


def _told(name: str, by: Label | None) -> bool:
    """Tell whether a metric can be read by a label, or of the room."""
    return metric(name, by) is not None or metric(name, None) is not None


def _text(rule: Rule) -> Iterator[Wrong]:
    for text in rule.text.values():
        if len(text) > _LETTERS:
            yield Wrong("text", "long_text", f"a text has {_LETTERS} letters at most")
    strange = next(unknown_facts(rule.text, rule), None)
    if strange is not None:
        yield Wrong("text", "no_fact", f"nothing is called {{{strange}}}: there are {', '.join(FACTS[:3])}")


def unknown_facts(text: Text, rule: Rule) -> Iterator[str]:
    """Yield what a rule's text names and nobody knows."""
    return (name for name in placeholders(text) if name not in FACTS and name != rule.by)


def line_at(level: Level) -> Limit:
    """Return the line of a level; one that has none: at 0."""
    line = level.above or level.below
    return line if line is not None else Limit(value_millionths=0)


def further(one: Limit, other: Limit, *, up: bool) -> bool | None:
    """Tell whether one line lies further on the firing side than another; None: that hangs on the numbers of the day."""
    if one.field != other.field:
        return None
    heights = [
        limit.times_millionths if limit.field is not None else limit.value_millionths or 0 for limit in (one, other)
    ]
    return heights[0] > heights[1] if up else heights[0] < heights[1]
