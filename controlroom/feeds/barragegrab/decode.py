"""What the Douyin relays of the BarrageGrab kind say becomes facts: both dialects of port 8888.

Owns: the two numberings of message types, the fields of each and their units.
Law: a frame gives facts, or says why not; nothing raises. A field that the fact can do without and that
cannot be read is unknown, as if it was missing; a field that it needs refuses the frame, with the reason.
Must not know: sockets, clocks, the feed's name (the intake fills in `source`).

The dialects are told apart by `Data`: a string of JSON (ape-byte) or an object (wushuaihua). The same `Type`
means another thing in each. The relays send no instants, so facts have no `at`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

from msgspec.json import Decoder as JsonDecoder

from controlroom.domain.events import (
    Audience,
    Club,
    Comment,
    Enter,
    Follow,
    Gift,
    Like,
    Share,
    Stream,
    Traffic,
)
from controlroom.feeds.fields import COUNT_MAX, KEY_MAX, Decoding, Fields, Ignored
from controlroom.feeds.gifts import COUNTED, PASCAL, GiftRuns
from controlroom.feeds.written import MINOR_MAX, judged

Dialect = Literal["ape", "wushuaihua"]

FEN_PER_DIAMOND: Final = 10
"""Money: a 抖币 is 0.1 yuan (10 for 1 yuan). Source of the relays' unit: FEEDS.md section 2."""

ENTERED_BY_SHARE: Final = 6
CLUB_JOINED: Final = 2
ROOMS_MAX: Final = 100
"""Rooms whose like totals are kept."""


_ANY: Final = JsonDecoder()


class Decoder:
    """Reads one relay's frames in order. It remembers each room's newest like total and the gift runs under way.

    Args:
        anchor: The anchor's `SecUid` or `UserId`, or a room's id: facts of other rooms are ignored (a relay
            passes on every room that is open on its PC). None: all are taken, each room's counters by themselves.
        again: It reads frames once more that were refused.
    """

    def __init__(self, anchor: str | None = None, *, again: bool = False) -> None:
        self._anchor = anchor
        self._room = ""  # of the frame that is read; each broadcast has its own, so its totals begin anew
        self._likes: dict[str, int] = {}
        self._gifts = GiftRuns(PASCAL, again=again)

    def feed(self, frame: bytes | str) -> Decoding:
        """Return what a text frame comes to."""
        return judged(self._frame, frame)

    def _frame(self, frame: bytes | str) -> Decoding:
        outer = Fields(_ANY.decode(frame), "")
        if "Cmd" in outer:
            return Ignored("command")
        dialect: Dialect = "wushuaihua"
        inner = outer.get("Data")
        if isinstance(inner, str):
            dialect, inner = "ape", _ANY.decode(inner)
        data = Fields(inner, "Data")
        number = outer.whole("Type", 0)
        kind = _KINDS[dialect].get(number)
        if kind is None:
            return Ignored(f"type {number}", unknown=True)
        if self._anchor is not None and self._anchor not in _rooms(data):
            return Ignored("other room")
        self._room = data.maybe(data.key, "RoomId") or self._room
        read = _READERS.get(kind)
        return Ignored(kind) if read is None else read(self, data, dialect)

    def _comment(self, data: Fields, dialect: Dialect) -> Decoding:
        user = data.inner("User")
        name = user.maybe(user.text, "NickName" if dialect == "wushuaihua" else "Nickname", 0, KEY_MAX)
        text = data.text("Content", 1, 1000)
        return [Comment(id=_id(data), user=_user(user), text=text, name=name or None)]

    def _like(self, data: Fields, _: Dialect) -> Decoding:
        total = data.maybe(data.whole, "Total", 0)
        if total is not None:
            self._likes.pop(self._room, None)
            self._likes[self._room] = total
            if len(self._likes) > ROOMS_MAX:
                del self._likes[next(iter(self._likes))]
        count = data.whole("Count", 0, COUNT_MAX)
        if count == 0:
            return Ignored("like of none")
        return [Like(id=_id(data), user=data.maybe(_user_of, data), count=count)]

    def _enter(self, data: Fields, _: Dialect) -> Decoding:
        by_share = data.maybe(data.whole, "EnterTipType", 0) == ENTERED_BY_SHARE
        traffic: Traffic | None = "share" if by_share else None
        return [Enter(id=_id(data), user=_user_of(data), traffic=traffic)]

    def _follow(self, data: Fields, _: Dialect) -> Decoding:
        return [Follow(id=_id(data), user=_user_of(data))]

    def _share(self, data: Fields, _: Dialect) -> Decoding:
        return [Share(id=_id(data), user=_user_of(data))]

    def _club(self, data: Fields, _: Dialect) -> Decoding:
        if data.whole("Type", 0) != CLUB_JOINED:
            return Ignored("club level-up")
        return [Club(id=_id(data), user=_user_of(data))]

    def _gift(self, data: Fields, dialect: Dialect) -> Decoding:
        user = _user_of(data)
        gift = data.maybe(data.key, "GiftId")
        name = data.maybe(data.text, "GiftName", 1, KEY_MAX)
        if name is None:
            name = data.text("GiftName", 1, KEY_MAX) if gift is None else f"gift {gift}"
        # The ape dialect has taken combos apart already: GiftCount is this message's increment.
        run = f"{self._room} {user}"
        count = data.whole("GiftCount", 0, COUNT_MAX) if dialect == "ape" else self._gifts.count(data, run, gift)
        if count == 0:
            return Ignored(COUNTED)
        diamonds = data.maybe(data.whole, "DiamondCount", 0)
        amount = None if diamonds is None else diamonds * count * FEN_PER_DIAMOND
        if amount is not None and amount > MINOR_MAX:
            amount = None
        return [Gift(id=_id(data), user=user, name=name, count=count, amount_minor=amount)]

    def _statistics(self, data: Fields, _: Dialect) -> Decoding:
        online = data.whole("OnlineUserCount", 0)
        total = data.maybe(data.whole, "TotalUserCount", 0)
        likes = self._likes.pop(self._room, None)  # told once: a level is news only when it was heard
        return [Audience(id=_id(data), online=online, total=total, likes=likes)]

    def _end(self, data: Fields, _: Dialect) -> Decoding:
        return [Stream(id=_id(data), state="ended")]


_READERS: Final[dict[str, Callable[[Decoder, Fields, Dialect], Decoding]]] = {
    "comment": Decoder._comment,
    "like": Decoder._like,
    "enter": Decoder._enter,
    "follow": Decoder._follow,
    "gift": Decoder._gift,
    "statistics": Decoder._statistics,
    "club": Decoder._club,
    "share": Decoder._share,
    "end": Decoder._end,
}

_KINDS: Final[dict[Dialect, dict[int, str]]] = {
    "ape": {
        1: "comment",
        2: "like",
        3: "enter",
        4: "follow",
        5: "gift",
        6: "statistics",
        7: "club",
        8: "share",
        9: "end",
    },
    "wushuaihua": {
        1: "enter",
        2: "follow",
        3: "comment",
        4: "like",
        5: "gift",
        6: "share",
        7: "statistics",
        8: "end",
        9: "club",
        10: "room stats",
    },
}


def _id(data: Fields) -> str | None:
    return data.maybe(data.key, "MsgId")


def _user_of(data: Fields) -> str:
    return _user(data.inner("User"))


def _user(user: Fields) -> str:
    return user.maybe(user.text, "SecUid", 1, KEY_MAX) or user.key("Id")


def _rooms(data: Fields) -> set[Any]:
    owner = data.get("Onwer")  # the relay's own spelling
    of_owner = owner if isinstance(owner, dict) else {}
    found = (of_owner.get("SecUid"), of_owner.get("UserId"), data.get("RoomId"), data.get("WebRoomId"))
    return {str(value) for value in found if isinstance(value, str | int)}
