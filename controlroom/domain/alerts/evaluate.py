"""One evaluation: every rule over every label at one instant.

Owns: how values and thresholds become outcomes, and outcomes transitions.
Law: comparisons are strict and between whole numbers. The order is that of the rules, then of the labels as they come, so
the same values at the same instants give the same list. What is inactive and stays so costs a comparison and leaves nothing.
Must not know: rooms, incidents, where values come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain.alerts.extremes import Extremes
from controlroom.domain.alerts.instances import MOST, Alerts, Instance, Reason, State, Transition
from controlroom.domain.alerts.machine import Outcome, begins, edited, ended, grade, returned, step
from controlroom.domain.alerts.methods import line_of, no_data_of
from controlroom.domain.alerts.readings import Column, Fraction, Readings, Value, metric, neighbour
from controlroom.domain.alerts.rules import MILLION, Label, Limit, Rule
from controlroom.domain.units import half_up

_LASTING: Final = frozenset({"firing", "recovering"})
"""States in which the line to clear counts."""

_LENIENT: Final = frozenset({"ok", "keep_last"})
"""Policies by which what is not known begins nothing."""


class Watched(Struct, frozen=True, gc=False):
    """A rule made ready: what it compares, on which side, and from how many samples on.

    Args:
        plain: The line to fire in millionths, where it and the line to clear are numbers and no fields.
        steady: What fires and goes on firing only changes its value.
        level: It is evaluated at once, with the record that changes it; one whose line is no level is not.
            `family`: of its metric (`stock`).
        hits: Its metric counts what is told each time: a rise while it fires is a transition of its own.
        begins, why: What a breach makes of what was not there before.
    """

    rule: Rule
    metric: str
    by: Label | None
    side: int
    fire: Limit
    clear: Limit
    critical: Limit | None
    lower: Limit | None
    min_samples: int
    plain: int | None
    steady: bool
    level: bool
    family: str
    hits: bool
    begins: State
    why: Reason


def watched(rule: Rule) -> Watched:
    """Make a rule ready."""
    rule = replace(rule, no_data=no_data_of(rule))
    line = line_of(rule)
    known = metric(line.metric, rule.by)
    hits = known is not None and known.hits and line.side > 0
    level = rule.critical
    critical = (level.above if line.side > 0 else level.below) if level is not None else None
    fields = [
        limit.field for limit in (line.fire, line.clear, critical) if limit is not None and limit.field is not None
    ]
    plain = line.fire.value_millionths if line.clear.value_millionths is not None else None
    return Watched(
        rule, line.metric, rule.by, line.side, line.fire, line.clear, critical,
        (level.clear or critical) if level is not None else None,
        rule.min_samples if rule.min_samples is not None else known.min_samples if known is not None else 0,
        plain, plain is not None and critical is None and not hits, _level(rule, line.metric, fields),
        line.metric.partition(".")[0], hits, *begins(rule),
    )  # fmt: skip


def _level(rule: Rule, name: str, fields: Iterable[str]) -> bool:
    """Tell whether a rule is evaluated at once: all that it compares changes with the record, not with the second."""
    known = [metric(name, rule.by)]
    for field in fields:
        beside = neighbour(name, field)
        known.append(metric(beside, rule.by) or metric(beside, None))
    return all(one is not None and one.level for one in known)


def ready(rules: Iterable[Rule]) -> tuple[Watched, ...]:
    """Make the rules ready that are not switched off."""
    return tuple(watched(rule) for rule in rules if rule.enabled)


def evaluate(
    alerts: Alerts, rules: Iterable[Watched], readings: Readings, at_ms: int, *, since_ms: int | None = None,
    at_once: bool = False,
) -> list[Transition]:  # fmt: skip
    """Evaluate rules at an instant, and return what became of them.

    Args:
        alerts: Whose instances change. Their transitions are remembered too.
        since_ms: When the show went live; rules with `after_ms` tell nothing before so long after it. None: not yet.
        at_once: A record changed some of the values, and only those are read: no series is missing for that.
    """
    told: list[Transition] = []
    extremes = Extremes()
    for one in rules:
        after = one.rule.after_ms
        early = after > 0 and (since_ms is None or at_ms - since_ms < after)
        _Round(alerts, one, readings, at_ms, told, early).run(at_once, extremes)
    if told:
        alerts.tell(told)
    return told


class _Round:
    """One rule at one instant."""

    __slots__ = ("alerts", "at_ms", "early", "fields", "live", "readings", "told", "too_many", "w")

    def __init__(
        self, alerts: Alerts, w: Watched, readings: Readings, at_ms: int, told: list[Transition], early: bool
    ) -> None:
        self.alerts, self.w, self.readings, self.at_ms, self.told, self.early = alerts, w, readings, at_ms, told, early
        self.live = alerts.of(w.rule.id)
        self.fields: dict[str, Column | None] = {}
        self.too_many = False

    def run(self, at_once: bool, extremes: Extremes) -> None:
        """Evaluate the rule over each label."""
        w, live = self.w, self.live
        column = self.readings.column(w.metric, w.by)
        if column is None:
            self._whole("error", "error")
            return
        if w.plain is None or self.early:
            for label, value in column.items():
                self._one(label, value)
        else:
            self._plain(column, w.plain, extremes)
        if at_once:
            return
        if live:
            for label in [label for label in live if label not in column]:
                if label or not w.by:
                    self._step(label, live[label], "missing", None)
        if w.by:
            self._whole("error" if self.too_many else "inactive", "too_many")

    def _plain(self, column: Column, fire: int, extremes: Extremes) -> None:
        """Look beside lines that are numbers at what is something or becomes something; the rest is passed over."""
        w, live, above = self.w, self.live, self.w.side > 0
        clear, least = w.clear.value_millionths or 0, w.min_samples
        lenient = w.rule.no_data in _LENIENT
        for label in extremes.worth(column, w.metric, w.by, side=w.side, line=fire, live=live, lenient=lenient):
            value = column[label]
            if type(value) is int:
                wide, den = value * MILLION, 1
            elif type(value) is Fraction and (value.samples is None or value.samples >= least):
                wide, den = value.num * MILLION, value.den
            else:
                self._one(label, value)
                continue
            one = live.get(label)
            line = fire if one is None or one.state not in _LASTING else clear
            beyond = wide > line * den if above else wide < line * den
            if one is not None:
                self._step(label, one, "breach" if beyond else "ok", value)
            elif beyond:
                self._begin(label, value, _millionths(value))

    def _one(self, label: str, value: Value) -> None:
        w, live = self.w, self.live.get(label)
        if isinstance(value, str):
            self._step(label, live, value, None)
            return
        if self.early or (type(value) is not int and value.samples is not None and value.samples < w.min_samples):  # type: ignore[union-attr]
            self._step(label, live, "insufficient", value)
            return
        if w.min_samples and w.fire.field is not None and self._few(w.fire, label):
            self._step(label, live, "insufficient", value)
            return
        cleared = live is not None and live.state in _LASTING
        told = self._beyond(value, w.clear if cleared else w.fire, label)
        if told is None:
            self._step(label, live, "nodata" if self._lacks(w.fire, label) == "nodata" else "insufficient", value)
        elif told and live is None:
            self._begin(label, value, _millionths(value))
        elif told or live is not None:
            self._step(label, live, "breach" if told else "ok", value)

    def _few(self, limit: Limit, label: str) -> bool:
        """Tell whether what a value is compared with rests on too few itself."""
        told = self._lacks(limit, label)
        return isinstance(told, Fraction) and told.samples is not None and told.samples < self.w.min_samples

    def _begin(self, label: str, value: Value, millionths: int) -> None:
        """Let a breach be that was not there before: rows 1 and 2 of the machine, for whatever comes in a flood."""
        w, at_ms, live = self.w, self.at_ms, self.live
        if len(live) >= MOST:
            self.too_many = True
            return
        rule, state = w.rule, w.begins
        one = Instance(rule.id, label, state, rule.severity, at_ms)
        one.value_millionths = millionths
        if w.critical is not None:
            self._grade(one, label, value)
        one.threshold_millionths = threshold = self._threshold(one, label)
        self.told.append(
            Transition(at_ms, rule.id, label, "inactive", state, one.severity, millionths, threshold, w.why)
        )
        self.alerts.add(one, live)

    def _threshold(self, one: Instance, label: str) -> int | None:
        w = self.w
        limit = w.critical if w.critical is not None and one.severity != w.rule.severity else w.fire
        if limit.value_millionths is not None:
            return limit.value_millionths
        line = self._line(limit, label)
        return half_up(line[0], line[1]) if line is not None else None

    def _lacks(self, limit: Limit, label: str) -> Value | None:
        column = self._field(limit)
        return column.get(label, column.get("")) if column is not None else "error"

    def _field(self, limit: Limit) -> Column | None:
        name = limit.field or ""
        if name not in self.fields:
            beside, w = neighbour(self.w.metric, name), self.w
            found = self.readings.column(beside, w.by)
            self.fields[name] = found if found is not None else self.readings.column(beside, None)
        return self.fields[name]

    def _line(self, limit: Limit, label: str) -> tuple[int, int] | None:
        """Return a threshold as (numerator in millionths, denominator); None: nobody knows."""
        if limit.value_millionths is not None:
            return limit.value_millionths, 1
        told = self._lacks(limit, label)
        if type(told) is int:
            return told * limit.times_millionths, 1
        if isinstance(told, Fraction):
            return told.num * limit.times_millionths, told.den
        return None

    def _beyond(self, value: Value, limit: Limit, label: str) -> bool | None:
        if limit.value_millionths is not None:
            wide, den = limit.value_millionths, 1
        else:
            line = self._line(limit, label)
            if line is None:
                return None
            wide, den = line
        if type(value) is int:
            left, right = value * MILLION * den, wide
        else:
            left, right = value.num * MILLION * den, wide * value.den  # type: ignore[union-attr]
        return left > right if self.w.side > 0 else left < right

    def _step(self, label: str, live: Instance | None, outcome: Outcome, value: Value | None) -> None:
        w, at_ms = self.w, self.at_ms
        if live is None:
            if outcome in ("ok", "insufficient", "missing") or (outcome == "nodata" and w.rule.no_data in _LENIENT):
                return
            if len(self.live) >= MOST:
                self.too_many = True
                return
            live = Instance(w.rule.id, label, severity=w.rule.severity)
        was, before = live.state, live.value_millionths
        if value is not None and not isinstance(value, str):
            live.value_millionths = _millionths(value)
        if outcome == "breach" and was == "firing" and w.steady and live.thin_since_ms is None and not live.missed:
            return  # it fires on, and its line is a number: nothing else can change
        reason = step(live, w.rule, outcome, at_ms)
        raised = self._grade(live, label, value) if outcome == "breach" and value is not None else None
        if (
            w.hits
            and outcome == "breach"
            and was in ("firing", "recovering")
            and (live.value_millionths or 0) > (before or 0)
        ):
            reason, raised = "hit", None
        if live.state != "inactive":
            live.threshold_millionths = self._threshold(live, label)
        if raised is not None and reason is None and live.state == "firing":
            self._say(live, was, raised)
        self._tell(live, was, reason)

    def _grade(self, live: Instance, label: str, value: Value) -> Reason | None:
        w = self.w
        limit = w.lower if live.severity == "critical" else w.critical
        if limit is None or live.state not in ("pending", "firing"):
            return None
        return grade(live, w.rule, bool(self._beyond(value, limit, label)), self.at_ms)

    def _tell(self, live: Instance, was: State, reason: Reason | None) -> None:
        rule = self.w.rule
        if reason is not None:
            self._say(live, was, reason)
        if live.state != "inactive":
            if was == "inactive":  # else it is kept already
                self.alerts.keep(live)
        elif live.resolved_ms is None or self.at_ms - live.resolved_ms >= rule.cooldown_ms:
            self.alerts.drop(live)
        else:
            self.alerts.keep(live)

    def _say(self, live: Instance, was: State, reason: Reason) -> None:
        self.told.append(
            Transition(
                self.at_ms, live.rule, live.labels, was, live.state, live.severity, live.value_millionths,
                live.threshold_millionths, reason,
            )
        )  # fmt: skip

    def _whole(self, becomes: State, reason: Reason) -> None:
        """Let the rule itself be in error, or no longer; what it has instances of stays as it is."""
        live = self.live.get("")
        if live is None:
            if becomes != "error":
                return
            live = Instance(self.w.rule.id, severity=self.w.rule.severity)
        was, live.state = live.state, becomes
        if was != becomes:
            self._tell(live, was, reason)


def _millionths(value: int | Fraction) -> int:
    return value * MILLION if isinstance(value, int) else half_up(value.num * MILLION, value.den)


def set_rule(alerts: Alerts, rule: Rule, at_ms: int) -> list[Transition]:
    """Add or edit a rule, and return what became of its instances (rows 10 and 11)."""
    before = alerts.rules.get(rule.id)
    alerts.put(rule)
    told: list[Transition] = []
    if before is None:
        return told
    for one in list(alerts.of(rule.id).values()):
        was, grade = one.state, one.severity
        reason = edited(one, before, rule, at_ms)
        if reason is None and one.severity != grade and was in ("firing", "recovering"):
            reason = "updated"
        if reason is not None:
            _done(alerts, one, was, reason, at_ms, told)
        elif one.state == "inactive":
            alerts.drop(one)
    alerts.tell(told)
    return told


def unset_rule(alerts: Alerts, id_: str, at_ms: int) -> list[Transition]:
    """Take a rule out, and return what became of its instances; nothing of one that is not there."""
    rule = alerts.rules.get(id_)
    if rule is None:
        return []
    told = _over(alerts, [rule], "updated", at_ms)
    alerts.forget(id_)
    return told


def end(alerts: Alerts, rules: Iterable[Rule], at_ms: int) -> list[Transition]:
    """Let everything of these rules be over because the show is."""
    return _over(alerts, rules, "ended", at_ms)


def leave(alerts: Alerts, rules: Iterable[Rule], by: Label, labels: str, at_ms: int) -> list[Transition]:
    """Let everything of these rules be over of one that is no more."""
    return _over(alerts, [rule for rule in rules if rule.by == by], "missing", at_ms, labels)


def _over(
    alerts: Alerts, rules: Iterable[Rule], reason: Reason, at_ms: int, labels: str | None = None
) -> list[Transition]:
    told: list[Transition] = []
    for rule in rules:
        for one in [one for one in alerts.of(rule.id).values() if labels is None or one.labels == labels]:
            was = one.state
            if ended(one, rule, at_ms) is not None:
                _done(alerts, one, was, reason, at_ms, told)
            else:
                alerts.drop(one)
    alerts.tell(told)
    return told


def _done(alerts: Alerts, one: Instance, was: State, reason: Reason, at_ms: int, told: list[Transition]) -> None:
    told.append(
        Transition(
            at_ms, one.rule, one.labels, was, one.state, one.severity, one.value_millionths, one.threshold_millionths, reason
        )
    )  # fmt: skip
    if one.state == "inactive":
        alerts.drop(one)


def resume(alerts: Alerts, to_ms: int) -> None:
    """Let nothing have matured while the room was away."""
    for one in alerts.instances.values():
        returned(one, to_ms)
