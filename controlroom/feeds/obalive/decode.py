"""What oba-live-tool (qiutongxue, MIT) says becomes facts: comments of several platforms, and Douyin's orders.

Owns: its message types and their fields.
Law: a frame gives facts, or says why not; nothing raises. A field that the fact can do without and that cannot be read is
unknown, as if it was missing; a field that it needs refuses the frame, with the reason.
Must not know: sockets, clocks, plans, the feed's name (the intake fills in `source`).

Where it is from (FEEDS.md 1.6; read, never run against the real platforms): the tool's own types and listeners.
What it does not carry, and what stands for it:
- An order has no amount and no quantity: one line of one piece, and the step says `estimated`, so that its amount is the
  plan's price and every figure made of amounts or pieces is an estimate; how many orders there are is none. Its `sku` is the
  platform's product id; without one, the title. A plan whose products name that id (as their sku or among their aliases), or have
  that very title, joins it; else it counts under itself, without a price.
- A comment of the Douyin listeners and an order name the viewer by nickname only. Then the nickname stands for the viewer (two
  of the same name are one); of an order with a masked one (with `*`) the buyer is unknown.
- A like has no count: it is one.
- A cancelled or refunded order is not told: only `已下单` and `已付款` are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.json import Decoder as JsonDecoder

from controlroom.domain.events import Club, Comment, Enter, Follow, Like, Line, OrderStatus, OrderStep
from controlroom.domain.units import EPOCH_MS_MAX
from controlroom.feeds.fields import KEY_MAX, Decoding, Fields, Ignored, Unfit
from controlroom.feeds.written import SKU_MAX, judged, seconds

STEPS: Final[dict[str, OrderStatus]] = {"已下单": "created", "已付款": "paid"}

_ANY: Final = JsonDecoder()


class Decoder:
    """Reads one tool's frames; each by itself."""

    def feed(self, frame: bytes | str) -> Decoding:
        """Return what a text frame comes to."""
        return judged(_frame, frame)


def _frame(frame: bytes | str) -> Decoding:
    data = Fields(_ANY.decode(frame), "")
    kind = data.text("msg_type", 1, KEY_MAX)
    read = _READERS.get(kind)
    return Ignored(kind, unknown=kind not in _NO_FACTS) if read is None else read(data)


def _comment(data: Fields) -> Decoding:
    name = data.maybe(data.text, "nick_name", 0, KEY_MAX)
    return [
        Comment(id=_id(data), at=_at(data), user=_user(data), text=data.text("content", 1, 1000), name=name or None)
    ]


def _enter(data: Fields) -> Decoding:
    return [Enter(id=_id(data), at=_at(data), user=_user(data))]


def _like(data: Fields) -> Decoding:
    return [Like(id=_id(data), at=_at(data), user=data.maybe(_user, data))]


def _follow(data: Fields) -> Decoding:
    return [Follow(id=_id(data), at=_at(data), user=_user(data))]


def _club(data: Fields) -> Decoding:
    return [Club(id=_id(data), at=_at(data), user=_user(data))]


def _order(data: Fields) -> Decoding:
    status = data.text("order_status", 1, KEY_MAX)
    step = STEPS.get(status)
    if step is None:
        return Ignored(f"order status {status}", unknown=status != "未知状态")
    id_ = data.key("msg_id")
    order = id_.partition("#")[0]
    if not order:
        raise Unfit("bad_field", "msg_id", f"msg_id is {id_[:60]!r}, not order number # status.")
    at = data.maybe(seconds, data, "order_ts") if step == "created" else None
    buyer = data.maybe(_user, data)
    return [
        OrderStep(
            id=id_,
            at=at or _at(data),
            order=order,
            status=step,
            user=None if buyer is not None and "*" in buyer else buyer,
            lines=(_product(data),),
            estimated=True,
        )
    ]


_READERS: Final[dict[str, Callable[[Fields], Decoding]]] = {
    "comment": _comment,
    "wechat_channel_live_msg": _comment,
    "xiaohongshu_comment": _comment,
    "taobao_comment": _comment,
    "room_enter": _enter,
    "room_like": _like,
    "room_follow": _follow,
    "ecom_fansclub_participate": _club,
    "live_order": _order,
}

_NO_FACTS: Final = frozenset({"subscribe_merchant_brand_vip"})
"""Known, and no fact of the contract: to join a brand's members is not to join the fan club."""


def _product(data: Fields) -> Line:
    number, title = data.maybe(data.key, "product_id"), data.maybe(data.text, "product_title", 1, SKU_MAX)
    found = number or title
    if found is None:
        raise Unfit("missing_field", "product_id", "product_id and product_title are missing: which product?")
    if len(found) > SKU_MAX:
        raise Unfit("too_long", "product_id", f"product_id is longer than {SKU_MAX} characters.")
    return Line(sku=found, title=title if title != found else None)


def _user(data: Fields) -> str:
    return data.maybe(data.key, "user_id") or data.text("nick_name", 1, KEY_MAX)


def _id(data: Fields) -> str | None:
    return data.maybe(data.key, "msg_id")


def _at(data: Fields) -> int | None:
    # Epoch milliseconds; older versions write a local time of day, which is no instant.
    return data.maybe(data.whole, "time", 10**12, EPOCH_MS_MAX)
