"""A stand-in for Douyin's official live data push (FEEDS.md 1.5): comments, gifts, likes and fan club by webhook.

Owns: its messages, the signature over headers and body, and what a listener can know.
Law: what the push does not carry is told by nobody: no viewers, nobody who comes or follows. The same fact told again is the
same message, signed anew.
Must not know: who listens.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Any, Final

from sim.facts import Body
from sim.faults import Delivery
from sim.names import named
from sim.relay import ROOM
from sim.shops.told import Webhook, packed
from sim.world.orders import Bought

TYPES: Final[Mapping[str, str]] = {
    "comment": "live_comment",
    "gift": "live_gift",
    "like": "live_like",
    "club": "live_fansclub",
}
UNTOLD: Final = frozenset({"enter", "leave", "audience", "follow", "share", "impression", "click"})
CLUB_JOINED: Final = 2


def _now() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Push:
    """The push of one live room.

    Args:
        secret: What it signs with.
        clock: The instant at which it signs, epoch ms: no show's.
    """

    secret: str
    clock: Callable[[], int] = _now
    untold: frozenset[str] = UNTOLD

    def tells(self, delivery: Delivery, bought: Bought | None) -> bool:
        """Tell whether the push tells this."""
        return delivery.fact.kind in TYPES and "source" not in delivery.fact.fields

    def webhook(self, delivery: Delivery, bought: Bought | None) -> Webhook:
        """Return the delivery that tells a fact."""
        told = delivery.body
        fields, heard = _FIELDS[told["type"]](told)
        item: dict[str, Any] = {"msg_id": told["id"], **fields}
        event: Body = {"type": told["type"], "id": told["id"], **heard}
        if told.get("user") is not None:
            item["sec_openid"] = event["user"] = told["user"]
            item["nickname"] = named(told)
        if told.get("at") is not None:
            item["timestamp"] = event["at"] = told["at"]
        body = packed([item])
        return Webhook(self._signed(TYPES[told["type"]], self.clock(), body), body, [event])

    def _signed(self, type_: str, at: int, body: bytes) -> dict[str, str]:
        headers = {
            "x-msg-type": type_,
            "x-nonce-str": f"{at:016x}",
            "x-roomid": str(ROOM),
            "x-timestamp": str(at),
        }
        told = "&".join(f"{name}={headers[name]}" for name in sorted(headers))
        sign = md5(told.encode() + body + self.secret.encode(), usedforsecurity=False).digest()
        return {**headers, "x-signature": b64encode(sign).decode(), "Content-Type": "application/json"}


Said = tuple[dict[str, Any], Body]
"""A message's own fields, and what of them a listener can know."""


def _comment(told: Body) -> Said:
    return {"content": told["text"]}, {"text": told["text"], "name": named(told)}


def _gift(told: Body) -> Said:
    gift, count, minor = f"gift-{len(told['name'])}", told["count"], told["amount_minor"]
    fields = {"sec_gift_id": gift, "gift_num": count, "gift_value": minor}
    return fields, {"name": f"gift {gift}", "count": count, "amount_minor": minor}


def _like(told: Body) -> Said:
    count = told.get("count", 1)
    return {"like_num": count}, {"count": count}


def _club(told: Body) -> Said:
    return {"fansclub_reason_type": CLUB_JOINED, "fansclub_level": 1}, {}


_FIELDS: Final[Mapping[str, Callable[[Body], Said]]] = {
    "comment": _comment,
    "gift": _gift,
    "like": _like,
    "club": _club,
}
