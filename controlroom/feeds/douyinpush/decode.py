"""What Douyin's official live data says becomes facts: comments, gifts, likes, fan club.

Owns: the types of messages, the fields of each and their units.
Law: a message gives facts, or says why not; nothing raises. A field that the fact can do without and that cannot be read is
unknown, as if it was missing.
Must not know: HTTP, signatures, clocks, the feed's name (the intake fills in `source`).

Instants are epoch milliseconds; a gift's value is whole fen, of all pieces together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from controlroom.domain.events import Club, Comment, Gift, Like
from controlroom.feeds.fields import COUNT_MAX, KEY_MAX, Decoding, Fields, Ignored
from controlroom.feeds.written import MINOR_MAX, judged, milliseconds

CLUB_JOINED: Final = 2


def decode(type_: str, item: Any) -> Decoding:
    """Return what one message comes to.

    Args:
        type_: As the delivery's (signed) header says.
        item: An entry of the delivery's array, as JSON gave it.
    """
    read = _READERS.get(type_)
    if read is None:
        return Ignored(type_[:100], unknown=True)
    return judged(lambda: read(Fields(item, "")))


def _comment(f: Fields) -> Decoding:
    name = f.maybe(f.text, "nickname", 1, KEY_MAX)
    return [
        Comment(id=f.key("msg_id"), at=_at(f), user=f.key("sec_openid"), text=f.text("content", 1, 1000), name=name)
    ]


def _gift(f: Fields) -> Decoding:
    if f.get("test") is True:
        return Ignored("test gift")
    count = f.whole("gift_num", 1, COUNT_MAX)
    amount = f.maybe(f.whole, "gift_value", 0, MINOR_MAX)
    name = f"gift {f.key('sec_gift_id')}"[:KEY_MAX]
    return [Gift(id=f.key("msg_id"), at=_at(f), user=f.key("sec_openid"), name=name, count=count, amount_minor=amount)]


def _like(f: Fields) -> Decoding:
    user = f.maybe(f.key, "sec_openid")
    return [Like(id=f.key("msg_id"), at=_at(f), user=user, count=f.whole("like_num", 1, COUNT_MAX))]


def _club(f: Fields) -> Decoding:
    if f.whole("fansclub_reason_type", 0) != CLUB_JOINED:
        return Ignored("club level-up")
    return [Club(id=f.key("msg_id"), at=_at(f), user=f.key("sec_openid"))]


def _at(f: Fields) -> int | None:
    return f.maybe(milliseconds, f, "timestamp")


_READERS: Final[Mapping[str, Callable[[Fields], Decoding]]] = {
    "live_comment": _comment,
    "live_gift": _gift,
    "live_like": _like,
    "live_fansclub": _club,
}
