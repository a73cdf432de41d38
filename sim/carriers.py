"""What carries a stand-in's words: a WebSocket that tells, or pages that are asked for.

Owns: the servers on loopback, and when what was told has been heard.
Law: all hear all, in the order in which it was told.
Must not know: any platform's words, who listens, what they make of it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from sim.http import Answer, Asked, Http

Frame = str | bytes
HEARD_WITHIN_S: Final = 10.0


class Carrier(Protocol):
    """Carries what is told to who listens.

    Args:
        polled: Listeners come for it when they like: nobody waits until each thing was heard.
    """

    polled: bool

    @property
    def port(self) -> int:
        """Where it listens."""
        ...

    @property
    def listeners(self) -> int:
        """How many listen now."""
        ...

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: The port is taken.
        """
        ...

    async def close(self) -> None:
        """Hang up."""
        ...

    def tell(self, frame: Frame) -> None:
        """Tell everybody who listens; nothing where the frame is empty."""
        ...

    async def heard(self) -> None:
        """Return when all that was told has been heard, or nobody listens any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is said on a socket beside what happens.

    Args:
        greeting: To who connects; empty: nothing.
        answer: To what a listener says; None: nothing.
        beat: Every `beat_s` seconds; empty: nothing.
    """

    greeting: Frame = ""
    answer: Callable[[Frame], Frame | None] = lambda said: "pong" if said == "ping" else None
    beat: Frame = ""
    beat_s: float = 10.0


class Relay:
    """The relay's server on loopback: all hear every frame; who no longer answers pings is cut off.

    Args:
        port: Where; 0: any free one.
        line: What else is said.
    """

    polled = False

    def __init__(self, port: int, line: Line | None = None) -> None:
        self._port = port
        self._line = line or Line()
        self._server: Server | None = None
        self._beating: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(next(iter(self._server.sockets)).getsockname()[1])

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return 0 if self._server is None else len(self._server.connections)

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: The port is taken.
        """
        self._server = await serve(self._hear, "127.0.0.1", self._port, compression=None, close_timeout=0.5)
        if self._line.beat:
            self._beating = asyncio.create_task(self._beat())

    async def close(self) -> None:
        """Hang up."""
        if self._beating is not None:
            self._beating.cancel()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def tell(self, frame: Frame) -> None:
        """Send a frame to everybody who listens."""
        if self._server is not None and frame:
            broadcast(self._server.connections, frame)

    async def heard(self) -> None:
        """Return when listeners have what was told: they have it at once."""

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._line.beat_s)
            self.tell(self._line.beat)

    async def _hear(self, connection: ServerConnection) -> None:
        """Take what a listener says (real ones send commands to their relay) until it hangs up."""
        try:
            if self._line.greeting:
                await connection.send(self._line.greeting)
            async for said in connection:
                answer = self._line.answer(said)
                if answer is not None:
                    await connection.send(answer)
        except ConnectionClosed:
            return


class Session:
    """A socket that one is let into by way of an interface.

    Args:
        port: The socket's. `interface`: the interface's. 0: any free one.
        line: What else is said on the socket.
        answer: Says what the interface answers; what it lets in is among what listens.
        inside: How many were let in.
    """

    polled = False

    def __init__(
        self, port: int, interface: int, line: Line, answer: Callable[[Asked, int], Answer], inside: Callable[[], int]
    ) -> None:
        self._relay = Relay(port, line)
        self._http = Http(interface, lambda asked: answer(asked, self.port))
        self._inside = inside

    @property
    def port(self) -> int:
        """Where the socket listens."""
        return self._relay.port

    @property
    def interface(self) -> int:
        """Where the interface listens."""
        return self._http.port

    @property
    def listeners(self) -> int:
        """How many listen now and were let in."""
        return min(self._relay.listeners, self._inside())

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: A port is taken.
        """
        await self._relay.open()
        await self._http.open()

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()
        await self._relay.close()

    def tell(self, frame: Frame) -> None:
        """Send a frame to everybody who listens."""
        self._relay.tell(frame)

    async def heard(self) -> None:
        """Return: who listens has it at once."""


class Pages:
    """What is told, in pages that are asked for.

    Args:
        port: Where; 0: any free one.
        page: Makes the answer of a question, from what was told since the place that it names, and the next place.
        place: Returns the place that a question names, or the answer to one that is not to be answered.
    """

    polled = True

    def __init__(
        self, port: int, page: Callable[[list[Frame], int], Any], place: Callable[[Asked], int | Answer]
    ) -> None:
        self._http = Http(port, self._answer)
        self._page, self._place = page, place
        self._told: list[Frame] = []
        self._asked = self._heard = 0
        self._news = asyncio.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.port

    @property
    def listeners(self) -> int:
        """Whether anybody has asked."""
        return min(self._asked, 1)

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: The port is taken.
        """
        await self._http.open()

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()

    def tell(self, frame: Frame) -> None:
        """Put something on the page that is asked for next."""
        if frame:
            self._told.append(frame)

    async def heard(self) -> None:
        """Return when somebody asks for what comes after all that was told: the rest he has taken in."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARD_WITHIN_S):
                while self._heard < len(self._told):
                    self._news.clear()
                    await self._news.wait()

    def _answer(self, asked: Asked) -> Answer:
        place = self._place(asked)
        if isinstance(place, Answer):
            return place
        self._asked += 1
        self._heard = max(self._heard, place)
        self._news.set()
        return Answer(200, self._page(self._told[place:], len(self._told)))
