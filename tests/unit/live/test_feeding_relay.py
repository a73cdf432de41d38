"""Relays killed, silent, slow and garbled in turn: back by themselves, the gap told, nothing counted twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve

from controlroom.domain.events import Like
from controlroom.domain.records import FeedChanged, decode_page
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.feeds.barragegrab.client import BARRAGEGRAB
from controlroom.feeds.base import Kind
from controlroom.feeds.douyinlive.client import DOUYINLIVE
from controlroom.feeds.obalive.client import OBALIVE
from controlroom.feeds.socket import SocketFeed, Way
from controlroom.feeds.supervise import Supervisor
from controlroom.live.clock import ManualClock
from controlroom.live.opening import make_room
from controlroom.live.recovery import recover
from controlroom.live.room import LiveRoom
from controlroom.settings import Settings
from tests.memory import MemoryHouse

NOW = 1_764_000_000_000
TROUBLES = ("killed", "silent", "slow", "garbled")
SILENCE_S = 0.15


class Speech(NamedTuple):
    """How a relay tells of a like, and of one that nobody can read."""

    kind: Kind
    like: Callable[[int], object]
    torn: object


def douyinlive(number: int) -> object:
    common = {"msgId": str(number), "roomId": "1"}
    return {"method": "WebcastLikeMessage", "common": common, "count": "1", "user": {"id": "7"}}


def barragegrab(number: int) -> object:
    return {"Type": 2, "Data": json.dumps({"MsgId": number, "Count": 1, "User": {"Id": 7, "SecUid": "7"}})}


def obalive(number: int) -> object:
    return {"msg_type": "room_like", "msg_id": str(number), "nick_name": "7"}


DOUYIN = Speech(DOUYINLIVE, douyinlive, {"method": "WebcastLikeMessage", "common": [], "count": "many"})
GRAB = Speech(BARRAGEGRAB, barragegrab, {"Type": 2, "Data": '{"MsgId":1,"Count":"many"}'})
OBA = Speech(OBALIVE, obalive, {"msg_type": ["room_like"]})


class BadRelay:
    """Repeats the newest message at each connection, says two more, and then does something else each time."""

    def __init__(self, speech: Speech) -> None:
        self.said = 0
        self._speech = speech
        self.played: list[str] = []
        self._troubles = cycle(TROUBLES)

    def _like(self, number: int) -> str:
        return json.dumps(self._speech.like(number))

    async def play(self, socket: ServerConnection) -> None:
        trouble = next(self._troubles)
        self.played.append(trouble)
        if self.said:
            await socket.send(self._like(self.said))
        for _ in range(2):
            self.said += 1
            await socket.send(self._like(self.said))
        if trouble == "killed":
            await (await socket.ping())
            socket.transport.abort()
        elif trouble == "slow":
            self.said += 1
            for number in range(2):  # just within what the kind allows, then closed
                await asyncio.sleep(SILENCE_S / 3)
                await socket.send(self._like(self.said - number))
        elif trouble == "garbled":
            await socket.send("{torn")
            await socket.send(b"\xff\xfe")
            await socket.send(json.dumps(self._speech.torn))
        else:
            with contextlib.suppress(asyncio.CancelledError):
                await socket.wait_closed()


@pytest.mark.parametrize(
    ("speech", "times"), [(DOUYIN, 20), (GRAB, 4), (OBA, 4)], ids=["douyinlive", "barragegrab", "obalive"]
)
async def test_every_trouble_in_turn_leaves_a_gap_and_every_like_once(speech: Speech, times: int) -> None:
    relay, world = BadRelay(speech), MemoryHouse(Settings(data=Path("unused")), ManualClock(NOW))
    await make_room(world.book, "demo", None, now_ms=NOW, rehearsal=False, seed=1)
    row, show = await world.book.room("demo"), await world.book.current_show("demo")
    assert row is not None
    assert show is not None
    room = LiveRoom(row, show, await recover(world.journal, world.snapshots, show.id), world, ManualClock(NOW + 1000))
    kind = replace(speech.kind, silence_s=SILENCE_S, idle_s={})
    assert kind.read is not None
    async with (
        serve(relay.play, "127.0.0.1", 0, ping_interval=None) as server,
        asyncio.timeout(30),
        asyncio.TaskGroup() as group,
    ):
        conducting = group.create_task(room.run())
        way = Way(url=f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", ping_s=None)
        feed = SocketFeed("relay", kind.name, way, kind.read({}))
        fetching = group.create_task(Supervisor(feed, kind, room, uniform=lambda low, high: 0.01).run())
        while room.read(lambda s: len(s.marks.past.get("gap", ()))) < times:  # noqa: ASYNC110 - nobody tells of marks
            await asyncio.sleep(0.02)
        fetching.cancel()
        await room.stop()
        await conducting
    told = [record for page in world.journal.shows[show.id] for record in decode_page(page)]
    states = [(record.state, record.why) for record in told if isinstance(record, FeedChanged)]
    likes = [record.id for record in told if isinstance(record, Like)]
    assert [state for state, _ in states[: 2 * times]] == ["live", "down"] * times
    assert ("down", "connected, but silent for 0.15 s") in states
    assert len(likes) == len(set(likes))
    assert set(likes) == {str(number) for number in range(1, len(likes) + 1)}
    assert set(TROUBLES) <= set(relay.played)
    health = room.state(Role.ANALYST, {Topic.FEEDS})["topics"]["feeds"][0]  # type: ignore[index]
    assert (health.duplicates > times / 2, health.rejected > times / 2) == (True, True)
    assert 0 <= health.accepted - len(likes) <= 4  # what was on its way when the reading was ended
