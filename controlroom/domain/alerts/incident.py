"""Who is on it: an incident, from the moment a rule fires until it is over.

Owns: the table of an incident's states, its timers, and the ladder that it goes up while nobody takes it.
Law: the table alone says what becomes of an incident and whether that is said; nothing here changes what is true
(`domain.alerts.machine`). Time is given, an instant that is due is taken for the time at which it happened.
Must not know: rules' conditions, the gate, who is told, screens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from msgspec import Struct, field

from controlroom.domain.alerts.instances import key_of
from controlroom.domain.alerts.notice import EVERYBODY, Why
from controlroom.domain.alerts.rules import Severity
from controlroom.domain.units import MINUTE_MS, SECOND_MS

State = Literal["triggered", "acked", "snoozed", "closed", "resolved"]
"""`closed`: by hand, while it is still true; people read it as resolved."""

Event = Literal["fired", "rose", "hit", "fell", "ended", "ack", "snooze", "close", "lapsed", "waited", "unheard"]
"""`fired` `rose` `hit` `fell` `ended`: of the instance. `ack` `snooze` `close`: a person's. `lapsed`: an acknowledgement or a
snooze is over. `waited`: nobody took it in hand in time. `unheard`: it was said long ago."""

Until = Literal["sold_out", "segment_end"]
"""What an acknowledgement may last until, besides an instant."""


class Step(NamedTuple):
    """What becomes of an incident. `why`: as what it is said; None: nothing is said."""

    to: State
    why: Why | None


TABLE: Final[dict[tuple[State, Event], Step]] = {
    ("resolved", "fired"): Step("triggered", None),  # within its rule's cooldown: reopened, without a new sound
    ("triggered", "rose"): Step("triggered", "rose"),
    ("acked", "rose"): Step("triggered", "rose"),
    ("snoozed", "rose"): Step("triggered", "rose"),
    ("closed", "rose"): Step("closed", None),
    ("triggered", "hit"): Step("triggered", "hit"),
    ("acked", "hit"): Step("triggered", "hit"),
    ("snoozed", "hit"): Step("snoozed", None),
    ("closed", "hit"): Step("triggered", "hit"),  # what was closed was the one before
    ("triggered", "fell"): Step("triggered", None),
    ("acked", "fell"): Step("acked", None),
    ("snoozed", "fell"): Step("snoozed", None),
    ("closed", "fell"): Step("closed", None),
    ("triggered", "ended"): Step("resolved", "resolved"),
    ("acked", "ended"): Step("resolved", "resolved"),
    ("snoozed", "ended"): Step("resolved", "resolved"),
    ("closed", "ended"): Step("resolved", None),
    ("triggered", "ack"): Step("acked", None),
    ("acked", "ack"): Step("acked", None),
    ("snoozed", "ack"): Step("acked", None),
    ("triggered", "snooze"): Step("snoozed", None),
    ("acked", "snooze"): Step("snoozed", None),
    ("snoozed", "snooze"): Step("snoozed", None),
    ("triggered", "close"): Step("closed", None),
    ("acked", "close"): Step("closed", None),
    ("snoozed", "close"): Step("closed", None),
    ("acked", "lapsed"): Step("triggered", "again"),
    ("snoozed", "lapsed"): Step("triggered", "again"),
    ("triggered", "waited"): Step("triggered", "escalated"),
    ("triggered", "unheard"): Step("triggered", "repeat"),
}
"""Whatever stands in no row cannot happen."""

ACK_MS: Final = 10 * MINUTE_MS
"""An acknowledgement that says no other end lasts so long."""

SNOOZE_MOST_MS: Final = 30 * MINUTE_MS

ESCALATE_MS: Final[dict[Severity, int]] = {"critical": 60 * SECOND_MS, "warning": 3 * MINUTE_MS}
REPEAT_MS: Final[dict[Severity, int]] = {"critical": 3 * MINUTE_MS, "warning": 10 * MINUTE_MS}
RANK: Final[dict[Severity, int]] = {"info": 0, "warning": 1, "critical": 2}

LADDER: Final = ("controller", "analyst", "operator", EVERYBODY)

REPEATS_MOST: Final = 10
"""Repeated so often without anybody doing anything, it is not said any more: nobody is there."""

DEEDS_KEPT: Final = 40

Act = Literal["ack", "snooze", "close", "act", "undo"]


class Deed(Struct, frozen=True):
    """What somebody did about an incident. `what`: of an act, which one; `undone`: it was taken back."""

    at_ms: int
    act: Act
    role: str
    person: str | None = None
    what: str | None = None
    why: str | None = None


class Stood(Struct, frozen=True):
    """How an incident stood when its rule was edited; fields as of an incident."""

    state: State
    since_ms: int
    until: Until | None
    about: str | None
    until_ms: int | None
    owed: Why | None


class Incident(Struct):
    """One incident.

    Args:
        id: Unique in its show. `rule`, `labels`: of the instance that it is about (`key` is both).
        owner: Whom it is with now: a role, a member of the team, or everybody.
        rungs: Whom it may be with, in order; `rung`: where it is. `had`: whom it has been with.
        opened_ms: When it was opened last; `first_ms`: when first (a reopened one differs).
        since_ms: Since when it is in its state; `with_ms`: since when its owner knows of it.
        said_ms: When it was last said aloud; `said`: how often; `repeats`: how often running only because nobody took it.
        until, about, until_ms: How long it is in hand or snoozed: until that happens to that product or segment, or until
            that instant.
        acked_ms: When it was first taken in hand. `resolved_ms`: when it was over, or closed by hand.
        ack_ms: How long an acknowledgement lasts that says no other end. `escalate_ms`: how long an owner has to take it in
            hand; None: as usual for its severity.
        why: Why it ended.
        owed: What could not be said yet, because the gate holds it back; meanwhile it neither goes on nor repeats.
        grouped: It is about to be said together with others; meanwhile likewise.
        value_millionths, threshold_millionths, text: As at its opening, or when it rose or was hit again: what is told of
            it once it is over.
        blank: It is only about that nothing is known.
        held_by: Who holds it back: `phase`, `rule:<id>`, `silence:<id>`, `flapping`.
        acted: What was done with one key, and when (epoch ms).
        stood: How it stood before it ended because its rule was edited: it may be so by the new one too.
    """

    id: str
    rule: str
    labels: str
    severity: Severity
    owner: str
    rungs: tuple[str, ...]
    opened_ms: int
    first_ms: int
    since_ms: int
    state: State = "triggered"
    rung: int = 0
    had: list[str] = field(default_factory=list)
    with_ms: int | None = None
    said_ms: int | None = None
    said: int = 0
    repeats: int = 0
    until: Until | None = None
    about: str | None = None
    until_ms: int | None = None
    acked_ms: int | None = None
    acked_by: str | None = None
    resolved_ms: int | None = None
    ack_ms: int = ACK_MS
    escalate_ms: int | None = None
    why: str | None = None
    owed: Why | None = None
    grouped: bool = False
    value_millionths: int | None = None
    threshold_millionths: int | None = None
    text: dict[str, str] = field(default_factory=dict)
    blank: bool = False
    held_by: str | None = None
    acted: dict[str, int] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    stood: Stood | None = None

    @property
    def key(self) -> str:
        """Return the instance that it is about: `rule` or `rule{labels}`."""
        return key_of(self.rule, self.labels)

    @property
    def over(self) -> bool:
        """Tell whether people are done with it."""
        return self.state in ("closed", "resolved")

    def step(self, event: Event, at_ms: int) -> Why | None:
        """Let something happen; return as what it is to be said."""
        found = TABLE[self.state, event]
        if found.to != self.state:
            self.since_ms = at_ms
        if found.to not in ("acked", "snoozed"):
            self.until = self.about = self.until_ms = None
        if event in ("rose", "hit", "lapsed", "fired"):
            self.with_ms = None  # its owner has the whole time again
        self.repeats = self.repeats + 1 if event == "unheard" else 0
        if self.over and found.to == "triggered":
            self.opened_ms, self.resolved_ms, self.why = at_ms, None, None
        if found.to in ("closed", "resolved"):
            self.resolved_ms = self.resolved_ms if self.resolved_ms is not None else at_ms
            self.owed = self.held_by = None
        self.state = found.to
        return found.why

    def cut(self, at_ms: int) -> Why | None:
        """Be over because its rule was edited; return as what that is to be said."""
        stood = Stood(self.state, self.since_ms, self.until, self.about, self.until_ms, self.owed)
        why = self.step("ended", at_ms)
        self.stood = stood
        return why

    def go_on(self) -> None:
        """Stand as before its rule was edited, by which it is so too."""
        stood = self.stood
        assert stood is not None
        self.state, self.since_ms, self.owed = stood.state, stood.since_ms, stood.owed
        self.until, self.about, self.until_ms = stood.until, stood.about, stood.until_ms
        self.stood = None
        if not self.over:
            self.resolved_ms = self.why = None

    def did(self, deed: Deed) -> None:
        """Keep what somebody did."""
        self.deeds.append(deed)
        if len(self.deeds) > DEEDS_KEPT:
            del self.deeds[0]

    def hand(self, owner: str, at_ms: int, present: Callable[[str], bool]) -> None:
        """Let it be another's, who has the whole time; from there it goes on as ever."""
        self.owner, self.rungs, self.rung = owner, ladder(owner), 0
        self.with_ms = at_ms if self.with_ms is not None else None
        self.settle(present)

    def ack(self, deed: Deed, until: Until | None, about: str | None, until_ms: int | None) -> None:
        """Take it in hand. A second one is kept, and the first stays its owner.

        Args:
            until, about: Until that happens to that product or segment.
            until_ms: Until that instant; None, and nothing to wait for either: for `ack_ms`.
        """
        self.step("ack", deed.at_ms)
        self.until, self.about = until, about
        self.until_ms = until_ms if until is not None or until_ms is not None else deed.at_ms + self.ack_ms
        if self.acked_ms is None:
            self.acked_ms = deed.at_ms
            self.acked_by = deed.person or deed.role
        self.owed = self.held_by = None
        self.did(deed)

    def timed(self, ack_ms: int, escalate_ms: int | None, at_ms: int) -> None:
        """Take its rule's times as they are now; what they make due is due from now on, not in the past."""
        taken = next((deed.at_ms for deed in reversed(self.deeds) if deed.act in ("ack", "act")), None)
        usual = self.state == "acked" and self.until is None
        if usual and taken is not None and self.until_ms == taken + self.ack_ms:
            self.until_ms = max(taken + ack_ms, at_ms)
        self.ack_ms, self.escalate_ms = ack_ms, escalate_ms
        due_ms = self.escalates_ms()
        if due_ms is not None and due_ms < at_ms and self.with_ms is not None:
            self.with_ms += at_ms - due_ms

    def snooze(self, deed: Deed, until_ms: int) -> None:
        """Let it be for a while."""
        self.step("snooze", deed.at_ms)
        self.until, self.about, self.until_ms = None, None, until_ms
        self.did(deed)

    def close(self, deed: Deed) -> None:
        """Be done with it, until what it is about has been over once."""
        self.step("close", deed.at_ms)
        self.why = "closed"
        self.did(deed)

    def told(self, at_ms: int) -> None:
        """Note that it was said aloud."""
        self.said += 1
        self.said_ms = at_ms
        self.owed = self.held_by = None
        if self.with_ms is None:
            self.with_ms = at_ms
        if self.owner not in self.had:
            self.had.append(self.owner)

    def settle(self, present: Callable[[str], bool]) -> bool:
        """Pass it on at once from whoever is not there; return whether that changed anything.

        Where nobody is there at all it ends with everybody.
        """
        before = self.rung
        while self.rung + 1 < len(self.rungs) and not present(self.rungs[self.rung]):
            self.rung += 1
        if self.rung == before:
            return False
        self.owner = self.rungs[self.rung]
        return True

    def climb(self, at_ms: int, present: Callable[[str], bool]) -> None:
        """Go on to the next one who is there."""
        self.rung = min(self.rung + 1, len(self.rungs) - 1)
        self.owner, self.with_ms = self.rungs[self.rung], at_ms
        self.settle(present)

    def escalates_ms(self) -> int | None:
        """Return when it goes on to the next; None: it does not."""
        after = self.escalate_ms if self.escalate_ms is not None else ESCALATE_MS.get(self.severity)
        last = self.rung + 1 >= len(self.rungs)
        if self.state != "triggered" or after is None or self.with_ms is None or last:
            return None
        return self.with_ms + after

    def repeats_ms(self) -> int | None:
        """Return when it is said again; None: it is not."""
        after = REPEAT_MS.get(self.severity)
        if self.state != "triggered" or after is None or self.said_ms is None or self.repeats >= REPEATS_MOST:
            return None
        return self.said_ms + after

    def due(self) -> tuple[int, Event] | None:
        """Return what time alone will do to it next, and when; None: nothing."""
        if self.state in ("acked", "snoozed"):
            return (self.until_ms, "lapsed") if self.until_ms is not None else None
        if self.owed is not None or self.grouped:
            return None
        escalates, repeats = self.escalates_ms(), self.repeats_ms()
        if escalates is not None and (repeats is None or escalates <= repeats):
            return escalates, "waited"
        return (repeats, "unheard") if repeats is not None else None

    def away(self, from_ms: int, to_ms: int) -> None:
        """Let nothing have happened between two instants: nobody could see it, and nobody could act."""
        if self.over:
            return
        self.with_ms, self.said_ms = (_later(at, from_ms, to_ms) for at in (self.with_ms, self.said_ms))
        if self.until_ms is not None and from_ms < self.until_ms < to_ms:
            self.until_ms = to_ms


def _later(at_ms: int | None, from_ms: int, to_ms: int) -> int | None:
    return at_ms + to_ms - from_ms if at_ms is not None and at_ms <= from_ms else at_ms


def opened(
    id_: str, rule: str, labels: str, severity: Severity, owner: str, at_ms: int, present: Callable[[str], bool]
) -> Incident:
    """Return a new incident, with the first of its ladder who is there."""
    rungs = ladder(owner)
    made = Incident(id_, rule, labels, severity, owner, rungs, at_ms, at_ms, at_ms)
    made.settle(present)
    return made


def ladder(owner: str) -> tuple[str, ...]:
    """Return whom an incident goes on to: its owner, then those after him; after anybody else all of `LADDER`."""
    rest = LADDER[LADDER.index(owner) + 1 :] if owner in LADDER else LADDER
    return (owner, *rest)


def highest(severities: Iterable[Severity]) -> Severity:
    """Return the gravest of some severities."""
    return max(severities, key=lambda severity: RANK[severity])
