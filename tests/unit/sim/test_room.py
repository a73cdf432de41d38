from __future__ import annotations

from typing import Any

from sim.room import RoomState
from sim.truth.heard import Frame, OnAir
from sim.world.products import Catalogue


def room(**topics: Any) -> RoomState:
    return RoomState({"mode": "live", "as_of_ms": 9000, "clock": {"now_ms": 9500, "speed": 1}, "topics": topics})


def test_room_with_a_rundown_or_a_planned_start_has_a_plan() -> None:
    segment = {"id": "a", "state": "next", "planned_for_ms": 1}
    assert room(rundown={"segments": [segment]}).has_plan
    assert room(show={"status": "planned", "planned_start_ms": 5}).has_plan
    assert not room(show={"status": "planned", "planned_start_ms": None}, rundown={"segments": []}).has_plan


def test_orders_name_a_currency_where_no_plan_knows_it() -> None:
    assert room().currency == "CNY"
    assert room(show={"planned_start_ms": 5}).currency is None
    assert room(show={"planned_start_ms": 5, "currency": "EUR"}).currency == "EUR"


def test_products_are_learned_from_the_stock_and_from_what_is_on_air() -> None:
    catalogue = Catalogue()
    room(stock={"a": {"on_hand": 5}, "b": {"on_hand": None}}).meet(catalogue)
    program = {"sku": "a", "title": {"en": "Cream", "zh-CN": "面霜"}, "link": 3, "price_minor": 19_900}
    room(program=program).meet(catalogue)
    cream = catalogue.get("a")
    assert (cream.title, cream.link, cream.plan_minor) == ("面霜", 3, 19_900)
    assert catalogue.get("b").plan_minor is None


def test_nothing_on_air_is_no_program() -> None:
    assert room(program=None).program is None
    assert room(program={"sku": "a"}).program == "a"


def test_levels_are_those_that_are_known() -> None:
    assert room(stock={"a": {"on_hand": 0}, "b": {"on_hand": None}}).levels() == {"a": 0}


def test_frame_has_the_segments_that_were_on_air() -> None:
    segments = [
        {"id": "a", "state": "done", "started_ms": 1, "ended_ms": 2},
        {"id": "b", "state": "upcoming", "started_ms": None, "ended_ms": None},
    ]
    state = room(show={"started_ms": 1}, rundown={"segments": segments}, stock={"x": {"safety": 7}})
    assert state.frame() == Frame(9000, 1, None, (OnAir("a", 1, 2),), {"x": 7})
