"""Who is told, and what is held back: the gate between incidents and people.

Owns: silences, flapping, groups, duplicates, and the log of what was said and what was not.
Law: the order is fixed: phase, inhibition, silence, snooze, flapping, group, duplicate; the first that holds back is the
one that is logged. Nothing here changes an incident or what is true. What is kept is bounded.
Must not know: rules' conditions, who carries a notice, screens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from msgspec import Struct, field

from controlroom.domain.alerts.incident import RANK, REPEAT_MS
from controlroom.domain.alerts.notice import Why
from controlroom.domain.alerts.rules import Severity
from controlroom.domain.units import MINUTE_MS, SECOND_MS

Outcome = Literal["sent", "phase", "inhibited", "silenced", "snoozed", "flapping", "grouped", "duplicate", "gone"]
"""`grouped`: it waits for its group. `gone`: it was over before its group left."""

GROUP_MS: Final = 3 * SECOND_MS
UNKNOWN_MS: Final = MINUTE_MS
FLAPS: Final = 3
FLAP_MS: Final = 10 * MINUTE_MS
"""So many firings within so long are flapping, until so long has passed in one state."""

DUPLICATE_MS: Final = 10 * MINUTE_MS
LOG_KEPT: Final = 200
SILENCES_MOST: Final = 100
FLAPS_KEPT: Final = 2000
"""So many instances' firings are kept, for a while up to twice as many: so that in a flood not each has all looked through."""


class Silence(Struct):
    """Until when nobody is told of what. `matchers`: `rule`, `severity` or a label's name, to the value it must have."""

    id: str
    matchers: dict[str, str]
    since_ms: int
    until_ms: int
    why: str
    by: str
    person: str | None = None

    def covers(self, rule: str, severity: str, labels: Mapping[str, str]) -> bool:
        """Tell whether everything that it asks for is so."""
        told = {**labels, "rule": rule, "severity": severity}
        return all(told.get(name) == value for name, value in self.matchers.items())


class Flap(Struct):
    """How often an instance fired lately (epoch ms, the last `FLAPS`), and since when it has been called unstable."""

    fired: list[int] = field(default_factory=list)
    changed_ms: int = 0
    unstable_ms: int | None = None

    def calm_ms(self) -> int:
        """Return when it has been long enough in one state."""
        return self.changed_ms + FLAP_MS


class Waiting(Struct):
    """What is said together with others at `due_ms`: (incident, as what)."""

    due_ms: int
    members: list[tuple[str, Why]] = field(default_factory=list)


class Line(Struct, frozen=True):
    """What became of one saying. `by`: who held it back: a rule's or silence's name; `to`: whom it went to."""

    at_ms: int
    key: str
    incident: str
    why: Why
    outcome: Outcome
    by: str | None = None
    to: tuple[str, ...] = ()


class Held(NamedTuple):
    """Why something is not said. `by`: which rule or silence it is."""

    outcome: Outcome
    by: str | None = None


class Gate(Struct):
    """What the gate remembers. `waiting`: by owner, and as what. `sent`: when an incident was said last as that."""

    silences: dict[str, Silence] = field(default_factory=dict)
    flaps: dict[str, Flap] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    log: list[Line] = field(default_factory=list)

    # Silences.

    def silenced(self, rule: str, severity: str, labels: Mapping[str, str], at_ms: int) -> str | None:
        """Return the silence that covers something now."""
        for silence in self.silences.values():
            if silence.until_ms > at_ms and silence.covers(rule, severity, labels):
                return silence.id
        return None

    def expire(self, at_ms: int) -> bool:
        """Forget the silences that are over; return whether any was."""
        over = [id_ for id_, silence in self.silences.items() if silence.until_ms <= at_ms]
        for id_ in over:
            del self.silences[id_]
        return bool(over)

    # Flapping.

    def fired(self, key: str, at_ms: int) -> bool:
        """Note a firing; return True when with it the instance becomes unstable."""
        flap = self.flaps.get(key)
        if flap is None:
            flap = self.flaps[key] = Flap(changed_ms=at_ms)
            if len(self.flaps) > 2 * FLAPS_KEPT:
                self._forget_calm(at_ms)
        flap.fired = [*(at for at in flap.fired if at_ms - at <= FLAP_MS), at_ms][-FLAPS:]
        flap.changed_ms = at_ms
        if flap.unstable_ms is None and len(flap.fired) >= FLAPS:
            flap.unstable_ms = at_ms
            return True
        return False

    def ended(self, key: str, at_ms: int) -> None:
        """Note that an instance is over."""
        flap = self.flaps.get(key)
        if flap is not None:
            flap.changed_ms = at_ms

    def unstable(self, key: str) -> bool:
        """Tell whether an instance comes and goes."""
        flap = self.flaps.get(key)
        return flap is not None and flap.unstable_ms is not None

    def calmed(self, at_ms: int) -> bool:
        """Forget the instability of what has been long enough in one state; return whether any was."""
        calm = [key for key, flap in self.flaps.items() if flap.unstable_ms is not None and flap.calm_ms() <= at_ms]
        for key in calm:
            del self.flaps[key]
        return bool(calm)

    def _forget_calm(self, at_ms: int) -> None:
        self.flaps = {key: flap for key, flap in self.flaps.items() if flap.calm_ms() > at_ms}
        while len(self.flaps) > FLAPS_KEPT:
            del self.flaps[next(iter(self.flaps))]

    # Groups and duplicates.

    def group(self, owner: str, incident: str, why: Why, at_ms: int) -> int:
        """Let it wait for what else its owner is told now; return when they leave together.

        That nothing is known waits longer: most often it is known again before anybody could look.
        """
        blank = why in ("nodata", "error")
        group = f"{owner}/unknown" if blank else owner
        waiting = self.waiting.get(group)
        if waiting is None:
            waiting = self.waiting[group] = Waiting(at_ms + (UNKNOWN_MS if blank else GROUP_MS))
        if (incident, why) not in waiting.members:
            waiting.members.append((incident, why))
        return waiting.due_ms

    def duplicate(self, incident: str, why: Why, severity: Severity, at_ms: int) -> bool:
        """Tell whether the same was said of an incident lately; if not, note that it is said now."""
        if why in ("hit", "repeat", "again", "escalated"):  # each is one by itself, or comes at its own time
            return False
        name = f"{incident}/{why}/{severity}"
        last = self.sent.get(name)
        if last is not None and at_ms - last < duplicate_ms(severity):
            return True
        self.sent.pop(name, None)
        self.sent[name] = at_ms
        while at_ms - self.sent[next(iter(self.sent))] >= DUPLICATE_MS:
            del self.sent[next(iter(self.sent))]
        return False

    # Time and the log.

    def due_ms(self) -> int | None:
        """Return when time alone will change something here."""
        dues = [waiting.due_ms for waiting in self.waiting.values()]
        dues += [silence.until_ms for silence in self.silences.values()]
        dues += [flap.calm_ms() for flap in self.flaps.values() if flap.unstable_ms is not None]
        return min(dues, default=None)

    def note(self, line: Line) -> None:
        """Keep what became of a saying; the same again is kept once."""
        last = self.log[-1] if self.log else None
        same = last is not None and (last.key, last.incident, last.why, last.outcome, last.by) == (
            line.key, line.incident, line.why, line.outcome, line.by,
        )  # fmt: skip
        if same and line.outcome != "sent":
            return
        self.log.append(line)
        if len(self.log) > LOG_KEPT:
            del self.log[0]

    def away(self, from_ms: int, to_ms: int) -> None:
        """Let nothing leave in a span in which nobody was here."""
        for waiting in self.waiting.values():
            if from_ms < waiting.due_ms < to_ms:
                waiting.due_ms = to_ms


def duplicate_ms(severity: Severity) -> int:
    """Return for how long after it was said the same is not said again."""
    return REPEAT_MS.get(severity, DUPLICATE_MS)


def at_once(severity: Severity) -> bool:
    """Tell whether something is said without waiting for others."""
    return RANK[severity] >= RANK["critical"]
