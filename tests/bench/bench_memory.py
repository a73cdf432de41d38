"""What a large show costs in memory, how long a snapshot holds the loop, and how long its restart takes.

The show: 6 hours, 10 million facts, a million distinct users, 20 products, in a mix like a busy room's (likes 33 %,
impressions 20 %, enter and leave 27 %, comments 11 %, clicks 6 %, orders 1 %). The facts go through intake, journal and
fold of a real house in a process that has loaded the whole server, only without HTTP. Then the house makes one more snapshot on a
quiet loop, takes five minutes more of the show, and dies; a real server is started on its folder. Wanted at 10 million:
resident under 400 MB, a snapshot holding the loop at most 20 ms (the floor beside it: the same clock with nothing to do), a
restart within 3 s. `MEMORY_EVENTS` makes the show smaller, users and length with it (default: a tenth).
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from msgspec import json

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.roles import Role
from controlroom.feeds.native.refusals import Decoded
from controlroom.live.lifecycle import House, open_house
from controlroom.live.opening import make_room, rehearsal_start_ms
from controlroom.live.room import LiveRoom
from controlroom.server.heap import one_heap
from controlroom.settings import Settings
from tests.bench.bench_fold import SKUS, TRAFFIC, plan
from tests.process import Served

EVENTS = int(os.environ.get("MEMORY_EVENTS", "1_000_000"))
WHOLE, WHOLE_USERS, WHOLE_S = 10_000_000, 1_000_000, 6 * 3600
TAIL_S = 300
STEP_S = 5


class Crowd:
    """Makes the facts of the show, the same ones each time."""

    def __init__(self, events: int) -> None:
        self.users = max(1000, WHOLE_USERS * events // WHOLE)
        self.seconds = max(60, WHOLE_S * events // WHOLE)
        self.a_second = events / self.seconds
        self._rng = random.Random(11)
        self._came = self._n = self._orders = 0

    def _user(self) -> str:
        return f"{int(self._rng.random() * max(1, self._came)):019d}"

    def facts(self, now_ms: int, n: int, progress: float) -> list[ev.Fact]:
        """Return n facts of about now; `progress`: 0 … 1 of the show, by which share of the users has come."""
        made: list[ev.Fact] = []
        wanted = int(self.users * min(1.0, progress))
        for _ in range(n):
            self._n += 1
            made.append(self._fact(f"relay-{self._n:010d}", now_ms - int(self._rng.random() * 1500), wanted))
        made.append(ev.Audience(online=20_000 + int(2000 * self._rng.random()), total=self._came, at=now_ms))
        return made

    def _fact(self, id_: str, at: int, wanted: int) -> ev.Fact:
        if self._came < wanted:
            self._came += 1
            return ev.Enter(id=id_, at=at, user=f"{self._came - 1:019d}", traffic=TRAFFIC[self._n % len(TRAFFIC)])
        kind, user = self._rng.random() * 0.9, self._user()
        if kind < 0.17:
            return ev.Leave(id=id_, at=at, user=user)
        if kind < 0.50:
            return ev.Like(id=id_, at=at, user=user, count=3)
        if kind < 0.70:
            return ev.Impression(id=id_, at=at, sku=SKUS[self._n % 20], count=4)
        if kind < 0.82:
            return ev.Comment(id=id_, at=at, user=user, text="这个怎么买 99")
        if kind < 0.88:
            return ev.Click(id=id_, at=at, sku=SKUS[self._n % 20], user=user)
        if kind < 0.89:
            status: ev.OrderStatus = "paid" if self._orders % 2 else "created"
            self._orders += 1
            return ev.OrderStep(
                id=id_, at=at, order=f"69{self._orders // 2:014d}", status=status, user=user, amount_minor=9900,
                lines=(ev.Line(sku=SKUS[self._orders // 2 % 20], unit_minor=9900),),
            )  # fmt: skip
        return ev.Follow(id=id_, at=at, user=user)


def resident_mb(pid: int | str = "self") -> tuple[float, float]:
    """Return (resident now, at its highest) of a process, MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return sizes["VmRSS"], sizes["VmHWM"]


async def held_ms(act: asyncio.Task[None]) -> float:
    """Return the longest that the loop did not come back while `act` ran, ms."""
    longest, last = 0.0, time.perf_counter()
    while not act.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    await act
    return (longest - 0.001) * 1e3


async def _play(room: LiveRoom, crowd: Crowd, from_ms: int, seconds: int, begun_s: int) -> None:
    for second in range(0, seconds, STEP_S):
        now_ms = from_ms + (second + STEP_S) * 1000
        await room.drive(now_ms, None)
        progress = (begun_s + second + STEP_S) / crowd.seconds * 1.05
        facts = crowd.facts(now_ms, int(crowd.a_second * STEP_S), progress)
        await room.post("relay", Decoded(facts, None, [], len(facts)))


async def _feed(folder: Path, events: int) -> None:
    """Play the show into a new folder, say what it cost, and die."""
    import controlroom.server.app  # noqa: F401 - what a server has loaded counts too

    one_heap()  # as a server begins
    house: House
    async with open_house(Settings(data=folder)) as house:
        begin_ms = rehearsal_start_ms(plan())
        await make_room(house.book, "bench", plan(), now_ms=begin_ms, rehearsal=True, seed=1)
        room = await house.room("bench")
        assert room is not None
        await room.command(cmd.ShowStart(id="start"), Role.CONTROLLER)
        await room.command(cmd.Take(id="take", segment="seg-sku-0"), Role.CONTROLLER)
        crowd, empty = Crowd(events), resident_mb()[0]
        began = time.perf_counter()
        await _play(room, crowd, begin_ms, crowd.seconds, 0)
        took = time.perf_counter() - began
        playing = resident_mb()
        await asyncio.sleep(1.5)
        floor = await held_ms(asyncio.create_task(asyncio.sleep(1)))
        collected: list[float] = []
        gc.callbacks.append(
            lambda phase, info: collected.append(time.perf_counter() * 1e3 * (1 if phase == "stop" else -1))
        )
        held = await held_ms(asyncio.create_task(room.keep_snapshot()))
        gc.callbacks.clear()
        longest_ms = max((one + other for one, other in zip(collected[::2], collected[1::2], strict=True)), default=0.0)
        after = resident_mb()
        tail_ms = begin_ms + crowd.seconds * 1000
        await _play(room, crowd, tail_ms, min(TAIL_S, crowd.seconds), crowd.seconds)
        tiles = room.read(lambda s: len(s.tally.viewers))
        told = {
            "seq": room.seq, "users": tiles, "wanted_users": crowd.users, "took_s": took, "empty_mb": empty,
            "playing_mb": playing, "after_mb": after, "held_ms": held, "floor_ms": floor,
            "collected_ms": longest_ms,
        }  # fmt: skip
        print(json.encode(told).decode(), flush=True)
        os._exit(0)  # as if the power had gone: nothing more is written


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fed = subprocess.run(
            [sys.executable, "-m", "tests.bench.bench_memory", str(folder), str(EVENTS)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        told = json.decode(fed.stdout)
        served = Served(folder)
        bare, bare_cpu = _bare_start()
        restart = served.start(timeout_s=120)
        restart_cpu = served.cpu_s()
        answer = _first_state(served)
        restarted = resident_mb(served.pid)
        served.stop()
        size_mb = (folder / "controlroom.db").stat().st_size / 1e6
    print(f"records                        {told['seq']:>12,}   ({told['took_s']:.0f} s, {size_mb:,.0f} MB on disk)")
    print(f"distinct users                 {told['users']:>12,}   of {told['wanted_users']:,}")
    print(f"resident before the show, MB   {told['empty_mb']:>12.0f}   (floor)")
    print(f"resident after it, MB          {told['playing_mb'][0]:>12.0f}   at most {told['playing_mb'][1]:.0f}")
    print(f"resident after a snapshot, MB  {told['after_mb'][0]:>12.0f}   at most {told['after_mb'][1]:.0f}")
    collected = f"longest collection {told['collected_ms']:.1f}"
    print(f"a snapshot holds the loop, ms  {told['held_ms']:>12.1f}   floor {told['floor_ms']:.1f}; {collected}")
    print(f"restart until ready, s         {restart:>12.2f}   an empty folder {bare:.2f}; tail of {TAIL_S} s to fold")
    print(f"… processor time of that, s    {restart_cpu:>12.2f}   an empty folder {bare_cpu:.2f}")
    print(f"… first state after that, s    {answer:>12.2f}")
    print(f"resident after restart, MB     {restarted[0]:>12.0f}   at most {restarted[1]:.0f}")


def _bare_start() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        served = Served(Path(name))
        took, cpu = served.start(), served.cpu_s()
        served.stop()
        return took, cpu


def _first_state(served: Served) -> float:
    links = served.links("bench")
    began = time.perf_counter()
    answer = httpx.get(
        f"{served.url}/api/v1/rooms/bench/state?topics=kpi",
        headers={"Authorization": f"Bearer {links['analyst']['token']}"}, timeout=60,
    )  # fmt: skip
    answer.raise_for_status()
    return time.perf_counter() - began


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(_feed(Path(sys.argv[1]), int(sys.argv[2])))
    else:
        main()
