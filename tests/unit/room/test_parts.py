"""The parts of a show: which are shown, and the rows that are kept of each."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.scopes import part_of
from controlroom.domain.tally import Flow
from controlroom.room.parts import EVERY_S, Parts, minutes_ahead, moved, part_rows
from controlroom.room.room import Room
from tests.stories import PLAN

T_MS = 1_764_000_000_000


def a_room() -> Room:
    """A show whose first product is on air from its first second; one entered, one clicked."""
    room = Room()
    room.apply(1, T_MS, rec.ShowOpened(room="demo", show="demo-1", mode="rehearsal", plan=PLAN, seed=1))
    room.apply(2, T_MS + 5, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    room.apply(3, T_MS + 5, rec.Accepted(by=Role.CONTROLLER, command=cmd.Take(id="take", segment="cream")))
    told = [ev.Enter(user="u", traffic="search", at=T_MS + 500), ev.Click(sku="cream", at=T_MS + 500)]
    room.apply_page(4, T_MS + 1000, told)
    return room


def test_parts_that_counted_or_were_on_air_have_a_row() -> None:
    room = a_room()
    room.advance(T_MS + 30_000)
    rows = part_rows(room.state)
    assert set(rows) == {("sku", "cream"), ("segment", "cream"), ("traffic", "search")}
    assert (rows["sku", "cream"].total[Flow.CLICKS], rows["sku", "cream"].part.left) == (1, 50)
    assert rows["segment", "cream"].part.on_air_ms == 29_995
    assert not moved(room.state.tally.product("mask"))
    assert [sku for sku, _ in Parts(room.state).products()] == ["cream"]


def test_a_part_is_kept_each_full_minute_as_it_was_then() -> None:
    room = a_room()
    for second in range(1, 400):
        room.advance(T_MS + second * 1000)
        if second == 100:
            room.apply(6, T_MS + 100_500, ev.Click(sku="cream", count=4, at=T_MS + 100_400))
    series = room.state.parts["sku:cream"]
    assert [second * 1000 - T_MS for second in series.rows] == [m * 60_000 for m in range(1, 7)]
    clicks = [part_of(row).total[Flow.CLICKS] for _, row in series.rows.items()]
    assert clicks == [1, 5, 5, 5, 5, 5]
    windows = [part_of(row).sums[0][Flow.CLICKS] for _, row in series.rows.items()]
    assert windows == [1, 4, 0, 0, 0, 0]


def test_a_jump_keeps_the_minutes_that_stepping_keeps() -> None:
    jumped, stepped = a_room(), a_room()
    end_s = 12_345
    jumped.advance(T_MS + end_s * 1000)
    for second in range(1, end_s + 1):
        stepped.advance(T_MS + second * 1000)
    assert jumped.state.parts == stepped.state.parts
    assert all(second % EVERY_S == 0 for series in jumped.state.parts.values() for second in series.rows)
    assert minutes_ahead(jumped.state, jumped.state.as_of_ms // 1000) == set()
