"""What bilibili's open platform says becomes facts.

Owns: its commands, the fields of each and their units.
Law: a frame gives messages, each with facts or why not; nothing raises. A field that the fact can do without and that cannot be
read is unknown; a field that it needs refuses the message, with the reason.
Must not know: sockets, clocks, the feed's name (the intake fills in `source`).

Where it is from (FEEDS.md 1.8; read, never run against the real platform): the open platform's fields as the client blivedm
(xfgryujk, MIT) repeats them. Prices: 1000 is one yuan, `r_price` what one piece is worth; a gift that is not `paid` is worth
nothing. NOT VERIFIED: whether a guard's `price` is for one month or all (so its amount is unknown).
The commands of the web's own socket (`DANMU_MSG` and so on) are another protocol and are counted as unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.json import Decoder as JsonDecoder

from controlroom.domain.events import Comment, Enter, Gift, Like, Stream
from controlroom.feeds.base import Message
from controlroom.feeds.bilibili.packets import AUTH_REPLY, HEARTBEAT_REPLY, MESSAGE, Packet, packets
from controlroom.feeds.fields import COUNT_MAX, KEY_MAX, Decoding, Fields, Ignored, Refused
from controlroom.feeds.written import MINOR_MAX, judged, part_id, seconds

PREFIX: Final = "LIVE_OPEN_PLATFORM_"
GOLD_PER_FEN: Final = 10
YUAN_MAX: Final = 10**6

_ANY: Final = JsonDecoder()


def read(frame: bytes) -> list[Message]:
    """Return what a frame's packets come to."""
    found = [Message(_packet(packet), packet.body or frame[:64]) for packet in packets(frame)]
    return found or [Message(Ignored("empty frame"), frame)]


def again(line: bytes) -> list[Message]:
    """Return what the kept message of a packet comes to; of a frame that could not be taken apart nothing whole is kept."""
    return [Message(judged(lambda: _command(Fields(_ANY.decode(line), ""))), line)]


def _packet(packet: Packet) -> Decoding:
    if packet.broken is not None:
        return Refused("bad_field", "", packet.broken)
    if packet.operation == HEARTBEAT_REPLY:
        return Ignored("heartbeat")
    if packet.operation not in (MESSAGE, AUTH_REPLY):
        return Ignored(f"operation {packet.operation}", unknown=True)
    read = _auth if packet.operation == AUTH_REPLY else _command
    return judged(lambda: read(Fields(_ANY.decode(packet.body), "")))


def _auth(data: Fields) -> Decoding:
    code = data.get("code")
    if code != 0:
        return Refused("bad_field", "code", f"The platform does not let us in (code {str(code)[:20]}): check the keys.")
    return Ignored("auth")


def _command(data: Fields) -> Decoding:
    command = data.text("cmd", 1, KEY_MAX).partition(":")[0]
    name = command.removeprefix(PREFIX)
    reader = _READERS.get(name) if command.startswith(PREFIX) else None
    if reader is None:
        return Ignored(command or "no command", unknown=not command.startswith(PREFIX) or name not in _NO_FACTS)
    return reader(data.inner("data"))


def _comment(data: Fields) -> Decoding:
    name = data.maybe(data.text, "uname", 0, KEY_MAX)
    text = data.text("msg", 1, 1000)
    return [Comment(id=_id(data), at=_at(data), user=_user(data), text=text, name=name or None)]


def _like(data: Fields) -> Decoding:
    count = data.whole("like_count", 0, COUNT_MAX)
    if count == 0:
        return Ignored("like of none")
    return [Like(id=_id(data), at=_at(data), user=data.maybe(_user, data), count=count)]


def _enter(data: Fields) -> Decoding:
    return [Enter(id=_id(data), at=_at(data), user=_user(data))]


def _gift(data: Fields) -> Decoding:
    count = data.whole("gift_num", 1, COUNT_MAX)
    name = data.text("gift_name", 1, KEY_MAX)
    return [
        Gift(id=_id(data), at=_at(data), user=_user(data), name=name, count=count, amount_minor=_worth(data, count))
    ]


def _worth(data: Fields, count: int) -> int | None:
    if data.get("paid") is not True:
        return 0 if data.get("paid") is False else None
    gold = data.maybe(data.whole, "r_price", 0)
    fen, rest = divmod(gold * count, GOLD_PER_FEN) if gold is not None else (0, 1)
    return None if rest or fen > MINOR_MAX else fen


def _guard(data: Fields) -> Decoding:
    user = _user(data.inner("user_info"))
    count = data.maybe(data.whole, "guard_num", 1, COUNT_MAX) or 1
    level = data.whole("guard_level", 1, 9)
    return [Gift(id=_id(data), at=_at(data), user=user, name=f"大航海 {level}", count=count)]


def _super_chat(data: Fields) -> Decoding:
    user, told, at = _user(data), _id(data), _at(data)
    yuan = data.maybe(data.whole, "rmb", 0, YUAN_MAX)
    gift = Gift(
        id=_part(told, "gift"), at=at, user=user, name="醒目留言", amount_minor=None if yuan is None else yuan * 100
    )
    text = data.maybe(data.text, "message", 1, 1000)
    if text is None:
        return [gift]
    name = data.maybe(data.text, "uname", 0, KEY_MAX)
    return [Comment(id=_part(told, "text"), at=at, user=user, text=text, name=name or None), gift]


def _start(data: Fields) -> Decoding:
    return [Stream(id=_id(data), at=_at(data), state="live")]


def _end(data: Fields) -> Decoding:
    return [Stream(id=_id(data), at=_at(data), state="ended")]


_READERS: Final[dict[str, Callable[[Fields], Decoding]]] = {
    "DM": _comment,
    "LIKE": _like,
    "LIVE_ROOM_ENTER": _enter,
    "SEND_GIFT": _gift,
    "GUARD": _guard,
    "SUPER_CHAT": _super_chat,
    "LIVE_START": _start,
    "LIVE_END": _end,
}

_NO_FACTS: Final = frozenset({"SUPER_CHAT_DEL", "INTERACTION_END"})


def _user(data: Fields) -> str:
    return data.key("open_id")


def _id(data: Fields) -> str | None:
    return data.maybe(data.key, "msg_id")


def _part(told: str | None, part: str) -> str | None:
    return part_id(told, part, by="/") if told is not None else None


def _at(data: Fields) -> int | None:
    return data.maybe(seconds, data, "timestamp")
