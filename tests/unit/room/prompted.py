"""A show whose plan prompts cards and starts timers by itself."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import CuePlan, Plan, ProductPlan, SegmentPlan, TimerPlan, WhenPlan
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.desk import Desk

NOW = STARTED_MS + 9_995
"""A whole second: the instant at which `cream` is put on air."""


def plan(cues: Sequence[CuePlan] = (), timers: Sequence[TimerPlan] = (), anywhere: Sequence[CuePlan] = ()) -> Plan:
    """Return a plan of three segments; the second, `cream`, has the cues and timers."""
    return replace(
        PLAN,
        products=(ProductPlan(sku="cream", title="Cream", price_minor=99_00, list_price_minor=199_00, stock=400),),
        segments=(
            SegmentPlan(id="opening", title="Opening", planned_for_ms=300_000, kind="opening"),
            SegmentPlan(
                id="cream", title="Cream", planned_for_ms=600_000, kind="product", sku="cream", cues=tuple(cues),
                timers=tuple(timers),
            ),
            SegmentPlan(id="closing", title="Closing", planned_for_ms=60_000, kind="closing"),
        ),
        cues=tuple(anywhere),
    )  # fmt: skip


def on_air(of: Plan, segment: str | None = "cream") -> Desk:
    """Return a show with a segment on air since NOW."""
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=of))
    room.apply(2, STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    desk = Desk(room)
    desk.now_ms = NOW
    if segment is not None:
        desk.give(cmd.Take(id="on", segment=segment, from_=None), wait_ms=0)
    return desk


def until(desk: Desk, after_ms: int) -> None:
    """Let time pass to so much after NOW, second by second."""
    while desk.room.state.as_of_ms < NOW + after_ms:
        desk.room.advance(desk.room.state.as_of_ms + 1000)
    desk.now_ms = NOW + after_ms


def tell(desk: Desk, fact: ev.Fact) -> None:
    """Let a fact arrive now."""
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, fact)


def said(desk: Desk) -> list[str]:
    """Return the texts of the open cards, as the host sees them in turn."""
    return [str(card.text) for card in desk.room.state.cues.waiting()]


def at(id_: str, ms: int, text: str = "", **more: object) -> CuePlan:
    """Return a cue at a time of its segment."""
    return CuePlan(id=id_, text=text or id_, at_ms=ms, **more)  # type: ignore[arg-type]


def below(id_: str, pieces: int, **more: object) -> CuePlan:
    """Return a rung of a stock ladder."""
    return CuePlan(id=id_, text="还有 {stock} 件", when=WhenPlan(stock_below=pieces), **more)  # type: ignore[arg-type]
