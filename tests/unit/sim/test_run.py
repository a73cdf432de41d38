from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sim.run import BadArguments, Options, Pace, run
from sim.wire import Wire, WireError
from tests.unit.sim.fake_room import ANALYST, CONTROLLER, KEY, START_MS, FakeRoom

PLAN = (("open", None, 1), ("cream", "cream-50", 2), ("serum", "serum-30", 2))
PRICES = {"cream-50": 19_900, "serum-30": 12_900}


async def no_sleep(_: float) -> None:
    await asyncio.sleep(0)


def planned(**more: Any) -> FakeRoom:
    return FakeRoom(PLAN, PRICES, **more)


def play(room: FakeRoom, **more: Any) -> int:
    given: dict[str, Any] = {"scenario": "calm", "speed": 60, "minutes": 3, "compare_token": ANALYST, **more}
    options = Options(url="http://room", room="demo", key=KEY, **given)
    wire = Wire(options.url, options.room, options.key, transport=room.transport, patience_s=3)
    return asyncio.run(run(options, wire, Pace(options.speed, sleep=no_sleep)))


def test_run_in_a_rehearsal_posts_facts_of_the_second_before_the_clock_and_moves_it() -> None:
    room = planned()
    assert play(room, scenario="calm") == 0
    moves = [to_ms for to_ms, _ in room.clocks]
    assert moves == [START_MS + 1000 * n for n in range(1, 181)] + [START_MS + 180_000]
    assert all(received - 1000 < event["at"] <= received for received, event in room.events)


def test_run_pauses_the_clock_when_it_is_done() -> None:
    room = planned()
    play(room)
    assert room.clocks[-1][1] == 0
    assert {speed for _, speed in room.clocks[:-1]} == {60}


@pytest.mark.parametrize("scenario", ["calm", "evening", "faulty"])
def test_run_agrees_with_a_room_that_counts_what_it_received(scenario: str) -> None:
    assert play(planned(), scenario=scenario, stand_in=CONTROLLER, minutes=6) == 0


def test_run_in_a_room_without_a_plan_brings_its_own_products() -> None:
    room = FakeRoom()
    assert play(room, minutes=6) == 0
    told = {event["type"] for _, event in room.events}
    assert {"stock", "price", "product", "order", "click"} <= told
    assert {event["sku"] for _, event in room.events if event["type"] == "click"} == {"sim-cream", "sim-lamp", "sim-towel"}


def test_run_waits_for_somebody_to_start_a_planned_show_and_tells_only_levels_till_then() -> None:
    room = planned(live_after_s=90)
    assert play(room, minutes=1) == 0
    before = {event["type"] for received, event in room.events if received < START_MS + 90_000}
    assert before == {"audience"}
    assert room.clocks[-2][0] == START_MS + 150_000


def test_run_stops_when_somebody_ends_the_show() -> None:
    room = planned()
    taken = room.take

    def end_after_a_minute(content: bytes) -> httpx.Response:
        answer = taken(content)
        if room.now_ms >= START_MS + 60_000:
            room.ended_ms = room.now_ms
        return answer

    room.take = end_after_a_minute  # type: ignore[method-assign]
    assert play(room) == 0
    assert room.now_ms == START_MS + 62_000


def test_run_repeats_unanswered_events_with_the_same_ids_and_counts_them_once() -> None:
    room = planned()
    room.trouble = [503, httpx.ReadError("lost"), 503, httpx.ReadTimeout("slow")]
    assert play(room) == 0
    assert room.bodies[0] == room.bodies[1]


def test_run_differs_from_a_room_that_miscounts_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    room = planned()
    room.bend = {"gmv_minor": 1}
    assert play(room) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.endswith("DIFFERS")] == ["gmv_minor"]
    assert lines[-1].endswith("1 differ")


def test_run_fails_when_the_room_refuses_facts_and_tells_why(capsys: pytest.CaptureFixture[str]) -> None:
    room = planned()
    room.reject = {"gift"}
    assert play(room, minutes=10, scenario="evening") == 1
    told = capsys.readouterr()
    assert "rejected: gift x: no" in told.err
    assert "all the same" in told.out


def test_run_above_speed_1_is_refused_on_a_live_room() -> None:
    with pytest.raises(BadArguments, match="--speed 1"):
        play(planned(mode="live"), speed=2)


def test_run_is_refused_when_the_show_is_over() -> None:
    room = planned()
    room.ended_ms = START_MS
    with pytest.raises(BadArguments, match="over"):
        play(room)


def test_run_with_a_wrong_key_says_so() -> None:
    room = planned()
    wire = Wire("http://room", "demo", "nonsense", transport=room.transport)
    with pytest.raises(WireError, match="check the key"):
        asyncio.run(run(Options(url="", room="demo", key=""), wire))


def test_run_on_a_live_room_follows_the_wall_and_posts_no_clock() -> None:
    room = planned(mode="live")
    wall = [START_MS / 1000]

    async def sleep(for_s: float) -> None:
        wall[0] += for_s
        room.now_ms = int(wall[0] * 1000) // 1000 * 1000
        await asyncio.sleep(0)

    options = Options(url="http://room", room="demo", key=KEY, minutes=2, compare_token=ANALYST)
    wire = Wire(options.url, "demo", KEY, transport=room.transport)
    assert asyncio.run(run(options, wire, Pace(1, now=lambda: wall[0], sleep=sleep))) == 0
    assert not room.clocks
    assert room.now_ms >= START_MS + 119_000


def test_run_writes_its_truth_where_it_is_told(tmp_path: Path) -> None:
    room, file = planned(), tmp_path / "truth.json"
    assert play(room, ledger=file, compare_token=None) == 0
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(json.dumps(room.truth()))


def test_run_with_the_same_seed_sends_the_same_bytes() -> None:
    first, second, other = planned(), planned(), planned()
    play(first, scenario="faulty", stand_in=CONTROLLER)
    play(second, scenario="faulty", stand_in=CONTROLLER)
    play(other, scenario="faulty", stand_in=CONTROLLER, seed=2)
    assert first.bodies == second.bodies
    assert first.commands == second.commands
    assert first.bodies != other.bodies


def test_stand_in_takes_each_segment_when_the_one_before_has_had_its_time() -> None:
    room = planned()
    play(room, stand_in=CONTROLLER, minutes=6)
    given = [(c["type"], c["from"], (c["at"] - START_MS) // 1000) for c in room.commands]
    assert given == [("next", None, 0), ("next", "open", 60), ("next", "cream", 180)]


def test_orders_follow_the_product_on_air() -> None:
    room = planned()
    play(room, stand_in=CONTROLLER, minutes=5, scenario="evening")
    serum = [
        event["sku"]
        for received, event in room.events
        if event["type"] == "click" and received > START_MS + 185_000
    ]
    assert serum.count("serum-30") > 4 * serum.count("cream-50")
