"""A show whose rules fire when a test says so, for the tests of incidents and of the gate."""

from __future__ import annotations

from typing import Any

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.alerts.gate import Line
from controlroom.domain.alerts.incident import Incident
from controlroom.domain.alerts.instances import Instance, Reason, State, Transition, key_of
from controlroom.domain.alerts.notice import Notice
from controlroom.domain.alerts.rules import Limit, Rule, Severity
from controlroom.domain.plan import Person, Plan, Playbook
from controlroom.domain.roles import Role
from controlroom.room import handling
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.desk import Desk

LOW = Rule(
    id="low_stock", metric="stock.available", by="sku", below=Limit(field="safety"), phases=("planned", "live"),
    text={"en": "{title}: {value} left (safety {threshold})", "zh-CN": "{title} 仅剩 {value} 件（安全线 {threshold}）"},
    playbook="low_stock", cue="last",
)  # fmt: skip
OUT = Rule(
    id="sold_out", metric="stock.available", by="sku", below=Limit(value_millionths=1_000_000), severity="critical",
    act="switch_instead", playbook="sold_out",
)  # fmt: skip
DIP = Rule(id="conversion_dip", method="conversion_dip", severity="critical", owner="analyst", phases=("live",))
STREAM = Rule(
    id="stream_interrupted", metric="stream.interrupted", above=Limit(value_millionths=0), severity="critical"
)
LATE = Rule(id="task_late", metric="show.task_late_s", by="task", above=Limit(value_millionths=0), owner="task")
SURGE = Rule(id="online_surge", method="online_surge", severity="info", owner="analyst")
RULES = (LOW, OUT, DIP, STREAM, LATE, SURGE)
TEAM = (Person(id="wang", name="Wang", role="controller"), Person(id="li", name="Li", role="analyst"))
EVERY_ROLE = (Role.CONTROLLER, Role.ANALYST, Role.OPERATOR, Role.HOST)


class Alarm(Desk):
    """A live show whose instances become what a test says."""

    def become(
        self, rule: str, now: State, labels: str = "", severity: Severity | None = None, reason: Reason = "breach",
        value: int = 4, threshold: int = 5,
    ) -> None:  # fmt: skip
        """Let an instance become something now."""
        s, known = self.room.state, self.room.state.alerts.rules[rule]
        key = key_of(rule, labels)
        instance = s.alerts.instances.get(key) or Instance(rule, labels, severity=known.severity)
        s.alerts.keep(instance)
        was, instance.state = instance.state, now
        instance.severity = severity or instance.severity
        instance.value_millionths, instance.threshold_millionths = value * 1_000_000, threshold * 1_000_000
        told = Transition(
            self.now_ms, rule, labels, was, now, instance.severity, instance.value_millionths,
            instance.threshold_millionths, reason,
        )  # fmt: skip
        handling.took(s, [told])

    def fire(self, rule: str = "sold_out", labels: str = "", severity: Severity | None = None) -> Incident:
        """Let an instance fire; return its incident."""
        self.become(rule, "firing", labels, severity)
        found = self.of(rule, labels)
        assert found is not None
        return found

    def end(self, rule: str = "sold_out", labels: str = "") -> None:
        """Let an instance be over."""
        self.become(rule, "inactive", labels, reason="ok")

    def come_and_go(self, times: int) -> None:
        """Let a warning fire and end so often, each time before its group has left."""
        for _ in range(times):
            self.fire("low_stock", "cream")
            self.later(1000)
            self.end("low_stock", "cream")
            self.later(19_000)

    def of(self, rule: str, labels: str = "") -> Incident | None:
        """The incident that an instance has."""
        return self.room.state.casebook.of(key_of(rule, labels))

    def later(self, for_ms: int) -> None:
        """Let time pass, second by second."""
        self.now_ms += for_ms
        self.room.advance(self.now_ms - self.now_ms % 1000)

    def seen(self, *roles: Role) -> None:
        """Let screens of these roles, and of no other, be there."""
        s = self.room.state
        for id_ in list(s.screens):
            if s.screens[id_].role not in roles:
                self.tell(rec.ScreenLeft(screen=id_))
        for role in roles:
            if all(screen.role is not role for screen in s.screens.values()):
                self.tell(rec.ScreenCame(screen=str(role), role=role))

    def tell(self, record: rec.Record) -> None:
        """Journal something now."""
        self.room.apply(self.room.state.seq + 1, self.now_ms, record)

    @property
    def notices(self) -> list[Notice]:
        """What was sent, oldest first."""
        return self.room.state.casebook.notices.newest

    @property
    def log(self) -> list[Line]:
        """What became of each saying."""
        return self.room.state.casebook.gate.log

    def said(self) -> list[tuple[str, tuple[str, ...], int]]:
        """As what, to whom and when (s after the start of the test) something was sent."""
        return [(one.why, one.to, round((one.at_ms - self.begun_ms) / 1000)) for one in self.notices]

    def begin(self) -> Alarm:
        """Take this instant as the test's beginning."""
        self.begun_ms = self.now_ms
        return self


def plan(**changes: Any) -> Plan:
    """The stories' plan with a team, a substitute and playbooks."""
    products = tuple(msgspec.structs.replace(p, instead="mask" if p.sku == "serum" else None) for p in PLAN.products)
    network = Playbook(say={"en": "Back in a moment", "zh-CN": "马上回来"})
    base = msgspec.structs.replace(
        PLAN, show=msgspec.structs.replace(PLAN.show, team=TEAM), products=products, playbooks={"network": network}
    )
    return msgspec.structs.replace(base, **changes)


def alarm(*roles: Role, rules: tuple[Rule, ...] = RULES, live: bool = True, **changes: Any) -> Alarm:
    """Return a show that has just started (or has not), with screens of these roles (none given: of every one)."""
    off = tuple(
        msgspec.structs.replace(rule, enabled=False) for rule in rules
    )  # only the test says what becomes of them
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan(**changes), rules=off)
    room = Room()
    room.apply(1, OPENED_MS, opened)
    if live:
        room.apply(2, STARTED_MS - 5, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    made = Alarm(room)
    made.room.advance(made.now_ms - made.now_ms % 1000)
    made.seen(*(roles or EVERY_ROLE))
    return made.begin()
