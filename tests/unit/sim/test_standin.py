from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sim.standin import Place, StandIn, places


def rundown(*states: str, started_ms: int = 0) -> list[Place]:
    return [Place(f"s{n}", state, started_ms if state == "on_air" else None, 60_000) for n, state in enumerate(states)]


def test_stand_in_takes_the_first_segment_at_once_and_the_next_when_its_time_is_over() -> None:
    stand_in = StandIn(1)
    first = stand_in.due(0, rundown("next", "upcoming"))
    assert first is not None
    assert (first["type"], first["from"]) == ("next", None)
    stand_in.given(None, rundown("on_air", "next"))
    assert stand_in.due(59_999, rundown("on_air", "next")) is None
    second = stand_in.due(60_000, rundown("on_air", "next"))
    assert second is not None
    assert second["from"] == "s0"


def test_stand_ins_command_ids_come_from_the_seed_and_are_never_the_same_twice() -> None:
    ids = []
    for seed in (1, 1, 2):
        stand_in = StandIn(seed)
        for _ in range(2):
            command = stand_in.due(0, rundown("next"))
            assert command is not None
            ids.append(UUID(command["id"]))
    assert ids[0:2] == ids[2:4]
    assert len(set(ids)) == 4


def test_stand_in_gives_way_for_good_when_a_person_moves_the_rundown() -> None:
    stand_in = StandIn(1)
    stand_in.due(0, rundown("next", "upcoming"))
    stand_in.given(None, rundown("on_air", "next"))
    assert stand_in.due(70_000, rundown("done", "on_air", started_ms=65_000)) is None
    assert stand_in.due(999_000, rundown("on_air", "next")) is None
    assert not stand_in.acts


def test_stand_in_stops_when_it_is_refused() -> None:
    stand_in = StandIn(1)
    stand_in.due(0, rundown("next"))
    stand_in.given("stale", rundown("next"))
    assert stand_in.due(0, rundown("next")) is None


def test_stand_in_leaves_the_last_segment_on_air() -> None:
    stand_in = StandIn(1)
    stand_in.due(0, rundown("next"))
    stand_in.given(None, rundown("on_air"))
    assert stand_in.due(999_000, rundown("on_air")) is None


def begun() -> StandIn:
    stand_in = StandIn(1)
    stand_in.due(0, rundown("next", "upcoming"))
    stand_in.given(None, rundown("on_air", "next"))
    return stand_in


def test_stand_in_waits_while_the_segment_is_held_and_until_it_is_due() -> None:
    now, then = rundown("on_air", "next")
    assert begun().due(999_000, [replace(now, held=True), then]) is None
    assert begun().due(79_999, [replace(now, due_ms=80_000), then]) is None
    assert begun().due(80_000, [replace(now, due_ms=80_000), then]) is not None


def test_stand_in_waits_for_a_start_that_the_next_segment_has_of_its_own() -> None:
    now, then = rundown("on_air", "next")
    assert begun().due(89_999, [now, replace(then, starts_ms=90_000)]) is None
    assert begun().due(90_000, [now, replace(then, starts_ms=90_000)]) is not None


def test_places_are_read_from_the_topic_also_when_there_is_none() -> None:
    told = {"segments": [{"id": "a", "state": "on_air", "started_ms": 5, "planned_for_ms": 60_000, "title": "x"}]}
    assert places(told) == [Place("a", "on_air", 5, 60_000)]
    held = {
        "id": "a",
        "state": "on_air",
        "started_ms": 5,
        "planned_for_ms": 9,
        "due_ms": 20,
        "held_ms": 7,
        "starts_ms": 5,
    }
    assert places({"segments": [held]}) == [Place("a", "on_air", 5, 9, 5, 20, True)]
    assert places(None) == []
