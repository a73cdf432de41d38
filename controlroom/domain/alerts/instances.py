"""What is true of each rule: its instances, and what they became.

Owns: the shape of an instance and of a transition, and the set of them in a show's state.
Law: whole numbers, ids and machine states only; an instance that is inactive and whose cooldown is over is not kept.
Must not know: incidents, who is told, how a metric is read.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.alerts.rules import Rule, Severity

State = Literal["inactive", "pending", "firing", "recovering", "nodata", "error"]

Reason = Literal[
    "breach", "ok", "insufficient", "nodata", "error", "matured", "kept", "again", "raised", "lowered", "updated", "missing",
    "ended", "held_too_long", "too_many", "hit",
]  # fmt: skip
"""Why something became what it is.

`breach` `ok` `insufficient` `nodata` `error`: the outcome itself; `matured`: it lasted for `for`; `kept`: it was ok for
`keep`; `again`: within the cooldown of its resolution; `raised`, `lowered`: its severity alone; `updated`: the rule was
edited; `missing`: its series is gone; `ended`: the show is over; `held_too_long`: too few samples for `hold_max`;
`too_many`: the rule has more instances than are kept; `hit`: it is so already and has happened once more.
"""

MOST: Final = 1000
"""So many instances of one rule are kept; beyond, the rule is in error."""

_NONE: Final[frozenset[str]] = frozenset()

RECENT: Final = 200
"""So many transitions are remembered."""


def key_of(rule: str, labels: str) -> str:
    """Return an instance's key: `rule`, or `rule{label}`."""
    return f"{rule}{{{labels}}}" if labels else rule


class Instance(Struct, gc=False):
    """One rule over one value of its label. Instants are epoch ms, None: not so.

    Args:
        labels: The value of the rule's label (`A1`); empty: the room.
        active_at_ms: When the breach began.
        keep_since_ms: Since when a firing instance is ok (recovering).
        frozen_ms: Since when that does not count, because nothing is known.
        thin_since_ms: Since when there are too few samples to tell.
        raise_since_ms: Since when it is beyond the critical line without being raised yet.
        resolved_ms: When it was last over. `again`: it began within the cooldown of that.
        missed: Evaluations running in which its series was gone.
        value_millionths, threshold_millionths: What was compared last, in the metric's unit; None: unknown.
    """

    rule: str
    labels: str = ""
    state: State = "inactive"
    severity: Severity = "warning"
    active_at_ms: int | None = None
    keep_since_ms: int | None = None
    frozen_ms: int | None = None
    thin_since_ms: int | None = None
    raise_since_ms: int | None = None
    resolved_ms: int | None = None
    again: bool = False
    missed: int = 0
    value_millionths: int | None = None
    threshold_millionths: int | None = None


class Transition(Struct, frozen=True, gc=False):
    """An instance became something else; or, while it fires (`was` = `now`), its severity changed, or it was hit once more.

    Args:
        at_ms: The instant of the evaluation.
    """

    at_ms: int
    rule: str
    labels: str
    was: State
    now: State
    severity: Severity
    value_millionths: int | None
    threshold_millionths: int | None
    reason: Reason


class Alerts(Struct, dict=True):
    """A show's rules and what is true of them.

    Args:
        rules: By id, as resolved when the show was opened and edited since; those switched off too.
        instances: By `key_of`. `recent`: the newest transitions, newest last.
        edition: Raised with every change of the rules.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    recent: list[Transition] = field(default_factory=list)
    edition: int = 0

    @cached_property
    def _by_rule(self) -> dict[str, dict[str, Instance]]:
        """The instances by rule and label: made anew from `instances`, so no part of the state."""
        found: dict[str, dict[str, Instance]] = {}
        for one in self.instances.values():
            found.setdefault(one.rule, {})[one.labels] = one
        return found

    @cached_property
    def _by_label(self) -> dict[str, set[str]]:
        """The rules that have an instance with a label, like `_by_rule`."""
        found: dict[str, set[str]] = {}
        for one in self.instances.values():
            found.setdefault(one.labels, set()).add(one.rule)
        return found

    def about(self, label: str) -> Set[str]:
        """Return the ids of the rules that have an instance with a label. Read it."""
        return self._by_label.get(label, _NONE)

    def of(self, rule: str) -> dict[str, Instance]:
        """Return a rule's instances by label. Read it; `keep` and `drop` change it."""
        found = self._by_rule.get(rule)
        if found is None:
            found = self._by_rule[rule] = {}
        return found

    def keep(self, one: Instance) -> None:
        """Keep an instance."""
        of = self.of(one.rule)
        if of.get(one.labels) is not one:
            self.add(one, of)

    def add(self, one: Instance, of: dict[str, Instance]) -> None:
        """Keep an instance that was not there.

        Args:
            of: Its rule's instances.
        """
        of[one.labels] = self.instances[key_of(one.rule, one.labels)] = one
        self._by_label.setdefault(one.labels, set()).add(one.rule)

    def drop(self, one: Instance) -> None:
        """Forget an instance."""
        if self.of(one.rule).pop(one.labels, None) is not None:
            del self.instances[key_of(one.rule, one.labels)]
            rules = self._by_label.get(one.labels, set())
            rules.discard(one.rule)
            if not rules:
                self._by_label.pop(one.labels, None)

    def put(self, rule: Rule) -> None:
        """Take a rule, in the place of one of the same id."""
        self.rules[rule.id] = rule
        self.edition += 1

    def forget(self, rule: str) -> None:
        """Take a rule out; it has no instances any more."""
        del self.rules[rule]
        self.edition += 1

    def tell(self, transitions: list[Transition]) -> None:
        """Remember what happened."""
        self.recent.extend(transitions)
        del self.recent[:-RECENT]
