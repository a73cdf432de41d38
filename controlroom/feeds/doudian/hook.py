"""The door of Doudian's pushes, and the kind.

Owns: the signature (MD5 of the app's key, the raw body and its secret), the answers, the options.
Law: as every `Hook`'s.
Must not know: rooms, what a tag means (`decode`), how details are asked for (`details`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.json import encode

from controlroom.domain.events import OrderStep
from controlroom.feeds.base import Delivery, Kind, Message, Option, Reply
from controlroom.feeds.doudian.decode import decode
from controlroom.feeds.doudian.details import DETAIL_OPTIONS, details, whose
from controlroom.feeds.fields import Refused
from controlroom.feeds.signing import compare, header, md5_hex, needed
from controlroom.feeds.written import items_of

SIGNATURE: Final = "event-sign"
DONE: Final = Reply(200, b'{"code":0,"msg":"success"}', "application/json")
NOT_READ: Final = Reply(200, '{"code":40041,"msg":"解析推送数据失败"}'.encode(), "application/json")


class DoudianHook:
    """One app's door.

    Args:
        app_key, app_secret: The app's.
        held: Only some rooms' orders count, which their details say.
    """

    def __init__(self, app_key: str, app_secret: str, *, held: bool = False) -> None:
        self._held = held
        self._key = app_key.encode()
        self._secret = app_secret.encode()

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        compare(SIGNATURE, header(delivery, SIGNATURE), md5_hex(self._key, delivery.body, self._secret))

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        items = items_of(delivery.body)
        if items is None:
            return [Message(Refused("bad_json", "", "The push is no array of messages."), delivery.body)]
        came = ((item, decode(item, held=self._held)) for item in items)
        return [Message(came_to, encode(item, enc_hook=str)) for item, came_to in came if came_to is not None]

    def reply(self, delivery: Delivery) -> Reply:
        """See `Hook`."""
        return DONE if items_of(delivery.body) is not None else NOT_READ


def hook(options: Mapping[str, str]) -> DoudianHook:
    """Return an app's door from its options' texts.

    Raises:
        BadOption: One cannot be used.
    """
    app_key, app_secret = (needed("doudian", options, name) for name in ("app_key", "app_secret"))
    return DoudianHook(app_key, app_secret, held=not whose(options).all)


def notes(options: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the feed's page says of whose orders it brings."""
    if not (options.get("room") or options.get("author")):
        return ("whole_shop",)
    return () if options.get("access_token") else ("rooms_untold",)


DOUDIAN: Final = Kind(
    name="doudian",
    title={"zh-CN": "抖店订单（消息推送）", "en": "Doudian orders (pushes)"},
    carries=(OrderStep,),
    options=(
        Option(name="app_key", default=None, means="The app's key"),
        Option(name="app_secret", default=None, means="The app's secret, which signs pushes and look-ups", secret=True),
        *DETAIL_OPTIONS,
    ),
    hook=hook,
    details=details,
    estimates=(OrderStep,),
    notes=notes,
)
"""The kind that the registry lists."""
