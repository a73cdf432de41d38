"""Looking up a Doudian order by the platform's open interface (`order.orderDetail`).

Owns: the address, the signature of a question, and what an answer's envelope says.
Law: the secret and the token leave only towards the configured address. A detail is a step like any other: what it tells fills
what the push left out.
Must not know: rooms, when to ask, what the detail's fields mean (`decode`).

The signature is that of public clients: HMAC-SHA256, keyed by the secret, of secret + sorted names and values + secret. Where it
has changed since, `details_url` may name a program of the shop's own that answers with the detail as JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.json import encode

from controlroom.domain.events import Fact
from controlroom.feeds.asking import Asker, address
from controlroom.feeds.base import Elsewhere, NotTold, Option, OrderDetails
from controlroom.feeds.doudian.decode import ANYWHERE, OTHER_ROOM, Whose, decode_detail
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.native.refusals import UNREADABLE_INPUT
from controlroom.feeds.signing import hmac_hex, needed
from controlroom.feeds.written import EXACT

METHOD: Final = "order.orderDetail"
URL: Final = "https://openapi-fxg.jinritemai.com/order/orderDetail"
_GOOD: Final = (None, 0, 10000)
"""`err_no` or `code` of an answer that tells."""

DETAIL_OPTIONS: Final = (
    Option(
        name="access_token",
        default=None,
        means="The shop's access token, for looking up amounts and products; without it they stay unknown",
        secret=True,
    ),
    Option(name="details_url", default=URL, means="Where orders' details are asked for"),
    Option(
        name="author", default=None, means="Count the orders of this host's account only (author_id; with access_token)"
    ),
    Option(name="room", default=None, means="Count the orders of this live room only (room_id; with access_token)"),
)


class DoudianDetails:
    """Asks for one shop's orders.

    Args:
        url: Where.
        app_key, app_secret: The app's.
        token: The shop's access token.
        whose: Which rooms' orders count.
        now_s: Epoch seconds.
    """

    def __init__(
        self, url: str, app_key: str, app_secret: str, token: str, now_s: Callable[[], float] = time.time,
        whose: Whose = ANYWHERE,
    ) -> None:  # fmt: skip
        self._url = url
        self._app_key = app_key
        self._secret = app_secret
        self._token = token
        self._now_s = now_s
        self.whose = whose
        self._asker = Asker()

    async def of(self, order: str) -> list[Fact]:
        """See `OrderDetails`."""
        answer = await self._asker.get(self._url, self.question(order), {})
        came_to = decode_detail(order, encode(_told(order, answer), enc_hook=str), self.whose)
        if came_to == OTHER_ROOM:
            raise Elsewhere(order)
        match came_to:
            case Refused():
                raise NotTold(f"the detail of order {order} cannot be read: {came_to.message}", again=False)
            case Ignored():
                raise NotTold(f"the detail of order {order}: {came_to.kind}", again=True)
            case facts:
                return facts

    def question(self, order: str) -> dict[str, str]:
        """Return the parameters of a question, signed."""
        signed = {
            "app_key": self._app_key,
            "method": METHOD,
            "param_json": encode({"shop_order_id": order}).decode(),
            "timestamp": str(int(self._now_s())),
            "v": "2",
        }
        text = self._secret + "".join(f"{name}{signed[name]}" for name in sorted(signed)) + self._secret
        sign = hmac_hex(self._secret, text.encode())
        return {**signed, "sign": sign, "sign_method": "hmac-sha256", "access_token": self._token}

    async def close(self) -> None:
        """See `OrderDetails`."""
        await self._asker.close()


def _told(order: str, answer: bytes) -> Any:
    """Return the detail in an answer."""
    try:
        whole = EXACT.decode(answer)
    except UNREADABLE_INPUT as error:
        raise NotTold(f"the answer about order {order} is not JSON", again=True) from error
    if not isinstance(whole, dict):
        raise NotTold(f"the answer about order {order} is no object", again=False)
    if whole.get("err_no") not in _GOOD or whole.get("code") not in _GOOD:
        why = str(whole.get("message") or whole.get("msg") or whole.get("sub_msg"))[:200]
        raise NotTold(f"the platform does not tell order {order}: {why}", again=True)
    return whole.get("data", whole)


def details(options: Mapping[str, str]) -> OrderDetails | None:
    """Return who is asked for orders' details; None: nobody, there is no token.

    Raises:
        BadOption: An option cannot be used.
    """
    token = options.get("access_token")
    if not token:
        return None
    app_key, app_secret = (needed("doudian", options, name) for name in ("app_key", "app_secret"))
    url = address("details_url", options.get("details_url", URL))
    return DoudianDetails(url, app_key, app_secret, token, whose=whose(options))


def whose(options: Mapping[str, str]) -> Whose:
    """Return which rooms' orders count: without a token nobody can tell, so all do."""
    return Whose(options.get("room"), options.get("author")) if options.get("access_token") else ANYWHERE
