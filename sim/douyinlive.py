"""The stand-in relay's words in the form of douyinLive (FEEDS.md 1.4).

Owns: its messages, and what a listener can know from them.
Law: as its relay does: what is zero or empty is left out, large numbers are texts; no orders, no prices, hardly any sources of
traffic.
Must not know: who listens, what they make of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sim.facts import Body, Fact
from sim.names import name_of, number_of
from sim.relay import BY_SHARE, FEN_PER_DIAMOND, FIRST_MESSAGE, FIRST_VIEWER, ROOM

CARRIED: Final = frozenset({"comment", "like", "enter", "follow", "share", "club", "gift", "audience", "product"})
SHOWN: Final = frozenset({"explaining", "on_shelf", "sold_out"})
"""The states of a product that it tells."""


@dataclass(slots=True)
class DouyinLive:
    """One evening's speaker."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _likes: int | None = None

    def carries(self, fact: Fact) -> bool:
        """Tell whether the relay tells this fact."""
        return fact.kind in CARRIED and (fact.kind != "product" or fact.fields["state"] in SHOWN)

    def frame(self, fact: Fact) -> str:
        """Return a fact's frame. The same fact again has the same message number."""
        method, fields = _MESSAGES[fact.kind](fact)
        common = {
            "method": method,
            "msgId": str(self._number(fact)),
            "roomId": str(ROOM),
            "createTime": str(fact.at),
            "isShowMsg": True,
        }
        told = {"common": common, **_told(fields), "method": method, "livename": "示例旗舰店", "title": "秋冬上新专场"}
        return json.dumps(told, ensure_ascii=False)

    def end(self) -> str:
        """Return the frame that says that the broadcast is over."""
        told = {"type": "system", "event": "live_status", "code": "ROOM_ENDED", "live": False, "ended": True}
        return json.dumps(told)

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame."""
        body = {key: value for key, value in fact.body().items() if key != "likes"}
        body["id"] = str(self._number(fact))
        match fact.kind:
            case "product":
                part = "sold_out" if body["state"] == "sold_out" else body["sku"]
                body["id"] = f"{body['id']}/{part}"
            case "enter" if body.get("traffic") != "share":
                body.pop("traffic", None)
            case "comment":
                body["name"] = name_of(fact)
            case "like":
                self._likes = fact.likes_so_far
            case "audience" if self._likes is not None:
                body["likes"], self._likes = self._likes, None
        return body

    def _number(self, fact: Fact) -> int:
        return self._numbers.setdefault(fact.id, FIRST_MESSAGE + len(self._numbers))


Said = tuple[str, dict[str, Any]]
"""A message's method and its own fields, zeros and all."""


def _comment(fact: Fact) -> Said:
    fields = {"user": _user(fact), "content": fact.fields["text"], "eventTime": str(fact.at // 1000)}
    return "WebcastChatMessage", fields


def _like(fact: Fact) -> Said:
    fields = {"count": str(fact.fields.get("count", 1)), "total": str(fact.likes_so_far or 0), "user": _user(fact)}
    return "WebcastLikeMessage", fields


def _enter(fact: Fact) -> Said:
    tip = str(BY_SHARE) if fact.fields.get("traffic") == "share" else "0"
    return "WebcastMemberMessage", {"user": _user(fact), "action": "1", "userEnterTipType": tip}


def _follow(fact: Fact) -> Said:
    return "WebcastSocialMessage", {"user": _user(fact), "action": "1"}


def _share(fact: Fact) -> Said:
    return "WebcastSocialMessage", {"user": _user(fact), "action": "3", "shareType": "1"}


def _club(fact: Fact) -> Said:
    return "WebcastFansclubMessage", {"user": _user(fact), "action": 2, "content": "加入粉丝团"}


def _gift(fact: Fact) -> Said:
    name, count = fact.fields["name"], fact.fields["count"]
    diamonds = fact.fields["amount_minor"] // FEN_PER_DIAMOND // count
    about = {"id": str(400 + len(name)), "name": name, "diamondCount": diamonds}
    fields = {"user": _user(fact), "giftId": about["id"], "comboCount": "1", "groupCount": str(count), "gift": about}
    return "WebcastGiftMessage", fields


def _audience(fact: Fact) -> Said:
    fields = {"total": str(fact.fields["online"]), "totalUser": str(fact.fields["total"])}
    return "WebcastRoomUserSeqMessage", fields


def _product(fact: Fact) -> Said:
    sku, state = fact.fields["sku"], fact.fields["state"]
    if state == "sold_out":
        return "WebcastLiveShoppingMessage", {"promotionId": sku, "soldOut": True}
    explained = "1" if state == "explaining" else "0"
    product = _told({"promotionId": sku, "explainType": explained})
    return "WebcastProductChangeMessage", {"updateProductInfo": [product]}


_MESSAGES: Final[dict[str, Callable[[Fact], Said]]] = {
    "comment": _comment,
    "like": _like,
    "enter": _enter,
    "follow": _follow,
    "share": _share,
    "club": _club,
    "gift": _gift,
    "audience": _audience,
    "product": _product,
}


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is zero or empty."""
    return {key: value for key, value in fields.items() if value not in (0, "0", "", None, False)}


def _user(fact: Fact) -> dict[str, Any] | None:
    user = fact.fields.get("user")
    if user is None:
        return None
    return {"id": str(FIRST_VIEWER + number_of(user)), "nickname": name_of(fact), "secUid": user}
