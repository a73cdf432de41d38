"""Stock told and moved by hand."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.room.room import Room
from tests.stories import STARTED_MS
from tests.unit.room.desk import Desk, give

NOW = STARTED_MS + 9995


def test_undo_of_added_stock_moves_it_back_at_its_own_instant(room: Room) -> None:
    give(room, cmd.StockAdd(id="x", sku="cream", by=20), NOW + 5000)
    room.apply(room.state.seq + 1, NOW + 7000, ev.StockLevel(sku="cream", on_hand=70, at=NOW + 6000))
    give(room, cmd.Undo(id="u", command="x"), NOW + 8000)
    assert room.state.shelves["cream"].available == 70


def test_told_stock_is_a_level_of_that_instant(room: Room) -> None:
    give(room, cmd.StockSet(id="x", sku="cream", on_hand=8, listed=5), NOW + 5000)
    shelf = room.state.shelves["cream"]
    assert (shelf.available, shelf.listed_now, shelf.state) == (8, 5, "ok")


def test_only_a_command_on_the_same_subject_makes_stale(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.StockAdd(id="s", sku="mask", by=1))
    assert desk.give(cmd.StockAdd(id="s2", sku="cream", by=1, expected_seq=2)) == 5
    assert desk.give(cmd.StockAdd(id="s3", sku="mask", by=1, expected_seq=2)) == "stale"
