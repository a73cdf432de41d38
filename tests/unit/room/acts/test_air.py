"""What is on air: moves, switches, and taking them back."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.rundown import Aired
from controlroom.domain.windows import Reading
from controlroom.room.room import Room
from controlroom.room.state import Program
from tests.stories import OPENED_MS, STARTED_MS, Story, play
from tests.unit.room.desk import Desk, give, take

NOW = STARTED_MS + 9995


@pytest.mark.parametrize("again", [cmd.Take(id="x", segment="opening", from_="cream"), cmd.Back(id="x", from_="cream")])
def test_undo_of_a_return_gives_both_segments_their_times_back(room: Room, again: cmd.AnyCommand) -> None:
    give(room, cmd.Next(id="n", from_="opening"), NOW + 10_000)
    give(room, again, NOW + 20_000)
    give(room, cmd.Undo(id="u", command="x"), NOW + 21_000)
    assert room.state.rundown.aired == {
        "opening": Aired(NOW, NOW + 10_000), "cream": Aired(NOW + 10_000, None)
    }  # fmt: skip
    assert room.state.rundown.on_air == "cream"


def test_facts_of_the_mistaken_minute_stay_where_they_fell(room: Room) -> None:
    give(room, cmd.Next(id="n", from_="opening"), NOW + 10_000)
    give(room, cmd.Undo(id="u", command="n"), NOW + 20_000)
    line = room.state.rundown
    assert [line.at(NOW + ms) for ms in (5_000, 15_000, 25_000)] == ["opening", "cream", "opening"]


def test_a_product_segment_brings_its_product_and_another_keeps_what_is_sold(room: Room) -> None:
    give(room, cmd.Next(id="n", from_="opening"), NOW + 5000)
    assert room.state.program == Program("cream", NOW + 5000)
    give(room, cmd.Take(id="c", segment="closing", from_="cream"), NOW + 6000)
    assert room.state.program == Program("cream", NOW + 5000)


def test_a_segments_audience_begins_with_the_newest_level_before_it() -> None:
    room = play(Story((), STARTED_MS - 5))
    for seq, (at_ms, online) in enumerate(((NOW - 3000, 10), (NOW - 10, 20)), 10):
        room.apply(seq, NOW - 5, ev.Audience(online=online, at=at_ms, id="a", source="s"))
    give(room, cmd.Take(id="t", segment="cream", from_=None), NOW)
    assert room.state.rundown.aired["cream"].online == Reading(NOW - 10, "s", "a", 20)


def test_of_two_nexts_at_once_one_is_stale(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    assert desk.give(cmd.Next(id="n1", from_="opening")) == 4
    assert desk.give(cmd.Next(id="n2", from_="opening"), wait_ms=0) == "stale"
    assert desk.give(cmd.Next(id="n3", expected_seq=3)) == "stale"
    assert desk.room.state.rundown.on_air == "cream"


def test_a_move_must_say_where_it_believes_the_show_to_be(desk: Desk) -> None:
    assert desk.give(cmd.Next(id="n")) == "needs_place"
    assert desk.give(cmd.Next(id="n", expected_seq=2)) == 3


def test_a_take_makes_an_older_view_of_the_program_stale(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    assert desk.give(cmd.ProductSwitch(id="p", sku="mask", expected_seq=2)) == "stale"


def test_an_undone_move_makes_an_older_view_of_the_program_stale(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    desk.give(cmd.Undo(id="u", command="t"))
    assert desk.give(cmd.ProductSwitch(id="p", sku="mask", expected_seq=3)) == "stale"


def test_a_planless_show_has_no_rundown_to_move(planned: Desk) -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    desk = Desk(room)
    desk.give(cmd.ShowStart(id="s"))
    assert desk.give(cmd.Next(id="n", from_=None)) == "no_plan"


def test_a_segment_on_air_is_not_taken_again_and_the_last_has_no_next(desk: Desk) -> None:
    desk.give(take("t", "closing", None))
    assert desk.give(take("t2", "closing", "closing")) == "already_on_air"
    assert desk.give(cmd.Next(id="n", from_="closing")) == "no_next"


def test_a_product_on_air_is_not_switched_to_again(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    assert desk.give(cmd.ProductSwitch(id="p1", sku="cream")) == "already_on_air"
    assert desk.give(cmd.ProductSwitch(id="p2", sku="mask")) == 4
    assert desk.give(cmd.ProductSwitch(id="p3", sku="mask")) == "already_on_air"
    desk.give(cmd.ProductClear(id="c"))
    assert desk.give(cmd.ProductSwitch(id="p4", sku="mask")) == 6
