"""Running the server: listening, the address it is found at, and ending well.

Owns: the listening socket, uvicorn's settings, signals, the order of the end.
Law: on a signal, sockets are told to come back (1012), then requests end, then rooms; all within two seconds.
Nothing but loopback is listened on, unless access from elsewhere is set up (`server.reach`).
Must not know: what the doors do.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import logging
import signal
import socket
from asyncio.transports import BaseTransport
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from controlroom.feeds.native.decode import MAX_BYTES
from controlroom.live.lifecycle import ADDRESS_NOTE
from controlroom.ports import StoreUnavailable
from controlroom.push.hub import CLOSE_RESTART
from controlroom.render.web import find_web
from controlroom.server.app import create_app
from controlroom.server.heap import one_heap
from controlroom.server.lines import Lines
from controlroom.server.reach import forgotten, refusal
from controlroom.server.sockets import ABORT
from controlroom.server.writing import Together
from controlroom.settings import Settings

if TYPE_CHECKING:
    from controlroom.live.lifecycle import House

log: Final = logging.getLogger(__name__)

PUBLIC_NOTE: Final = "public"
"""Name of the book's note that holds by which address people reach the server from elsewhere, where that was said."""

_UNSENT_BYTES: Final = 16 * 1024
"""The kernel keeps no more than this unsent for a connection: what waited longer is no use to a screen."""
_ENDS_WITHIN_S: Final = 1
_FORGOTTEN_WITHIN_S: Final = 0.3
_KEEP_ALIVE_S: Final = 75
_BACKLOG: Final = 1024
HEAD_S: Final = 10.0
"""Within so long the head of a request has come."""
HEAD_BYTES: Final = 64 * 1024
FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class CannotListen(Exception):
    """The server cannot listen where it should; the message says why and the mend."""


class ScreenProtocol(WebSocketsSansIOProtocol):
    """A WebSocket whose writes pause as soon as the kernel takes no more, and that can be cut off."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin with no write buffer of our own: the board is the buffer."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)

    def handle_connect(self, event: Request) -> None:
        """Hand the app the way to cut the connection off, before it runs."""
        super().handle_connect(event)
        scope: dict[str, Any] | None = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][ABORT] = self.transport.abort

    def send_receive_event_to_app(self) -> None:
        """Hand the app what came as bytes: those who read it say what is no text, and decode it but once."""
        self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()


class HeadedProtocol(HttpToolsProtocol):
    """HTTP whose heads come whole within `HEAD_S` and `HEAD_BYTES`; else the connection ends.

    Args:
        lines: Where connections are counted; one too many hears 503, and nothing else is done for it.
    """

    _waits: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _place: str | None = None

    def __init__(self, *args: Any, lines: Lines, **more: Any) -> None:
        super().__init__(*args, **more)
        self._lines = lines

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and begin to wait for the first head."""
        peer = transport.get_extra_info("peername")
        self._place = self._lines.take(str(peer[0]) if peer else "127.0.0.1")
        if self._place is None:
            transport.write(FULL)
            transport.close()
            return
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", Together(transport))
        self._wait()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over as it is: a socket's frames are whole already."""
        self.transport = cast("Together", self.transport).bare
        super().handle_websocket_upgrade()
        self._leave()  # it counts as a socket from here on

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more, and give the place back."""
        if self._place is None:
            return
        self._leave()
        self._came()
        super().connection_lost(exc)

    def _leave(self) -> None:
        if self._place is not None:
            self._lines.leave(self._place)
            self._place = None

    def data_received(self, data: bytes) -> None:
        """Read on; a head that goes on and on is answered with 400, and the end."""
        if self._place is None:
            return
        super().data_received(data)
        if self._idle():  # what came begins no request, and stopped the clock
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        if self._waits is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of a request may have 64 KiB.")

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self._head_bytes = 0
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no more: it is whole."""
        self._came()
        super().on_headers_complete()

    def _idle(self) -> bool:
        if self.timeout_keep_alive_task is not None or self._waits is not None or self.pipeline:
            return False
        ours = self.transport.get_protocol() is self  # else a socket has taken it over
        return ours and bool(self.cycle) and self.cycle.response_complete

    def _wait(self) -> None:
        if self._waits is None:
            self._waits = self.loop.call_later(HEAD_S, self._late)

    def _came(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _late(self) -> None:
        self._waits = None
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            self.transport.close()


class _Server(uvicorn.Server):
    """Uvicorn without its signals: ending is our own matter."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._ready()


def listen(host: str, port: int, settings: Settings | None = None) -> socket.socket:
    """Return a listening socket.

    Args:
        host: A loopback address or `localhost`; any address where access from elsewhere is set up.
        port: 0: any free one.
        settings: Whether it is; None: it is not.

    Raises:
        CannotListen: Access from there is not set up, or the port is taken.
    """
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise CannotListen(
            f"'{host}' is no address: use 127.0.0.1, ::1 or localhost, or one of this machine's."
        ) from error
    why = None if address.is_loopback else refusal(settings or Settings(data=Path()), host)
    if why is not None:
        raise CannotListen(why)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # The protocol is named so that event loops know it for TCP; accepted connections inherit the options.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # Linux and macOS
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
    try:
        sock.bind((str(address), port))
    except OSError as error:
        sock.close()
        raise CannotListen(
            f"Port {port} of {address} cannot be used ({error.strerror}): another server may be running; "
            "give another with --port, or 0 for any free one."
        ) from error
    sock.listen(_BACKLOG)
    sock.setblocking(False)
    return sock


def address_of(sock: socket.socket) -> str:
    """Return the http address by which this machine reaches a listening socket."""
    host, port = sock.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def config_of(house: House) -> uvicorn.Config:
    """Return how uvicorn runs the house."""
    return uvicorn.Config(
        create_app(house, find_web()),
        loop="none",
        http=cast("type[asyncio.Protocol]", partial(HeadedProtocol, lines=Lines(house.settings))),
        ws=ScreenProtocol,
        ws_max_size=MAX_BYTES,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="warning",  # what it says below that holds addresses and cookies
        access_log=False,
        proxy_headers=bool(house.settings.proxies),
        forwarded_allow_ips=list(house.settings.proxies),
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_ENDS_WITHIN_S,
    )


@asynccontextmanager
async def listening(house: House, sock: socket.socket) -> AsyncIterator[str]:
    """Answer on `sock` while the context lasts; yields the address, which stands in the book meanwhile."""
    up = asyncio.Event()
    server = _Server(config_of(house), up.set)
    address = address_of(sock)
    missing = forgotten(house.settings)
    if missing is not None:
        log.warning("%s", missing)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve([sock]))
        started = tasks.create_task(up.wait())
        await asyncio.wait({serving, started}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        house.address = address
        await house.book.put_note(ADDRESS_NOTE, address)
        await house.book.put_note(PUBLIC_NOTE, house.settings.public_url)
        try:
            yield address
        finally:
            for room in house.running():
                room.hub.close_all(CLOSE_RESTART, "the server restarts: come back")
            server.should_exit = True
            await asyncio.wait({serving})
            await _forget(house, address)


async def _forget(house: House, address: str) -> None:
    """Take our address out of the book; a store that cannot write does not hold up the end."""
    try:
        async with asyncio.timeout(_FORGOTTEN_WITHIN_S):
            if await house.book.note(ADDRESS_NOTE) == address:  # another server's may stand there now
                await house.book.put_note(ADDRESS_NOTE, None)
    except TimeoutError:
        log.warning("the address %s stays in the book: the store did not answer in time", address)
    except StoreUnavailable as error:
        log.warning("the address %s stays in the book: %s", address, error)


async def serve(
    settings: Settings,
    open_house: Callable[[Settings], AbstractAsyncContextManager[House]],
    ready: Callable[[str], None] | None = None,
) -> None:
    """Run the server until SIGINT or SIGTERM.

    Args:
        settings: Where to listen, and the house's own.
        open_house: Opens the rooms (`live.lifecycle.open_house`).
        ready: Told the address once requests are answered.

    Raises:
        CannotListen: See `listen`.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with contextlib.closing(listen(settings.host, settings.port, settings)) as sock:
        async with open_house(settings) as house, listening(house, sock) as address:
            gc.freeze()  # what lives as long as the server is never looked at again
            gc.enable()
            log.info("listening on %s", address)
            if ready is not None:
                ready(address)
            await asyncio.to_thread(house.renderer.load, lambda: not stop.is_set())
            await stop.wait()


def run(
    settings: Settings,
    open_house: Callable[[Settings], AbstractAsyncContextManager[House]],
    ready: Callable[[str], None] | None = None,
) -> None:
    """Run the server in a loop of its own; see `serve`."""
    one_heap()
    uvloop.run(serve(settings, open_house, ready))
