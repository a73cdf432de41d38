"""How each fact changes the state.

Owns: one function per event type, in one table.
Law: a fact is never refused here; what it means depends only on the state and the record. Before the start facts set
levels only; after the end only later steps of known orders count.
Must not know: commands, the server, topics' readers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Never

from msgspec import Struct

from controlroom.domain import events as ev
from controlroom.domain.draws import Draw
from controlroom.domain.lots import Rules
from controlroom.domain.orders import UNKNOWN_TRAFFIC, Figures, Told
from controlroom.domain.stock import Shelf
from controlroom.domain.tally import Flow
from controlroom.domain.topics import Topic
from controlroom.domain.totals import FIGURES, Entry
from controlroom.domain.windows import Reading
from controlroom.room import breaking, commenting, hearing, marking, selling, watching
from controlroom.room.state import Offered, RoomState

_ENTERED, _COMMENTS, _LIKES = int(Flow.ENTERED), int(Flow.COMMENTS), int(Flow.LIKES)
_FOLLOWS, _SHARES, _CLUBS, _GIFTS = int(Flow.FOLLOWS), int(Flow.SHARES), int(Flow.CLUBS), int(Flow.GIFTS)
_GIFT_MINOR, _IMPRESSIONS, _CLICKS = int(Flow.GIFT_MINOR), int(Flow.IMPRESSIONS), int(Flow.CLICKS)
_CAME_EARLY, _WENT = int(Flow.CAME_EARLY), int(Flow.WENT)


class When(Struct, frozen=True, gc=False):
    """When a fact counts.

    Args:
        at_ms: Its instant. `second`: its second, None: late. `on_air_ms`: where to look what was on air (nobody knows
            yet what will be on air after the record came). `seq`: its record.
    """

    at_ms: int
    second: int | None
    on_air_ms: int
    seq: int


def _audience(s: RoomState, fact: ev.Audience, when: When) -> None:
    late = when.second is None
    s.tally.audience.told(fact, when.at_ms, late, s.started_ms)
    if not late:
        s.rundown.heard(Reading(when.at_ms, fact.source or "", fact.id or "", fact.online))


def _enter(s: RoomState, fact: ev.Enter, when: When) -> None:
    tally, second = s.tally, when.second
    if second is None:
        tally.audience.late_came += 1
    if s.status == "live":
        tally.entered_by(fact.user, second)
        tally.show.add(_ENTERED, 1, second)
        tally.source(fact.traffic or UNKNOWN_TRAFFIC).add(_ENTERED, 1, second)
        tally.segment(s.rundown.at(when.on_air_ms)).add(_ENTERED, 1, second)
    else:
        tally.show.add(_CAME_EARLY, 1, second)


def _leave(s: RoomState, fact: ev.Leave, when: When) -> None:
    s.tally.show.add(_WENT, 1, when.second)
    if when.second is None:
        s.tally.audience.late_went += 1


def _comment(s: RoomState, fact: ev.Comment, when: When) -> None:
    tally = s.tally
    tally.show.add(_COMMENTS, 1, when.second)
    tally.segment(s.rundown.at(when.on_air_ms)).add(_COMMENTS, 1, when.second)
    tally.people.comment(fact.user, when.second)
    commenting.heard(s, fact, when.at_ms, when.second, when.on_air_ms, when.seq)
    if s.draws.taking:
        s.draws.said(fact.user, fact.text, fact.id or f"r{when.seq}", when.on_air_ms)


def _said(s: RoomState, fact: ev.Comment, when: When) -> None:
    commenting.said(s, fact, when.at_ms, when.seq)


def _like(s: RoomState, fact: ev.Like, when: When) -> None:
    tally = s.tally
    tally.show.add(_LIKES, fact.count, when.second)
    if fact.user is not None:
        tally.people.act(fact.user, when.second)


def _follow(s: RoomState, fact: ev.Follow, when: When) -> None:
    s.tally.show.add(_FOLLOWS, 1, when.second)
    s.tally.people.act(fact.user, when.second)


def _share(s: RoomState, fact: ev.Share, when: When) -> None:
    s.tally.show.add(_SHARES, 1, when.second)
    s.tally.people.act(fact.user, when.second)


def _club(s: RoomState, fact: ev.Club, when: When) -> None:
    s.tally.show.add(_CLUBS, 1, when.second)


def _gift(s: RoomState, fact: ev.Gift, when: When) -> None:
    s.tally.show.add(_GIFTS, fact.count, when.second)
    if fact.amount_minor:
        s.tally.show.add(_GIFT_MINOR, fact.amount_minor, when.second)


def _impression(s: RoomState, fact: ev.Impression, when: When) -> None:
    s.tally.show.add(_IMPRESSIONS, fact.count, when.second)
    s.tally.product(fact.sku).add(_IMPRESSIONS, fact.count, when.second)


def _click(s: RoomState, fact: ev.Click, when: When) -> None:
    tally, n, second = s.tally, fact.count, when.second
    tally.show.add(_CLICKS, n, second)
    tally.product(fact.sku).add(_CLICKS, n, second)
    tally.segment(s.rundown.at(when.on_air_ms)).add(_CLICKS, n, second)


def _order(s: RoomState, fact: ev.OrderStep, when: When) -> None:
    if fact.currency is not None:
        if s.currency is None:
            s.currency = fact.currency
        elif fact.currency != s.currency:
            s.other_currency += 1
            return
    told = Told(
        when.at_ms,
        when.second is None,
        s.rundown.at(when.on_air_ms),
        fact.amount_minor,
        fact.lines or None,
        fact.user,
        fact.traffic,
        fact.estimated,
        (fact.refund or fact.id or f"r{when.seq}") if fact.status == "refunded" else None,
        fact.version,
    )
    before, after = s.tally.step(fact.order, fact.status, told, s.prices.get, held=fact.held)
    if after is not None and s.offers.rounds:
        selling.counted(s, fact.order, after, when.on_air_ms)
    if after is not None and s.draws.taking:
        _takes_part(s, fact.order, after)
    for line in fact.lines or ():
        shelf(s, line.sku)  # its rate may count what the order no longer holds
    if before is not None and after is not None and _holds(before) == _holds(after):
        return
    out = {sku: shelf(s, sku).is_out for figures in (before, after) if figures is not None for sku, _ in figures.holds}
    if before is not None:
        _hold(s, before, 1)
    if after is not None:
        _hold(s, after, -1)
    for sku, was_out in out.items():
        marking.counted(s, sku, was_out, when.on_air_ms)


def _takes_part(s: RoomState, order: str, figures: Figures) -> None:
    counts = figures.stands and not s.tally.is_apart(order)
    bought = tuple(share.sku for share in figures.shares if share.bought)
    s.draws.ordered(order, figures.user, bought, figures.paid_ms if counts else None)


def _holds(figures: Figures) -> tuple[int, tuple[tuple[str, int], ...]]:
    return figures.created_ms, figures.holds


def _hold(s: RoomState, figures: Figures, sign: int) -> None:
    for sku, pieces in figures.holds:
        shelf(s, sku).move(sign * pieces, figures.created_ms)
        s.observed.moved[sku] = None


def shelf(s: RoomState, sku: str) -> Shelf:
    """Return a product's stock, made at first use."""
    found = s.shelves.get(sku)
    if found is None:
        found = s.shelves[sku] = Shelf()
    return found


def _stock(s: RoomState, fact: ev.StockLevel, when: When) -> None:
    source, id_ = fact.source or "", fact.id or ""
    known = shelf(s, fact.sku)
    was_out = known.is_out
    on_hand = Reading(when.at_ms, source, id_, fact.on_hand) if fact.on_hand is not None else None
    if on_hand is not None and fact.place is not None:
        known.place(fact.place, on_hand, fact.places)
        on_hand = None
    known.level(on_hand, Reading(when.at_ms, source, id_, fact.listed) if fact.listed is not None else None)
    s.observed.moved[fact.sku] = None
    marking.counted(s, fact.sku, was_out, when.on_air_ms)
    if fact.listed is not None:
        selling.heard_listed(s, fact.sku, fact.listed, when.on_air_ms)


def _stock_change(s: RoomState, fact: ev.StockChange, when: When) -> None:
    known = shelf(s, fact.sku)
    was_out = known.is_out
    known.move(fact.by, when.at_ms)
    s.observed.moved[fact.sku] = None
    marking.counted(s, fact.sku, was_out, when.on_air_ms)


def _offered(s: RoomState, sku: str) -> Offered:
    found = s.offered.get(sku)
    if found is None:
        found = s.offered[sku] = Offered()
    return found


def _price(s: RoomState, fact: ev.Price, when: When) -> None:
    known = _offered(s, fact.sku)
    if (when.at_ms, fact.unit_minor) >= (known.price_at_ms, known.price_minor or 0):
        before = selling.price(s, fact.sku)
        known.price_at_ms, known.price_minor = when.at_ms, fact.unit_minor
        selling.heard_price(s, fact.sku, fact.unit_minor, when.on_air_ms)
        after = selling.price(s, fact.sku)
        if after is not None and marking.priced(s, fact.sku, before, after, when.on_air_ms):
            s.watch.turn(fact.sku)


def _product(s: RoomState, fact: ev.Product, when: When) -> None:
    known = _offered(s, fact.sku)
    if (when.at_ms, fact.state) >= (known.state_at_ms, known.state or ""):
        known.state_at_ms, known.state = when.at_ms, fact.state
        marking.shown(s, fact, when.on_air_ms)
        selling.heard_state(s, fact, when.on_air_ms)


def _promo(s: RoomState, fact: ev.Promo, when: When) -> None:
    if marking.promoted(s, fact, when.on_air_ms):
        watching.offered(s, fact)
    if fact.kind == "draw":
        _platform_draw(s, fact, when)


def _platform_draw(s: RoomState, fact: ev.Promo, when: When) -> None:
    """Stand the platform's own draw beside ours: opened once, until its end is told."""
    title = fact.title or ""
    if fact.state == "closed":
        s.draws.platform_ended(fact.title, fact.sku, when.on_air_ms)
    elif not s.draws.platform_has(title, fact.sku):
        id_ = f"draw-{when.seq}"
        rules = Rules(draw=id_, title=title, source="platform", winners=1, sku=fact.sku)
        s.draws.open(Draw(id_, rules, when.on_air_ms))


def _violation(s: RoomState, fact: ev.Violation, when: When) -> None:
    if when.second is not None:
        s.observed.warnings.add(when.second)
    marking.warned(s, fact, when.on_air_ms)


def _stream(s: RoomState, fact: ev.Stream, when: When) -> None:
    breaking.heard(s, fact, when.at_ms, when.on_air_ms, f"cue-{when.seq}")


def _totals(s: RoomState, fact: ev.Totals, when: When) -> None:
    for figure in FIGURES:
        value: int | None = getattr(fact, figure)
        if value is not None:
            told = Entry(when.at_ms, fact.source or "", fact.id or f"r{when.seq}", value, fact.as_told_by or "")
            s.board.tell(figure, told)


def _spend(s: RoomState, fact: ev.Spend, when: When) -> None:
    s.tally.costs.add(fact.kind, fact.amount_minor)


def _speech(s: RoomState, fact: ev.Speech, when: When) -> None:
    hearing.speech(s, fact, when.at_ms, when.second)


def _kept(s: RoomState, fact: ev.Fact, when: When) -> None:
    """Take a fact whose meaning is the journal's alone (a heartbeat)."""


Handler = Callable[[RoomState, Never, When], None]
"""`Never` stands for the one event type that the table pairs a function with."""

HANDLERS: Final[dict[type[object], Handler]] = {
    ev.Audience: _audience,
    ev.Enter: _enter,
    ev.Leave: _leave,
    ev.Comment: _comment,
    ev.Like: _like,
    ev.Follow: _follow,
    ev.Share: _share,
    ev.Club: _club,
    ev.Gift: _gift,
    ev.Impression: _impression,
    ev.Click: _click,
    ev.OrderStep: _order,
    ev.StockLevel: _stock,
    ev.StockChange: _stock_change,
    ev.Price: _price,
    ev.Product: _product,
    ev.Promo: _promo,
    ev.Totals: _totals,
    ev.Spend: _spend,
    ev.Speech: _speech,
    ev.Violation: _violation,
    ev.Stream: _stream,
    ev.Heartbeat: _kept,
}

USERS: Final = frozenset(kind for kind in ev.EVENT_TYPES if "user" in kind.__struct_fields__)
"""Types that may name a user."""


TAGS: Final[dict[type[object], str]] = {kind: str(kind.__struct_config__.tag) for kind in ev.EVENT_TYPES}
"""What each type is called on the wire."""


def _unseen(s: RoomState, fact: ev.Fact, when: When) -> None:
    """Take a fact of a staff or test account that changes nothing but their count."""


STAFF: Final[dict[type[object], Handler]] = {
    **dict.fromkeys(USERS, _unseen),
    ev.Comment: _said,  # it is on everybody's screen, and nobody of the audience wrote it
    ev.OrderStep: _order,  # its pieces are gone; its money is counted apart
}
"""What is left of a fact that a staff or test account is behind."""

LEVELS: Final = frozenset(
    {
        ev.Audience, ev.Enter, ev.Leave, ev.StockLevel, ev.StockChange, ev.Price, ev.Product, ev.Totals, ev.Stream,
        ev.Heartbeat,
    }
)  # fmt: skip
"""Types that count before the start (an `enter` then moves only who is there, not what is counted)."""

_KPI: Final = frozenset({Topic.KPI})

TOUCHES: Final[dict[type[object], frozenset[Topic]]] = {
    **dict.fromkeys(HANDLERS, frozenset()),
    **dict.fromkeys(
        (
            ev.Audience,
            ev.Enter,
            ev.Leave,
            ev.Like,
            ev.Follow,
            ev.Share,
            ev.Club,
            ev.Gift,
            ev.Impression,
            ev.Click,
            ev.Totals,
            ev.Spend,
        ),
        _KPI,
    ),
    ev.Comment: frozenset({Topic.KPI, Topic.COMMENTS, Topic.DRAWS}),
    ev.Promo: frozenset({Topic.DRAWS}),
    ev.OrderStep: selling.OF_OFFER
    | {Topic.KPI, Topic.DRAWS, Topic.TIMERS},  # one that fills an offer ends its countdown
    **dict.fromkeys((ev.StockLevel, ev.StockChange), selling.OF_STOCK),
    ev.Price: selling.OF_PRICE,
    ev.Product: frozenset({Topic.PROGRAM, Topic.DESK}),
    ev.Stream: frozenset({Topic.SHOW, Topic.CUE, Topic.DESK}),
}
"""Which topics a fact of each type may change."""
