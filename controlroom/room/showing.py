"""What a card says now: the numbers of the room, and putting a card up.

Owns: where each placeholder's number comes from, and how a prepared card becomes one on the host's screen.
Law: numbers are those of the state at the record (or the due instant) that shows the card; what nobody knows is None.
Must not know: what prompts a card, roles, screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from controlroom.domain.cues import STAYS_MS, Cue
from controlroom.domain.plan import CuePlan, SegmentPlan, Text
from controlroom.domain.tally import Flow
from controlroom.domain.wordings import Numbers, Wording, fill
from controlroom.room import marking, selling
from controlroom.room.state import RoomState

CURRENCY: Final = "CNY"
"""Until an order or the plan names another."""


def prepared(s: RoomState) -> Iterator[tuple[SegmentPlan | None, CuePlan]]:
    """Yield every prepared card with its segment: of the one on air first, then of the show, then of the others."""
    on_air = s.rundown.segment(s.rundown.on_air) if s.rundown.on_air is not None else None
    if on_air is not None:
        yield from ((on_air, cue) for cue in on_air.cues)
    if s.plan is not None:
        yield from ((None, cue) for cue in s.plan.cues)
    yield from ((one, cue) for one in s.rundown.segments if one is not on_air for cue in one.cues)


def found(s: RoomState, id_: str) -> tuple[SegmentPlan | None, CuePlan] | None:
    """Return the prepared card called `id_`, and its segment."""
    return next((one for one in prepared(s) if one[1].id == id_), None)


def product_of(s: RoomState, segment: SegmentPlan | None, cue: CuePlan | None) -> str | None:
    """Return the product a card is about: its own, its segment's, else the one being sold."""
    if cue is not None and cue.when is not None and cue.when.sku is not None:
        return cue.when.sku
    if segment is not None and segment.sku is not None:
        return segment.sku
    return s.program.sku if s.program is not None else None


def numbers(s: RoomState, sku: str | None, at_ms: int, timer: str | None = None, offer: str | None = None) -> Numbers:
    """Return what is known at an instant, by placeholder.

    Args:
        sku: The product that is meant; None: none is being sold.
        timer: The timer whose time left is meant; None: the one that ends first, else the segment's.
        offer: The offer whose places are meant; None: the product's.
    """
    price = list_price = stock = None
    if sku is not None:
        price = selling.price(s, sku)
        plan = s.plan.product(sku) if s.plan is not None else None
        list_price = plan.list_price_minor if plan is not None else None
        shelf = s.shelves.get(sku)
        stock = shelf.sayable if shelf is not None else None
    saved = list_price - price if list_price is not None and price is not None else None
    return {
        "price": price,
        "list_price": list_price,
        "saved": saved if saved is not None and saved > 0 else None,
        "stock": max(0, stock) if stock is not None else None,
        "left": left_ms(s, at_ms, timer) or None,
        "buyers": _buyers(s, sku),
        "waiting": s.tally.unpaid.get(sku) if sku is not None else None,
        "quota_left": _quota_left(s, sku, offer),
    }


def _quota_left(s: RoomState, sku: str | None, offer: str | None) -> int | None:
    """Return how many places an open offer has: the one named, else the newest of the product that has a number of them."""
    for one in reversed(s.offers.rounds):
        meant = one.offer == offer if offer is not None else one.sku == sku
        if meant and one.state == "open" and one.left is not None:
            return one.left
    return None


def _buyers(s: RoomState, sku: str | None) -> int | None:
    """Return how many bought it (anything, when nothing is being sold).

    None: this room gets no orders, or of none that is paid does anybody know whose it is.
    """
    tally = s.tally
    if not tally.show.total[Flow.ORDERS]:
        return None
    flows = tally.products.get(sku) if sku is not None else tally.show
    buyers = tally.product_buyers.get(sku, 0) if sku is not None else tally.buyers.total
    return buyers or (None if flows is not None and flows.total[Flow.PAID] else 0)


def left_ms(s: RoomState, at_ms: int, timer: str | None = None) -> int | None:
    """Return the time left of a timer, else of the one that ends first, else of the segment on air."""
    found = s.timers.by_id.get(timer) if timer is not None else s.timers.soonest()
    if found is not None and found.state in ("running", "paused"):
        return found.left_ms(at_ms)
    ends_ms, held_ms = s.rundown.due_ms() if timer is None else None, s.rundown.held_ms
    return max(0, ends_ms - (held_ms if held_ms is not None else at_ms)) if ends_ms is not None else None


def stands(s: RoomState, timer: str | None = None) -> bool:
    """Tell whether the clock of `left_ms` stands: the timer is paused, the segment held."""
    found = s.timers.by_id.get(timer) if timer is not None else s.timers.soonest()
    return found.state == "paused" if found is not None else s.rundown.held_ms is not None


def bridge(s: RoomState, at_ms: int) -> Text | None:
    """Return the plan's bridging line, of the segment on air first; None: the plan has none that can be said."""
    for segment, cue in prepared(s):
        said = wording(s, segment, cue, at_ms) if cue.rescue else None
        if said is not None:
            return said.text
    return None


def wording(s: RoomState, segment: SegmentPlan | None, cue: CuePlan, at_ms: int) -> Wording | None:
    """Return what a prepared card says at an instant, without phrases whose number nobody knows; None: nothing."""
    timer = cue.when.timer if cue.when is not None else None
    return fill(cue.text, numbers(s, product_of(s, segment, cue), at_ms, timer, cue.offer), s.currency or CURRENCY)


def group_of(s: RoomState, segment: SegmentPlan | None, cue: CuePlan) -> str:
    """Return what a prepared card shares its place with: the other rungs of a product's stock ladder, else itself."""
    if cue.when is not None and cue.when.stock_below is not None:
        return f"stock:{product_of(s, segment, cue) or ''}"
    return f"cue:{cue.id}"


def put_prepared(
    s: RoomState, id_: str, segment: SegmentPlan | None, cue: CuePlan, at_ms: int, *, by_itself: bool
) -> bool:
    """Put a prepared card up as `id_`; return False when nothing of it can be said truthfully."""
    said = wording(s, segment, cue, at_ms)
    if said is None:
        return False
    stays_ms = cue.expires_for_ms or (STAYS_MS[cue.priority] if by_itself else None)
    s.cues.show(
        Cue(
            id_, said.text, cue.priority, at_ms, cue.target,
            expires_ms=at_ms + stays_ms if stays_ms is not None else None, cue=cue.id, group=group_of(s, segment, cue),
            numbers=said.numbers, sku=product_of(s, segment, cue), offer=cue.offer, by_itself=by_itself,
            left_ms=said.left_ms, timer=cue.when.timer if cue.when is not None else None,
        )
    )  # fmt: skip
    marking.cued(s, said.text, at_ms)
    return True


def put_free(s: RoomState, card: Cue, text: Text) -> None:
    """Put up a card of free text, its numbers filled in."""
    sku = product_of(s, None, None)
    said = fill(text, numbers(s, sku, card.shown_ms), s.currency or CURRENCY)
    if said is not None:
        card.text, card.numbers, card.sku, card.left_ms = said.text, said.numbers, sku, said.left_ms
    s.cues.show(card)
    marking.cued(s, card.text, card.shown_ms)


def plain_words(book: str) -> str:
    """Return what the plain words of a playbook share their place with: themselves, said once more."""
    return f"playbook:{book}"


def take_away(s: RoomState, ids: Iterable[str], at_ms: int) -> None:
    """Take cards off the host's screen that are still there."""
    for card in [s.cues.cards[id_] for id_ in ids if id_ in s.cues.cards]:
        if card.open:
            card.cleared_ms = at_ms
    s.cues.reckon()


def give_back(s: RoomState, ids: Iterable[str]) -> None:
    """Put cards back that were taken off, where they are known and no other has their place."""
    for card in [s.cues.cards[id_] for id_ in ids if id_ in s.cues.cards]:
        if card.group is None or s.cues.up(card.group) is None:
            card.cleared_ms = None
    s.cues.reckon()
