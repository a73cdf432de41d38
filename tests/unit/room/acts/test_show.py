"""The show opened, started and ended."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.room import selling
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.desk import Desk, give, take
from tests.unit.room.shop import open_shop

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
