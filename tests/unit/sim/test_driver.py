from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from sim.driver import BadArguments, Options
from sim.incidents import EVENING
from sim.pace import Pace
from sim.run import run
from sim.wire import Wire, WireError
from tests.unit.sim.fake_room import ANALYST, CONTROLLER, KEY, START_MS, FakeRoom
from tests.unit.sim.playing import planned, play


def test_driver_in_a_rehearsal_posts_facts_of_the_second_before_the_clock_and_moves_it() -> None:
    room = planned()
    assert play(room, scenario="calm").code == 0
    moves = [to_ms for to_ms, _ in room.clocks]
    assert moves == [START_MS + 1000 * n for n in range(1, 181)] + [START_MS + 180_000]
    assert all(received - 1000 < event["at"] <= received for received, event in room.events)


def test_driver_pauses_the_clock_when_it_is_done() -> None:
    room = planned()
    play(room)
    assert room.clocks[-1][1] == 0
    assert {speed for _, speed in room.clocks[:-1]} == {60}


@pytest.mark.parametrize("scenario", ["calm", "evening", "faulty"])
def test_driver_agrees_with_a_room_that_counts_what_it_received(scenario: str) -> None:
    assert play(planned(), scenario=scenario, stand_in=CONTROLLER, minutes=6).code == 0


def test_driver_tells_nothing_while_the_feed_is_silent_and_agrees_with_the_room_all_the_same() -> None:
    room = planned()
    silent = next(one for one in EVENING if one.kind == "feed_silent")
    assert play(room, scenario="incidents", stand_in=CONTROLLER, minutes=15).code == 0
    began_ms = START_MS + silent.at_s * 1000
    heard = [received for received, _ in room.events if began_ms <= received <= began_ms + silent.for_s * 1000]
    assert set(heard) == {began_ms + silent.for_s * 1000}
    assert len({event["at"] // 1000 for received, event in room.events if received == heard[0]}) > silent.for_s - 5


def test_driver_lets_the_team_do_what_is_due_in_time() -> None:
    room = planned()
    told = room.state

    def with_tasks(topics: list[str], token: str) -> dict[str, Any]:
        state = told(topics, token)
        done = any(command["type"] == "task.done" for command in room.commands)
        task = {"id": "light", "state": "done" if done else "due", "approver": "li", "approved_ms": None}
        if "tasks" in topics and token == CONTROLLER:
            state["topics"]["tasks"] = [task]
        return state

    room.state = with_tasks  # type: ignore[method-assign]
    play(room, stand_in=CONTROLLER, team=True, minutes=1)
    given = [(command["type"], command.get("task")) for command in room.commands if command["type"] != "next"]
    assert given == [("task.done", "light"), ("task.approve", "light")]


def test_driver_in_a_room_without_a_plan_brings_its_own_products() -> None:
    room = FakeRoom()
    assert play(room, minutes=6).code == 0
    told = {event["type"] for _, event in room.events}
    assert {"stock", "price", "product", "order", "click"} <= told
    assert {event["sku"] for _, event in room.events if event["type"] == "click"} == {
        "sim-cream",
        "sim-lamp",
        "sim-towel",
    }


def test_driver_waits_for_somebody_to_start_a_planned_show_and_tells_only_levels_till_then() -> None:
    room = planned(live_after_s=90)
    assert play(room, minutes=1).code == 0
    before = {event["type"] for received, event in room.events if received < START_MS + 90_000}
    assert before == {"audience"}
    assert room.clocks[-2][0] == START_MS + 150_000


def test_driver_stops_when_somebody_ends_the_show() -> None:
    room = planned()
    taken = room.take

    def end_after_a_minute(content: bytes) -> httpx.Response:
        answer = taken(content)
        if room.now_ms >= START_MS + 60_000:
            room.ended_ms = room.now_ms
        return answer

    room.take = end_after_a_minute  # type: ignore[method-assign]
    assert play(room).code == 0
    assert room.now_ms == START_MS + 62_000


def test_driver_repeats_unanswered_events_with_the_same_ids_and_counts_them_once() -> None:
    room = planned()
    room.trouble = [503, httpx.ReadError("lost"), 503, httpx.ReadTimeout("slow")]
    assert play(room).code == 0
    assert room.bodies[0] == room.bodies[1]


def test_driver_above_speed_1_is_refused_on_a_live_room() -> None:
    with pytest.raises(BadArguments, match="--speed 1"):
        play(planned(mode="live"), speed=2)


def test_driver_is_refused_when_the_show_is_over() -> None:
    room = planned()
    room.ended_ms = START_MS
    with pytest.raises(BadArguments, match="over"):
        play(room)


def test_driver_with_a_wrong_key_says_so() -> None:
    room = planned()
    wire = Wire("http://room", "demo", "nonsense", transport=room.transport)
    with pytest.raises(WireError, match="check the key"):
        asyncio.run(run(Options(url="", room="demo", key=""), print, print, wire))


def test_driver_on_a_live_room_follows_the_wall_and_posts_no_clock() -> None:
    room = planned(mode="live")
    wall = [START_MS / 1000]

    async def sleep(for_s: float) -> None:
        wall[0] += for_s
        room.now_ms = int(wall[0] * 1000) // 1000 * 1000
        await asyncio.sleep(0)

    options = Options(url="http://room", room="demo", key=KEY, minutes=2, compare_token=ANALYST)
    wire = Wire(options.url, "demo", KEY, transport=room.transport)
    assert asyncio.run(run(options, print, print, wire, Pace(1, now=lambda: wall[0], sleep=sleep))) == 0
    assert not room.clocks
    assert room.now_ms >= START_MS + 119_000


def test_driver_with_the_same_seed_sends_the_same_bytes() -> None:
    first, second, other = planned(), planned(), planned()
    play(first, scenario="faulty", stand_in=CONTROLLER)
    play(second, scenario="faulty", stand_in=CONTROLLER)
    play(other, scenario="faulty", stand_in=CONTROLLER, seed=2)
    assert first.bodies == second.bodies
    assert first.commands == second.commands
    assert first.bodies != other.bodies


def test_driver_with_a_stand_in_takes_each_segment_when_the_one_before_has_had_its_time() -> None:
    room = planned()
    play(room, stand_in=CONTROLLER, minutes=6)
    given = [(c["type"], c["from"], (c["at"] - START_MS) // 1000) for c in room.commands]
    assert given == [("next", None, 0), ("next", "open", 60), ("next", "cream", 180)]


def test_driver_lets_shoppers_follow_the_product_on_air() -> None:
    room = planned()
    play(room, stand_in=CONTROLLER, minutes=4, scenario="evening", compare_token=None)
    serum = [
        event["sku"] for received, event in room.events if event["type"] == "click" and received > START_MS + 185_000
    ]
    assert serum.count("serum-30") > 4 * serum.count("cream-50")


def test_driver_lets_the_platform_show_what_is_done_on_its_desk_until_a_person_drives() -> None:
    room = planned()
    told = room.state
    person = False

    def with_desk(topics: list[str], token: str) -> dict[str, Any]:
        nonlocal person
        state = told(topics, token)
        if room.now_ms >= START_MS + 70_000 and not person:
            person = True
            room.move_on()  # somebody takes the next segment by hand
        if "desk" in topics and token == CONTROLLER:
            since_ms = START_MS + (0 if room.now_ms < START_MS + 60_000 else 80_000)
            done = any(c.get("desk") == f"d{since_ms}" for c in room.commands)
            state["topics"]["desk"] = [
                {"id": f"d{since_ms}", "act": "explain", "sku": "cream-50", "state": "sent" if done else "todo",
                 "since_ms": since_ms, "at_ms": since_ms, "listed": None, "price_minor": None},
            ]  # fmt: skip
        return state

    room.state = with_desk  # type: ignore[method-assign]
    play(room, stand_in=CONTROLLER, team=True, minutes=2, compare_token=None)
    assert [c["desk"] for c in room.commands if c["type"] == "desk.done"] == [f"d{START_MS}"]
    shown = [
        (event["type"], event["sku"], event.get("state")) for _, event in room.events if event["type"] == "product"
    ]
    assert shown == [
        ("product", "cream-50", "on_shelf"), ("product", "serum-30", "on_shelf"), ("product", "cream-50", "explaining"),
    ]  # fmt: skip
