"""Rules that cannot be judged now, and why: what they watch, or compare it with, is not known.

Owns: which of a live show's rules look at nothing, and the reason in a word with what it is about.
Law: a rule that is on and tells nothing is said to; one that has only too few events to decide is not among them, nor is one
that does not speak while a show is live. What one rule waits for is named by the figure or by the facts, never guessed.
Must not know: HTML, languages, how rules are evaluated.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import kpi_of, metric, neighbour
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.alerts.sound import fault
from controlroom.domain.plan import Text
from controlroom.domain.scopes import show_numbers
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState
from controlroom.views.alert_shapes import UnwatchedView
from controlroom.views.ruleform import named

_TARGETS: Final = frozenset({"target_progress", "target_pace"})
_RECKONED: Final[dict[str, Text]] = {
    "dip.sure": {"zh-CN": "在播商品的转化应有多少", "en": "what the conversion should be with the product on air"},
}
"""What a method's own figure waits for, where that is no want of events."""


def unwatched(s: RoomState) -> tuple[UnwatchedView, ...]:
    """Return the rules of a live show that cannot be judged, in their order: looked at once a second, however often it is shown.

    What is kept for the second is no part of the state.
    """
    if s.status != "live":
        return ()
    now = (s.as_of_ms, s.alerts.edition)
    known: object = s.alerts.__dict__.get("unwatched")
    if not isinstance(known, _Kept) or known.of != now:
        readings = RoomReadings(s, s.as_of_ms)
        rules = (rule for rule in s.alerts.rules.values() if rule.enabled and "live" in rule.phases)
        known = _Kept(now, tuple(found for rule in rules if (found := _of(readings, rule)) is not None))
        s.alerts.__dict__["unwatched"] = known
    return known.views


class _Kept(NamedTuple):
    of: tuple[int, int]
    views: tuple[UnwatchedView, ...]


def _of(r: RoomReadings, rule: Rule) -> UnwatchedView | None:
    wrong = fault(rule)
    if wrong is not None:
        return UnwatchedView(rule=rule.id, why="wrong", part=wrong.field, fault=wrong.fault)
    line, level = line_of(rule), rule.critical
    limits = (line.fire, line.clear, *((level.above, level.below, level.clear) if level is not None else ()))
    fields = dict.fromkeys(limit.field for limit in limits if limit is not None and limit.field is not None)
    beside = (neighbour(line.metric, field) for field in fields)
    found = _watches(r, rule, line.metric)
    return found or next((lack for name in beside if (lack := _compares(r, rule, name)) is not None), None)


def _watches(r: RoomReadings, rule: Rule, name: str) -> UnwatchedView | None:
    """Return why what a rule watches is not known; None: it is, or there is only too little of it."""
    if r.lack(_needs(rule, name)) is not None:
        return _no_facts(r, rule, name)
    if name == "stream.interrupted" and r.s.observed.stream is None:
        return UnwatchedView(rule=rule.id, why="unheard", facts=("stream",))
    if name in _RECKONED:
        column = r.column(name, None) or {}
        return _unknown(rule, _RECKONED[name]) if isinstance(column.get(""), str) else None
    told = kpi_of(name) if rule.by is None else None
    if told is None:
        return None
    kpi, window = told
    v = kpi.reckon(show_numbers(r.moment(), window, sampled=False, estimated=False))
    if v.value is not None or (v.num is not None and v.den is not None):
        return None  # what has no events yet has a denominator of 0
    plan = r.s.plan
    if kpi.code in _TARGETS and (plan is None or plan.show.target_gmv_minor is None):
        return UnwatchedView(rule=rule.id, why="no_target")
    return _unknown(rule, named(name, None))


def _compares(r: RoomReadings, rule: Rule, name: str) -> UnwatchedView | None:
    """Return why what a rule compares with is not known of anything; None: it is, or there is nothing to compare."""
    if r.lack(_needs(rule, name)) is not None:
        return _no_facts(r, rule, name)
    column = r.column(name, rule.by)
    if column is None:
        column = r.column(name, None) or {}
    told = column.values()
    return _unknown(rule, named(name, rule.by)) if told and all(isinstance(value, str) for value in told) else None


def _needs(rule: Rule, name: str) -> tuple[str, ...]:
    found = metric(name, rule.by) or metric(name, None)
    return found.needs if found is not None else ()


def _no_facts(r: RoomReadings, rule: Rule, name: str) -> UnwatchedView | None:
    """Return that the facts which a metric rests on do not come; None: a feed still has its minute to bring the first."""
    needs = _needs(rule, name)
    if r.lack(needs) != "nodata":
        return None
    came = any(kind in source.last for source in r.s.observed.sources.values() for kind in needs)
    return UnwatchedView(rule=rule.id, why="silent" if came else "unheard", facts=needs)


def _unknown(rule: Rule, figure: Text) -> UnwatchedView:
    return UnwatchedView(rule=rule.id, why="unknown", figure=figure)
