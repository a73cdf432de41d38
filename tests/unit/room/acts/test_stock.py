"""Stock told and moved by hand."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.room.room import Room
from tests.stories import STARTED_MS
from tests.unit.room.desk import Desk, give
from tests.unit.room.shop import later, open_shop, order, paid, told

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


def test_told_stock_taken_back_is_as_if_it_had_not_been_told() -> None:
    desk, other = open_shop(), open_shop()
    for one in (desk, other):
        paid(one, "o1")
    desk.give(cmd.StockSet(id="x", sku="cream", on_hand=500, listed=300))
    assert desk.room.state.shelves["cream"].available == 500
    other.now_ms = desk.now_ms
    for one in (desk, other):
        told(one, ev.StockChange(sku="cream", by=7))
        paid(one, "o2", "o3")
        told(one, order("o4", "created", at=one.now_ms - 5000))  # placed before the level was told
    desk.give(cmd.Undo(id="u", command="x"))
    other.now_ms = desk.now_ms
    assert desk.room.state.shelves["cream"] == other.room.state.shelves["cream"]
    assert desk.room.state.shelves["cream"].available == 50 - 1 + 7 - 2 - 1


def test_told_stock_that_only_time_made_final_is_kept_nowhere_else() -> None:
    desk = open_shop()
    desk.give(cmd.StockSet(id="x", sku="cream", on_hand=500))
    desk.give(cmd.StockSet(id="y", sku="cream", on_hand=400), wait_ms=30_000)
    assert desk.give(cmd.Undo(id="u", command="x")) == "undo_superseded"
    later(desk, 32_000)
    assert desk.room.state.shelves["cream"].tells("y")
    later(desk, 32_000)
    assert desk.room.state.shelves["cream"].without is None


def test_a_quantity_taken_back_leaves_the_desk_or_is_to_be_put_back_where_somebody_did_it() -> None:
    desk = open_shop()
    told(desk, ev.StockLevel(sku="cream", listed=30))
    desk.give(cmd.StockSet(id="x", sku="cream", listed=90))
    desk.give(cmd.StockSet(id="y", sku="cream", listed=95))
    desk.give(cmd.Undo(id="u", command="y"))
    assert [(c.sku, c.want) for c in desk.room.state.desk.chips.values() if c.act == "shelf"] == [("cream", 90)]
    desk.give(cmd.StockSet(id="z", sku="cream", listed=80))
    told(desk, ev.StockLevel(sku="cream", listed=80))
    paid(desk, "o1")
    desk.give(cmd.Undo(id="v", command="z"))
    shelf = desk.room.state.desk.chip("shelf", "cream")
    assert shelf is not None
    assert (shelf.want, shelf.state) == (79, "todo")


def test_a_sold_out_product_is_marked_again_when_the_stock_told_is_taken_back() -> None:
    desk = open_shop()
    told(desk, ev.StockLevel(sku="serum", on_hand=0))
    desk.give(cmd.StockSet(id="x", sku="serum", on_hand=9))
    assert "sold_out:serum" not in desk.room.state.marks.open
    desk.give(cmd.Undo(id="u", command="x"))
    assert "sold_out:serum" in desk.room.state.marks.open
