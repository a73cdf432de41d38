"""What carries a stand-in's words: a WebSocket that tells, or pages that are asked for.

Owns: the servers on loopback, and when what was told has been heard.
Law: all who were let in hear all that is told from then on, in its order; who was not is told nothing.
Must not know: any platform's words, who listens, what they make of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from sim.http import Answer, Asked, Http

Frame = str | bytes
HEARD_WITHIN_S: Final = 30.0


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
        """Return when all that was told has been heard.

        Raises:
            Unheard: It was not, in good time.
        """
        ...


class Unheard(Exception):
    """What was told has not been heard; the message says where, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is said on a socket beside what happens.

    Args:
        greeting: To who connects, by the name that he is given; empty: nothing.
        answer: To what a listener says; None: nothing.
        beat: Every `beat_s` seconds, to all who are connected; empty: nothing.
        open: Who connects is let in at once, and is told what happens. Else with the answer `admits`, or by name.
    """

    greeting: Callable[[str], Frame] = lambda name: ""
    answer: Callable[[Frame], Frame | None] = lambda said: "pong" if said == "ping" else None
    beat: Frame = ""
    beat_s: float = 10.0
    open: bool = True
    admits: Frame = ""


class Relay:
    """The relay's server on loopback: all who were let in hear every frame; who no longer answers pings is cut off.

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
        self._inside: set[ServerConnection] = set()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(next(iter(self._server.sockets)).getsockname()[1])

    @property
    def listeners(self) -> int:
        """How many were let in and listen now."""
        return len(self._inside)

    def let_in(self, name: str) -> None:
        """Let in who was given this name, and still is connected."""
        self._inside |= {one for one in self._connected if str(one.id) == name}

    def knows(self, name: str) -> bool:
        """Tell whether who was given this name is connected."""
        return any(str(one.id) == name for one in self._connected)

    @property
    def _connected(self) -> set[ServerConnection]:
        return set() if self._server is None else set(self._server.connections)

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
        """Send a frame to everybody who was let in."""
        if frame:
            broadcast(self._inside, frame)

    async def heard(self) -> None:
        """Return when listeners have what was told: they have it at once."""

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._line.beat_s)
            broadcast(self._connected, self._line.beat)

    async def _hear(self, connection: ServerConnection) -> None:
        """Take what a listener says (real ones send commands to their relay) until it hangs up."""
        line = self._line
        if line.open:
            self._inside.add(connection)
        try:
            if greeting := line.greeting(str(connection.id)):
                await connection.send(greeting)
            async for said in connection:
                answer = line.answer(said)
                if answer is not None:
                    await connection.send(answer)
                if answer and answer == line.admits:
                    self._inside.add(connection)
        except ConnectionClosed:
            return
        finally:
            self._inside.discard(connection)


class Session(Relay):
    """A socket that one is let into by way of an interface.

    Args:
        port: The socket's. `interface`: the interface's. 0: any free one.
        line: What else is said on the socket.
        answer: Says what the interface answers, and lets in.
    """

    def __init__(self, port: int, interface: int, line: Line, answer: Callable[[Asked, Relay], Answer]) -> None:
        super().__init__(port, line)
        self._http = Http(interface, lambda asked: answer(asked, self))

    @property
    def interface(self) -> int:
        """Where the interface listens."""
        return self._http.port

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: A port is taken.
        """
        await super().open()
        await self._http.open()

    async def close(self) -> None:
        """Hang up."""
        await self._http.close()
        await super().close()


class Pages(Http):
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
        super().__init__(port, self._answer)
        self._page, self._place = page, place
        self._told: list[Frame] = []
        self._asked = self._heard = 0
        self._news = asyncio.Event()

    @property
    def listeners(self) -> int:
        """Whether anybody has asked."""
        return min(self._asked, 1)

    def tell(self, frame: Frame) -> None:
        """Put something on the page that is asked for next."""
        if frame:
            self._told.append(frame)

    async def heard(self) -> None:
        """Return when somebody asks for what comes after all that was told: the rest he has taken in.

        Raises:
            Unheard: Nobody did, in good time.
        """
        try:
            async with asyncio.timeout(HEARD_WITHIN_S):
                while self._heard < len(self._told):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError as error:
            raise Unheard(
                f"http://127.0.0.1:{self.port}: of {len(self._told)} messages the room has asked for {self._heard}, no more "
                f"within {HEARD_WITHIN_S:g} s: is its feed switched on (controlroom feeds ROOM)?"
            ) from error

    def _answer(self, asked: Asked) -> Answer:
        place = self._place(asked)
        if isinstance(place, Answer):
            return place
        self._asked += 1
        self._heard = max(self._heard, place)
        self._news.set()
        return Answer(200, self._page(self._told[place:], len(self._told)))
