"""A stand-in for who is asked what an order is: Doudian's open interface, or a program of the shop's own (TikTok Shop).

Owns: how each is asked and signed for, the answer's envelope, and who waits for an answer.
Law: a question that is not signed right is not answered.
Must not know: what an order is (`sim.shop`).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sim.facts import Body
from sim.http import Answer, Asked, Http
from sim.shop import Shop

TOKEN: Final = "rehearsal-token"
ORDERS: Final = "/orders/"
_SIGNED: Final = ("app_key", "method", "param_json", "timestamp", "v")


class Detail(Http):
    """The interface's server.

    Args:
        shop: Who knows the orders.
        port: Where; 0: any free one.
    """

    def __init__(self, shop: Shop, port: int) -> None:
        super().__init__(port, self._answer)
        self._shop = shop
        self._told: dict[str, list[list[Body]]] = {}
        self._news = asyncio.Event()

    def answers(self, order: str) -> int:
        """Return how often an order was told."""
        return len(self._told.get(order, ()))

    async def after(self, order: str, answers: int) -> list[Body]:
        """Return the events in an order's newest answer, once there are more than so many."""
        while self.answers(order) <= answers:
            self._news.clear()
            await self._news.wait()
        return self._told[order][-1]

    def _answer(self, asked: Asked) -> Answer:
        return _ASKED[self._shop.platform](self, asked)

    def _tell(self, order: str, told: Callable[[Any], Any], missing: Answer) -> Answer:
        """Return the answer about an order, `told` of what it is; who waits for it hears when it went out."""
        found = self._shop.detail(int(order)) if order.isdigit() else None
        if found is None:
            return missing

        def sent() -> None:
            """Note it."""
            self._told.setdefault(order, []).append(found[1])
            self._news.set()

        return Answer(200, told(found[0]), sent)

    def _doudian(self, asked: Asked) -> Answer:
        if asked.query.get("access_token") != TOKEN or not self._signed(asked.query):
            return Answer(200, {"err_no": 30001, "message": "the question is not signed right"})
        return self._tell(
            str(json.loads(asked.query["param_json"])["shop_order_id"]),
            lambda found: {"err_no": 0, "message": "success", "data": {"shop_order_detail": found}},
            Answer(200, {"err_no": 2, "message": "there is no such order"}),
        )

    def _own(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(401, {"title": "the token is not right"})
        missing = Answer(404, {"title": "there is no such order"})
        return self._tell(asked.path.removeprefix(ORDERS), lambda found: found, missing)

    def _signed(self, asked: Mapping[str, str]) -> bool:
        secret = self._shop.secret
        text = secret + "".join(f"{name}{asked.get(name, '')}" for name in _SIGNED) + secret
        right = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(right, asked.get("sign", ""))


_ASKED: Final[Mapping[str, Callable[[Detail, Asked], Answer]]] = {"doudian": Detail._doudian, "tiktokshop": Detail._own}
