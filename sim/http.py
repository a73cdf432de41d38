"""A small HTTP server on loopback for what a platform is asked.

Owns: its listening, reading a request, writing JSON.
Law: a request that ends in the middle costs itself alone; nothing is kept open between two.
Must not know: any platform.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

_REASONS: Final[Mapping[int, str]] = {
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `headers`: names in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, as JSON. `sent`: is called when it went out."""

    status: int
    told: Any
    sent: Callable[[], None] = lambda: None


class Http:
    """The server.

    Args:
        port: Where; 0: any free one.
        answer: Says what is answered.
    """

    def __init__(self, port: int, answer: Callable[[Asked], Answer]) -> None:
        self._port, self._says = port, answer
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            OSError: The port is taken.
        """
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Hang up."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answer = self._says(await _asked(reader))
            body, status = json.dumps(answer.told, ensure_ascii=False).encode(), answer.status
            top = (
                f"HTTP/1.1 {status} {_REASONS.get(status, '')}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            writer.write(top.encode() + body)
            await writer.drain()
            answer.sent()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _asked(reader: asyncio.StreamReader) -> Asked:
    top, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    place = urlsplit(top.split(" ")[1])
    length = headers.get("content-length", "0")
    body = await reader.readexactly(int(length) if length.isdigit() else 0)
    return Asked(place.path, dict(parse_qsl(place.query)), headers, body)
