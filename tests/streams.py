"""A program on a room's stream, as the contract describes one: it reads, acknowledges and keeps the newest topics."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.process import Served


class Stream:
    """One open stream. `topics`: the newest values; `kinds`: of the frames it has had."""

    def __init__(self, socket: ClientConnection) -> None:
        self.topics: dict[str, Any] = {}
        self.kinds: list[str] = []
        self._socket = socket

    def until(self, wanted: Callable[[dict[str, Any]], bool], within_s: float = 15) -> None:
        """Read until the topics are as wanted."""
        give_up = time.monotonic() + within_s
        while not (self.topics and wanted(self.topics)):
            frame = json.loads(self._socket.recv(timeout=max(0.01, give_up - time.monotonic())))
            self.kinds.append(frame["kind"])
            self.topics.update(frame.get("topics", {}))
            if frame["kind"] != "heartbeat":
                self._socket.send(json.dumps({"ack": frame["pos"]}))

    def closed_with(self, within_s: float = 15) -> int:
        """Read to the end; return the code that the server closed with."""
        give_up = time.monotonic() + within_s
        with suppress(ConnectionClosed):
            while True:
                self._socket.recv(timeout=max(0.01, give_up - time.monotonic()))
        assert self._socket.close_code is not None
        return self._socket.close_code


@contextmanager
def stream(served: Served, room: str, token: str, topics: str) -> Iterator[Stream]:
    """Open a room's stream of some topics."""
    url = f"ws://127.0.0.1:{served.port}/api/v1/rooms/{room}/stream?topics={topics}"
    with connect(url, additional_headers={"Authorization": f"Bearer {token}"}, open_timeout=15) as socket:
        yield Stream(socket)
