"""The door of Douyin's official live data push, and the kind.

Owns: the signature (MD5 of four sorted headers, the raw body and the secret, base64), how old one may be, the options.
Law: as every `Hook`'s.
Must not know: live rooms of ours, what a type means (`decode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.json import encode

from controlroom.domain.events import Club, Comment, Gift, Like
from controlroom.feeds.base import Delivery, Kind, Message, Option, Reply
from controlroom.feeds.douyinpush.decode import decode
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.signing import compare, fresh, header, md5_base64, needed
from controlroom.feeds.written import items_of

SIGNATURE: Final = "x-signature"
SIGNED: Final = ("x-msg-type", "x-nonce-str", "x-roomid", "x-timestamp")
"""The headers that are signed, sorted."""


class DouyinPushHook:
    """One live room's door.

    Args:
        secret: The data secret.
        room: The platform's live room whose messages are taken; None: any (each broadcast has its own).
    """

    def __init__(self, secret: str, room: str | None) -> None:
        self._secret = secret.encode()
        self._room = room

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        told = "&".join(f"{name}={header(delivery, name)}" for name in SIGNED)
        right = md5_base64(told.encode("utf-8", "replace"), delivery.body, self._secret)
        compare(SIGNATURE, header(delivery, SIGNATURE), right)
        fresh(delivery, "x-timestamp")  # its messages' ids are not remembered for the whole show

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        if self._room is not None and delivery.headers.get("x-roomid") != self._room:
            return [Message(Ignored("other room"), delivery.body)]
        items = items_of(delivery.body)
        if items is None:
            return [Message(Refused("bad_json", "", "The push is no array of messages."), delivery.body)]
        type_ = delivery.headers.get("x-msg-type", "")
        return [Message(decode(type_, item), encode(item, enc_hook=str)) for item in items]

    def reply(self, _: Delivery) -> Reply:
        """See `Hook`."""
        return Reply()


def hook(options: Mapping[str, str]) -> DouyinPushHook:
    """Return a live room's door from its options' texts.

    Raises:
        BadOption: One cannot be used.
    """
    return DouyinPushHook(needed("douyinpush", options, "secret"), options.get("room"))


DOUYINPUSH: Final = Kind(
    name="douyinpush",
    title={"zh-CN": "抖音官方直播数据推送", "en": "Douyin's official live data push"},
    carries=(Comment, Gift, Like, Club),
    options=(
        Option(name="secret", default=None, means="The data secret, which signs the pushes", secret=True),
        Option(name="room", default=None, means="Take the messages of this live room of the platform only"),
    ),
    hook=hook,
    money="CNY",
)
"""The kind that the registry lists."""
