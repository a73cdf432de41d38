"""The WebSocket client that all relays share: connect, say hello, keep alive, read, deliver.

Owns: the socket and its time-outs, what is sent by the clock, and which ends of a connection are failures.
Law: while the room takes nothing, the socket is not read (so a room that takes nothing for longer than the ping's time-out
loses the link, and what the relay says meanwhile: it keeps no history). A frame that cannot be read costs itself.
Must not know: reconnecting (`feeds.supervise`), any platform, what the facts mean.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from controlroom.feeds.asking import host_in
from controlroom.feeds.base import BadOption, LinkLost, Option, Read
from controlroom.feeds.batches import Batches
from controlroom.feeds.faults import fault
from controlroom.feeds.guarding import guarded
from controlroom.ports import FeedSink
from controlroom.retrying import wait_of

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPEN_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 2.0
PING_S: Final = 10.0
FRAME_BYTES_MAX: Final = 1024 * 1024

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class Way(Struct, frozen=True, kw_only=True):
    """How one connection is made and spoken.

    Args:
        url: Where.
        headers: Sent with the request.
        hello: Sent once it stands.
        beat: Sent every `beat_s` seconds; None: nothing is.
        ping_s: Seconds between the protocol's own pings, and how long an answer may take; None: no pings.
    """

    url: str
    headers: Mapping[str, str] = NO_HEADERS
    hello: tuple[str | bytes, ...] = ()
    beat: str | bytes | None = None
    beat_s: float = 0.0
    ping_s: float | None = PING_S

    @property
    def place(self) -> str:
        """The address for a person: what stands behind the `?` may be secret."""
        return self.url.partition("?")[0]


class SocketFeed:
    """A client of one WebSocket; implements `ports.Feed`.

    Args:
        name: The feed's name in its room.
        kind: Its kind's name.
        way: How to connect.
        read: Takes frames apart.
    """

    def __init__(self, name: str, kind: str, way: Way, read: Read) -> None:
        self.name = name
        self.kind = kind
        self.way = way
        self._read = guarded(read)

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Connect and deliver until the other side closes the connection.

        Raises:
            LinkLost: It could not be connected to, or the connection broke.
        """
        way = self.way
        socket = await connect_to(way)
        async with socket:
            await connected()
            batches = Batches(self.name, sink)

            async def hear(frame: bytes) -> None:
                """Take a frame."""
                await batches.put(self._read(frame))

            async with asyncio.TaskGroup() as group:
                group.create_task(batches.deliver())
                ended = await talk(socket, way, hear)
                await batches.end()
        check_end(way, ended)


async def connect_to(way: Way) -> ClientConnection:
    """Return the connection.

    Raises:
        LinkLost: It cannot be made.
    """
    from websockets.asyncio.client import connect  # most rooms have no relay, and every server starts

    try:
        return await connect(
            way.url,
            additional_headers=dict(way.headers),
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            ping_interval=way.ping_s,
            ping_timeout=way.ping_s,
            max_size=FRAME_BYTES_MAX,
            compression=None,
            # A relay that grabs what passes makes itself the system's proxy; a platform may be behind the house's own.
            proxy=True if way.url.startswith("wss:") else None,
        )
    except InvalidStatus as error:
        answer = error.response
        status = f"{answer.status_code} {answer.reason_phrase}"
        raise LinkLost(
            fault("refuses", place=way.place, status=status), wait_of(answer.headers.get("Retry-After"))
        ) from error
    except (OSError, TimeoutError, WebSocketException) as error:
        raise LinkLost(fault("no_answer", place=way.place, error=error)) from error


async def talk(socket: ClientConnection, way: Way, hear: Callable[[bytes], Awaitable[None]]) -> ConnectionClosed:
    """Say what is to be said, give every frame to `hear`, and return how the connection ended."""
    beating = asyncio.create_task(_beat(socket, way.beat, way.beat_s)) if way.beat is not None else None
    try:
        for frame in way.hello:
            await socket.send(frame)
        while True:
            # Bytes as they came: a frame that is not UTF-8 costs itself, not the connection.
            await hear(await socket.recv(decode=False))
    except ConnectionClosed as closed:
        return closed
    finally:
        if beating is not None:
            beating.cancel()


def check_end(way: Way, ended: ConnectionClosed) -> None:
    """Return when the other side closed the connection as one should.

    Raises:
        LinkLost: It did not.
    """
    if ended.rcvd is None or ended.rcvd.code not in (1000, 1001):
        raise LinkLost(fault("broke", place=way.place, error=ended))


async def _beat(socket: ClientConnection, frame: str | bytes, every_s: float) -> None:
    try:
        while True:
            await asyncio.sleep(every_s)
            await socket.send(frame)
    except ConnectionClosed:
        return


# Options that clients have alike.

PING_OPTION: Final = Option(name="ping_s", default=f"{PING_S:g}", means="Seconds between pings; 0: none")


def url_option(default: str | None, means: str) -> Option:
    """Return the option for a WebSocket's address."""
    return Option(name="url", default=default, means=means)


def url_of(options: Mapping[str, str], example: str) -> str:
    """Return the `url` among options.

    Raises:
        BadOption: It is missing, or no WebSocket's address.
    """
    url = options.get("url", "")
    if not url.startswith(("ws://", "wss://")) or not host_in(url):
        raise BadOption(fault("bad_url", value=repr(url), example=example))
    return url


def ping_of(options: Mapping[str, str]) -> float | None:
    """Return the `ping_s` among options; None: no pings.

    Raises:
        BadOption: It cannot be read.
    """
    ping = options.get("ping_s", f"{PING_S:g}")
    if not (ping.isascii() and ping.isdigit()) or len(ping) > 4 or int(ping) > 3600:
        raise BadOption(fault("bad_ping", value=repr(ping[:20])))
    return float(ping) or None


def needed(options: Mapping[str, str], *names: str) -> list[str]:
    """Return options that must be given.

    Raises:
        BadOption: One is missing.
    """
    for name in names:
        if not options.get(name):
            raise BadOption(fault("missing", name=name))
    return [options[name] for name in names]
