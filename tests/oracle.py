"""A second opinion: METRICS.md sections 1 to 3 reckoned the slow way, from the plain list of what was delivered.

Law: nothing here knows the fold; only the events' structs are shared. Every figure is a sum over the whole list,
written as the document states it, so that it can be wrong only where the document is misread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from controlroom.domain import events as ev

WINDOWS_S = {"1m": 60, "5m": 300, "30m": 1800}


@dataclass(frozen=True)
class Delivery:
    """A fact as it arrived. `live`: after the show's start."""

    received_ms: int
    fact: ev.Fact
    live: bool = True

    @property
    def at_ms(self) -> int:
        at = self.fact.at
        assert at is None or isinstance(at, int)
        return self.received_ms if at is None or at > self.received_ms + 5000 else at

    @property
    def late(self) -> bool:
        return self.received_ms - self.at_ms > 120_000


OF_GMV = ("gmv_minor", "net_minor", "roi", "ad_return", "aov_minor", "gpm_minor", "uv_value_minor", "gmv_per_min_minor")


UNTOLD = ("buyers", "gmv_created_minor", *OF_GMV)
"""What `Oracle.untold` may tell; nothing else is unknown because an order says too little."""


@dataclass
class Bill:
    """What one order amounts to. `lines` by step: what was created, and what counts now; `guessed`: an amount was not told."""

    created_ms: int
    segment: str
    traffic: str
    user: str | None
    created_minor: int
    paid_ms: int | None
    paid_minor: int
    refunded_minor: int
    created_lines: tuple[ev.Line, ...]
    lines: tuple[ev.Line, ...]
    holds: bool
    guessed: bool


@dataclass
class Sums:
    """The counts of one scope over one span."""

    counts: dict[str, int] = field(default_factory=dict)
    buyers: set[str] = field(default_factory=set)

    def add(self, name: str, n: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + n

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)


class Oracle:
    """The figures of a show.

    Args:
        deliveries: In order of arrival.
        started_ms: The show's start.
        on_air: (instant, segment) of every take, in order.
        prices, stock: The plan's, by sku; the stock as of `opened_ms`.
        gaps: (from, to) of every absence of the server.
    """

    def __init__(
        self, deliveries: Iterable[Delivery], *, opened_ms: int, started_ms: int, on_air: list[tuple[int, str]],
        prices: dict[str, int], stock: dict[str, int], gaps: list[tuple[int, int]] | None = None,
    ) -> None:  # fmt: skip
        self.all = list(deliveries)
        self.opened_ms, self.started_ms, self.on_air = opened_ms, started_ms, on_air
        self.prices, self.stock, self.gaps = prices, stock, gaps or []

    def segment(self, d: Delivery) -> str:
        """The segment on air when it happened; nobody knows yet what will be on air after it came."""
        instant = min(d.at_ms, d.received_ms)
        return next((s for since, s in reversed(self.on_air) if since <= instant), "none")

    # ------------------------------------------------------------------ orders

    def bills(self, *, timely: bool) -> dict[str, Bill]:
        """Every order, as told by everything or only by what was not late."""
        told: dict[str, list[Delivery]] = {}
        for d in self.all:
            if isinstance(d.fact, ev.OrderStep) and d.live and not (timely and d.late):
                told.setdefault(d.fact.order, []).append(d)
        return {id_: self._bill(steps) for id_, steps in told.items()}

    def _bill(self, told: list[Delivery]) -> Bill:
        def rank(d: Delivery) -> tuple[int, bool, int]:
            amount = d.fact.amount_minor
            return (d.at_ms, amount is None, amount or 0)

        def of(status: str) -> list[Delivery]:
            return sorted((d for d in told if d.fact.status == status), key=rank)

        created, paid, cancelled, refunded = of("created"), of("paid"), of("cancelled"), of("refunded")
        first = (created or sorted(told, key=rank))[0]
        is_paid = bool(paid or refunded)
        created_lines = _lines(created) or _lines(paid) or ()
        paid_lines = _lines(paid) or created_lines
        created_minor = self._amount(created, paid, created_lines)
        paid_minor = self._amount(paid, created, paid_lines) if is_paid else 0
        return Bill(
            created_ms=first.at_ms,
            segment=self.segment(first),
            traffic=next((d.fact.traffic for d in told if d.fact.traffic is not None), "unknown"),
            user=next((d.fact.user for d in told if d.fact.user is not None), None),
            created_minor=created_minor,
            paid_ms=(paid or refunded)[0].at_ms if is_paid else None,
            paid_minor=paid_minor,
            refunded_minor=_refunds(refunded, bool(cancelled), paid_minor) if is_paid else 0,
            created_lines=created_lines,
            lines=paid_lines if is_paid else created_lines,
            holds=is_paid or not cancelled,
            guessed=any(d.fact.estimated for d in told)
            or _guessed([*created, *paid], created_lines)
            or (is_paid and _guessed([*created, *paid], paid_lines)),
        )

    def guessed(self) -> bool:
        """Whether the amount of some order rests on the plan's prices, on nothing, or on a feed's estimate."""
        return any(bill.guessed for bill in self.bills(timely=False).values())

    def untold(self, sums: Sums) -> list[str]:
        """Return what is unknown, not nothing: money of orders and gifts without amounts, buyers of orders without users."""
        guessed = self.guessed()
        found = ["buyers"] if sums["paid_orders"] and not sums.buyers else []
        found += ["gift_minor"] if sums["gifts"] and not sums["gift_minor"] else []
        found += ["gmv_created_minor"] if guessed and sums["orders"] and not sums["gmv_created_minor"] else []
        return found + ([*OF_GMV] if guessed and sums["paid_orders"] and not sums["gmv_minor"] else [])

    def _amount(self, own: list[Delivery], other: list[Delivery], lines: tuple[ev.Line, ...]) -> int:
        known = [d.fact.amount_minor for d in [*own, *other] if d.fact.amount_minor is not None]
        return known[0] if known else sum(self.worth(line) for line in lines)

    def worth(self, line: ev.Line) -> int:
        price = line.unit_minor if line.unit_minor is not None else self.prices.get(line.sku, 0)
        return price * line.qty

    def parts(self, amount: int, lines: tuple[ev.Line, ...]) -> dict[str, int]:
        """An amount shared over products by line amount, the rest to the largest line (ties: first sku)."""
        if not lines:
            return {"unknown": amount}
        whole = sum(self.worth(line) for line in lines)
        shares = {line.sku: 0 for line in lines}
        for line in lines:
            shares[line.sku] += amount * self.worth(line) // whole if whole else 0
        largest = sorted(lines, key=lambda line: (-self.worth(line), line.sku))[0].sku
        shares[largest] += amount - sum(shares.values())
        return shares

    # ------------------------------------------------------------------ counts

    def sums(self, scope: str, key: str | None = None, *, as_of_s: int, window: str | None = None) -> Sums:
        """The counts of `show`, or of one of `products`, `segments`, `traffic`, in total or over a window."""
        out = Sums()
        self._count_flows(out, scope, key, lambda d: self._inside(d.at_ms, as_of_s, window) and not (window and d.late))
        if scope == "show":
            self._count_rises(out, lambda at_ms: self._inside(at_ms, as_of_s, window), window)
        for bill in self.bills(timely=window is not None).values():
            self._count_bill(out, bill, scope, key, lambda at_ms: self._inside(at_ms, as_of_s, window))
        return out

    @staticmethod
    def _inside(at_ms: int, as_of_s: int, window: str | None) -> bool:
        return window is None or as_of_s - WINDOWS_S[window] <= at_ms // 1000 < as_of_s

    def _count_flows(self, out: Sums, scope: str, key: str | None, inside: Callable[[Delivery], bool]) -> None:
        for d in self.all:
            fact = d.fact
            if not d.live or not inside(d):
                continue
            where = {
                "show": None,
                "products": getattr(fact, "sku", ""),
                "segments": self.segment(d),
                "traffic": getattr(fact, "traffic", None) or "unknown",
            }[scope]
            if where != key:
                continue
            match fact:
                case ev.Enter():
                    out.add("entered", 1)
                case ev.Comment():
                    out.add("comments", 1)
                case ev.Like():
                    out.add("likes", fact.count)
                case ev.Follow():
                    out.add("follows", 1)
                case ev.Share():
                    out.add("shares", 1)
                case ev.Club():
                    out.add("clubs", 1)
                case ev.Gift():
                    out.add("gifts", fact.count)
                    out.add("gift_minor", fact.amount_minor or 0)
                case ev.Impression():
                    out.add("impressions", fact.count)
                case ev.Click():
                    out.add("clicks", fact.count)

    def _count_bill(self, out: Sums, bill: Bill, scope: str, key: str | None, inside: Callable[[int], bool]) -> None:
        created, paid = inside(bill.created_ms), bill.paid_ms is not None and inside(bill.paid_ms)
        if scope == "products":
            self._count_product(out, bill, key or "", created, paid)
            return
        if {"show": None, "segments": bill.segment, "traffic": bill.traffic}[scope] != key:
            return
        if created:
            out.add("orders", 1)
            out.add("gmv_created_minor", bill.created_minor)
        if paid:
            out.add("paid_orders", 1)
            out.add("units", sum(line.qty for line in bill.lines))
            out.add("gmv_minor", bill.paid_minor)
            out.add("refunds_minor", bill.refunded_minor)
            out.buyers |= {bill.user} if bill.user is not None else set()

    def _count_product(self, out: Sums, bill: Bill, sku: str, created: bool, paid: bool) -> None:
        ordered, bought = self.parts(bill.created_minor, bill.created_lines), self.parts(bill.paid_minor, bill.lines)
        if created and (sku in ordered or sku in bought):
            out.add("orders", 1)
            out.add("gmv_created_minor", ordered.get(sku, 0))
        if paid and sku in bought:
            out.add("paid_orders", 1)
            out.add("units", sum(line.qty for line in bill.lines if line.sku == sku))
            out.add("gmv_minor", bought[sku])
            out.add("refunds_minor", self.parts(bill.refunded_minor, bill.lines)[sku])
            out.buyers |= {bill.user} if bill.user is not None else set()

    def _like_readings(self, window: str | None) -> Iterator[tuple[str, int, str, int]]:
        """What like counters stood at: (source, at, id, likes); what is older than the one that 130 s had settled is left out."""
        taken: list[tuple[tuple[str, int, str, int], int]] = []
        for d in self.all:
            if isinstance(d.fact, ev.Audience) and d.fact.likes is not None and not (window and d.late):
                reading = (d.fact.source or "", d.at_ms, d.fact.id or "", d.fact.likes)
                second = d.received_ms // 1000
                settled = [
                    k for k, came_s in taken if came_s < second and k[0] == reading[0] and k[1] < (second - 130) * 1000
                ]
                if all(known < reading for known in settled):
                    taken.append((reading, second))
                    yield reading

    def _count_rises(self, out: Sums, inside: Callable[[int], bool], window: str | None) -> None:
        """The rise of the platform's like counter: each source's by itself, and the one that saw most counts."""
        rises: dict[str, int] = {}
        readings = sorted(self._like_readings(window))
        for before, after in pairwise(readings):
            if before[0] == after[0] and after[1] > self.started_ms and inside(after[1]):
                rises[after[0]] = rises.get(after[0], 0) + max(0, after[3] - before[3])
        out.add("likes_rise", max(rises.values(), default=0))

    # ------------------------------------------------------------------ people

    def commenters(self, as_of_s: int, window: str | None) -> int:
        """Distinct users who commented."""
        return len(
            {
                d.fact.user
                for d in self.all
                if isinstance(d.fact, ev.Comment) and d.live and self._inside(d.at_ms, as_of_s, window)
                and not (window and d.late)
            }
        )  # fmt: skip

    def viewers(self) -> int | None:
        """The platform's running total, else distinct users who entered."""
        totals = [d.fact.total for d in self.all if isinstance(d.fact, ev.Audience) and d.fact.total is not None]
        users = {d.fact.user for d in self.all if isinstance(d.fact, ev.Enter) and d.live}
        return max(totals) if totals else len(users) or None

    def online(self) -> int | None:
        """The newest level, else entered minus left once anybody left."""
        levels = [d for d in self.all if isinstance(d.fact, ev.Audience)]
        if levels:
            return max((d.at_ms, d.fact.source or "", d.fact.id or "", d.fact.online) for d in levels)[3]
        came, went = self._came_and_went(lambda d: True)
        return max(0, came - went) if went else None

    def audience(self, as_of_s: int, window: str) -> int | None:
        """Online at the window's start + entered in it."""
        start_s = as_of_s - WINDOWS_S[window]
        timely = [d for d in self.all if isinstance(d.fact, ev.Audience) and not d.late]
        if timely:
            before = [d for d in timely if d.at_ms // 1000 < start_s]
            if not before:
                return None
            online = max((d.at_ms, d.fact.source or "", d.fact.id or "", d.fact.online) for d in before)[3]
        else:
            if not self._came_and_went(lambda d: not d.late)[1]:
                return None
            came, went = self._came_and_went(lambda d: not d.late and d.at_ms // 1000 < start_s)
            online = max(0, came - went)
        return online + self.sums("show", as_of_s=as_of_s, window=window)["entered"]

    def _came_and_went(self, counts: Callable[[Delivery], bool]) -> tuple[int, int]:
        came = sum(isinstance(d.fact, ev.Enter) and counts(d) for d in self.all)
        return came, sum(isinstance(d.fact, ev.Leave) and counts(d) for d in self.all)

    # ------------------------------------------------------------------- stock

    def left(self, sku: str, which: str) -> int | None:
        """What is left of a product: `on_hand` or `listed`; None: no level was told."""
        levels = [
            (d.at_ms, d.fact.source or "", d.fact.id or "", getattr(d.fact, which))
            for d in self.all
            if isinstance(d.fact, ev.StockLevel) and d.fact.sku == sku and getattr(d.fact, which) is not None
        ]
        if which == "on_hand" and sku in self.stock:
            levels.append((self.opened_ms, "", "", self.stock[sku]))
        if not levels:
            return None
        since, _, _, level = max(levels)
        level += sum(
            d.fact.by
            for d in self.all
            if isinstance(d.fact, ev.StockChange) and d.fact.sku == sku and d.at_ms > since
        )  # fmt: skip
        return level - sum(
            line.qty
            for bill in self.bills(timely=False).values()
            if bill.holds and bill.created_ms > since
            for line in bill.created_lines
            if line.sku == sku
        )

    def held(self, sku: str, as_of_s: int) -> int:
        """Units of a product in orders created within 5 minutes, not cancelled unpaid."""
        return sum(
            line.qty
            for bill in self.bills(timely=True).values()
            if bill.holds and self._inside(bill.created_ms, as_of_s, "5m")
            for line in bill.created_lines
            if line.sku == sku
        )


def _guessed(told: list[Delivery], lines: tuple[ev.Line, ...]) -> bool:
    if any(d.fact.amount_minor is not None for d in told):
        return False
    return not lines or any(line.unit_minor is None for line in lines)


def _lines(told: list[Delivery]) -> tuple[ev.Line, ...] | None:
    return next((d.fact.lines for d in told if d.fact.lines), None)


def _refunds(refunded: list[Delivery], cancelled: bool, paid_minor: int) -> int:
    if cancelled:
        return paid_minor
    amounts: dict[str, list[int]] = {}
    for d in refunded:
        known = amounts.setdefault(d.fact.refund or d.fact.id or "", [])
        known += [d.fact.amount_minor] if d.fact.amount_minor is not None else []
    if any(not known for known in amounts.values()):
        return paid_minor  # one of them is for the remainder
    return min(paid_minor, sum(known[0] for known in amounts.values()))
