"""The WebSocket client of a BarrageGrab relay: frames in, batches of facts out to the room's intake.

Owns: the socket, its time-outs, and the queue between reading and delivering.
Law: the queue blocks when it is full, and then the socket is not read: nothing is dropped here. (So a room
that takes nothing for longer than the ping's time-out loses the link, and what the relay says meanwhile: it
keeps no history.) A frame that cannot be read goes to the rejects and harms no other.
Must not know: reconnecting (`feeds.supervise`), what the facts mean.

A first fact goes at once; while more come, they go together, 500 or what 50 ms bring.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from websockets.exceptions import ConnectionClosed, WebSocketException

from controlroom.domain.events import (
    Audience,
    Club,
    Comment,
    Enter,
    Fact,
    Follow,
    Gift,
    Like,
    Share,
    Stream,
)
from controlroom.feeds.barragegrab.decode import Decoder
from controlroom.feeds.base import BadOption, Kind, LinkLost, Option
from controlroom.feeds.fields import Ignored, Refused
from controlroom.ports import FeedSink

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

DEFAULT_URL: Final = "ws://127.0.0.1:8888"
QUEUE_ITEMS: Final = 2000
BATCH_ITEMS: Final = 500
BATCH_FOR_S: Final = 0.05
OPEN_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 2.0
PING_S: Final = 10.0
FRAME_BYTES_MAX: Final = 1024 * 1024
LINE_CHARS_MAX: Final = 4096


class _Bad(Struct, frozen=True):
    """A frame that could not be read, and why."""

    why: Refused
    line: str


class _Nothing(Struct, frozen=True):
    """A frame that is no fact: the relay lives."""


class _End(Struct, frozen=True):
    """The socket has ended."""


_Item = Fact | _Bad | _Nothing | _End


class BarrageGrab:
    """A client of one relay; implements `ports.Feed`.

    Args:
        name: The feed's name in its room.
        url: Where the relay listens.
        anchor: As in `decode.Decoder`.
        ping_s: Seconds between pings, and how long an answer may take; None: no pings.
        monotonic: Seconds that never go back.
    """

    kind = "barragegrab"

    def __init__(
        self,
        name: str,
        url: str = DEFAULT_URL,
        anchor: str | None = None,
        ping_s: float | None = PING_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._url = url
        self._ping_s = ping_s
        self._monotonic = monotonic
        self._decoder = Decoder(anchor)
        self._heard: float | None = None

    @property
    def last_message_age_s(self) -> float | None:
        """Return the seconds since the relay last said anything; None: it never did."""
        return None if self._heard is None else self._monotonic() - self._heard

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Connect and deliver until the relay closes the connection.

        Raises:
            LinkLost: It could not be connected to, or the connection broke.
        """
        socket = await self._connect()
        async with socket:
            await connected()
            queue: asyncio.Queue[_Item] = asyncio.Queue(QUEUE_ITEMS)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._deliver(queue, sink))
                ended = await self._read(socket, queue)
                await queue.put(_End())
        if not _clean(ended):
            raise LinkLost(f"{self._url}: the connection broke ({ended}). Is the relay still running?")

    async def _connect(self) -> ClientConnection:
        from websockets.asyncio.client import connect  # most rooms have no relay, and every server starts

        try:
            return await connect(
                self._url,
                open_timeout=OPEN_TIMEOUT_S,
                close_timeout=CLOSE_TIMEOUT_S,
                ping_interval=self._ping_s,
                ping_timeout=self._ping_s,
                max_size=FRAME_BYTES_MAX,
                compression=None,
                proxy=None,  # such a relay makes itself the system's proxy
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise LinkLost(
                f"{self._url} does not answer ({error}): start the relay, and check the feed's url."
            ) from error

    async def _read(self, socket: ClientConnection, queue: asyncio.Queue[_Item]) -> ConnectionClosed:
        while True:
            try:
                # Bytes as they came: a frame that is not UTF-8 costs itself, not the connection.
                frame = await socket.recv(decode=False)
            except ConnectionClosed as closed:
                return closed
            self._heard = self._monotonic()
            match self._decoder.feed(frame):
                case Refused() as why:
                    await queue.put(_Bad(why, frame.decode("utf-8", "replace")[:LINE_CHARS_MAX]))
                case Ignored():
                    await queue.put(_Nothing())
                case facts:
                    for fact in facts:
                        await queue.put(fact)

    async def _deliver(self, queue: asyncio.Queue[_Item], sink: FeedSink) -> None:
        now = asyncio.get_running_loop().time
        wait_until = now()
        while True:
            batch = await _gather(queue, wait_until)
            facts = [item for item in batch if isinstance(item, Fact)]
            await sink.deliver(self.name, facts)  # none: the relay lives
            for item in batch:
                if isinstance(item, _Bad):
                    why = item.why
                    await sink.reject(self.name, why.code, why.path, why.message, item.line)
            if isinstance(batch[-1], _End):
                return
            wait_until = now() + BATCH_FOR_S


async def _gather(queue: asyncio.Queue[_Item], wait_until: float) -> list[_Item]:
    """Return what waits, at least one item; more is waited for until that instant of the loop's clock."""
    batch = [await queue.get()]
    while len(batch) < BATCH_ITEMS and not isinstance(batch[-1], _End):
        if not queue.empty():
            batch.append(queue.get_nowait())
            continue
        try:
            async with asyncio.timeout_at(wait_until):
                batch.append(await queue.get())
        except TimeoutError:
            break
    return batch


def _clean(ended: ConnectionClosed) -> bool:
    return ended.rcvd is not None and ended.rcvd.code in (1000, 1001)


def make(name: str, options: Mapping[str, str]) -> BarrageGrab:
    """Return a client from its options' texts.

    Raises:
        BadOption: One cannot be read.
    """
    url = options.get("url", DEFAULT_URL)
    if not url.startswith(("ws://", "wss://")):
        raise BadOption(f"url is {url!r}: use an address such as {DEFAULT_URL}.")
    ping = options.get("ping_s", f"{PING_S:g}")
    if not (ping.isascii() and ping.isdigit()) or int(ping) > 3600:
        raise BadOption(f"ping_s is {ping!r}: use whole seconds up to 3600, or 0 for none.")
    return BarrageGrab(name, url, options.get("anchor"), float(ping) or None)


BARRAGEGRAB: Final = Kind(
    name="barragegrab",
    title={"zh-CN": "抖音弹幕转发（BarrageGrab）", "en": "Douyin relay (BarrageGrab)"},
    carries=(Audience, Enter, Comment, Like, Follow, Share, Club, Gift, Stream),
    silence_s=60.0,
    idle_s={Audience: 120.0},
    options=(
        Option(name="url", default=DEFAULT_URL, means="The relay's WebSocket address"),
        Option(name="anchor", default=None, means="Take one room only: its SecUid, user id or room id"),
        Option(name="ping_s", default=f"{PING_S:g}", means="Seconds between pings; 0: none"),
    ),
    make=make,
)
"""The kind that the registry lists."""
