"""Time, stock and targets as the tiles need them."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from controlroom.room.standing import standing, until_ms
from tests.stories import OPENED_MS, PLAN, STARTED_MS

TARGETED = replace(PLAN, show=replace(PLAN.show, target_gmv_minor=8_000_000))


def live(plan=TARGETED) -> Room:  # type: ignore[no-untyped-def]
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
    room.apply(2, STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="go")))
    return room


def test_time_stands_still_after_the_end() -> None:
    room = live()
    room.advance(STARTED_MS - 5 + 30_000)
    assert standing(room.state).live_ms == 29_995
    room.apply(3, STARTED_MS + 40_000, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end")))
    room.advance(STARTED_MS - 5 + 90_000)
    assert (standing(room.state).live_ms, until_ms(room.state)) == (40_000, STARTED_MS + 40_000)


def test_before_the_start_no_time_has_passed_and_nothing_is_expected() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=TARGETED))
    told = standing(room.state)
    assert (told.live_ms, told.expected_minor, told.target_minor) == (None, None, 8_000_000)


def test_what_is_left_is_of_products_whose_level_is_known_and_never_below_nought() -> None:
    room = live()
    lines = (ev.Line(sku="serum", qty=5), ev.Line(sku="mask", qty=9))
    room.apply(3, STARTED_MS + 100, ev.OrderStep(order="o", status="paid", lines=lines))
    told = standing(room.state)
    assert room.state.shelves["serum"].available == -2
    assert (told.left, told.sold) == (50, 5), "nobody told how many masks there are"


def test_the_plan_expects_by_its_segments() -> None:
    room = live()
    room.advance(STARTED_MS - 5 + 900_000)
    assert standing(room.state).expected_minor == 2_000_000 + (8_000_000 // 4 * 299_995) // 600_000
    assert standing(live(PLAN).state).expected_minor is None
