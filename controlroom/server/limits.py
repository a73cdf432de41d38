"""How much one address, one key and one body may take, so that nobody's haste is everybody's wait.

Owns: the buckets of requests, the time a body may take.
Law: over a limit is said (429 with `Retry-After`, 408), and nothing of the request was done. A frame of events counts as a
request does, out of the same buckets. On this machine there is no limit
unless one was set; what is remembered of addresses is bounded.
Must not know: rooms, who is asking, sockets (`server.seats`), connections (`server.lines`).
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import math
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controlroom.server.auth import is_loopback, plain_address
from controlroom.server.problems import Problem
from controlroom.settings import Settings

FROM_ELSEWHERE: Final = 100
"""Requests a second from another machine, where nothing else was set."""
BURST_S: Final = 4.0
"""So many seconds' worth may come at once."""
BODY_S: Final = 60.0
"""Within so long a body has come."""
_REMEMBERED: Final = 20_000
CLOSE_LATER: Final = 1013
TURN: Final = "controlroom.turn"
"""Where a socket's scope has what each of its frames takes a turn by; nothing: it is not limited."""
_FREE: Final = ("/healthz", "/static/")
"""What costs next to nothing, and is asked for by the dozen."""
_NETWORK: Final = 64
"""Bits of an IPv6 address that name whose it is; of the others each may have as many as they like."""


Turn = Callable[[], float]


class Buckets:
    """Who asked how often: a bucket a name, that fills by `rate` a second."""

    def __init__(self) -> None:
        self._filled: dict[bytes | str, tuple[float, float]] = {}

    def wait_s(self, name: bytes | str, rate: int, now_s: float) -> float:
        """Take one request out of a bucket; return 0, or the seconds until it may be tried again.

        Args:
            rate: A second, over 0.
            now_s: Monotonic.
        """
        most = max(1.0, rate * BURST_S)
        level, at_s = self._filled.pop(name, (most, now_s))
        level = min(most, level + (now_s - at_s) * rate)
        allowed = level >= 1.0
        self._filled[name] = (level - 1.0 if allowed else level, now_s)  # the newest at the end
        if len(self._filled) > _REMEMBERED:
            del self._filled[next(iter(self._filled))]
        return 0.0 if allowed else (1.0 - level) / rate


class Limits:
    """Refuses requests over the limits, before anything is looked at."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._rate = settings.rate
        self._buckets = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        turn = self._turn(scope)
        wait_s = turn() if turn is not None else 0.0
        if scope["type"] == "websocket":
            if wait_s > 0:
                await send({"type": "websocket.close", "code": CLOSE_LATER})
            else:
                scope[TURN] = turn
                await self._app(scope, receive, send)
            return
        if wait_s > 0:
            await too_many(wait_s).response()(scope, receive, send)
            return
        await self._app(scope, _Timed(receive), send)

    def _turn(self, scope: Scope) -> Turn | None:
        """Return what takes one out of each bucket of who is asking; None: there is no limit."""
        address = address_of(scope)
        rate = self._rate if self._rate is not None else 0 if is_loopback(address) else FROM_ELSEWHERE
        if rate == 0 or scope["path"].startswith(_FREE):
            return None
        names: list[bytes | str] = [address]
        word = Headers(scope=scope).get("authorization")
        if word is not None:  # a key that is used from many addresses is one
            names.append(hashlib.sha256(word.encode()).digest())

        def turn() -> float:
            """Take one; return 0, or the seconds until it may be tried again."""
            now_s = time.monotonic()
            return max([self._buckets.wait_s(name, rate, now_s) for name in names])

        return turn


def too_many(wait_s: float) -> Problem:
    """Return what is said to who asks too often."""
    after_s = str(math.ceil(wait_s))
    detail = f"Too many requests come from here: again in {after_s} s."
    return Problem(429, "too_many_requests", detail, headers={"Retry-After": after_s})


class _Timed:
    """A request's body, which comes within `BODY_S` of being asked for."""

    __slots__ = ("_ends_s", "_receive", "_whole")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ends_s: float | None = None
        self._whole = False

    async def __call__(self) -> Message:
        """Return the next part; after the body nothing is hurried."""
        if self._whole:
            return await self._receive()
        now_s = asyncio.get_running_loop().time()
        if self._ends_s is None:
            self._ends_s = now_s + BODY_S
        try:
            async with asyncio.timeout_at(self._ends_s):
                message = await self._receive()
        except TimeoutError as error:
            raise Problem(
                408, "too_slow", f"A body comes within {BODY_S:g} s.", headers={"Connection": "close"}
            ) from error
        self._whole = not message.get("more_body", False)
        return message


def address_of(scope: Scope) -> str:
    """Return the address that a request or a socket comes from; of IPv6 the network, for it is one household's."""
    client = scope.get("client")
    return household(str(client[0])) if client else "127.0.0.1"


@lru_cache(maxsize=1024)
def household(told: str) -> str:
    """Return what an address counts as: of IPv6 its network."""
    try:
        address = plain_address(ipaddress.ip_address(told))
    except ValueError:
        return told
    if address.version == 4 or address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((int(address) >> _NETWORK << _NETWORK, _NETWORK)))
