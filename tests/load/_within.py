"""A rehearsal's room within this process, as the simulator's wire sees it: everything but HTTP and the disk.

Owns: the way of the simulator's bodies, commands and clock through intake, conductor and fold; the alerts as the contract tells
them, looked at whenever something has changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Plan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.feeds.native.decode import decode_ndjson
from controlroom.live.clock import DrivenClock
from controlroom.live.opening import make_room
from controlroom.live.recovery import recover
from controlroom.live.room import LiveRoom
from controlroom.settings import Settings
from sim.facts import Body
from sim.wire import Accepted
from tests.memory import MemoryHouse

FEED, CONTROLLER = "simulator", "controller"
PLENTY = 5
"""So many times the plan's stock there is, and its safety lines are as high."""


class Raised(msgspec.Struct, frozen=True):
    """An alert as it was first seen firing: `show_s` after the show's start."""

    rule: str
    labels: str
    severity: str
    state: str
    show_s: float


class Within:
    """The simulator's wire into a room of this process."""

    def __init__(self, room: LiveRoom, starts_ms: int, seed: int) -> None:
        self._room = room
        self._starts_ms, self._seed = starts_ms, seed
        self._started = False
        self._seen: set[str] = set()
        self._encode = msgspec.json.Encoder().encode
        self.raised: list[Raised] = []
        self.lag_ms = 0.0

    async def close(self) -> None:
        """Nothing is held."""

    async def state(self, topics: Iterable[str], token: str | None = None) -> dict[str, Any]:
        """What `GET …/state` answers."""
        found = self._room.state(Role.FEED if token is None else Role(token), [Topic(topic) for topic in topics])
        plain: dict[str, Any] = msgspec.to_builtins(found)
        return plain

    async def post(self, events: Sequence[Body]) -> Accepted:
        """Post events."""
        accepted = Accepted()
        if events:
            receipt = await self._room.post(FEED, decode_ndjson(b"\n".join(map(self._encode, events))))
            refused = {one.index for one in receipt.rejected}
            accepted.taken += [event for index, event in enumerate(events) if index not in refused]
            accepted.rejected += [f"{events[one.index].get('type')}: {one.message}" for one in receipt.rejected]
            accepted.duplicates, accepted.seq = receipt.duplicates, receipt.seq
            self._look()
        return accepted

    async def clock(self, to_ms: int, speed: float) -> None:
        """Drive the clock."""
        await self._room.drive(to_ms, speed)
        if to_ms >= self._starts_ms and not self._started:
            self._started = True
            refusal = await self.command({"id": f"start-{self._seed}", "type": "show.start"}, CONTROLLER)
            assert refusal is None, refusal
        self._look()

    async def opening(self, show: str, token: str) -> dict[str, Any]:
        """Nobody asks for the plan here."""
        return {}

    async def command(self, body: Body, token: str) -> str | None:
        """Give a command."""
        command = msgspec.convert(body, cmd.AnyCommand)
        answer = await self._room.command(command, Role(token))
        self._look()
        return answer.code if isinstance(answer, Refusal) else None

    def _look(self) -> None:
        views = self._room.state(Role.ANALYST, [Topic.SHOW, Topic.ALERTS])["topics"]
        show, alerts = views["show"], views["alerts"]  # type: ignore[index]
        for one in (*alerts.open, *alerts.recent):
            held_back = one.muted_by is not None or (one.incident == "resolved" and not one.said)
            if one.id in self._seen or one.state == "pending" or held_back:
                continue  # nobody is told of it
            self._seen.add(one.id)
            labels = " ".join(f"{name}={value}" for name, value in one.labels.items())
            show_s = (self._room.clock()["now_ms"] - (show.started_ms or self._starts_ms)) / 1000  # type: ignore[operator]
            self.raised.append(Raised(one.rule, labels, one.severity, one.state, show_s))


@asynccontextmanager
async def within(plan: Plan, seed: int) -> AsyncIterator[Within]:
    """Open a rehearsal of a plan, a quarter of an hour before its start, and yield the wire into it.

    The show is started when the clock reaches the plan's start.
    """
    settings = Settings(data=Path("unused"), snapshot_records=100_000_000, snapshot_every_s=86_400)  # it takes none
    house = MemoryHouse(settings, DrivenClock(0))
    starts_ms = plan.show.starts_ms or 0
    row = await make_room(house.book, plan.show.room, plan, now_ms=starts_ms, rehearsal=True, seed=seed)
    show = await house.book.current_show(row.slug)
    assert show is not None
    recovered = await recover(house.journal, None, show.id)
    state = recovered.room.state
    room = LiveRoom(row, show, recovered, house, DrivenClock(max(state.received_ms, state.as_of_ms)))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(room.run())
        yield Within(room, starts_ms, seed)
        await room.stop()
        await running


def longer(plan: Plan, rounds: int) -> Plan:
    """Return a plan whose segments come so many times, with stock and targets for as long.

    Tasks, cards and timers come once; timers open no offer, whose price somebody would have to take back, and there is so much
    stock that no product runs out by itself.
    """
    first = [
        structs.replace(one, timers=tuple(structs.replace(timer, offer=None) for timer in one.timers))
        for one in plan.segments
    ]
    again = [
        structs.replace(one, id=f"{one.id}-{n}", tasks=(), timers=(), cues=())
        for n in range(2, rounds + 1)
        for one in plan.segments
    ]
    return structs.replace(
        plan,
        show=structs.replace(plan.show, target_gmv_minor=_times(plan.show.target_gmv_minor, rounds)),
        segments=(*first, *again),
        products=tuple(
            structs.replace(
                one,
                target_gmv_minor=_times(one.target_gmv_minor, rounds),
                stock=_times(one.stock, PLENTY),
                safety=_times(one.safety, PLENTY),
            )
            for one in plan.products
        ),
    )


def _times(value: int | None, by: int) -> int | None:
    return value * by if value is not None else None
