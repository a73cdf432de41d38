"""Who is owed what an offer promised.

Owns: the view of an offer's orders, round by round.
Law: first paid, first owed; an order beyond the quota is named too, as owed nothing, so that nobody has to guess. Orders by
their ids alone: whose they are, the shop knows.
Must not know: pages, files.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.offers import Offers, OfferState
from controlroom.domain.plan import Plan, Text


class OwedOrder(Struct, frozen=True, kw_only=True):
    """An order of an offer: when it was paid, and how many pieces of the product are in it."""

    order: str
    paid_ms: int
    pieces: int
    owed: bool


class OwedRound(Struct, frozen=True, kw_only=True):
    """One opening of an offer, its orders by their payment."""

    opened_ms: int
    ended_ms: int | None
    state: OfferState
    quota: int | None
    orders: tuple[OwedOrder, ...]


class OwedView(Struct, frozen=True, kw_only=True):
    """An offer, and its openings, oldest first."""

    show: str
    offer: str
    title: Text
    sku: str
    gift: Text | None
    price_minor: int | None
    currency: str
    rounds: tuple[OwedRound, ...]


def owed_view(show: str, plan: Plan | None, offers: Offers, id_: str) -> OwedView | None:
    """Return who is owed what the offer `id_` promised; None: the show has no such offer.

    Args:
        show: The show's id.
        plan: Its plan.
        offers: What came of the plan's offers.
    """
    offer = plan.offer(id_) if plan is not None else None
    if plan is None or offer is None:
        return None
    rounds = []
    for one in offers.rounds:
        if one.offer == id_:
            owed = {order for order, _ in one.owed()}
            orders = tuple(
                OwedOrder(order=order, paid_ms=claim.paid_ms, pieces=claim.pieces, owed=order in owed)
                for order, claim in one.ranked()
            )
            rounds.append(
                OwedRound(
                    opened_ms=one.opened_ms, ended_ms=one.ended_ms, state=one.state, quota=one.quota, orders=orders
                )
            )  # fmt: skip
    return OwedView(
        show=show, offer=id_, title=offer.title, sku=offer.sku, gift=offer.gift, price_minor=offer.price_minor,
        currency=plan.show.currency, rounds=tuple(rounds),
    )  # fmt: skip
