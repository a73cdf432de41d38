"""The show opened, started and ended."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.room import selling
from controlroom.room.room import Room
from controlroom.views.kpi import kpi_view
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.desk import Desk, give, take
from tests.unit.room.shop import later, open_shop, order, told

NOW = STARTED_MS + 9995


def test_an_ended_show_has_nothing_on_air_and_sells_nothing(room: Room) -> None:
    give(room, cmd.ShowEnd(id="x"), NOW + 5000)
    s = room.state
    assert (s.status, s.ended_ms, s.rundown.on_air, s.program) == ("ended", NOW + 5000, None, None)
    assert s.rundown.aired["opening"].ended_ms == NOW + 5000


@pytest.mark.parametrize(
    "command",
    [cmd.ShowEnd(id="x"), cmd.Next(id="x", from_=None), cmd.ProductSwitch(id="x", sku="cream")],
)
def test_what_needs_a_live_show_says_whether_it_has_not_begun_or_has_ended(
    planned: Desk, desk: Desk, command: cmd.AnyCommand
) -> None:
    assert planned.give(command) == "not_live"
    desk.give(cmd.ShowEnd(id="end"))
    assert desk.give(command) == "show_ended"
    assert desk.give(cmd.ShowStart(id="again")) == "show_ended"


def test_a_plan_is_for_its_own_room(planned: Desk) -> None:
    other = rec.ShowOpened(room="elsewhere", show="e-1", mode="live")
    room = Room()
    room.apply(1, OPENED_MS, other)
    assert Desk(room).give(cmd.ShowOpen(id="o", plan=PLAN)) == "plan_of_other_room"
    assert isinstance(planned.room.decide(cmd.ShowOpen(id="o", plan=PLAN), Role.CONTROLLER, None, NOW), rec.Accepted)


def test_a_show_with_a_plan_is_not_thrown_away_for_one_without(planned: Desk) -> None:
    assert planned.give(cmd.ShowOpen(id="o")) == "plan_waits"


def test_an_ended_show_is_not_brought_on_air_by_undoing_a_take(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    desk.give(cmd.ShowEnd(id="end"))
    assert desk.give(cmd.Undo(id="u", command="t")) == "undo_superseded"
    assert (desk.room.state.status, desk.room.state.rundown.on_air) == ("ended", None)


def test_an_end_taken_back_opens_again_the_offers_that_it_closed() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="g", offer="first2"))
    desk.give(cmd.OfferOpen(id="p", offer="five-min"))
    desk.give(cmd.OfferClose(id="c", offer="first2"))
    desk.give(cmd.ShowEnd(id="end"))
    assert [one.state for one in desk.room.state.offers.rounds] == ["closed", "closed"]
    desk.give(cmd.Undo(id="u", command="end"))
    s = desk.room.state
    assert {one.offer: one.state for one in s.offers.rounds} == {"first2": "closed", "five-min": "open"}
    assert selling.price(s, "cream") == 7900


def test_a_start_taken_back_leaves_the_show_as_it_was_planned() -> None:
    desk, other = planned_at(NOW), planned_at(NOW)
    desk.give(cmd.ShowStart(id="start"), wait_ms=0)
    for one in (desk, other):
        told(one, ev.Audience(online=300), ev.StockLevel(sku="cream", on_hand=44), wait_ms=40_000)
    desk.give(cmd.Undo(id="u", command="start"))
    other.now_ms = desk.now_ms
    s = desk.room.state
    assert (s.status, s.started_ms, s.undo) == ("planned", None, [])
    other.room.advance(s.as_of_ms)
    for one in (desk, other):
        one.give(cmd.ShowStart(id="again"), wait_ms=30_000)
        told(one, ev.Audience(online=310), wait_ms=30_000)
        later(one, 200_000)
    assert kpi_view(s) == kpi_view(other.room.state)
    assert (s.tally.series, s.parts, s.watch) == (
        other.room.state.tally.series, other.room.state.parts, other.room.state.watch
    )  # fmt: skip


@pytest.mark.parametrize(
    "fact",
    [ev.Comment(user="u", text="hi"), ev.Enter(user="u"), ev.Like(count=1), order("o", "created"),
     ev.Spend(kind="ads", amount_minor=5)],
)  # fmt: skip
def test_a_start_stands_once_something_was_counted(planned: Desk, fact: ev.Fact) -> None:
    planned.give(cmd.ShowStart(id="start"))
    told(planned, fact)
    assert planned.give(cmd.Undo(id="u", command="start")) == "facts_counted"


def test_a_start_stands_while_something_is_on_air_and_no_longer() -> None:
    desk = planned_at(NOW)
    desk.give(cmd.ShowStart(id="start"))
    desk.give(take("t", "cream", None))
    assert desk.give(cmd.Undo(id="u", command="start")) == "undo_superseded"
    desk.give(cmd.Undo(id="v", command="t"))
    assert isinstance(desk.give(cmd.Undo(id="w", command="start")), int)
    assert desk.room.state.status == "planned"


def planned_at(now_ms: int) -> Desk:
    """Return a show that has not started, at an instant."""
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    desk = Desk(room)
    desk.now_ms = now_ms
    return desk
