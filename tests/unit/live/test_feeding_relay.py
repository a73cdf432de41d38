"""A relay killed, silent, slow and garbled, twenty times in turn: back by itself, the gap told, nothing counted twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
from itertools import cycle
from pathlib import Path

from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve

from controlroom.domain.events import Like
from controlroom.domain.records import FeedChanged, decode_page
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.feeds.batches import each
from controlroom.feeds.douyinlive.client import DOUYINLIVE
from controlroom.feeds.douyinlive.decode import Decoder
from controlroom.feeds.socket import SocketFeed, Way
from controlroom.feeds.supervise import Supervisor
from controlroom.live.clock import ManualClock
from controlroom.live.opening import make_room
from controlroom.live.recovery import recover
from controlroom.live.room import LiveRoom
from controlroom.settings import Settings
from tests.memory import MemoryHouse

NOW = 1_764_000_000_000
TIMES = 20
TROUBLES = ("killed", "silent", "slow", "garbled")
SILENCE_S = 0.15


def like(number: int) -> str:
    common = {"msgId": str(number), "roomId": "1"}
    return json.dumps({"method": "WebcastLikeMessage", "common": common, "count": "1", "user": {"id": "7"}})


class BadRelay:
    """Repeats the newest message at each connection, says two more, and then does something else each time."""

    def __init__(self) -> None:
        self.said = 0
        self.played: list[str] = []
        self._troubles = cycle(TROUBLES)

    async def play(self, socket: ServerConnection) -> None:
        trouble = next(self._troubles)
        self.played.append(trouble)
        if self.said:
            await socket.send(like(self.said))
        for _ in range(2):
            self.said += 1
            await socket.send(like(self.said))
        if trouble == "killed":
            await (await socket.ping())
            socket.transport.abort()
        elif trouble == "slow":
            self.said += 1
            for number in range(2):  # just within what the kind allows, then closed
                await asyncio.sleep(SILENCE_S / 3)
                await socket.send(like(self.said - number))
        elif trouble == "garbled":
            await socket.send("{torn")
            await socket.send(b"\xff\xfe")
            await socket.send('{"method":"WebcastLikeMessage","common":[],"count":"many"}')
        else:
            with contextlib.suppress(asyncio.CancelledError):
                await socket.wait_closed()


async def test_twenty_troubles_in_turn_leave_twenty_gaps_and_every_like_once() -> None:
    relay, world = BadRelay(), MemoryHouse(Settings(data=Path("unused")), ManualClock(NOW))
    await make_room(world.book, "demo", None, now_ms=NOW, rehearsal=False, seed=1)
    row, show = await world.book.room("demo"), await world.book.current_show("demo")
    assert row is not None
    assert show is not None
    room = LiveRoom(row, show, await recover(world.journal, world.snapshots, show.id), world, ManualClock(NOW + 1000))
    kind = replace(DOUYINLIVE, silence_s=SILENCE_S, idle_s={})
    async with (
        serve(relay.play, "127.0.0.1", 0, ping_interval=None) as server,
        asyncio.timeout(30),
        asyncio.TaskGroup() as group,
    ):
        conducting = group.create_task(room.run())
        way = Way(url=f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", ping_s=None)
        feed = SocketFeed("douyin", "douyinlive", way, each(Decoder()))
        fetching = group.create_task(Supervisor(feed, kind, room, uniform=lambda low, high: 0.01).run())
        while room.read(lambda s: len(s.marks.past.get("gap", ()))) < TIMES:  # noqa: ASYNC110 - nobody tells of marks
            await asyncio.sleep(0.02)
        fetching.cancel()
        await room.stop()
        await conducting
    told = [record for page in world.journal.shows[show.id] for record in decode_page(page)]
    states = [(record.state, record.why) for record in told if isinstance(record, FeedChanged)]
    likes = [record.id for record in told if isinstance(record, Like)]
    assert [state for state, _ in states[: 2 * TIMES]] == ["live", "down"] * TIMES
    assert ("down", "connected, but silent for 0.15 s") in states
    assert len(likes) == len(set(likes))
    assert set(likes) == {str(number) for number in range(1, len(likes) + 1)}
    assert set(TROUBLES) <= set(relay.played)
    health = room.state(Role.ANALYST, {Topic.FEEDS})["topics"]["feeds"][0]  # type: ignore[index]
    assert (health.duplicates > TIMES / 2, health.rejected > TIMES / 2) == (True, True)
    assert 0 <= health.accepted - len(likes) <= 4  # what was on its way when the reading was ended
