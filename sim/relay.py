"""The stand-in relay's words in the forms of BarrageGrab.

Owns: both dialects' messages (FEEDS.md 1.1, 1.2), their numbering, and what a listener can know from them.
Law: what the relays do not carry is not told: no instants, no orders, hardly any sources of traffic.
Must not know: who listens, what they make of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sim.facts import Body, Fact
from sim.names import name_of, number_of

Dialect = Literal["ape", "wushuaihua"]

FIRST_MESSAGE: Final = 7_575_000_000_000_000_001
"""Message numbers are larger than a double holds, as the real ones are."""
FIRST_VIEWER: Final = 100_000_000_000
ROOM: Final = 7_574_990_000_000_000_001
FEN_PER_DIAMOND: Final = 10
BY_SHARE: Final = 6
ANCHOR: Final = "MS4wLjABAAAA_anchor"

TYPES: Final[Mapping[Dialect, Mapping[str, int]]] = {
    "ape": {
        "comment": 1,
        "like": 2,
        "enter": 3,
        "follow": 4,
        "gift": 5,
        "audience": 6,
        "club": 7,
        "share": 8,
        "end": 9,
    },
    "wushuaihua": {
        "enter": 1,
        "follow": 2,
        "comment": 3,
        "like": 4,
        "gift": 5,
        "share": 6,
        "audience": 7,
        "end": 8,
        "club": 9,
    },
}
RELAYED: Final = frozenset(TYPES["ape"]) - {"end"}
"""The types of facts that such a relay carries; it tells nothing of those who leave."""


@dataclass(slots=True)
class Speaker:
    """Turns facts into one dialect's frames, and into what a listener can know of them.

    Args:
        dialect: Whose.
    """

    dialect: Dialect
    _numbers: dict[str, int] = field(default_factory=dict)
    _likes: int | None = None
    _online: int = 0

    def carries(self, fact: Fact) -> bool:
        """Tell whether the relay tells this fact."""
        return fact.kind in RELAYED

    def frame(self, fact: Fact) -> str:
        """Return a fact's frame. The same fact again has the same message number.

        Args:
            fact: Of a type in `RELAYED`.
        """
        if fact.kind == "audience":
            self._online = fact.fields["online"]
        return self._outer(fact.kind, {**self._base(self._number(fact), fact), **_DETAILS[fact.kind](self, fact)})

    def end(self) -> str:
        """Return the frame that says that the broadcast is over."""
        number = self._numbers.setdefault("end", FIRST_MESSAGE + len(self._numbers))
        return self._outer("end", {"MsgId": number, "User": None, "Content": "直播已结束", **self._room()})

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame: it has no instant."""
        body = {key: value for key, value in fact.body().items() if key not in {"at", "likes"}}
        body["id"] = str(self._number(fact))
        if fact.kind == "enter" and not (self.dialect == "ape" and body.get("traffic") == "share"):
            body.pop("traffic", None)
        if fact.kind == "comment":
            body["name"] = name_of(fact)
        if fact.kind == "like":
            self._likes = fact.likes_so_far
        if fact.kind == "audience" and self._likes is not None:
            body["likes"] = self._likes
        return body

    def _number(self, fact: Fact) -> int:
        return self._numbers.setdefault(fact.id, FIRST_MESSAGE + len(self._numbers))

    def _outer(self, kind: str, data: dict[str, Any]) -> str:
        number = TYPES[self.dialect][kind]
        if self.dialect == "ape":
            inner = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            return json.dumps({"Type": number, "ProcessName": "直播伴侣", "Data": inner}, ensure_ascii=False)
        return json.dumps({"Type": number, "Data": data}, ensure_ascii=False)

    def _base(self, number: int, fact: Fact) -> dict[str, Any]:
        user = fact.fields.get("user")
        return {"MsgId": number, "User": None if user is None else self._user(fact), **self._room()}

    def _room(self) -> dict[str, Any]:
        if self.dialect == "wushuaihua":
            return {"RoomId": ROOM}
        owner = {
            "UserId": "90000000001",
            "SecUid": ANCHOR,
            "Nickname": "示例旗舰店",
            "HeadUrl": "",
            "FollowStatus": 0,
        }
        return {"Onwer": owner, "RoomId": str(ROOM), "WebRoomId": "940152769375", "Appid": "1128"}

    def _user(self, fact: Fact) -> dict[str, Any]:
        user, name = fact.fields["user"], name_of(fact)
        viewer = number_of(user)
        shared = {
            "Id": FIRST_VIEWER + viewer,
            "ShortId": 2_000_000 + viewer,
            "DisplayId": f"demo{viewer:05d}",
            "Level": 0,
            "PayLevel": viewer % 30,
            "Gender": viewer % 3,
            "SecUid": user,
            "FansClub": {"ClubName": "", "Level": 0},
            "FollowerCount": viewer % 500,
            "FollowStatus": 0,
            "FollowingCount": viewer % 200,
        }
        if self.dialect == "wushuaihua":
            return {**shared, "NickName": name, "Birthday": 0, "Telephone": None, "Avatar": ""}
        return {**shared, "Nickname": name, "IsAdmin": False, "IsAnchor": False, "HeadImgUrl": ""}

    def _comment(self, fact: Fact) -> dict[str, Any]:
        return {"Content": fact.fields["text"]}

    def _like(self, fact: Fact) -> dict[str, Any]:
        count = fact.fields.get("count", 1)
        content = f"{name_of(fact)} 为主播点了{count}个赞，总点赞{fact.likes_so_far}"
        return {"Count": count, "Total": fact.likes_so_far, "Content": content}

    def _enter(self, fact: Fact) -> dict[str, Any]:
        if self.dialect == "wushuaihua":
            return {"MemberCount": self._online, "Content": f"{name_of(fact)} 来了"}
        tip = BY_SHARE if fact.fields.get("traffic") == "share" else 0
        content = f"{name_of(fact)} $来了 直播间人数:{self._online}"
        return {"CurrentCount": self._online, "EnterTipType": tip, "Content": content}

    def _follow(self, fact: Fact) -> dict[str, Any]:
        return {"Content": f"{name_of(fact)} 关注了主播"}

    def _share(self, fact: Fact) -> dict[str, Any]:
        content = f"{name_of(fact)} 分享了直播间到微信"
        return {"Content": content} if self.dialect == "wushuaihua" else {"ShareType": 1, "Content": content}

    def _club(self, fact: Fact) -> dict[str, Any]:
        member = self._number(fact) % 100_000
        return {"Type": 2, "Level": 1, "Content": f"恭喜 {name_of(fact)} 成为粉丝团第{member}名成员"}

    def _gift(self, fact: Fact) -> dict[str, Any]:
        name, count = fact.fields["name"], fact.fields["count"]
        gift: dict[str, Any] = {
            "GiftId": 400 + len(name),
            "GiftName": name,
            "DiamondCount": fact.fields["amount_minor"] // FEN_PER_DIAMOND // count,
            "RepeatCount": count,
            "ToUser": None,
            "Content": f"{name_of(fact)} 送出 {name} x {count} 个",
        }
        if self.dialect == "wushuaihua":
            combo = {
                "ComboCount": 1,
                "GroupCount": count,
                "TotalCount": count,
                "RepeatEnd": 0,
                "RepeatCount": 0,
            }
            return {**gift, "GroupId": 0, **combo}
        return {
            **gift,
            "GroupId": self._number(fact) % 10**10,
            "GiftCount": count,
            "Combo": False,
            "ImgUrl": "",
        }

    def _audience(self, fact: Fact) -> dict[str, Any]:
        online, total = fact.fields["online"], fact.fields["total"]
        return {
            "OnlineUserCount": online,
            "TotalUserCount": total,
            "TotalUserCountStr": _short(total),
            "OnlineUserCountStr": _short(online),
            "Content": f"当前直播间人数 {_short(online)}，累计直播间人数 {_short(total)}",
        }


_DETAILS: Final[dict[str, Callable[[Speaker, Fact], dict[str, Any]]]] = {
    "comment": Speaker._comment,
    "like": Speaker._like,
    "enter": Speaker._enter,
    "follow": Speaker._follow,
    "share": Speaker._share,
    "club": Speaker._club,
    "gift": Speaker._gift,
    "audience": Speaker._audience,
}


def _short(count: int) -> str:
    return str(count) if count < 10_000 else f"{count / 10_000:.1f}万"
