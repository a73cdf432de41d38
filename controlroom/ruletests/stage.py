"""The show that a test plays in: opened, live, everybody present, with the test's rules and no others.

Owns: how facts, commands and time reach the room of a test.
Law: everything goes through the doors of a real show: facts through the intake, commands through `decide`, time through
`advance`. The show goes live just before the test's begin, so that instant 0 is evaluated as any other.
Must not know: what is expected.
"""

from __future__ import annotations

from typing import Final, cast

from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import Readings
from controlroom.domain.errors import Refusal
from controlroom.domain.events import Fact
from controlroom.domain.plan import Plan, ShowPlan
from controlroom.domain.roles import PEOPLE, Role
from controlroom.domain.units import MINUTE_MS, SECOND_MS
from controlroom.live.intake import Intake
from controlroom.live.overhearing import by_card
from controlroom.live.people import with_hashed_staff
from controlroom.live.sealing import completed
from controlroom.live.seen import Seen
from controlroom.room import alerting
from controlroom.room.room import Room
from controlroom.room.state import RoomState
from controlroom.ruletests.notation import Named
from controlroom.ruletests.played import Played
from controlroom.ruletests.reading import Case
from controlroom.ruletests.timed import Asked, Happens

FEED: Final = "test"
"""The feed that a test's facts come from, unless they name their `source`."""

BEGIN_MS: Final = -SECOND_MS
"""When the show is opened, so that instant 0 is evaluated as any other."""

START_MS: Final = -1
"""When it goes live: by the first instant it is."""

AWAKE_MS: Final = 10 * MINUTE_MS
"""A room that hears nothing for long looks at its rules less often: a test's is told that time passes."""

_KEY: Final = b"a rule test's users are nobody's."[:32]


class Stage:
    """A room in which one test is played."""

    def __init__(self, test: Case) -> None:
        self._test = test
        self._seq = 0
        self._watched = frozenset(line_of(rule).metric for rule in test.rules)
        self.room = Room()
        self._intake = Intake(_KEY, Seen(), lambda: self.state.currency)
        plan = _plan(test)
        self._records(BEGIN_MS, rec.ShowOpened(
            room="test", show="test-1", mode="replay", timezone="UTC", plan=with_hashed_staff(plan, _KEY),
            rules=test.rules,
        ))  # fmt: skip
        alerting.read_through(self.state, self._look)
        for role in PEOPLE:
            self._records(BEGIN_MS, rec.ScreenCame(screen=str(role), role=role))
        if test.live:
            watched = by_card(plan, plan.segments, self._intake.words)
            start = cmd.ShowStart(id="test-start")
            self._records(START_MS, rec.Accepted(by=Role.CONTROLLER, command=start, prepared=watched))

    @property
    def state(self) -> RoomState:
        """Return the room's state."""
        return self.room.state

    def advance(self, at_ms: int) -> None:
        """Let a second pass; rules are evaluated where the test says."""
        if at_ms - self.state.received_ms >= AWAKE_MS:
            self._records(at_ms, rec.RoomReached(to_ms=at_ms))
        self.room.advance(at_ms)

    def happen(self, one: Happens) -> None:
        """Let a fact arrive, or the server see something."""
        if not isinstance(one.record, Fact):
            self._records(one.at_ms, one.record)
            return
        batch = self._intake.take(FEED, [structs.replace(one.record)], None, one.at_ms)
        for fact in batch.facts:
            self._records(one.at_ms, cast("rec.Record", fact))

    def ask(self, one: Asked) -> str | None:
        """Give a command; return why it is refused."""
        command = self._naming(one.command)
        answer = self.room.decide(command, one.by, one.person, one.at_ms)
        if isinstance(answer, Refusal):
            return f"{answer.code}: {answer.message}"
        if isinstance(answer, rec.Accepted):
            self._records(one.at_ms, completed(answer, self.state, _KEY, self._intake.words))
        return None

    def _naming(self, command: cmd.AnyCommand) -> cmd.AnyCommand:
        """Return a command with the incident's id where it names an instance."""
        named = getattr(command, "alert", None)
        if not isinstance(named, str):
            return command
        for incident in self.state.casebook.open.values():
            if named in (incident.id, incident.rule, str(self.named(incident.rule, incident.labels))):
                return structs.replace(command, alert=incident.id)
        return command

    def named(self, rule: str, label: str) -> Named:
        """Return how an instance is called: `low_stock{sku="A1"}`."""
        by = self.state.alerts.rules[rule].by if label else None
        return Named(rule, ((by, label),) if by is not None else ())

    def _records(self, at_ms: int, *records: rec.Record) -> None:
        self.room.apply_page(self._seq + 1, at_ms, records)
        self._seq += len(records)

    def _look(self, real: Readings, at_ms: int, at_once: bool) -> Readings | None:
        """Return what rules read at an instant; None: the test does not look at them then."""
        test = self._test
        if at_ms < 0 or (at_ms % test.evaluate_ms and not at_once):
            return None
        return Played(test.series, test.interval_ms, at_ms, real, self._watched if at_once else frozenset())


def _plan(test: Case) -> Plan:
    """Return the plan of a test: the one it names, at the test's own time."""
    if test.plan is None:
        show = ShowPlan(title="Rule test", room="test", timezone="UTC", currency="CNY", starts_ms=test.starts_ms)
        return Plan(show=show, rules=test.rules)
    was = test.plan.show
    ends_ms = test.starts_ms + was.ends_ms - was.starts_ms if was.ends_ms is not None else None
    show = structs.replace(was, room="test", starts_ms=test.starts_ms, ends_ms=ends_ms)
    return structs.replace(test.plan, show=show, rules=test.rules)
