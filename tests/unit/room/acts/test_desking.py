"""Acts of the desk, done by hand."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from tests.unit.room.desk import Desk
from tests.unit.room.shop import chips, later, open_shop, told


def explain(desk: Desk) -> str:
    return next(c.id for c in desk.room.state.desk.chips.values() if c.act == "explain")


def test_where_no_feed_tells_it_the_hand_is_believed() -> None:
    desk = open_shop()
    desk.give(cmd.DeskDone(id="d", desk=explain(desk)))
    assert chips(desk) == [("explain", "mask", "confirmed")]
    assert desk.give(cmd.DeskDone(id="d2", desk=explain(desk))) == "already_confirmed"


def test_where_a_feed_tells_it_the_hand_waits_for_it() -> None:
    desk = open_shop()
    told(desk, ev.Product(sku="serum", state="on_shelf"))
    desk.give(cmd.DeskDone(id="d", desk=explain(desk)))
    assert chips(desk) == [("explain", "mask", "sent")]
    later(desk, 16_000)
    assert chips(desk) == [("explain", "mask", "late")]


def test_a_slip_of_the_finger_is_taken_back_with_its_due_time() -> None:
    desk = open_shop()
    id_ = explain(desk)
    desk.give(cmd.DeskDone(id="d", desk=id_))
    desk.give(cmd.Undo(id="u", command="d"))
    assert (chips(desk), desk.room.state.desk.pop_ms) == ([("explain", "mask", "todo")], None)
    later(desk, 16_000)
    assert chips(desk) == [("explain", "mask", "late")]


def test_what_the_platform_has_shown_is_not_taken_back() -> None:
    desk = open_shop()
    told(desk, ev.Product(sku="serum", state="on_shelf"))
    desk.give(cmd.DeskDone(id="d", desk=explain(desk)))
    told(desk, ev.Product(sku="mask", state="explaining"))
    assert desk.give(cmd.Undo(id="u", command="d")) == "cannot_undo"


def test_an_act_that_is_not_there_is_refused() -> None:
    assert open_shop().give(cmd.DeskDone(id="d", desk="desk-9-say")) == "unknown_act"
