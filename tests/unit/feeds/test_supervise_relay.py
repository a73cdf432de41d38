"""A relay killed, silent, slow and garbled, twenty times in turn: back by itself, the gap told, nothing counted twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
from itertools import cycle

from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve

from controlroom.feeds.batches import each
from controlroom.feeds.douyinlive.client import DOUYINLIVE
from controlroom.feeds.douyinlive.decode import Decoder
from controlroom.feeds.socket import SocketFeed, Way
from controlroom.feeds.supervise import Supervisor
from controlroom.live.intake import Intake
from controlroom.live.seen import Seen
from tests.unit.feeds.taking import Taker

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


async def test_twenty_troubles_in_turn() -> None:
    relay, sink = BadRelay(), Taker()
    kind = replace(DOUYINLIVE, silence_s=SILENCE_S, idle_s={})
    async with serve(relay.play, "127.0.0.1", 0, ping_interval=None) as server:
        way = Way(url=f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", ping_s=None)
        feed = SocketFeed("douyin", "douyinlive", way, each(Decoder()))
        supervisor = Supervisor(feed, kind, sink, uniform=lambda low, high: 0.01)
        running = asyncio.create_task(supervisor.run())
        await sink.until(lambda: len([state for state, _ in sink.changes if state == "down"]) >= TIMES, 30)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    states = [state for state, _ in sink.changes]
    assert states[: 2 * TIMES] == ["live", "down"] * TIMES  # each gap begins and ends once
    assert {"connected, but silent for 0.15 s"} <= {why for _, why in sink.changes}
    assert len(sink.rejects) >= 3 * (TIMES // len(TROUBLES))
    told = len(sink.facts)
    intake = Intake(b"k" * 32, Seen(), lambda: None)
    counted = intake.take("douyin", sink.facts, None, 1_764_000_000_000).facts
    assert len({fact.id for fact in counted}) == len(counted) < told
    assert {fact.id for fact in counted} == {str(number) for number in range(1, len(counted) + 1)}
