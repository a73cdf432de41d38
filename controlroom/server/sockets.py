"""The sockets that push: programs' streams and pages' live sockets, both over the room's hub.

Owns: the wire of a screen, the reading of what clients say, close codes.
Law: the hub never waits for a socket. A frame is sent by stepping the server's `send()` by hand; only when the
write is paused is its continuation kept, one a screen. Everything a person does comes by POST; here a client
only acknowledges.
Must not know: what is on a board, who may read a topic (`domain.roles`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from starlette.routing import Match, WebSocketRoute
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from controlroom.domain.roles import READS, PageName, Role
from controlroom.push import frames
from controlroom.push.frames import Ack, TimeAsked
from controlroom.push.hub import CLOSE_SLOW, Audience, Screen
from controlroom.server.auth import Session
from controlroom.server.doors import doors
from controlroom.server.language import lang_of
from controlroom.server.limits import CLOSE_LATER, address_of
from controlroom.server.problems import Problem, problem_of
from controlroom.server.reading import topics_asked
from controlroom.server.seats import CLOSE_ENDED, ENDED
from controlroom.server.tiles import tiles_of

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

log: Final = logging.getLogger(__name__)

CLOSE_ERROR: Final = 1011
CLOSE_SAID_NONSENSE: Final = 1008
ABORT: Final = "controlroom.abort"
"""Name of the scope's extension that ends a connection without a word (`server.run`)."""

_CLOSE_WITHIN_S: Final = 10.0
_NAME_MAX: Final = 60
_TAB: Final = re.compile(r"[0-9a-f]{8,32}")
_REASON_BYTES: Final = 120  # a close frame has room for 123
_CODES: Final = {400: 4400, 401: 4401, 403: 4403, 404: 4404, 429: CLOSE_LATER, 503: CLOSE_SLOW}


async def refuse(websocket: WebSocket, problem: Problem) -> None:
    """Close an accepted socket with the code that says the same as the problem's status; one that is gone hears nothing."""
    reason = problem.detail.encode()[:_REASON_BYTES].decode(errors="ignore")
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await websocket.close(_CODES.get(problem.status, CLOSE_ERROR), reason)


@lru_cache(maxsize=4)
def _text(frame: bytes) -> str:
    return frame.decode()  # screens in step get the same frame one after another


class SocketWire:
    """A screen's way out (`ports.Wire`) over one WebSocket.

    Args:
        send: The server's; it must wait for nothing but its own write buffer.
        abort: Ends the connection at once.
    """

    def __init__(self, send: Send, abort: Callable[[], None]) -> None:
        # Every server's `send` is a coroutine function; ASGI's type promises only something to await.
        self._send = cast("Callable[[Message], Coroutine[Any, None, None]]", send)
        self._abort = abort
        self._pending: Coroutine[Any, None, None] | None = None
        self._closing = False
        self._over = False
        self._timer: asyncio.TimerHandle | None = None
        self.screen: Screen | None = None

    def send(self, frame: bytes) -> bool:
        """Begin to send; False: the write is paused, the frame is kept and `unblocked` follows."""
        if self._closing or self._over:
            return True
        return self._step(self._send({"type": "websocket.send", "text": _text(frame)}))

    def close(self, code: int, reason: str) -> None:
        """Begin to close; a client that takes no notice is cut off a little later."""
        if self._closing or self._over:
            return
        self._closing = True
        self._drop()
        self._step(self._send({"type": "websocket.close", "code": code, "reason": reason}))
        self._timer = asyncio.get_running_loop().call_later(_CLOSE_WITHIN_S, self._abort)

    def ended(self) -> None:
        """The connection is gone: keep nothing."""
        self._over = True
        self._drop()
        if self._timer is not None:
            self._timer.cancel()

    def _drop(self) -> None:
        if self._pending is not None:
            self._pending.close()
            self._pending = None

    def _step(self, sending: Coroutine[Any, None, None]) -> bool:
        try:
            paused = sending.send(None)
        except StopIteration:
            self._pending = None
            return True
        except (OSError, RuntimeError) as gone:  # disconnected, or closed from below: its task hears it too
            log.debug("a frame came too late: %s", gone)
            self._pending = None
            self._over = True
            return True
        # What a task would do with the future that its coroutine waits for.
        assert isinstance(paused, asyncio.Future)
        paused._asyncio_future_blocking = False
        self._pending = sending
        paused.add_done_callback(partial(self._resume, sending))
        return False

    def _resume(self, sending: Coroutine[Any, None, None], _: asyncio.Future[Any]) -> None:
        if sending is self._pending and self._step(sending) and not self._closing and self.screen is not None:
            self.screen.unblocked()


def page_audience(role: Role, page: PageName, lang: str, tiles: Iterable[str] = ()) -> Audience:
    """Return the audience of a page with its tiles."""
    return Audience(kind="page", role=role, page=page, lang=lang, topics=READS[role], tiles=frozenset(tiles))


class Push(ABC):
    """The ASGI endpoint of one kind of socket."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one screen's socket to its end."""
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        try:
            live, session, audience = await self.admit(websocket)
        except Exception as error:  # noqa: BLE001 - the socket's supervisor; `problem_of` logs the unexpected
            await refuse(websocket, problem_of(error))
            return
        await _serve(websocket, live, session, audience, send)

    @abstractmethod
    async def admit(self, websocket: WebSocket) -> tuple[LiveRoom, Session, Audience]:
        """Return the room, who the client is and what it may see.

        Raises:
            Problem: It may not come in.
        """


class Stream(Push):
    """`WS /api/v1/rooms/{room}/stream`: topics as JSON, for programs."""

    async def admit(self, websocket: WebSocket) -> tuple[LiveRoom, Session, Audience]:
        """Let in who has a bearer token, for topics its role may read."""
        live, session = await doors(websocket).enter(websocket, websocket.path_params["room"])
        topics = topics_asked(websocket, session.role)
        return live, session, Audience(kind="topics", role=session.role, page=None, lang=None, topics=topics)


class Live(Push):
    """`WS /rooms/{room}/{page}/live`: slots as HTML, for our own pages."""

    async def admit(self, websocket: WebSocket) -> tuple[LiveRoom, Session, Audience]:
        """Let in a page of ours whose cookie's role may open it."""
        page = page_named(websocket.path_params["page"])
        at = doors(websocket)
        session = await at.page_session(websocket, websocket.path_params["room"], page)
        live = await at.start(session.room)
        lang = lang_of(websocket, at.house.settings.lang)
        return live, session, page_audience(session.role, page, lang, tiles_of(websocket, page))


def page_named(name: str) -> PageName:
    """Return the page called `name`.

    Raises:
        Problem: 404.
    """
    for page in get_args(PageName):
        if name == page:
            found: PageName = page
            return found
    raise Problem(404, "no_page", f"There is no page '{name[:40]}': there are {', '.join(get_args(PageName))}.")


async def _serve(websocket: WebSocket, live: LiveRoom, session: Session, audience: Audience, send: Send) -> None:
    query = websocket.query_params
    since = query.get("since", "")
    resume = (query["epoch"], int(since)) if "epoch" in query and since.isdecimal() and len(since) < 16 else None
    name = query.get("name", "")[:_NAME_MAX] or None
    tab = query.get("screen", "")
    abort = (websocket.scope.get("extensions") or {}).get(ABORT, _no_abort)
    wire = SocketWire(send, abort)
    at = doors(websocket)
    try:
        seat = at.seat(session, address_of(websocket.scope), wire.close)
    except Problem as full:
        await refuse(websocket, full)
        return
    screen = wire.screen = live.join(audience, wire, name=name, tab=tab if _TAB.fullmatch(tab) else None, resume=resume)
    if not at.stands(session):
        wire.close(CLOSE_ENDED, ENDED)
    try:
        await _listen(websocket, live, screen, wire)
    except WebSocketDisconnect:
        pass
    except Exception:
        log.exception("socket of screen %s in %s", screen.id, live.row.slug)
        wire.close(CLOSE_ERROR, "the server made a mistake: come back")
    finally:
        seat.leave()
        screen.left()
        wire.ended()


async def _listen(websocket: WebSocket, live: LiveRoom, screen: Screen, wire: SocketWire) -> None:
    while True:
        message = await websocket.receive()
        if message["type"] != "websocket.receive":
            return
        try:
            said = frames.decode_client(message.get("text") or message.get("bytes") or b"")
        except ValueError as error:
            wire.close(CLOSE_SAID_NONSENSE, str(error)[:80])
            continue
        match said:
            case Ack():
                screen.acked(said.pos)
            case TimeAsked():
                screen.seen()
                screen.tell(frames.time(t0=said.t0, now_ms=int(str(live.clock()["now_ms"]))))
            case None:
                screen.seen()


def _no_abort() -> None:
    log.warning("this server cannot cut a connection off: run it with controlroom.server.run")


class _Door(WebSocketRoute):
    """A socket's door that tells which one it is, as the others do (`gates.key_of`)."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether it is the one that is asked at."""
        match, more = super().matches(scope)
        return match, {**more, "route": self} if match is not Match.NONE else more


routes: Final = [
    _Door("/api/v1/rooms/{room}/stream", Stream()),
    _Door("/rooms/{room}/{page}/live", Live()),
]
