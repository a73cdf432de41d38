"""What a product costs, and what is promised with it.

Owns: `price.set`, `offer.open`, `offer.close`.
Law: a price counts on every screen at once; what the platform must be told stands on the desk. An offer is open once, and
of two that change one product's price one at a time, so that the price that returns is the one there was.
Must not know: orders, who does what the desk asks for.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.offers import Round
from controlroom.domain.plan import Text
from controlroom.domain.pricing import Asked
from controlroom.domain.roles import Role
from controlroom.room import selling
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live
from controlroom.room.acts.air import known_product
from controlroom.room.state import RoomState


class Priced(Struct):
    """What a product cost before, and what had been asked for it."""

    sku: str
    unit_minor: int | None
    asked: Asked | None


class Opened(Struct):
    """Which offer was opened, and what its product cost before."""

    offer: str
    before: Priced


class Closed(Struct):
    """Which offer was closed, and whether its price came back with that."""

    offer: str


def _before(s: RoomState, sku: str) -> Priced:
    return Priced(sku, selling.price(s, sku), s.asked.get(sku))


def _set(s: RoomState, c: cmd.PriceSet, at: Place) -> None:
    selling.set_price(s, c.sku, c.unit_minor, at.received_ms, str(at.seq))


def _keep_price(s: RoomState, c: cmd.PriceSet, at: Place) -> Priced:
    return _before(s, c.sku)


def _unset(s: RoomState, kept: Priced, at: Place) -> None:
    selling.price_back(s, kept.sku, kept.asked, kept.unit_minor, at.received_ms, str(at.seq))


def _refuse_price(s: RoomState, c: cmd.PriceSet, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "ended":
        return not_live(s)
    if selling.price(s, c.sku) == c.unit_minor:
        return no("already_priced", f"{c.sku!r} costs that already", c.sku)
    return known_product(s, c.sku)


def _open(s: RoomState, c: cmd.OfferOpen, at: Place) -> None:
    plan = s.plan.offer(c.offer) if s.plan is not None else None
    assert plan is not None
    before = selling.price(s, plan.sku)
    ends_ms = at.received_ms + plan.lasts_for_ms if plan.lasts_for_ms is not None else None
    one = Round(
        offer=plan.id, sku=plan.sku, opened_ms=at.received_ms, quota=plan.quota, ends_ms=ends_ms,
        price_minor=plan.price_minor, price_before_minor=before if plan.price_minor is not None else None,
    )  # fmt: skip
    selling.begin(s, one, str(at.seq))
    if plan.price_minor is not None:
        s.subjects[f"price:{plan.sku}"] = at.seq


def _keep_open(s: RoomState, c: cmd.OfferOpen, at: Place) -> Opened:
    plan = s.plan.offer(c.offer) if s.plan is not None else None
    assert plan is not None
    return Opened(c.offer, _before(s, plan.sku))


def _unopen(s: RoomState, kept: Opened, at: Place) -> None:
    one, before = s.offers.running(kept.offer), kept.before
    assert one is not None
    selling.drop(s, one, before.asked, before.unit_minor, at.received_ms, str(at.seq))


def _not_open(s: RoomState, kept: Opened) -> bool:
    return s.offers.running(kept.offer) is None


def _refuse_open(s: RoomState, c: cmd.OfferOpen, by: Role, now_ms: int) -> Refusal | None:
    refusal = not_live(s)
    if refusal is not None:
        return refusal
    plan = s.plan.offer(c.offer) if s.plan is not None else None
    if plan is None:
        return no("unknown_offer", f"the plan has no offer {c.offer!r}", c.offer)
    if s.offers.running(c.offer) is not None:
        return no("already_open", "it is open already", c.offer)
    if plan.price_minor is not None:
        other = next(
            (r for r in s.offers.rounds if r.state == "open" and r.sku == plan.sku and r.price_minor is not None), None
        )
        if other is not None:
            said = f"{other.offer!r} has the price of {plan.sku!r} already: close it first"
            return no("other_offer_open", said, other.offer)
    return None


def _close(s: RoomState, c: cmd.OfferClose, at: Place) -> None:
    one = s.offers.running(c.offer)
    assert one is not None
    selling.end(s, one, "closed", at.received_ms)
    if one.price_minor is not None:
        s.subjects[f"price:{one.sku}"] = at.seq


def _keep_closed(s: RoomState, c: cmd.OfferClose, at: Place) -> Closed:
    return Closed(c.offer)


def _unclose(s: RoomState, kept: Closed, at: Place) -> None:
    one = s.offers.newest(kept.offer)
    assert one is not None
    selling.go_on(s, one, at.received_ms, str(at.seq))


def _not_closed(s: RoomState, kept: Closed) -> bool:
    one = s.offers.newest(kept.offer)
    return one is None or one.state != "closed" or s.status != "live"


def _refuse_close(s: RoomState, c: cmd.OfferClose, by: Role, now_ms: int) -> Refusal | None:
    return None if s.offers.running(c.offer) is not None else no("not_open", f"no offer {c.offer!r} is open", c.offer)


def _sku(s: RoomState, c: cmd.PriceSet) -> str:
    return c.sku


def _offer(s: RoomState, c: cmd.OfferOpen | cmd.OfferClose) -> Text:
    plan = s.plan.offer(c.offer) if s.plan is not None else None
    return plan.title if plan is not None else c.offer


def _part(c: cmd.OfferOpen | cmd.OfferClose) -> str:
    return c.offer


ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.PriceSet: Act(
        carry=_set, refuse=_refuse_price, touches=selling.OF_PRICE, subject="price", part=lambda c: c.sku, what=_sku,
        undo=Undoing(Priced, _keep_price, _unset),
    ),
    cmd.OfferOpen: Act(
        carry=_open, refuse=_refuse_open, touches=selling.OF_OFFER, subject="offer", part=_part, what=_offer,
        undo=Undoing(Opened, _keep_open, _unopen, _not_open),
    ),
    cmd.OfferClose: Act(
        carry=_close, refuse=_refuse_close, touches=selling.OF_OFFER, subject="offer", part=_part, what=_offer,
        undo=Undoing(Closed, _keep_closed, _unclose, _not_closed),
    ),
}  # fmt: skip
