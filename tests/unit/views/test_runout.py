"""When products run out, as screens show it."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.runout import run_out
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.runout import about, runs_out
from controlroom.views.shapes import ProgramView, RunsOut, StockView
from tests.stories import OPENED_MS, PLAN, STARTED_MS

START = STARTED_MS - STARTED_MS % 1000


class Show:
    """A live show with 50 creams and 3 serums."""

    def __init__(self) -> None:
        self.room, self.orders = Room(), 0
        self.tell(OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
        self.give(START, cmd.ShowStart(id="start"))

    def tell(self, at_ms: int, *records: rec.Record) -> None:
        self.room.apply_page(self.room.state.seq + 1, at_ms, records)

    def give(self, at_ms: int, command: cmd.AnyCommand) -> None:
        self.tell(at_ms, rec.Accepted(by=Role.CONTROLLER, command=command))

    def bought(self, at_s: int, sku: str, pieces: int = 1) -> None:
        self.orders += 1
        line = (ev.Line(sku=sku, qty=pieces),)
        step = ev.OrderStep(order=f"o{self.orders}", status="created", lines=line, at=START + at_s * 1000)
        self.tell(START + at_s * 1000 + 500, step)

    def at(self, at_s: int) -> None:
        self.room.advance(START + at_s * 1000)

    def of(self, sku: str) -> RunsOut | None:
        return runs_out(self.room.state, sku)


def expected(show: Show, left: int, orders: int, seconds: int, sku: str = "cream") -> RunsOut:
    found = run_out(left, orders, seconds, show.room.state.tally.sizes[sku])
    assert found is not None
    as_of_ms = show.room.state.as_of_ms
    return RunsOut(
        lo_ms=as_of_ms + round(found.lo_s) * 1000,
        mid_ms=as_of_ms + round(found.mid_s) * 1000,
        hi_ms=as_of_ms + round(found.hi_s) * 1000,
    )


def test_the_product_on_air_is_judged_by_its_sales_since_it_came_on_air() -> None:
    show = Show()
    show.at(500)
    show.give(START + 500_000, cmd.Take(id="t", segment="cream"))
    for at_s in (505, 515):
        show.bought(at_s, "cream", 2)
    show.at(529)
    assert show.of("cream") is None  # not half a minute yet
    for at_s in range(535, 600, 10):
        show.bought(at_s, "cream", 2)
    show.bought(599, "cream", 2)
    show.at(600)
    assert show.of("cream") == expected(show, 30, 10, 100)


def test_the_others_are_judged_by_their_last_five_minutes() -> None:
    show = Show()
    show.at(500)
    for at_s in (505, 550, 700):
        show.bought(at_s, "cream")
    show.at(820)
    assert show.of("cream") == expected(show, 47, 2, 300)
    show.at(1001)
    assert show.of("cream") is None  # nothing sold in the last five minutes


def test_what_is_scarcer_counts_warehouse_or_platform() -> None:
    show = Show()
    show.tell(START + 1000, ev.StockLevel(sku="cream", listed=20, at=START + 1000))
    show.bought(100, "cream")
    show.at(310)
    assert show.of("cream") == expected(show, 19, 1, 300)


def test_no_forecast_without_stock_without_sales_or_after_the_end() -> None:
    show = Show()
    show.bought(100, "serum", 3)
    show.bought(100, "stranger")
    show.bought(100, "cream")
    show.at(310)
    assert (show.of("serum"), show.of("stranger")) == (None, None)  # sold out; no level was told
    assert show.of("cream") is not None
    show.give(START + 311_000, cmd.ShowEnd(id="e"))
    assert show.of("cream") is None


def test_the_topic_holds_it_for_everybody_who_reads_stock() -> None:
    show = Show()
    show.bought(100, "cream")
    show.at(310)
    for role in (Role.HOST, Role.CONTROLLER):
        view = project(Topic.STOCK, show.room.state, Beside(), role)
        assert isinstance(view, StockView)
        assert view.products["cream"].runs_out == show.of("cream")


@pytest.mark.parametrize(("pieces", "step_ms"), [(70, 60_000), (300, 300_000), (3000, 1_800_000)])
def test_what_is_glanced_at_is_as_coarse_as_it_is_far(pieces: int, step_ms: int) -> None:
    show = Show()
    show.tell(START + 1000, ev.StockLevel(sku="cream", on_hand=pieces, at=START + 1000))
    for at_s in range(10, 300, 10):
        show.bought(at_s, "cream")
    show.at(310)
    whole, coarse = show.of("cream"), about(show.room.state, "cream")
    assert whole is not None
    assert coarse is not None
    assert coarse % step_ms == 0
    assert abs(coarse - whole.mid_ms) <= step_ms // 2


def test_the_product_on_air_tells_it_to_who_reads_stock_and_again_when_nothing_sells_any_more() -> None:
    def seen(role: Role) -> int | None:
        view = project(Topic.PROGRAM, show.room.state, Beside(), role)
        assert isinstance(view, ProgramView)
        return view.runs_out_ms

    show = Show()
    show.give(START + 1000, cmd.Take(id="t", segment="cream"))
    show.bought(100, "cream")
    show.at(310)
    assert (seen(Role.HOST), seen(Role.REMOTE)) == (about(show.room.state, "cream"), None)
    assert seen(Role.HOST) is not None
    assert Topic.PROGRAM in show.room.advance(START + 501_000).topics
    assert seen(Role.HOST) is None


def test_a_cancelled_order_is_none() -> None:
    show = Show()
    show.bought(100, "cream", 9)
    show.bought(101, "cream")
    show.tell(START + 200_000, ev.OrderStep(order="o1", status="cancelled", at=START + 200_000))
    assert show.room.state.tally.sizes["cream"].pieces == 1
