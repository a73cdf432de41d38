"""A live show whose rules are evaluated, for the tests of alerting."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.instances import Transition
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import Plan
from controlroom.domain.roles import Role
from controlroom.room.room import Changes, Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS

START_S = STARTED_MS // 1000


class Show:
    """A room that is told records at seconds of the show."""

    def __init__(self, rules: tuple[Rule, ...] | None = None, plan: Plan | None = PLAN, *, live: bool = True) -> None:
        self.room = Room()
        opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan, rules=rules)
        self.room.apply(1, OPENED_MS, opened)
        self.changes = Changes()
        if live:
            self.give(0, cmd.ShowStart(id="start"))

    @property
    def told(self) -> list[Transition]:
        """What became of the rules."""
        return self.room.state.alerts.recent

    def tell(self, second: float, *records: rec.Record | ev.Fact) -> Changes:
        """Tell a page of records so many seconds after the start; facts happen as they come."""
        at_ms = STARTED_MS + round(second * 1000)
        stamped = [
            replace(one, at=one.at if one.at is not None else at_ms, source=one.source or "shop")
            if isinstance(one, ev.Fact)
            else one
            for one in records
        ]
        self.changes = self.room.apply_page(self.room.state.seq + 1, at_ms, stamped)  # type: ignore[arg-type]
        return self.changes

    def give(self, second: float, command: cmd.AnyCommand) -> None:
        """Let a command be accepted."""
        self.tell(second, rec.Accepted(by=Role.CONTROLLER, command=command))

    def wait(self, second: int) -> Changes:
        """Advance to a whole second after the start."""
        return self.room.advance((START_S + second) * 1000)

    def became(self, *rules: str) -> list[tuple[int, str, str]]:
        """Return (second after the start, instance, state) of what became of these rules (all)."""
        return [
            (one.at_ms // 1000 - START_S, one.rule + (f"{{{one.labels}}}" if one.labels else ""), one.now)
            for one in self.told
            if not rules or one.rule in rules
        ]


def stock(sku: str, left: int) -> ev.StockLevel:
    """Return a telling of a level."""
    return ev.StockLevel(sku=sku, on_hand=left)


def order(id_: str, status: ev.OrderStatus = "created", sku: str = "cream", qty: int = 1) -> ev.OrderStep:
    """Return a step of an order."""
    return ev.OrderStep(order=id_, status=status, user=f"u{id_}", lines=(ev.Line(sku=sku, qty=qty, unit_minor=9900),))
