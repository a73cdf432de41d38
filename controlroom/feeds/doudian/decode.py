"""What Doudian's pushes say becomes facts: orders' steps, refunds. What its order detail says, too.

Owns: the tags, the fields of each and of an order's detail, and their units.
Law: a message gives facts, or says why not; nothing raises. A push tells no amount, no product, no buyer: those stay unknown
until the detail is looked up. Nor does it tell where it was ordered: where only some rooms' orders count, steps are held until
the detail says so. A field that the fact can do without and that cannot be read is unknown, as if it was missing.
Must not know: HTTP, signatures, clocks, the feed's name (the intake fills in `source`).

Money is whole fen; instants are epoch seconds; ids are whole numbers beyond 2^53, or strings of digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from controlroom.domain.events import Fact, Line, OrderStatus, OrderStep
from controlroom.domain.units import half_up
from controlroom.feeds.fields import COUNT_MAX, Decoding, Fields, Ignored
from controlroom.feeds.written import EXACT, MINOR_MAX, judged, listed, part_id, seconds, sku_of

PROBE: Final = "0"
OTHER_ROOM: Final = Ignored("order of another room")
LINES_MAX: Final = 200

_STEP: Final[Mapping[str, tuple[OrderStatus, str]]] = {
    "100": ("created", "create_time"),
    "101": ("paid", "pay_time"),
    "106": ("cancelled", "cancel_time"),
}
"""A tag → the step that it tells, and the field of its instant."""
REFUNDED: Final = "206"
_NO_FACTS: Final = frozenset("102 103 104 105 108 109 110 200 201 202 203 204 205 207 208 209 211".split())


class Whose(Struct, frozen=True):
    """Whose orders count: those of a live room, of a host's account, of both; None: of any."""

    room: str | None = None
    author: str | None = None

    @property
    def all(self) -> bool:
        """Tell whether every order of the shop counts."""
        return self.room is None and self.author is None

    def has(self, part: Fields, whole: Fields) -> bool:
        """Tell whether a part of an order was placed there, as it says itself, else its order does."""
        wanted = {"room_id": self.room, "author_id": self.author}
        told = {name: part.maybe(part.key, name) or whole.maybe(whole.key, name) for name in wanted}
        return all(ours is None or told[name] == ours for name, ours in wanted.items())


ANYWHERE: Final = Whose()


def decode(item: Any, *, held: bool = False) -> Decoding | None:
    """Return what one message of a push comes to; None: it is the probe.

    Args:
        item: An entry of the push's array, as JSON gave it.
        held: Only some rooms' orders count, which the order's detail will say.
    """
    return None if isinstance(item, dict) and item.get("tag") == PROBE else judged(_read, item, held)


def _read(item: Any, held: bool) -> Decoding:
    f = Fields(item, "")
    tag, id_ = f.key("tag"), f.key("msg_id")
    if tag not in _STEP and tag != REFUNDED:
        return Ignored(f"tag {tag}", unknown=tag not in _NO_FACTS)
    inner = f.get("data")
    data = Fields(EXACT.decode(inner) if isinstance(inner, str) else inner, "data")
    order = data.key("p_id")
    if tag == REFUNDED:
        return [
            OrderStep(
                id=id_, at=data.maybe(seconds, data, "success_time"), order=order, status="refunded",
                refund=data.key("aftersale_id"), amount_minor=data.whole("refund_amount", 0, MINOR_MAX), currency="CNY",
                held=held,
            )
        ]  # fmt: skip
    status, when = _STEP[tag]
    facts: list[Fact] = []
    created_ms = data.maybe(seconds, data, "create_time")
    if status != "created" and created_ms is not None:
        facts.append(OrderStep(id=part_id(id_, "created"), at=created_ms, order=order, status="created", held=held))
    at_ms = data.maybe(seconds, data, when)
    facts.append(OrderStep(id=part_id(id_, status), at=at_ms, order=order, status=status, held=held))
    return facts


def decode_detail(order: str, told: bytes, whose: Whose = ANYWHERE) -> Decoding:
    """Return the steps of an order that its detail tells, with products and amounts.

    Args:
        whose: Which rooms' orders count; of an order of several its parts.
        order: The shop's order (`p_id`), which was asked for.
        told: The detail as JSON, with or without `shop_order_detail` around it.
    """
    return judged(lambda: _detail(order, Fields(EXACT.decode(told), ""), whose))


def _detail(order: str, answer: Fields, whose: Whose) -> Decoding:
    whole = answer.maybe(answer.inner, "shop_order_detail") or answer
    parts = [Fields(one, f"sku_order_list[{place}]") for place, one in enumerate(listed(whole, "sku_order_list"))]
    if not parts:
        whole.inner("sku_order_list")  # says what is wrong
        return Ignored("order without products")
    own = next((one for one in parts if one.maybe(one.key, "parent_order_id") not in (None, order)), None)
    if own is not None:
        return Ignored("detail of another order")
    parts = [part for part in parts if whose.has(part, whole)]
    if not parts:
        return OTHER_ROOM
    lines = tuple(map(_line, parts))[:LINES_MAX]
    paid_ms = _earliest(parts, "pay_time")

    def step(status: OrderStatus, at_ms: int | None, amount: int | None) -> Fact:
        """One step of this order."""
        return OrderStep(
            id=part_id(order, "detail", status), at=at_ms, order=order, status=status, lines=lines, amount_minor=amount,
            currency="CNY",
        )  # fmt: skip

    paid = _sum(parts, "pay_amount") if paid_ms is not None else None
    facts = [
        step("created", _earliest(parts, "create_time"), paid if paid is not None else _sum(parts, "order_amount"))
    ]
    return facts if paid_ms is None else [*facts, step("paid", paid_ms, paid)]


def _line(part: Fields) -> Line:
    qty = part.maybe(part.whole, "item_num", 1, COUNT_MAX) or 1
    unit = part.maybe(part.whole, "origin_amount", 1, MINOR_MAX)
    if unit is None:
        amount = part.maybe(part.whole, "order_amount", 0, MINOR_MAX)
        unit = None if amount is None else half_up(amount, qty)
    return Line(sku=sku_of(part, "code", "sku_id", "product_id", "order_id"), qty=qty, unit_minor=unit)


def _sum(parts: list[Fields], name: str) -> int | None:
    """Return the parts' amounts together; None: one of them is not known."""
    amounts = [part.maybe(part.whole, name, 0, MINOR_MAX) for part in parts]
    total = sum(amount for amount in amounts if amount is not None)
    return None if None in amounts or total > MINOR_MAX else total


def _earliest(parts: list[Fields], name: str) -> int | None:
    instants = [part.maybe(seconds, part, name) for part in parts]
    return min((at_ms for at_ms in instants if at_ms is not None), default=None)
