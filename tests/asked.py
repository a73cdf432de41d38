"""A stand-in for a platform's open interface: answers what it is told to, remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, bytes] | None
"""Status and body; None: it hangs up."""


class Asked:
    """What was asked, and where. `answer`: makes the answer from the path and the parameters."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Answer]) -> None:
        self.answer = answer
        self.url = ""
        self.questions: list[tuple[str, dict[str, str], dict[str, str]]] = []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            target = urlsplit(lines[0].split(" ")[1])
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:]) if k}
            parameters = dict(parse_qsl(target.query))
            self.questions.append((target.path, parameters, headers))
            answer = self.answer(target.path, parameters)
            if answer is not None:
                status, body = answer
                head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def asked(answer: Callable[[str, dict[str, str]], Answer]) -> AsyncIterator[Asked]:
    """Run the stand-in on loopback."""
    stand_in = Asked(answer)
    server = await asyncio.start_server(stand_in._serve, "127.0.0.1", 0)
    stand_in.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stand_in
    finally:
        server.close()
