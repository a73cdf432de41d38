"""What a product costs, and what is promised with it.

Owns: `price.set`, `offer.open`, `offer.close`.
Law: a price counts on every screen at once; what the platform must be told stands on the desk. An offer is open once, and
of two that change one product's price one at a time, so that the price that returns is the one there was.
Must not know: orders, who does what the desk asks for.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.offers import Round
from controlroom.domain.plan import OfferPlan, Text, TimerPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room import pairing, selling
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live
from controlroom.room.acts.air import known_product
from controlroom.room.pairing import Was, put_back
from controlroom.room.selling import Priced, priced
from controlroom.room.state import RoomState


class Opened(Struct):
    """Which offer was opened, what its product cost before, and how its timer stood."""

    offer: str
    before: Priced
    clock: Was | None


class Closed(Struct):
    """Which offer was closed, and whether its price came back with that."""

    offer: str


def _set(s: RoomState, c: cmd.PriceSet, at: Place) -> None:
    selling.set_price(s, c.sku, c.unit_minor, at.received_ms, str(at.seq))


def _keep_price(s: RoomState, c: cmd.PriceSet, at: Place) -> Priced:
    return priced(s, c.sku)


def _unset(s: RoomState, kept: Priced, at: Place) -> None:
    selling.price_back(s, kept, at.received_ms, str(at.seq))


def _refuse_price(s: RoomState, c: cmd.PriceSet, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "ended":
        return not_live(s)
    if selling.agreed(s, c.sku, c.unit_minor):
        return no("already_priced", f"{c.sku!r} costs that already", c.sku)
    return known_product(s, c.sku)


def _open(s: RoomState, c: cmd.OfferOpen, at: Place) -> None:
    plan = s.plan.offer(c.offer) if s.plan is not None else None
    assert plan is not None
    timer = pairing.timer_for(s, plan.id, at.received_ms)
    pairing.open_offer(s, plan, at.received_ms, str(at.seq))
    if timer is not None:
        if not _runs(s, timer):
            s.timers.start(pairing.planned_timer(timer, at.received_ms))
        pairing.join(s, timer.id, at.received_ms, str(at.seq))
        s.subjects[f"timer:{timer.id}"] = at.seq
    repriced(s, plan, at)


def _runs(s: RoomState, timer: TimerPlan) -> bool:
    known = s.timers.by_id.get(timer.id)
    return known is not None and known.state in ("running", "paused")


def repriced(s: RoomState, plan: OfferPlan, at: Place) -> None:
    """Note that an offer was opened or closed, and its price began or ended with it."""
    s.subjects[f"offer:{plan.id}"] = at.seq
    if plan.price_minor is not None:
        s.subjects[f"price:{plan.sku}"] = at.seq


def _keep_open(s: RoomState, c: cmd.OfferOpen, at: Place) -> Opened:
    plan = s.plan.offer(c.offer) if s.plan is not None else None
    assert plan is not None
    timer = pairing.timer_for(s, plan.id, at.received_ms)
    known = s.timers.by_id.get(timer.id) if timer is not None else None
    clock = Was(timer.id, replace(known) if known is not None else None) if timer is not None else None
    return Opened(c.offer, priced(s, plan.sku), clock)


def _unopen(s: RoomState, kept: Opened, at: Place) -> None:
    one = s.offers.running(kept.offer)
    assert one is not None
    unopen(s, one, kept.before, at)
    if kept.clock is not None:
        put_back(s, kept.clock)


def unopen(s: RoomState, one: Round, was: Priced, at: Place) -> None:
    """Take an opened offer back."""
    selling.drop(s, one, was, at.received_ms, str(at.seq))


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
    return refuse_rival(s, plan)


def refuse_rival(s: RoomState, plan: OfferPlan) -> Refusal | None:
    """Refuse an offer whose product another offer has priced."""
    other = selling.rival(s, plan)
    if other is None:
        return None
    said = f"{other.offer!r} has the price of {plan.sku!r} already: close it first"
    return no("other_offer_open", said, other.offer)


def _close(s: RoomState, c: cmd.OfferClose, at: Place) -> None:
    one = s.offers.running(c.offer)
    assert one is not None
    selling.end(s, one, "closed", at.received_ms)
    if one.timer is not None:
        s.subjects[f"timer:{one.timer}"] = at.seq
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


_WINDOW: Final = selling.OF_OFFER | {Topic.TIMERS}

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.PriceSet: Act(
        carry=_set, refuse=_refuse_price, touches=selling.OF_PRICE, subject="price", part=lambda c: c.sku, what=_sku,
        undo=Undoing(Priced, _keep_price, _unset),
    ),
    cmd.OfferOpen: Act(
        carry=_open, refuse=_refuse_open, touches=_WINDOW, subject="offer", part=_part, what=_offer,
        undo=Undoing(
            Opened, _keep_open, _unopen, _not_open,
            why="offer_over",
        ),
    ),
    cmd.OfferClose: Act(
        carry=_close, refuse=_refuse_close, touches=_WINDOW, subject="offer", part=_part, what=_offer,
        undo=Undoing(Closed, _keep_closed, _unclose, _not_closed, why="offer_again"),
    ),
}  # fmt: skip
