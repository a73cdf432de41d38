"""One screen that never reads beside 20 that do, 2,000 changes a second for 10 s.

Wanted: the 20 are on time and end on the newest values; the server's memory grows by less than 1 MB for the dead one (the same
run with and without it, `LOAD_ROUNDS` times, default 3, for resident memory is noisy); when it wakes, it gets at most two old
frames before the newest. `LOAD_SECONDS` (10) is the length of a run. A screen that acknowledges is held to two frames under way;
one that never does (a program that ignores the contract's `ack`) is paced by its socket and stands in a line of its own.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import socket
import statistics
import tempfile
import threading
import time
from bisect import bisect_right
from collections import deque
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from websockets.asyncio.client import connect
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import Event
from websockets.uri import parse_uri

from tests.process import Served

SCREENS = 20
A_SECOND = 2000
BODY = 20
ROOM = "screens"

_LIKES = re.compile(rb'"likes":\{"value":(\d+)')
_POS = re.compile(rb'"pos":(\d+)')

Dead = Literal["acknowledges", "silent"]


class Figures(NamedTuple):
    """What one run showed.

    Args:
        rate: Changes a second that were really made.
        behind_ms: For every frame of the reading screens: how old the oldest change was that it was the first to show.
        last: The value that each reading screen ended on; `made`: the newest.
        grew_kb: The server's resident memory, from before the load to its end.
        old_frames: How many older values the dead screen was given when it woke, before the newest.
    """

    rate: float
    behind_ms: list[float]
    last: list[int]
    made: int
    grew_kb: int
    old_frames: int | None


class Sender(threading.Thread):
    """Makes changes at a steady rate; remembers when each was sent. `over_s`: when the last was answered; 0: not yet."""

    def __init__(self, port: int, key: str, seconds: float) -> None:
        super().__init__(daemon=True)
        self.made = 0
        self.upto: list[int] = []
        self.sent_s: list[float] = []
        self.took_s = 0.0
        self.over_s = 0.0
        self.seconds = seconds
        self._port, self._key = port, key

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        body = json.dumps([{"type": "like"}] * BODY)
        began = time.monotonic()
        try:
            while (at := time.monotonic()) - began < self.seconds:
                self.made += BODY
                self.upto.append(self.made)
                self.sent_s.append(at)
                connection.request("POST", f"/api/v1/rooms/{ROOM}/events", body, headers)
                answer = connection.getresponse()
                if answer.status != 200:
                    raise RuntimeError(f"{answer.status}: {answer.read()[:300]!r}")
                answer.read()
                time.sleep(max(0.0, began + self.made / A_SECOND - time.monotonic()))
        finally:
            connection.close()
            self.over_s = time.monotonic()
            self.took_s = self.over_s - began

    def sent_at(self, change: int) -> float | None:
        """Return when a change (from 1) was sent; None: it was not."""
        at = bisect_right(self.upto, change - 1)
        return self.sent_s[at] if at < len(self.sent_s) else None


class Sleeper:
    """A screen over a bare socket, so that nothing at all is read while it sleeps."""

    def __init__(self, port: int, token: str, manner: Dead, room: str = ROOM) -> None:
        self._protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/api/v1/rooms/{room}/stream"))
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._came: deque[Event] = deque()
        request = self._protocol.connect()
        request.headers["Authorization"] = f"Bearer {token}"
        self._protocol.send_request(request)
        self._flush()
        hello = self._next()
        if manner == "acknowledges":
            self._ack(hello)

    def wakes(self, newest: int) -> int:
        """Read and acknowledge until the newest value; return how many older ones came before it."""
        old = 0
        while True:
            frame = self._next()
            likes = _LIKES.search(frame)
            if likes is not None and int(likes.group(1)) == newest:
                return old
            if b'"heartbeat"' not in frame[:40]:
                old += likes is not None
                self._ack(frame)

    def close(self) -> None:
        self._socket.close()

    def _ack(self, frame: bytes) -> None:
        pos = _POS.search(frame)
        assert pos is not None
        self._protocol.send_text(b'{"ack":%d}' % int(pos.group(1)))
        self._flush()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._socket.sendall(data)

    def _next(self) -> bytes:
        """Return the next whole text frame."""
        while True:
            while self._came:
                event = self._came.popleft()
                if isinstance(event, Response) and event.status_code != 101:
                    raise RuntimeError(f"refused: {event.status_code}")
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    return bytes(event.data)
            data = self._socket.recv(65_536)
            if not data:
                raise RuntimeError("the server hung up")
            self._protocol.receive_data(data)
            self._came.extend(self._protocol.events_received())


class Reader:
    """A good screen: it reads, acknowledges, and notes which value came when."""

    def __init__(self) -> None:
        self.log: list[tuple[float, int]] = []
        self.greeted = asyncio.Event()

    async def read(self, port: int, token: str, sender: Sender) -> None:
        """Read until the newest value is here, or 10 s after the last change."""
        url = f"ws://127.0.0.1:{port}/api/v1/rooms/{ROOM}/stream?topics=kpi"
        async with connect(url, additional_headers={"Authorization": f"Bearer {token}"}, compression=None) as screen:
            while not sender.over_s or (self.log[-1][1] != sender.made and time.monotonic() < sender.over_s + 10):
                with suppress(TimeoutError, ConnectionClosed):
                    frame = await asyncio.wait_for(screen.recv(decode=False), 0.5)
                    likes, pos = _LIKES.search(frame), _POS.search(frame, 0, 200)
                    if likes is not None and pos is not None:
                        self.log.append((time.monotonic(), int(likes.group(1))))
                        self.greeted.set()
                        await screen.send(f'{{"ack":{int(pos.group(1))}}}')


async def _watch(sender: Sender, port: int, token: str) -> list[Reader]:
    """Let the screens read while the sender sends, and until all have the newest value."""
    readers = [Reader() for _ in range(SCREENS)]
    async with asyncio.timeout(sender.seconds + 90), asyncio.TaskGroup() as tasks:
        for reader in readers:
            tasks.create_task(reader.read(port, token, sender))
        for reader in readers:
            await reader.greeted.wait()
        sender.start()
    return readers


def _behind_ms(sender: Sender, log: list[tuple[float, int]]) -> list[float]:
    """For each frame after the first: the age of the oldest change that the one before did not show yet."""
    ages = []
    for (_, before), (at_s, _) in pairwise(log):
        sent_s = sender.sent_at(before + 1)
        if sent_s is not None:
            ages.append(max(0.0, at_s - sent_s) * 1000)
    return ages


def run(folder: Path, seconds: float, dead: Dead | None) -> Figures:
    """Run once on a server of its own.

    Args:
        dead: How the screen that does not read behaved before; None: there is none.
    """
    served = Served(folder)
    served.room(ROOM)
    key, token = served.key(ROOM, "load"), served.links(ROOM)["analyst"]["token"]
    served.start()
    sleeper = None
    try:
        sleeper = Sleeper(served.port, token, dead) if dead is not None else None
        before_kb = served.rss_kb()
        sender = Sender(served.port, key, seconds)
        readers = asyncio.run(_watch(sender, served.port, token))
        grew_kb = served.rss_kb() - before_kb
        old = sleeper.wakes(sender.made) if sleeper is not None else None
        behind = sorted(age for reader in readers for age in _behind_ms(sender, reader.log))
        last = [reader.log[-1][1] for reader in readers]
        return Figures(sender.made / sender.took_s, behind, last, sender.made, grew_kb, old)
    finally:
        if sleeper is not None:
            sleeper.close()
        served.stop()


def main() -> bool:
    """Run and print; return whether it is as wanted."""
    seconds, rounds = float(os.environ.get("LOAD_SECONDS", "10")), int(os.environ.get("LOAD_ROUNDS", "3"))
    row = "{:>16}{:>11}{:>10}{:>10}{:>10}{:>12}{:>10}{:>12}"
    print(row.format("dead screen", "changes/s", "median", "p99", "max ms", "on newest", "grew kB", "old frames"))
    manners: tuple[Dead | None, ...] = (None, "acknowledges", "silent")
    found: dict[Dead | None, list[Figures]] = {manner: [] for manner in manners}
    for _ in range(rounds):
        for manner in manners:
            with tempfile.TemporaryDirectory() as folder:
                told = run(Path(folder), seconds, manner)
            found[manner].append(told)
            behind, n = told.behind_ms, len(told.behind_ms)
            ages = [f"{behind[at]:.0f}" for at in (n // 2, n * 99 // 100, n - 1)]
            newest = f"{sum(value == told.made for value in told.last)} of {SCREENS}"
            old = "-" if told.old_frames is None else told.old_frames
            print(row.format(manner or "none", f"{told.rate:,.0f}", *ages, newest, told.grew_kb, old), flush=True)
    grew = {manner: statistics.median(told.grew_kb for told in runs) for manner, runs in found.items()}
    more_kb = grew["acknowledges"] - grew[None]
    print(f"the dead screen's memory: {more_kb:.0f} kB (median of {rounds} with, less median without); wanted < 1,024")
    print("wanted: all on the newest; at most two old frames for the one that had acknowledged")
    every = [told for runs in found.values() for told in runs]
    return (
        more_kb < 1024
        and all(value == told.made for told in every for value in told.last)
        and all((told.old_frames or 0) <= 2 for told in found["acknowledges"])
    )
