"""A platform that sends again what the show before has taken changes nothing in this one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.roles import Role
from controlroom.live.before import ASKED_MS, Before
from controlroom.live.clock import ManualClock
from controlroom.live.room import LiveRoom
from controlroom.live.seen import Seen
from controlroom.ports import ShowRow, SnapshotRow, StoreUnavailable
from tests.memory import MemoryHouse, MemorySnapshots
from tests.unit.live.test_room import NOW, body, running
from tests.unit.live.test_room import world as world  # noqa: PLC0414 - the fixture

OPENED_MS = NOW + 1000


def order(id_: str, at_ms: int = NOW + 500) -> dict[str, object]:
    lines = [{"sku": "a", "unit_minor": 100}]
    return {"type": "order", "id": id_, "order": id_, "status": "paid", "user": "u", "lines": lines, "at": at_ms}


async def second_show(room: LiveRoom) -> None:
    await room.post("shop", body(order("1"), order("3"), {"type": "enter", "id": "e1", "user": "u", "at": NOW + 500}))
    for command in (cmd.ShowEnd(id="e"), cmd.ShowOpen(id="o")):
        await room.command(command, Role.CONTROLLER)
    assert room.show == "demo-2"


@asynccontextmanager
async def restarted(world: MemoryHouse) -> AsyncIterator[LiveRoom]:
    async with running(world, ManualClock(OPENED_MS)) as room:
        await second_show(room)
    async with running(world, ManualClock(OPENED_MS + 5000)) as room:
        yield room


async def told(room: LiveRoom, *events: dict[str, object]) -> tuple[int, int]:
    receipt = await room.post("shop", body(*events))
    return receipt.accepted, receipt.duplicates


async def test_an_order_of_the_show_before_is_no_order_of_this_one(world: MemoryHouse) -> None:
    async with running(world, ManualClock(OPENED_MS)) as room:
        await second_show(room)
        assert await told(room, order("1"), order("2")) == (1, 1)
        assert await told(room, order("1"), order("2")) == (0, 2)


async def test_what_happened_since_or_does_not_count_for_a_whole_show_is_new(world: MemoryHouse) -> None:
    async with running(world, ManualClock(OPENED_MS)) as room:
        await second_show(room)
        assert await told(room, order("1", OPENED_MS)) == (1, 0)
        assert await told(room, {"type": "enter", "id": "e1", "user": "u", "at": NOW + 500}) == (1, 0)


async def test_after_a_restart_it_is_known_again(world: MemoryHouse) -> None:
    async with restarted(world) as room:
        assert await told(room, order("1")) == (1, 0)
    async with running(world, ManualClock(OPENED_MS + 5000)) as room:
        show = await world.book.current_show("demo")
        assert show is not None
        await room.before.recall(world.book, world.snapshots, show, OPENED_MS + 5000)
        assert await told(room, order("3")) == (0, 1)


async def test_after_two_days_nothing_is_remembered(world: MemoryHouse) -> None:
    seen, before = Seen(), Before()
    old = ev.OrderStep(id="1", source="shop", order="1", status="paid", at=NOW)
    seen.take([old], NOW)
    before.follow(seen, OPENED_MS)
    assert before.repeated([old], OPENED_MS + ASKED_MS) == {0}
    assert before.repeated([old], OPENED_MS + ASKED_MS + 1) == set()
    assert before.repeated([old], OPENED_MS) == set()


async def test_of_the_show_before_nothing_but_what_counts_for_a_whole_show_is_held(world: MemoryHouse) -> None:
    async with running(world, ManualClock(OPENED_MS)) as room:
        await second_show(room)
        seen = room.before._seen
        assert seen is not None
        assert (set(seen.kept), seen.recent) == ({"shop"}, {})


async def test_a_store_that_fails_costs_the_memory_only(world: MemoryHouse, caplog: pytest.LogCaptureFixture) -> None:
    class Failing(MemorySnapshots):
        async def latest(self, show: str, fold_version: int, before_seq: int | None = None) -> SnapshotRow | None:
            raise StoreUnavailable("failed", "the disk is gone")

    async with running(world, ManualClock(OPENED_MS)) as room:
        await second_show(room)
        show = await world.book.current_show("demo")
        assert show is not None
        await Before().recall(world.book, Failing(), show, OPENED_MS)
        await Before().recall(
            world.book, Failing(), ShowRow(id="x", room="demo", opened_ms=0, current=True), OPENED_MS + ASKED_MS
        )
    assert "what the show before demo-2 had taken is not known: the disk is gone" in caplog.text
