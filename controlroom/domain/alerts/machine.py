"""The machine of one instance: ALERTS.md section A as one table, and the step that reads it.

Owns: what an outcome makes of each state, and when a severity rises and falls.
Law: everything that decides is in `TABLE`, the first row that fits counts; time comes in as an argument, and what the
table needs of the past stands in the instance, so the same outcomes at the same instants give the same transitions.
Must not know: metrics, thresholds, incidents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.alerts.instances import Instance, Reason, State
from controlroom.domain.alerts.rules import NoData, Rule

Outcome = Literal["breach", "ok", "insufficient", "nodata", "error", "held", "missing"]
"""`held`: nothing is known and things stay as they are; `missing`: the series is gone."""

Condition = Literal["at_once", "lasted", "no_keep", "kept", "held_too_long", "gone"]

MISSING_AFTER: Final = 2
"""So many evaluations running a series must be gone."""

POLICY: Final[dict[NoData, Outcome | None]] = {"ok": "ok", "alerting": "breach", "keep_last": "held", "nodata": None}
"""Row 12: what `nodata` and `error` count as, by the rule's policy (none: `nodata`); None: a state of their own."""


class Row(Struct, frozen=True):
    """One row: from any of `states`, at any of `outcomes`, if `when` holds.

    Args:
        number: Its place in ALERTS.md.
        becomes: The new state; None: it is looked up again as if the outcome were `as_outcome` (or, for rows that speak of
            inactive, as if the state were).
    """

    number: int
    states: tuple[State, ...]
    outcomes: tuple[Outcome, ...]
    becomes: State | None
    reason: Reason
    when: Condition | None = None
    as_outcome: Outcome | None = None


TABLE: Final[tuple[Row, ...]] = (
    Row(1, ("inactive",), ("breach",), "firing", "breach", "at_once"),
    Row(2, ("inactive",), ("breach",), "pending", "breach"),
    Row(3, ("pending",), ("breach", "held"), "firing", "matured", "lasted"),
    Row(3, ("pending",), ("breach", "held"), "pending", "breach"),
    Row(4, ("pending",), ("ok",), "inactive", "ok"),
    Row(4, ("pending",), ("insufficient",), "inactive", "insufficient"),
    Row(7, ("recovering",), ("breach",), "firing", "breach"),
    Row(8, ("firing",), ("ok",), "inactive", "ok", "no_keep"),
    Row(5, ("firing",), ("ok",), "recovering", "ok"),
    Row(6, ("recovering",), ("ok",), "inactive", "kept", "kept"),
    Row(6, ("recovering",), ("ok",), "recovering", "ok"),
    Row(14, ("firing", "recovering"), ("insufficient",), None, "held_too_long", "held_too_long", "ok"),
    Row(14, ("firing",), ("insufficient",), "firing", "insufficient"),
    Row(14, ("recovering",), ("insufficient",), "recovering", "insufficient"),
    Row(12, ("inactive", "pending", "firing", "recovering", "error", "nodata"), ("nodata",), "nodata", "nodata"),
    Row(12, ("inactive", "pending", "firing", "recovering", "nodata", "error"), ("error",), "error", "error"),
    Row(12, ("firing",), ("breach", "held"), "firing", "breach"),
    Row(13, ("recovering",), ("held",), "recovering", "nodata"),
    Row(15, ("pending", "firing", "recovering", "nodata", "error"), ("missing",), "inactive", "missing", "gone"),
    Row(17, ("nodata", "error"), ("breach",), None, "breach", None, "breach"),
    Row(17, ("nodata", "error"), ("ok", "insufficient", "held"), "inactive", "ok"),
)
"""The rows are sought from the top. What no row speaks of leaves the state as it is. Row 9 is in how a breach begins
(`again`), rows 10 and 11 in `edited`, row 16 in `returned`."""

_BY_PLACE: Final[dict[tuple[State, Outcome], tuple[Row, ...]]] = {}
for _row in TABLE:
    for _state in _row.states:
        for _outcome in _row.outcomes:
            _BY_PLACE[_state, _outcome] = (*_BY_PLACE.get((_state, _outcome), ()), _row)


def _lasted(one: Instance, rule: Rule, at_ms: int) -> bool:
    return one.active_at_ms is not None and at_ms - one.active_at_ms >= rule.for_ms


def _kept(one: Instance, rule: Rule, at_ms: int) -> bool:
    return one.keep_since_ms is not None and at_ms - one.keep_since_ms >= rule.keep_ms


def _too_long(one: Instance, rule: Rule, at_ms: int) -> bool:
    return one.thin_since_ms is not None and at_ms - one.thin_since_ms >= rule.hold_max_ms


CONDITIONS: Final[dict[Condition, Callable[[Instance, Rule, int], bool]]] = {
    "at_once": lambda one, rule, at_ms: rule.for_ms == 0,
    "lasted": _lasted,
    "no_keep": lambda one, rule, at_ms: rule.keep_ms == 0,
    "kept": _kept,
    "held_too_long": _too_long,
    "gone": lambda one, rule, at_ms: one.missed >= MISSING_AFTER,
}


def step(one: Instance, rule: Rule, outcome: Outcome, at_ms: int) -> Reason | None:
    """Give an instance the outcome of an evaluation.

    Args:
        at_ms: The evaluation's instant, never before the last one.

    Returns:
        Why it became another state; None: it did not.
    """
    if outcome in ("nodata", "error"):
        outcome = POLICY[rule.no_data or "nodata"] or outcome
    _note(one, rule, outcome, at_ms)
    row = _row_of(one.state, one, rule, outcome, at_ms)
    if row is None:
        return None
    reason, was = row.reason, one.state
    if row.becomes is None:
        told = row.reason if row.number == 14 else None
        state: State = "inactive" if row.number == 17 else one.state
        row = _row_of(state, one, rule, row.as_outcome or outcome, at_ms)
        if row is None or row.becomes is None:
            return None
        reason = told or row.reason
    if row.becomes == was:
        return None
    _enter(one, rule, row.becomes, at_ms)
    return "again" if one.again and row.becomes == "firing" and was != "recovering" else reason


def begins(rule: Rule) -> tuple[State, Reason]:
    """Return what a breach makes of an instance that was not there before, and why."""
    row = _row_of("inactive", Instance(rule.id), rule, "breach", 0)
    assert row is not None
    assert row.becomes is not None
    return row.becomes, row.reason


def _row_of(state: State, one: Instance, rule: Rule, outcome: Outcome, at_ms: int) -> Row | None:
    for row in _BY_PLACE.get((state, outcome), ()):
        if row.when is None or CONDITIONS[row.when](one, rule, at_ms):
            return row
    return None


def _note(one: Instance, rule: Rule, outcome: Outcome, at_ms: int) -> None:
    """Note since when nothing can be told, and let a timer stand for that long; one for a rise is over with the breach."""
    one.missed = one.missed + 1 if outcome == "missing" else 0
    if outcome not in ("breach", "held", "missing"):
        one.raise_since_ms = None
    if outcome == "insufficient" and one.state in ("firing", "recovering"):
        one.thin_since_ms = one.thin_since_ms if one.thin_since_ms is not None else at_ms
    elif outcome not in ("held", "missing"):
        one.thin_since_ms = None
    if one.state != "recovering" or one.keep_since_ms is None:
        return
    thin = outcome == "insufficient" and not _too_long(one, rule, at_ms)
    if thin or outcome in ("held", "missing"):
        one.frozen_ms = one.frozen_ms if one.frozen_ms is not None else at_ms
    elif one.frozen_ms is not None:
        one.keep_since_ms += at_ms - one.frozen_ms
        one.frozen_ms = None


def _enter(one: Instance, rule: Rule, becomes: State, at_ms: int) -> None:
    """Let an instance become something, with what it must remember for that."""
    was, one.state = one.state, becomes
    if becomes == "recovering":
        one.keep_since_ms = at_ms
        return
    one.keep_since_ms = one.frozen_ms = one.thin_since_ms = None
    if becomes in ("pending", "firing"):
        if was not in ("pending", "firing", "recovering"):
            one.active_at_ms = at_ms
            one.again = (
                one.resolved_ms is not None and at_ms - one.resolved_ms <= rule.cooldown_ms and rule.cooldown_ms > 0
            )
        return
    if was in ("firing", "recovering"):
        one.resolved_ms = at_ms
    one.active_at_ms = one.raise_since_ms = None
    one.severity, one.again = rule.severity, False


def grade(one: Instance, rule: Rule, critical: bool, at_ms: int) -> Reason | None:
    """Raise or lower the severity of an instance that is pending or firing.

    Args:
        critical: Whether it is beyond the critical line (which is that line's `clear` once it is critical).

    Returns:
        `raised` or `lowered`; None: neither.
    """
    level = rule.critical
    if level is None or rule.severity == "critical":
        return None
    if not critical:
        one.raise_since_ms = None
        if one.severity == rule.severity:
            return None
        one.severity = rule.severity
        return "lowered"
    if one.severity == "critical":
        return None
    if one.raise_since_ms is None:
        one.raise_since_ms = at_ms
    if at_ms - one.raise_since_ms < level.for_ms:
        return None
    one.severity, one.raise_since_ms = "critical", None
    return "raised"


_TIMES: Final = (
    "for_ms",
    "keep_ms",
    "cooldown_ms",
    "after_ms",
    "min_samples",
    "hold_max_ms",
    "ack_timeout_ms",
    "escalate_after_ms",
)
_WORDS: Final = ("text", "playbook", "cue", "act", "owner", "phases", "no_data", "severity")
KEEPS_STATE: Final = frozenset({*_TIMES, *_WORDS})
"""Parts of a rule whose change keeps what its instances are (row 10 apart)."""


def edited(one: Instance, before: Rule, after: Rule, at_ms: int) -> Reason | None:
    """Let an instance follow its edited rule (rows 10 and 11); return why it became another state."""
    if any(
        getattr(before, name) != getattr(after, name)
        for name in before.__struct_fields__
        if name not in KEEPS_STATE
    ):  # fmt: skip
        if one.state == "inactive":
            return None
        _enter(one, after, "inactive", at_ms)
        return "updated"
    if before.severity != after.severity and one.severity == before.severity:
        one.severity = after.severity
    if one.state == "firing" and one.active_at_ms is not None and at_ms - one.active_at_ms < after.for_ms:
        one.state = "pending"
        return "updated"
    return None


def ended(one: Instance, rule: Rule, at_ms: int) -> Reason | None:
    """Let an instance be over because the show is, or what it is about; return why, None: it was not anything."""
    if one.state == "inactive":
        return None
    _enter(one, rule, "inactive", at_ms)
    return "ended"


def returned(one: Instance, at_ms: int) -> None:
    """Let nothing have matured while the room was away (row 16): every timer begins with the return."""
    if one.state == "pending":
        one.active_at_ms = at_ms
    if one.keep_since_ms is not None:
        one.keep_since_ms = at_ms
        one.frozen_ms = at_ms if one.frozen_ms is not None else None
    one.thin_since_ms = at_ms if one.thin_since_ms is not None else None
    one.raise_since_ms = at_ms if one.raise_since_ms is not None else None
