"""What douyinLive (jwwsjlm, MIT) says becomes facts.

Owns: its methods, the fields of each and their units.
Law: a frame gives facts, or says why not; nothing raises. A field that the fact can do without and that cannot be read is
unknown, as if it was missing; a field that it needs refuses the frame, with the reason.
Must not know: sockets, clocks, the feed's name (the intake fills in `source`).

Where it is from (FEEDS.md 1.4; read, never run against the real platform): the relay's documents, its list of room states
and its protocol file. Protobuf's own JSON: a field that is zero or empty is left out, so missing is 0 or ""; 64-bit
numbers are strings. A fact's `id` is `common.msgId`, of several facts in one message `msgId/what`.
NOT VERIFIED: the unit of prices in `LiveShoppingMessage` (so no price is taken from them: prices stay what the plan or
another feed says), `explainType` other than 0 and 1, and whether an `updatedCouponInfo` also comes when a coupon ends (it is
taken as one that opens). `ControlMessage.action` other than 3 is not taken for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec.json import Decoder as JsonDecoder

from controlroom.domain.events import (
    Audience,
    Club,
    Comment,
    Enter,
    Fact,
    Follow,
    Gift,
    Like,
    Product,
    Promo,
    Share,
    Stream,
    Traffic,
)
from controlroom.feeds.fields import COUNT_MAX, KEY_MAX, Decoding, Fields, Ignored, Unfit
from controlroom.feeds.gifts import CAMEL, COUNTED, GiftRuns
from controlroom.feeds.written import MINOR_MAX, SKU_MAX, judged, milliseconds, part_id, seconds

FEN_PER_DIAMOND: Final = 10
"""Money: a 抖币 is 0.1 yuan (10 for 1 yuan)."""

ENTERED_BY_SHARE: Final = 6
JOINED: Final = (0, 1)
FOLLOWED: Final = 1
SHARED: Final = 3
CLUB_JOINED: Final = 2
CONTROL_ENDED: Final = 3
EXPLAINED: Final = 1
PONG: Final = b"pong"

_ANY: Final = JsonDecoder()


class Decoder:
    """Reads one room's frames in order. It remembers the newest like total, the gift runs under way, and whether the room
    was on the air."""

    def __init__(self, *, again: bool = False) -> None:
        self._again = again
        self._room: str | None = None
        self._likes: int | None = None
        self._gifts = GiftRuns(CAMEL, again=again)
        self._on_air = False

    def feed(self, frame: bytes | str) -> Decoding:
        """Return what a text frame comes to."""
        if frame in (PONG, "pong"):
            return Ignored("pong")
        return judged(self._frame, frame)

    def _frame(self, frame: bytes | str) -> Decoding:
        data = Fields(_ANY.decode(frame), "")
        if data.get("type") == "system":
            return self._system(data)
        method = data.text("method", 1, KEY_MAX)
        read = _READERS.get(method)
        if read is None:
            return Ignored(method, unknown=method not in _NO_FACTS)
        common = data.maybe(data.inner, "common") or Fields({}, "common")
        self._note_room(common)
        return read(self, data, common)

    def _note_room(self, common: Fields) -> None:
        room = common.maybe(common.key, "roomId")
        if room is not None and room != self._room:  # each broadcast has its own: totals begin anew
            self._room, self._likes = room, None
            self._gifts = GiftRuns(CAMEL, again=self._again)

    def _system(self, data: Fields) -> Decoding:
        code = data.text("code", 1, KEY_MAX)
        if code == "ROOM_ONLINE":
            self._on_air = True
            return [Stream(state="live")]
        if code == "ROOM_ENDED":
            self._on_air = False
            return [Stream(state="ended")]
        if code == "ROOM_OFFLINE" and self._on_air:  # before the broadcast it is only not there yet
            self._on_air = False
            return [Stream(state="interrupted")]
        return Ignored(code, unknown=code not in _NO_NEWS)

    def _chat(self, data: Fields, common: Fields) -> Decoding:
        user = data.inner("user")
        name = user.maybe(user.text, "nickname", 0, KEY_MAX)
        text = data.text("content", 1, 1000)
        at = _at(common) or data.maybe(seconds, data, "eventTime")
        return [Comment(id=_id(common), at=at, user=_user(user), text=text, name=name or None)]

    def _like(self, data: Fields, common: Fields) -> Decoding:
        total = data.maybe(data.whole, "total", 1)
        if total is not None:
            self._likes = total
        count = _number(data, "count", COUNT_MAX)
        if count == 0:
            return Ignored("like of none")
        return [Like(id=_id(common), at=_at(common), user=data.maybe(_user_of, data), count=count)]

    def _member(self, data: Fields, common: Fields) -> Decoding:
        if (action := _number(data, "action")) not in JOINED:
            return Ignored(f"member action {action}")
        by_share = data.maybe(data.whole, "userEnterTipType", 0) == ENTERED_BY_SHARE
        traffic: Traffic | None = "share" if by_share else None
        return [Enter(id=_id(common), at=_at(common), user=_user_of(data), traffic=traffic)]

    def _social(self, data: Fields, common: Fields) -> Decoding:
        action = _number(data, "action")
        if action == FOLLOWED:
            return [Follow(id=_id(common), at=_at(common), user=_user_of(data))]
        if action == SHARED:
            return [Share(id=_id(common), at=_at(common), user=_user_of(data))]
        return Ignored(f"social action {action}")

    def _club(self, data: Fields, common: Fields) -> Decoding:
        # The field's name is `action` in this relay's protocol file, `type` in its documents.
        if _number(data, "type" if "type" in data else "action") != CLUB_JOINED:
            return Ignored("club level-up")
        return [Club(id=_id(common), at=_at(common), user=_user_of(data))]

    def _gift(self, data: Fields, common: Fields) -> Decoding:
        user = _user_of(data)
        about = data.maybe(data.inner, "gift") or Fields({}, "gift")
        gift = data.maybe(data.key, "giftId") or about.maybe(about.key, "id")
        name = about.maybe(about.text, "name", 1, KEY_MAX)
        if name is None:
            if gift is None:
                raise Unfit("missing_field", "gift.name", "gift.name and giftId are missing: which gift?")
            name = f"gift {gift}"
        count = self._gifts.count(data, user, gift)
        if count == 0:
            return Ignored(COUNTED)
        diamonds = about.maybe(about.whole, "diamondCount", 0)
        amount = None if diamonds is None else diamonds * count * FEN_PER_DIAMOND
        if amount is not None and amount > MINOR_MAX:
            amount = None
        return [Gift(id=_id(common), at=_at(common), user=user, name=name, count=count, amount_minor=amount)]

    def _viewers(self, data: Fields, common: Fields) -> Decoding:
        online = _number(data, "total")
        total = data.maybe(data.whole, "totalUser", 1)
        likes, self._likes = self._likes, None  # told once: a level is news only when it was heard
        return [Audience(id=_id(common), at=_at(common), online=online, total=total, likes=likes)]

    def _control(self, data: Fields, common: Fields) -> Decoding:
        if (action := _number(data, "action")) != CONTROL_ENDED:
            return Ignored(f"control {action}")
        self._on_air = False
        return [Stream(id=_id(common), at=_at(common), state="ended")]

    def _shopping(self, data: Fields, common: Fields) -> Decoding:
        sku = data.maybe(data.key, "promotionId")
        told: list[Fact] = []
        if data.get("soldOut") is True:
            sold = data.key("promotionId")
            told.append(Product(id=_id(common, "sold_out"), at=_at(common), sku=_sku(sold), state="sold_out"))
        for field, kind in _PROMOS:
            if isinstance(data.get(field), dict):
                about = _sku(sku) if sku is not None else None
                told.append(Promo(id=_id(common, kind), at=_at(common), kind=kind, state="open", sku=about))  # type: ignore[arg-type]
        return told or Ignored("shopping")

    def _explained(self, data: Fields, common: Fields) -> Decoding:
        products = data.get("updateProductInfo")
        if products is None:
            return Ignored("product change of none")
        if not isinstance(products, list):
            raise Unfit("bad_field", "updateProductInfo", "updateProductInfo is no list.")
        told = list(_changes(products, common))
        return told or Ignored("product change")

    def _bag(self, data: Fields, common: Fields) -> Decoding:
        return [Promo(id=_id(common), at=_at(common), kind="bag", state="open")]

    def _red_packet(self, data: Fields, common: Fields) -> Decoding:
        return [Promo(id=_id(common), at=_at(common), kind="red_packet", state="open")]


_READERS: Final[dict[str, Callable[[Decoder, Fields, Fields], Decoding]]] = {
    "WebcastChatMessage": Decoder._chat,
    "WebcastLikeMessage": Decoder._like,
    "WebcastMemberMessage": Decoder._member,
    "WebcastSocialMessage": Decoder._social,
    "WebcastFansclubMessage": Decoder._club,
    "WebcastGiftMessage": Decoder._gift,
    "WebcastRoomUserSeqMessage": Decoder._viewers,
    "WebcastControlMessage": Decoder._control,
    "WebcastLiveShoppingMessage": Decoder._shopping,
    "WebcastProductChangeMessage": Decoder._explained,
    "WebcastLotteryEventNewMessage": Decoder._bag,
    "WebcastLuckyBoxMessage": Decoder._red_packet,
}

_NO_FACTS: Final = frozenset(
    f"Webcast{name}Message"
    for name in ("EmojiChat", "LiveEcom", "Room", "RoomRank", "RoomStats", "RoomStreamAdaptation")
)
"""Known, and no fact of the contract: what they tell, another message tells too, or nobody here needs it."""

_NO_NEWS: Final = frozenset({"ROOM_OFFLINE", "ROOM_NOT_FOUND", "ROOM_STATUS_UNKNOWN", "ACCOUNT_OFFLINE_NO_ROOM"})

_PROMOS: Final = (("updatedCouponInfo", "coupon"), ("lotteryInfo", "draw"), ("redpackActivityInfo", "red_packet"))


def _changes(products: list[Any], common: Fields) -> Iterator[Fact]:
    """Return what is told of each product; one that cannot be read costs itself."""
    for place, value in enumerate(products):
        if not isinstance(value, dict):
            continue
        product = Fields(value, f"updateProductInfo[{place}]")
        sku = product.maybe(product.key, "promotionId")
        explained = product.maybe(_number, product, "explainType")
        if sku is None or len(sku) > SKU_MAX or explained not in (0, EXPLAINED):
            continue
        state = "explaining" if explained == EXPLAINED else "on_shelf"
        yield Product(id=_id(common, sku), at=_at(common), sku=sku, state=state)  # type: ignore[arg-type]


def _number(data: Fields, name: str, most: int = 10**12) -> int:
    """Return a number that is left out when it is 0."""
    return data.whole(name, 0, most) if data.get(name) is not None else 0


def _id(common: Fields, part: str | None = None) -> str | None:
    told = common.maybe(common.key, "msgId")
    if told is None or part is None:
        return told
    return part_id(told, part, by="/")


def _at(common: Fields) -> int | None:
    return common.maybe(milliseconds, common, "createTime")


def _sku(key: str) -> str:
    if len(key) > SKU_MAX:
        raise Unfit("too_long", "promotionId", f"promotionId is longer than {SKU_MAX} characters.")
    return key


def _user_of(data: Fields) -> str:
    return _user(data.inner("user"))


def _user(user: Fields) -> str:
    return user.maybe(user.text, "secUid", 1, KEY_MAX) or user.key("id")
