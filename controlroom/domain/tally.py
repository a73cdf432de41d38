"""The show's numbers as integers: what is counted, for whom, in total and in windows.

Owns: the counters of a show, its products, segments and traffic sources, and how an order's figures are posted to them.
Law: parts add up to the whole: every amount posted to the show is posted to products, to one segment and to one traffic
source. An order is taken back by what was posted for it, which hangs on its row alone and on no plan. Nothing here is a
ratio or a float; those are projections (`domain.metrics`).
Must not know: codes, tiles, roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from msgspec import Struct, field
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.audience import Audience
from controlroom.domain.bins import Bins
from controlroom.domain.costs import Costs
from controlroom.domain.events import OrderStatus
from controlroom.domain.holding import Holding
from controlroom.domain.moment import Moment, Standing, moment_of, row_of
from controlroom.domain.orders import UNKNOWN_PRODUCT, Figures, Order, PriceOf, Told
from controlroom.domain.packed import Packed
from controlroom.domain.people import People
from controlroom.domain.presence import UNSETTLED_S, Presence
from controlroom.domain.roster import Roster, id_of
from controlroom.domain.runout import Sizes
from controlroom.domain.series import Series
from controlroom.domain.windows import WINDOWS_S, Flows, Holders


class Flow(IntEnum):
    """What is counted; the value is its place in every `Flows` vector."""

    ENTERED = 0
    COMMENTS = 1
    LIKES = 2
    LIKES_RISE = 3
    FOLLOWS = 4
    SHARES = 5
    CLUBS = 6
    GIFTS = 7
    GIFT_MINOR = 8
    IMPRESSIONS = 9
    CLICKS = 10
    ORDERS = 11
    GMV_CREATED = 12
    PAID = 13
    UNITS = 14
    GMV = 15
    REFUNDS = 16
    UNITS_HELD = 17
    CAME_EARLY = 18
    WENT = 19
    REFUNDED = 20


FLOWS: Final = len(Flow)

# Plain integers for the hot path: an IntEnum member costs a lookup each time.
_ORDERS, _GMV_CREATED, _PAID, _UNITS = (
    int(Flow.ORDERS),
    int(Flow.GMV_CREATED),
    int(Flow.PAID),
    int(Flow.UNITS),
)
_GMV, _REFUNDS, _HELD = int(Flow.GMV), int(Flow.REFUNDS), int(Flow.UNITS_HELD)
_REFUNDED, _RISE = int(Flow.REFUNDED), int(Flow.LIKES_RISE)
_ENTERED, _CAME_EARLY, _WENT = int(Flow.ENTERED), int(Flow.CAME_EARLY), int(Flow.WENT)
_CAME: Final = (_ENTERED, _CAME_EARLY)
"""Who came: those counted as entered, and those who were there before the start."""

_MINUTE, _FIVE = WINDOWS_S.index(60), WINDOWS_S.index(300)

HISTORY_S: Final = 300
"""How far back a tile's change is measured."""

_LATEST: Final = (1 << 32) - 1


_ROW: Final = Encoder().encode
_ORDER: Final = Decoder(Order).decode


class Tally(Struct):
    """All counters of one show, as of `as_of_s`. `bought`: by product and user; `product_buyers`: how many by product.

    `unpaid`: pieces by sku in orders that are placed and neither paid nor cancelled. `viewers`: who entered, and the second of
    the first time (0: it was told late).
    """

    as_of_s: int
    show: Flows
    audience: Audience
    buyers: Holders
    bins: Bins
    people: People
    presence: Presence
    costs: Costs = field(default_factory=Costs)
    unit_costs: dict[str, int] = field(default_factory=dict)
    staff: dict[str, None] = field(default_factory=dict)
    staff_facts: int = 0
    staff_orders: int = 0
    viewers: Roster = field(default_factory=Roster)
    products: dict[str, Flows] = field(default_factory=dict)
    segments: dict[str, Flows] = field(default_factory=dict)
    traffic: dict[str, Flows] = field(default_factory=dict)
    sizes: dict[str, Sizes] = field(default_factory=dict)
    bought: Holding = field(default_factory=Holding)
    product_buyers: dict[str, int] = field(default_factory=dict)
    orders: Packed = field(default_factory=Packed)
    unpaid: dict[str, int] = field(default_factory=dict)
    estimates: int = 0
    series: Series = field(default_factory=Series)

    @staticmethod
    def of(as_of_s: int) -> Tally:
        """Return counters at zero."""
        return Tally(
            as_of_s, Flows.of(FLOWS, as_of_s), Audience.of(as_of_s), Holders(as_of_s), Bins.of(as_of_s), People.of(as_of_s),
            Presence(as_of_s - UNSETTLED_S),
        )  # fmt: skip

    def product(self, sku: str) -> Flows:
        """Return a product's counters, made at first use."""
        found = self.products.get(sku)
        if found is None:
            found = self.products[sku] = Flows.of(FLOWS, self.as_of_s)
        return found

    def segment(self, id_: str) -> Flows:
        """Return a segment's counters, made at first use."""
        found = self.segments.get(id_)
        if found is None:
            found = self.segments[id_] = Flows.of(FLOWS, self.as_of_s)
        return found

    def source(self, name: str) -> Flows:
        """Return a traffic source's counters, made at first use."""
        found = self.traffic.get(name)
        if found is None:
            found = self.traffic[name] = Flows.of(FLOWS, self.as_of_s)
        return found

    def step(
        self, id_: str, status: OrderStatus, told: Told, price_of: PriceOf, *, held: bool = False
    ) -> tuple[Figures | None, Figures | None]:
        """Take a step of an order and post what it changes. `held`: see `OrderStep`.

        Args:
            price_of: The plan's prices, for products that are told without one.

        Returns:
            The order's figures before and after; (None, None) when nothing changed.
        """
        packed = self.orders.rows.get(id_)
        before = timely_before = None
        if packed is None:
            order = Order()
        else:
            order = _ORDER(packed)
            if not order.held:
                before = order.figures()
                timely_before = _timely(order, before)
        was_apart = order.apart
        if not order.take(status, told, held):
            return None, None
        order.price(price_of)
        if order.held:
            self.orders.rows[id_] = _ROW(order)
            return None, None
        after = order.figures()
        if before is None or before.user != after.user:
            order.apart = after.user in self.staff
        self.orders.rows[id_] = _ROW(order)
        self._wait(before, -1)
        self._wait(after, 1)
        timely_after = _timely(order, after)
        if was_apart:
            self.staff_orders -= 1
            timely_before = None
        elif before is not None:
            self._post_totals(before, -1)
        if order.apart:
            self.staff_orders += 1
            timely_after = None
        else:
            self._post_totals(after, 1)
        if timely_before != timely_after:
            if timely_before is not None:
                self._post_windows(timely_before, -1)
            if timely_after is not None:
                self._post_windows(timely_after, 1)
        return before, after

    def is_apart(self, id_: str) -> bool:
        """Tell whether an order is counted apart: of a staff or test account."""
        packed = self.orders.rows.get(id_) if self.staff_orders else None
        return packed is not None and _ORDER(packed).apart

    def unpriced(self) -> Iterator[str]:
        """Yield the orders of which neither an amount nor a product is known, the last first."""
        for id_, row in reversed(list(self.orders.rows.items())):
            if not _ORDER(row).priced():
                yield id_

    def _wait(self, f: Figures | None, sign: int) -> None:
        """Count the pieces of an order that is not paid (and not cancelled)."""
        if f is not None and f.paid_ms is None:
            for sku, pieces in f.holds:
                self.unpaid[sku] = self.unpaid.get(sku, 0) + sign * pieces

    def _post_totals(self, f: Figures, sign: int) -> None:
        self.estimates += sign * f.estimate
        paid = sign if f.paid_ms is not None else 0
        if paid and f.user is not None:
            self.buyers.count(f.user, sign)
        for flows in (self.show, self.segment(f.segment), self.source(f.traffic)):
            total = flows.total
            total[_ORDERS] += sign
            total[_GMV_CREATED] += sign * f.created_minor
            if paid:
                total[_PAID] += sign
                total[_UNITS] += sign * f.units
                total[_GMV] += sign * f.paid_minor
                if f.refunded_minor:
                    total[_REFUNDS] += sign * f.refunded_minor
                    total[_REFUNDED] += sign
        for share in f.shares:
            total = self.product(share.sku).total
            total[_ORDERS] += sign
            total[_GMV_CREATED] += sign * share.created_minor
            if paid and share.bought:
                total[_PAID] += sign
                total[_UNITS] += sign * share.units
                total[_GMV] += sign * share.paid_minor
                total[_REFUNDS] += sign * share.refunded_minor
                if f.user is not None:
                    self._product_buyer(share.sku, f.user, sign)

    def _product_buyer(self, sku: str, user: str, n: int) -> None:
        change = self.bought.count(id_of(f"{sku} {user}"), n)
        self.product_buyers[sku] = self.product_buyers.get(sku, 0) + change

    def _post_windows(self, f: Figures, sign: int) -> None:
        created = f.created_ms // 1000
        paid = f.paid_ms // 1000 if f.paid_ms is not None else None
        if paid is not None:
            if f.user is not None:
                self.buyers.place(f.user, sign, paid)
            bought = [(s.sku, s.paid_minor) for s in f.shares if s.bought]
            self.bins.pay(paid, f.traffic, f.segment, f.paid_minor, bought, sign)
        for flows in (self.show, self.segment(f.segment), self.source(f.traffic)):
            counts = flows.waits(created)
            counts[_ORDERS] += sign
            counts[_GMV_CREATED] += sign * f.created_minor
            if paid is not None:
                counts = flows.waits(paid)
                counts[_PAID] += sign
                counts[_UNITS] += sign * f.units
                counts[_GMV] += sign * f.paid_minor
        if f.refunded_ms is not None:
            self.show.waits(f.refunded_ms // 1000)[_REFUNDED] += sign
        for share in f.shares:
            flows = self.product(share.sku)
            counts = flows.waits(created)
            counts[_ORDERS] += sign
            counts[_GMV_CREATED] += sign * share.created_minor
            if paid is not None and share.bought:
                counts = flows.waits(paid)
                counts[_PAID] += sign
                counts[_UNITS] += sign * share.units
                counts[_GMV] += sign * share.paid_minor
        for sku, pieces in f.holds:
            self.product(sku).waits(created)[_HELD] += sign * pieces
            sizes = self.sizes.get(sku)
            if sizes is None:
                sizes = self.sizes[sku] = Sizes()
            sizes.count(pieces, sign)

    def entered_by(self, user: str, second: int | None) -> None:
        """Count a viewer who entered. `second`: when, None: late."""
        self.viewers.put(id_of(user), min(max(second or 0, 0), _LATEST), replace=False)

    def came_within(self, user: str, seconds: int, second: int) -> bool:
        """Tell whether a viewer first entered so many seconds at most before a second; False too: nobody told."""
        came = self.viewers.get(id_of(user))
        return came is not None and second - seconds <= came <= second

    def came_lately(self, usual: int) -> int:
        """Return of a hundred who watch about how many came within the last minute: by whom the room grew, of the rest `usual`.

        Where neither levels nor leavers are told, who came in five minutes is the room; where nobody knows, all did.
        """
        show = self.show
        online, _ = self.audience.online_now(self.came(), show.total[_WENT])
        before = self.audience.online_at_start(_MINUTE, show, _CAME, _WENT)
        if online is None:
            minute, online = (sum(show.sums[window][i] for i in _CAME) for window in (_MINUTE, _FIVE))
            before = online - minute
        if not online or before is None:
            return 100
        return usual + (100 - usual) * max(0, online - before) // online

    def viewers_so_far(self) -> int | None:
        """Return the platform's total where it is told, else the distinct users who entered; None: neither."""
        total = self.audience.total_max
        return total if total is not None else (len(self.viewers) or None)

    def came(self) -> int:
        """Return how often somebody came in, before the start too."""
        return sum(self.show.total[i] for i in _CAME)

    def totals(self) -> list[int]:
        """Return the show's counters, by `Flow`, with the rise of the like counter."""
        total = list(self.show.total)
        total[_RISE] = self.audience.likes_rise(None)
        return total

    def moment(self, standing: Standing) -> Moment:
        """Return the integers of now."""
        show, audience = self.show, self.audience
        online, estimated = audience.online_now(self.came(), show.total[_WENT])
        total, sums = self.totals(), [list(sums) for sums in show.sums]
        for window, vector in enumerate(sums):
            vector[_RISE] = audience.likes_rise(window)
        area, known_ms, peak = self._watched(standing.until_ms)
        goods_minor, goods_unknown = self._goods()
        commenters, interactors = self.people.totals()
        unknown = self.products.get(UNKNOWN_PRODUCT)
        return Moment(
            total=total,
            sums=sums,
            online=online,
            online_estimated=estimated,
            viewers=self.viewers_so_far(),
            starts=[audience.online_at_start(i, show, _CAME, _WENT) for i in range(3)],
            commenters=[commenters, *self.people.commented.sums],
            buyers=[self.buyers.total, *(self.buyers.in_window(i) for i in range(3))],
            interactors=[interactors, *self.people.acted.sums],
            peak=peak,
            area=area,
            known_ms=known_ms,
            goods_minor=goods_minor,
            goods_unknown=goods_unknown,
            goods_vague=unknown is not None and unknown.total[_PAID] > 0,
            spend_minor=self.costs.total,
            ads_minor=self.costs.ads,
            standing=standing,
        )

    def _watched(self, until_ms: int) -> tuple[int, int, int | None]:
        """Return (viewers x ms, ms, peak) of `online` since the start."""
        course = self.audience.course
        if self.audience.online.newest is not None:
            return (*course.seen(until_ms), course.highest())
        if course.since_ms is None or not self.show.total[_WENT]:
            return 0, 0, None
        return self.presence.seen(until_ms // 1000, course.since_ms, self.show, _CAME, _WENT)

    def _goods(self) -> tuple[int, bool]:
        """Return (what the units sold cost by the plan, whether the plan does not say it for all of them)."""
        minor, unknown = 0, False
        for sku, flows in self.products.items():
            units = flows.total[_UNITS]
            cost = self.unit_costs.get(sku)
            if cost is not None:
                minor += units * cost
            elif units:
                unknown = True
        return minor, unknown

    def begin(self, since_ms: int) -> None:
        """Count the time-weighted from the show's start on."""
        self.audience.begin(since_ms)
        self.people.begin(since_ms // 1000)

    def unbegin(self) -> None:
        """Be as before the start, which nothing has been counted since (`has_counted`)."""
        self.audience.course.since_ms = None
        self.series = Series()

    @property
    def has_counted(self) -> bool:
        """Tell whether anything was counted that is not counted before a start: all but levels, and who came and went."""
        early = (_CAME_EARLY, _WENT)
        counted = any(n for i, n in enumerate(self.show.total) if i not in early)
        liked = any(counter.flows.total[0] for counter in self.audience.likes.values())
        return counted or liked or any(not _ORDER(row).held for row in self.orders.rows.values())

    def away(self, from_ms: int, to_ms: int) -> None:
        """Note a span of which nothing is known."""
        self.audience.course.away(from_ms, to_ms)
        self.presence.away(from_ms, to_ms)

    def settle(self) -> None:
        """Count the time-weighted up to where nothing can change any more (every second while the show is not over)."""
        course = self.audience.course
        course.settle(self.as_of_s * 1000)
        if not self.audience.timely:
            self.presence.settle(self.as_of_s, course.since_ms, self.show, _CAME, _WENT)

    def advance(self, to_s: int) -> None:
        """Slide every window to end at `to_s`."""
        self.show.advance(to_s)
        self.audience.advance(to_s)
        self.people.advance(to_s)
        self.buyers.advance(to_s)
        for scopes in (self.products, self.segments, self.traffic):
            for flows in scopes.values():
                flows.advance(to_s)
        self.as_of_s = to_s
        if self.bins.due(to_s):
            self.bins.close(to_s, self.traffic, _ENTERED, self.audience.online)

    def jump(self, to_s: int) -> None:
        """Move to `to_s` when nothing is left in any window (longer idle than anything is kept)."""
        self.show.as_of_s = self.people.as_of_s = self.buyers.as_of_s = self.as_of_s = to_s
        self.audience.jump(to_s)
        for scopes in (self.products, self.segments, self.traffic):
            for flows in scopes.values():
                flows.as_of_s = to_s
        if self.bins.due(to_s):
            self.bins.close(to_s, self.traffic, _ENTERED, self.audience.online)

    def remember(self, standing: Standing) -> None:
        """Keep the integers of this second."""
        self.series.keep(self.as_of_s, row_of(self.moment(standing)))

    def before(self, seconds: int) -> Moment | None:
        """Return the integers of so many seconds ago; None: they were not kept."""
        row = self.series.at(self.as_of_s - seconds)
        return moment_of(row) if row is not None else None


def _timely(order: Order, whole: Figures) -> Figures | None:
    if order.untimely:
        return None
    return order.timely().figures() if order.has_late else whole
