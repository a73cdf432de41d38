"""The door of Youzan's pushes, and the kind.

Owns: the signature, both ways: `Event-Sign` in the headers, else `sign` in the body; the options.
Law: as every `Hook`'s. A header that is there must be right; the client id is ours, not the body's.
Must not know: rooms, what a type means (`decode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import OrderStep
from controlroom.feeds.base import BadOption, Delivery, Forged, Kind, Message, Option, Reply
from controlroom.feeds.faults import fault
from controlroom.feeds.fields import Fields, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT
from controlroom.feeds.signing import compare, header, md5_hex, needed
from controlroom.feeds.written import EXACT
from controlroom.feeds.youzan.decode import Unit, decode

SIGNATURE: Final = "event-sign"
DONE: Final = Reply(200, b'{"code":0,"msg":"success"}', "application/json")


class YouzanHook:
    """One shop's door.

    Args:
        client_id, client_secret: The app's.
        unit: What amounts are in.
    """

    def __init__(self, client_id: str, client_secret: str, unit: Unit) -> None:
        self._id = client_id.encode()
        self._secret = client_secret.encode()
        self._unit: Unit = unit

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        signed = delivery.headers.get(SIGNATURE) is not None
        msg, sign = _signed_part(delivery.body, needed=not signed)
        lawful = [md5_hex(self._id, msg, self._secret)] if msg else []
        if signed:
            compare(SIGNATURE, header(delivery, SIGNATURE), md5_hex(self._id, delivery.body, self._secret), *lawful)
        else:
            compare("sign", sign, *lawful)

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        return [Message(decode(delivery.body, self._unit), delivery.body)]

    def reply(self, _: Delivery) -> Reply:
        """See `Hook`."""
        return DONE


def _signed_part(body: bytes, *, needed: bool) -> tuple[bytes, str]:
    """Return the body's `msg` and `sign`, or nothing of both.

    Raises:
        Forged: They are needed, and are not there.
    """
    try:
        fields = Fields(EXACT.decode(body), "")
        return fields.text("msg", 1, 10**6).encode(), fields.text("sign", 1, 100)
    except (Unfit, *UNREADABLE_INPUT) as error:
        if needed:
            raise Forged("sign is missing") from error
        return b"", ""


def hook(options: Mapping[str, str]) -> YouzanHook:
    """Return a shop's door from its options' texts.

    Raises:
        BadOption: One cannot be used.
    """
    client_id, client_secret = (needed("youzan", options, name) for name in ("client_id", "client_secret"))
    match options.get("amounts", "yuan"):
        case "yuan" | "fen" as unit:
            return YouzanHook(client_id, client_secret, unit)
        case other:
            raise BadOption(fault("bad_unit", value=repr(other)))


YOUZAN: Final = Kind(
    name="youzan",
    title={"zh-CN": "有赞订单（消息推送）", "en": "Youzan orders (pushes)"},
    carries=(OrderStep,),
    options=(
        Option(name="client_id", default=None, means="The app's client id"),
        Option(
            name="client_secret", default=None, means="The app's client secret, which signs the pushes", secret=True
        ),
        Option(
            name="amounts",
            default="yuan",
            means="What amounts are in, yuan or fen: not verified, so compare the first order with the shop's own page",
        ),
    ),
    hook=hook,
)
"""The kind that the registry lists."""
