"""Playing the simulator against the small room, without waiting."""

from __future__ import annotations

import asyncio
from typing import Any

from sim.driver import Options
from sim.pace import Pace
from sim.run import run
from sim.wire import Wire
from tests.unit.sim.fake_room import ANALYST, KEY, FakeRoom

PLAN = (("open", None, 1), ("cream", "cream-50", 2), ("serum", "serum-30", 2))
PRICES = {"cream-50": 19_900, "serum-30": 12_900}


class Played:
    """What a run came to: its exit code, what it said and what it noted."""

    def __init__(self) -> None:
        self.code = -1
        self.said: list[str] = []
        self.noted: list[str] = []


async def no_sleep(_: float) -> None:
    await asyncio.sleep(0)


def planned(**more: Any) -> FakeRoom:
    return FakeRoom(PLAN, PRICES, **more)


def play(room: FakeRoom, **more: Any) -> Played:
    given: dict[str, Any] = {"scenario": "calm", "speed": 60, "minutes": 3, "compare_token": ANALYST, **more}
    options = Options(url="http://room", room="demo", key=KEY, **given)
    wire = Wire(options.url, options.room, options.key, transport=room.transport, patience_s=3)
    played = Played()
    pace = Pace(options.speed, sleep=no_sleep)
    played.code = asyncio.run(run(options, played.said.append, played.noted.append, wire, pace))
    return played
