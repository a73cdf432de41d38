"""A stand-in for Doudian's open interface: answers what an order is, to who signs the question.

Owns: its listening on loopback, the question's signature, the answer's envelope, and who waits for an answer.
Law: a question that is not signed right is not answered.
Must not know: what an order is (`sim.shop`).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from sim.facts import Body
from sim.shop import Shop

TOKEN: Final = "rehearsal-token"
_SIGNED: Final = ("app_key", "method", "param_json", "timestamp", "v")


class Detail:
    """The interface's server.

    Args:
        shop: Who knows the orders.
        port: Where; 0: any free one.
    """

    def __init__(self, shop: Shop, port: int) -> None:
        self._shop = shop
        self._port = port
        self._server: asyncio.Server | None = None
        self._told: dict[str, list[list[Body]]] = {}
        self._news = asyncio.Event()

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

    def answers(self, order: str) -> int:
        """Return how often an order was told."""
        return len(self._told.get(order, ()))

    async def after(self, order: str, answers: int) -> list[Body]:
        """Return the events in an order's newest answer, once there are more than so many."""
        while self.answers(order) <= answers:
            self._news.clear()
            await self._news.wait()
        return self._told[order][-1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            answer, told = self._answer(dict(parse_qsl(urlsplit(head.split(" ")[1]).query)))
            body = json.dumps(answer).encode()
            top = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            writer.write(top.encode() + body)
            await writer.drain()
            if told is not None:
                self._told.setdefault(told[0]["order"], []).append(told)
                self._news.set()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, asked: dict[str, str]) -> tuple[dict[str, object], list[Body] | None]:
        if asked.get("access_token") != TOKEN or not self._signed(asked):
            return {"err_no": 30001, "message": "the question is not signed right"}, None
        found = self._shop.detail(int(json.loads(asked["param_json"])["shop_order_id"]))
        if found is None:
            return {"err_no": 2, "message": "there is no such order"}, None
        return {"err_no": 0, "message": "success", "data": {"shop_order_detail": found[0]}}, found[1]

    def _signed(self, asked: dict[str, str]) -> bool:
        secret = self._shop.secret
        text = secret + "".join(f"{name}{asked.get(name, '')}" for name in _SIGNED) + secret
        right = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(right, asked.get("sign", ""))
