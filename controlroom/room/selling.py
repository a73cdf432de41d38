"""What the team wants of the platform, and what the platform shows of it.

Owns: what is sold instead of a product, how a price is set and comes back, what must be done on the desk for it, and the
offers' course between orders and time.
Law: called by the functions that fold a record, and where an offer's time is over; what the platform shows is told by facts
alone.
Must not know: who may command, screens, who does the desk's acts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import events as ev
from controlroom.domain.desk import Chip, Handwork, Told
from controlroom.domain.offers import OfferState, Round
from controlroom.domain.orders import Figures
from controlroom.domain.plan import OfferPlan, Text, plain
from controlroom.domain.pricing import Asked, price_now, still_asked
from controlroom.domain.topics import Topic
from controlroom.domain.units import exponent
from controlroom.room import marking
from controlroom.room.state import Offered, RoomState

_NOTHING: Final[frozenset[Topic]] = frozenset()
OF_PRICE: Final = frozenset({Topic.PROGRAM, Topic.STOCK, Topic.DESK, Topic.CUE, Topic.COMMENTS})
OF_STOCK: Final = OF_PRICE
"""A card, an answer, a chip of the desk says the number too."""

OF_OFFER: Final = OF_PRICE | {Topic.OFFERS}
_SHOWN: Final[frozenset[str]] = frozenset({"on_shelf", "explaining"})


# Prices.


def told_price(s: RoomState, sku: str) -> int | None:
    """Return what the platform told last that a product costs, minor units."""
    offered = s.offered.get(sku)
    return offered.price_minor if offered is not None else None


def wanted_price(s: RoomState, sku: str) -> int | None:
    """Return what a product should cost: what the team set last, else what it planned, minor units."""
    offered = s.offered.get(sku)
    return offered.wanted_minor if offered is not None and offered.wanted_minor is not None else s.prices.get(sku)


def price(s: RoomState, sku: str) -> int | None:
    """Return what a product costs now, minor units; None: nobody knows."""
    return price_now(s.asked.get(sku), told_price(s, sku), s.prices.get(sku))


def substitute(s: RoomState, sku: str) -> str | None:
    """Return what the plan offers instead of a product: of one that is sold out too what is offered instead of that."""
    tried, one = {sku}, s.plan.product(sku) if s.plan is not None else None
    while one is not None and one.instead is not None and one.instead not in tried:
        shelf = s.shelves.get(one.instead)
        if shelf is None or not shelf.is_out:
            return one.instead
        tried.add(one.instead)
        one = s.plan.product(one.instead) if s.plan is not None else None
    return None


def instead_on_air(s: RoomState, sku: str) -> str | None:
    """Return what is to be put on air instead of a product: nothing while another one is on air, and goes on."""
    return substitute(s, sku) if s.program is None or s.program.sku == sku else None


def set_price(s: RoomState, sku: str, unit_minor: int, at_ms: int, id_: str) -> None:
    """Let a product cost `unit_minor` from now on, on every screen; on the platform somebody must do it.

    Args:
        id_: For what stands on the desk.
    """
    before, told, chip = price(s, sku), told_price(s, sku), s.desk.chip("price", sku)
    s.offered.setdefault(sku, Offered()).wanted_minor = unit_minor
    if told == unit_minor and (chip is None or chip.state == "confirmed" or not chip.tried):
        s.asked.pop(sku, None)
        s.desk.drop("price", sku)
    else:
        s.asked[sku] = Asked(unit_minor, at_ms, told)
        s.desk.ask(_chip(id_, "price", sku, _amount(s, unit_minor), at_ms, "price", unit_minor))
    if marking.priced(s, sku, before, unit_minor, at_ms):
        s.watch.turn(sku)


def heard_price(s: RoomState, sku: str, unit_minor: int, at_ms: int) -> None:
    """Take what the platform tells that a product costs."""
    left = still_asked(s.asked.get(sku), unit_minor)
    if left is None:
        s.asked.pop(sku, None)
    s.desk.saw("price", sku, ("price",), unit_minor, at_ms)


class Priced(Struct):
    """What a product costs, and what the team had set and asked for, for whoever changes it."""

    sku: str
    unit_minor: int | None
    wanted_minor: int | None
    asked: Asked | None


def priced(s: RoomState, sku: str) -> Priced:
    """Return what a product costs now."""
    offered = s.offered.get(sku)
    return Priced(sku, price(s, sku), offered.wanted_minor if offered is not None else None, s.asked.get(sku))


def agreed(s: RoomState, sku: str, unit_minor: int) -> bool:
    """Tell whether a product costs so much and the team wants no other price (the platform's may be another)."""
    return price(s, sku) == unit_minor and wanted_price(s, sku) in (unit_minor, None)


def price_back(s: RoomState, was: Priced, at_ms: int, id_: str) -> None:
    """Let a product cost again what it did before a price was set, as if it had not been."""
    sku = was.sku
    chip = s.desk.chip("price", sku)
    if was.unit_minor is not None and (chip is None or chip.tried):  # the platform has it, or will
        set_price(s, sku, was.unit_minor, at_ms, id_)
        s.offered[sku].wanted_minor = was.wanted_minor
        return
    before = price(s, sku)
    s.offered.setdefault(sku, Offered()).wanted_minor = was.wanted_minor
    s.asked.pop(sku, None)
    s.desk.drop("price", sku)
    if was.asked is not None:
        s.asked[sku] = was.asked
        s.desk.ask(_chip(id_, "price", sku, _amount(s, was.asked.unit_minor), at_ms, "price", was.asked.unit_minor))
    after = price(s, sku)
    if after is not None and marking.priced(s, sku, before, after, at_ms):
        s.watch.turn(sku)


def _amount(s: RoomState, minor: int) -> str:
    """Return an amount as it is typed into the platform's field."""
    places = exponent(s.currency or "CNY")
    return format(Decimal(minor).scaleb(-places), f".{places}f")


# The desk.


def _chip(
    id_: str, act: Handwork, sku: str | None, text: Text, at_ms: int, told_by: Told | None, want: int | None
) -> Chip:
    return Chip(f"desk-{id_}-{act}", act, sku, text, at_ms, at_ms, told_by=told_by, want=want)


def ask(
    s: RoomState,
    act: Handwork,
    sku: str | None,
    text: Text,
    at_ms: int,
    id_: str,
    written: dict[str, int] | None = None,
) -> None:
    """Put an act on the desk that no price or quantity belongs to.

    Args:
        written: By placeholder, what was filled into the words.
    """
    told_by: Told | None = "product" if act in ("explain", "shelf") else None
    chip = _chip(id_, act, sku, text, at_ms, told_by, None)
    chip.numbers = written or {}
    s.desk.ask(chip)


def ask_listed(s: RoomState, sku: str, listed: int, at_ms: int, id_: str) -> None:
    """Put on the desk that the quantity offered on the platform is to be changed."""
    s.desk.ask(_chip(id_, "shelf", sku, str(listed), at_ms, "stock", listed))


def listed_back(
    s: RoomState, sku: str, asked: str, listed: int | None, before: Chip | None, at_ms: int, id_: str
) -> None:
    """Let the platform offer again what it did before a quantity was asked for, as if it had not been.

    Args:
        asked: For what the quantity was put on the desk. `before`: what stood there then.
        listed: How many it was, with what was sold since; None: nobody knows.
        id_: For what stands on the desk now.
    """
    chip = s.desk.chips.get(f"desk-{asked}-shelf")
    if chip is not None and not chip.tried:
        s.desk.drop("shelf", sku)
        if before is not None:
            s.desk.put_back(before)
    elif listed is not None:
        ask_listed(s, sku, max(0, listed), at_ms, id_)


def words(s: RoomState, sku: str) -> Text:
    """Return a product as the platform's search field finds it: its link number and title."""
    product = s.plan.product(sku) if s.plan is not None else None
    if product is None or product.link is None:
        return product.title if product is not None else sku
    link = product.link
    return {lang: f"{link} {plain(product.title, lang)}" for lang in ("zh-CN", "en")}


def heard_state(s: RoomState, fact: ev.Product, at_ms: int) -> None:
    """Take what the platform tells of a product's card."""
    if fact.state == "explaining":
        s.desk.showing = fact.sku
        if s.desk.on_air == fact.sku:
            s.desk.popped(at_ms)
    elif s.desk.showing == fact.sku:
        s.desk.showing = None
    acts: tuple[Handwork, ...] = ("explain", "shelf") if fact.state == "explaining" else ("shelf",)
    s.desk.saw("product", fact.sku, acts if fact.state in _SHOWN else (), None, at_ms)


def heard_listed(s: RoomState, sku: str, listed: int, at_ms: int) -> None:
    """Take what the platform tells of the quantity that is offered."""
    s.desk.saw("stock", sku, ("shelf",), listed, at_ms)


def follow(s: RoomState, seq: int, at_ms: int) -> frozenset[Topic]:
    """After a command: let the desk follow what is on air, and an ended show's offers end with it."""
    touched = _NOTHING
    sku = s.program.sku if s.program is not None else None
    if sku != s.desk.on_air:
        s.desk.sell(sku, words(s, sku) if sku is not None else "")
        if sku is not None:
            _present(s, sku, seq, at_ms)
        touched = frozenset({Topic.DESK})
    if s.status == "ended":
        for one in s.offers.rounds:
            if one.state == "open":
                end(s, one, "closed", at_ms)
                touched = OF_OFFER
    return touched


def _present(s: RoomState, sku: str, seq: int, at_ms: int) -> None:
    """Put on the desk what makes the platform show a product: its place on the shelf, and its card."""
    offered = s.offered.get(sku)
    if offered is not None and offered.state in ("off_shelf", "sold_out"):
        ask(s, "shelf", sku, s.desk.words, at_ms, str(seq))
    if s.desk.showing == sku:
        s.desk.popped(at_ms)
    else:
        ask(s, "explain", sku, s.desk.words, at_ms, str(seq))


# Offers.


def open_round(s: RoomState, plan: OfferPlan, at_ms: int, id_: str) -> Round:
    """Open an offer: its price counts at once, and what it promises must stand on the platform.

    Args:
        id_: For what stands on the desk.
    """
    before = price(s, plan.sku)
    one = Round(
        offer=plan.id, sku=plan.sku, opened_ms=at_ms, quota=plan.quota,
        ends_ms=at_ms + plan.lasts_for_ms if plan.lasts_for_ms is not None else None,
        price_minor=plan.price_minor, price_before_minor=before if plan.price_minor is not None else None,
    )  # fmt: skip
    s.offers.open(one)
    _promise(s, one, at_ms, id_)
    return one


def rival(s: RoomState, plan: OfferPlan) -> Round | None:
    """Return the open offer that keeps another one from being opened: it has the price of the product already."""
    if plan.price_minor is None:
        return None
    priced = (r for r in s.offers.rounds if r.state == "open" and r.sku == plan.sku and r.price_minor is not None)
    return next(priced, None)


def go_on(s: RoomState, one: Round, at_ms: int, id_: str) -> None:
    """Let a round that was closed by hand go on as if it had not been."""
    since_ms = one.ended_ms
    s.offers.reopen(one, at_ms)
    clock = s.timers.by_id.get(one.timer) if one.timer is not None else None
    if clock is not None and clock.state == "stopped" and clock.stopped_ms == since_ms:
        clock.start_again()
        s.timers.reckon()
    if one.state == "open":
        _promise(s, one, at_ms, id_)
        for chip in one.unsaid:
            s.desk.put_back(chip)
        one.unsaid = []


def _promise(s: RoomState, one: Round, at_ms: int, id_: str) -> None:
    marking.offer_begun(s, one, at_ms)
    if one.price_minor is not None:
        set_price(s, one.sku, one.price_minor, at_ms, id_)
    _gift(s, one, at_ms, id_, off=False)


def _gift(s: RoomState, one: Round, at_ms: int, id_: str, *, off: bool) -> None:
    """Put on the desk that the platform must promise a gift, or no longer."""
    plan = s.plan.offer(one.offer) if s.plan is not None else None
    if plan is None or plan.gift is None:
        return
    chip = _chip(id_, "gift", one.sku, plan.title, at_ms, None, None)
    chip.off = off
    s.desk.ask(chip)
    s.watch.turn(one.sku)


def end(s: RoomState, one: Round, state: OfferState, at_ms: int) -> None:
    """Let a round be over: its price returns, unless it has been changed since."""
    one.end(state, at_ms)
    s.offers.reckon()
    _settle(s, one, at_ms)


def drop(s: RoomState, one: Round, was: Priced, at_ms: int, id_: str) -> None:
    """Take a round back as if it had never been opened. `was`: what its product cost before."""
    s.offers.rounds.remove(one)
    s.offers.reckon()
    s.desk.withdraw(f"offer:{one.offer}")
    one.ended_ms = at_ms
    marking.offer_over(s, one)
    gift = s.desk.chip("gift", one.sku)
    if gift is not None and not gift.tried:
        s.desk.drop("gift", one.sku)
    else:
        _gift(s, one, at_ms, id_, off=True)
    if one.price_minor is not None and price(s, one.sku) == one.price_minor:
        price_back(s, was, at_ms, id_)


def counted(s: RoomState, id_: str, order: Figures, at_ms: int) -> None:
    """Count an order as it stands now in the offers that it belongs to; those of the team count nowhere."""
    if s.tally.is_apart(id_):
        order = replace(order, paid_ms=None)
    for full in s.offers.order(id_, order, at_ms):
        _settle(s, full, at_ms)


def _settle(s: RoomState, one: Round, at_ms: int) -> None:
    id_ = f"{one.offer}-{at_ms}"
    clock = s.timers.by_id.get(one.timer) if one.timer is not None else None
    if clock is not None and clock.state in ("running", "paused"):  # it would count down to nothing
        clock.stop(at_ms)
        s.timers.reckon()
        s.cues.armed = False
    one.unsaid = s.desk.withdraw(f"offer:{one.offer}")
    marking.offer_over(s, one)
    _gift(s, one, at_ms, id_, off=True)
    if one.price_minor is not None and one.price_before_minor is not None and price(s, one.sku) == one.price_minor:
        set_price(s, one.sku, one.price_before_minor, at_ms, id_)


def end_due(s: RoomState, at_ms: int) -> frozenset[Topic]:
    """Let the offers be over whose time is; return the topics that people see changed."""
    over = s.offers.mature(at_ms)
    for one in over:
        _settle(s, one, at_ms)
    return OF_OFFER if over else _NOTHING
