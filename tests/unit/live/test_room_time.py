"""A running room and time: absences, countdowns, clocks that are driven and clocks that are not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.live.answers import ClockRefused
from controlroom.live.clock import DrivenClock, ManualClock
from controlroom.live.opening import make_room
from controlroom.settings import Settings
from tests.memory import MemoryHouse
from tests.unit.live.test_room import NOW, WALL, Line, body, house_of, running
from tests.unit.live.test_room import world as world  # noqa: PLC0414 - the fixture


async def test_absence_is_journaled(world: MemoryHouse) -> None:
    clock = ManualClock(NOW + 1000)
    async with running(world, clock) as room:
        await room.post("f", body({"type": "like", "id": "1"}))
    clock.time_ms += 60_000
    async with running(world, clock) as room:
        await room.post("f", body({"type": "like", "id": "2"}))
        resumed = [r for r in world.journal.records("demo-1") if isinstance(r, rec.RoomResumed)]
        assert [r.to_ms - r.from_ms for r in resumed] == [60_000]


async def test_nobody_is_told_of_what_fell_due_in_an_absence(world: MemoryHouse) -> None:
    clock = ManualClock(NOW + 1000)
    async with running(world, clock) as room:
        await room.post("f", body({"type": "stock", "id": "1", "sku": "A", "on_hand": 0}))
    clock.time_ms += 600_000
    async with running(world, clock) as room:
        await room.post("f", body({"type": "like", "id": "2"}))
        assert room.read(lambda s: [notice.why for notice in s.casebook.notices.newest]) == ["fired"]


async def test_countdown_over_is_journaled_before_it_is_shown(world: MemoryHouse) -> None:
    clock = ManualClock(NOW + 1000)
    async with running(world, clock) as room:
        await room.command(cmd.TimerStart(id="t", title="flash", duration_for_ms=2000), Role.CONTROLLER)
        line = Line()
        room.join(WALL, line)
        for _ in range(4):
            clock.time_ms += 1000
            await asyncio.sleep(0.02)
        async with asyncio.timeout(5):
            while not any(t[0]["state"] == "over" for t in line.updates("timers")):  # type: ignore[index]  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert rec.RoomReached(to_ms=NOW + 3000) in world.journal.records("demo-1")


async def test_rehearsal_clock_moves_only_when_driven() -> None:
    world = house_of(Settings(data=Path("unused")))
    await make_room(world.book, "demo", None, now_ms=NOW, rehearsal=True, seed=7)
    begin = 1_767_225_600_000
    async with running(world, DrivenClock(begin)) as room:
        assert room.clock() == {"now_ms": begin, "speed": 0.0}
        await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        await room.drive(begin + 5000, 10)
        await room.post("f", body({"type": "enter", "id": "2", "user": "u"}))
        assert [p.received_ms - begin for p in world.journal.shows["demo-1"]] == [0, 0, 5000]
        with pytest.raises(ClockRefused):
            await room.drive(begin, 10)


async def test_live_clock_is_not_driven(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        with pytest.raises(ClockRefused):
            await room.drive(NOW + 5000, 1)
