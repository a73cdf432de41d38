"""The ledger: what the numbers must be, from the plain list of everything that was told.

Owns: every fact as delivered, and each KPI's definition read from METRICS.md and computed by brute force.
Law: nothing is counted as it comes; all figures are derived from the whole list when they are asked for. It
shares no structure with an engine that streams, so that the two can find each other's mistakes.
Must not know: how facts were sent, what the server says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sim.facts import Body
from sim.truth.heard import NO_SEGMENT, Heard, OnAir, instant_of, of_kind, segment_at, within
from sim.truth.levels import likes_rises, online_before, stock_of, viewers
from sim.truth.orders import UNKNOWN, Order, orders_of, share, skus

WINDOWS: Final[dict[str, int]] = {"_1m": 60_000, "_5m": 300_000, "_30m": 1_800_000}

Ratio = dict[str, float | int | None]
Tiles = dict[str, int | Ratio | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the room says of the show itself: the instants that the figures are reckoned from.

    Args:
        as_of_ms: The last whole second advanced.
        started_ms: None: not live yet.
        ended_ms: None: not over.
        segments: Those that were on air.
        safety: The safety line by sku.
    """

    as_of_ms: int
    started_ms: int | None
    ended_ms: int | None = None
    segments: tuple[OnAir, ...] = ()
    safety: Mapping[str, int | None] = field(default_factory=dict)


class Ledger:
    """Everything that was told, and the truth that follows.

    Args:
        prices: The plan's unit prices by sku, minor units; more may become known later.
        stock: The plan's pieces by sku.
    """

    def __init__(self, prices: Mapping[str, int] | None = None, stock: Mapping[str, int] | None = None) -> None:
        self.prices: dict[str, int] = dict(prices or {})
        self.stock: dict[str, int] = dict(stock or {})
        self._facts: list[Heard] = []
        self._known: set[tuple[str, str]] = set()

    @property
    def told(self) -> int:
        """How many facts were told, duplicates not counted."""
        return len(self._facts)

    def hear(self, event: Body, received: int, *, counts: bool, source: str = "") -> bool:
        """Take in an event that the room accepted.

        Args:
            event: As it was sent.
            received: The room's clock then, epoch milliseconds.
            counts: Whether the show was live.
            source: Which of the simulator's ways it took.

        Returns:
            False when it is a duplicate.
        """
        id_ = event.get("id") or ""
        if id_ and (source, id_) in self._known:
            return False
        self._known.add((source, id_))
        at = instant_of(event.get("at"), received)
        self._facts.append(Heard(event["type"], event, id_, source, at, received, counts))
        return True

    def truth(self, frame: Frame) -> dict[str, Any]:
        """Return every figure as of the frame.

        Returns:
            `as_of_ms`, `tiles` {code: value or {num, den, value}}, `products`, `segments`, `traffic`
            {key: tiles}, `stock` {sku: {on_hand, listed, available, state}}.
        """
        return _Reckoning(_until_end(self._facts, frame), self.prices, self.stock, frame).truth()


def quotient(num: int, den: int | None) -> int | None:
    """Divide money, half up; None when there is nothing to divide by."""
    return None if not den else (2 * num + den) // (2 * den)


def ratio(num: int, den: int | None) -> Ratio:
    """Return a ratio of counts with both of them; unknown when there is nothing to divide by."""
    return {"num": num, "den": den, "value": num / den if den else None}


class _Reckoning:
    """One evaluation: the facts, the orders of all of them, and the orders of those that were not late."""

    def __init__(self, facts: list[Heard], prices: Mapping[str, int], stock: Mapping[str, int], frame: Frame) -> None:
        self.facts, self.prices, self.stock, self.frame = facts, prices, stock, frame
        # What came at or after the last instant advanced is in the totals, and not yet in a window.
        self.prompt = [fact for fact in facts if not fact.late and fact.received < frame.as_of_ms]
        self.orders = orders_of(of_kind(facts, "order"), prices)
        self.prompt_orders = orders_of(of_kind(self.prompt, "order"), prices)
        self.readings = [fact for fact in facts if fact.kind == "audience"]
        self.prompt_readings = [fact for fact in self.readings if not fact.late]
        self.entered = of_kind(facts, "enter")
        self.viewers = viewers(self.readings, self.entered)
        self.rises = likes_rises(self.prompt_readings, frame.started_ms) if frame.started_ms is not None else []

    def truth(self) -> dict[str, Any]:
        tiles = self._show()
        for suffix, for_ms in WINDOWS.items():
            tiles.update({code + suffix: value for code, value in self._window(for_ms).items()})
        heard_stock = [fact for fact in self.facts if fact.kind in ("stock", "stock_change")]
        return {
            "as_of_ms": self.frame.as_of_ms,
            "tiles": tiles,
            "products": self._products(),
            "segments": self._segments(),
            "traffic": self._traffic(),
            "stock": stock_of(heard_stock, self.orders, self.stock, self.frame.safety),
        }

    def _show(self) -> Tiles:
        money = _money(self.orders)
        buyers = _buyers(self.orders)
        likes = of_kind(self.facts, "like")
        return {
            "online": online_before(self.readings),
            "viewers": self.viewers,
            "entered": len(self.entered),
            "comments": len(of_kind(self.facts, "comment")),
            "commenters": len(_users(of_kind(self.facts, "comment"))),
            "likes": max(_count(likes), sum(rise for _, rise in self.rises)),
            "clicks": _count(of_kind(self.facts, "click")),
            **money,
            "buyers": len(buyers),
            "units": sum(line.qty for order in self.orders for line in order.paid_lines),
            "conversion_rate": ratio(len(buyers), self.viewers),
            "aov_minor": quotient(_int(money["gmv_minor"]), _int(money["paid_orders"])),
            "gpm_minor": quotient(_int(money["gmv_minor"]) * 1000, self.viewers),
        }

    def _window(self, for_ms: int) -> Tiles:
        as_of = self.frame.as_of_ms

        def recent(kind: str) -> list[Heard]:
            return [fact for fact in of_kind(self.prompt, kind) if within(fact.at, as_of, for_ms)]

        made = [order for order in self.prompt_orders if within(order.created_at, as_of, for_ms)]
        paid = [o for o in self.prompt_orders if o.paid_at is not None and within(o.paid_at, as_of, for_ms)]
        gmv = sum(order.paid_minor for order in paid)
        rise = sum(rise for at, rise in self.rises if within(at, as_of, for_ms))
        at_start = online_before(self.prompt_readings, as_of - for_ms)
        audience = None if at_start is None else at_start + len(recent("enter"))
        return {
            "entered": len(recent("enter")),
            "comments": len(recent("comment")),
            "commenters": len(_users(recent("comment"))),
            "likes": max(_count(recent("like")), rise),
            "clicks": _count(recent("click")),
            "orders": len(made),
            "paid_orders": len(paid),
            "buyers": len(_buyers(paid)),
            "units": sum(line.qty for order in paid for line in order.paid_lines),
            "gmv_created_minor": sum(order.created_minor for order in made),
            "gmv_minor": gmv,
            "conversion_rate": ratio(len(paid), audience),
            "aov_minor": quotient(gmv, len(paid)),
            "gpm_minor": quotient(gmv * 1000, audience),
        }

    def _products(self) -> dict[str, Tiles]:
        clicks = of_kind(self.facts, "click")
        names = {fact.fields["sku"] for fact in clicks}
        for order in self.orders:
            names |= skus(order.created_lines) | (skus(order.paid_lines) if order.paid else set())
        return {sku: self._product(sku, [c for c in clicks if c.fields["sku"] == sku]) for sku in sorted(names)}

    def _product(self, sku: str, clicks: list[Heard]) -> Tiles:
        made = [order for order in self.orders if sku in skus(order.created_lines)]
        paid = [order for order in self.orders if order.paid and sku in skus(order.paid_lines)]
        gmv = sum(share(order.paid_minor, order.paid_lines).get(sku, 0) for order in paid)
        refunds = sum(share(order.refunded_minor, order.paid_lines).get(sku, 0) for order in paid)
        return {
            "clicks": _count(clicks),
            "orders": len(made),
            "paid_orders": len(paid),
            "units": sum(line.qty for order in paid for line in order.paid_lines if line.sku == sku),
            "gmv_created_minor": sum(share(o.created_minor, o.created_lines).get(sku, 0) for o in made),
            "gmv_minor": gmv,
            "refunds_minor": refunds,
            "net_minor": gmv - refunds,
            "conversion_rate": ratio(len(_buyers(paid)), self.viewers),
            "aov_minor": quotient(gmv, len(paid)),
        }

    def _segments(self) -> dict[str, Tiles]:
        names = [segment.id for segment in self.frame.segments]
        told = ("comment", "click", "enter")
        flows = {kind: self._by_segment(of_kind(self.facts, kind)) for kind in told}
        orders: dict[str, list[Order]] = {}
        for order in self.orders:
            orders.setdefault(segment_at(self.frame.segments, order.on_air_at), []).append(order)
        if NO_SEGMENT in orders or any(NO_SEGMENT in found for found in flows.values()):
            names.append(NO_SEGMENT)
        starts = {segment.id: segment.started_ms for segment in self.frame.segments}
        tiles = {}
        for name in names:
            at_start = online_before(self.prompt_readings, starts[name]) if name in starts else None
            audience = None if at_start is None else at_start + len(flows["enter"].get(name, ()))
            tiles[name] = {
                "comments": len(flows["comment"].get(name, ())),
                "clicks": _count(flows["click"].get(name, ())),
                **_sales(orders.get(name, ()), audience),
            }
        return tiles

    def _by_segment(self, facts: Iterable[Heard]) -> dict[str, list[Heard]]:
        found: dict[str, list[Heard]] = {}
        for fact in facts:
            found.setdefault(segment_at(self.frame.segments, min(fact.at, fact.received)), []).append(fact)
        return found

    def _traffic(self) -> dict[str, Tiles]:
        came = [fact.fields.get("traffic") or UNKNOWN for fact in self.entered]
        tiles: dict[str, Tiles] = {}
        for source in sorted({*came, *(order.traffic for order in self.orders)}):
            mine = [order for order in self.orders if order.traffic == source]
            entered = came.count(source)
            paid = [order for order in mine if order.paid]
            tiles[source] = {
                "entered": entered,
                "orders": len(mine),
                "paid_orders": len(paid),
                "gmv_created_minor": sum(order.created_minor for order in mine),
                "gmv_minor": sum(order.paid_minor for order in paid),
                "conversion_rate": ratio(len(paid), entered),
            }
        return tiles


def _until_end(facts: Sequence[Heard], frame: Frame) -> list[Heard]:
    """Leave out what came after the end, but for later steps of orders that the show knew."""
    if frame.ended_ms is None:
        return list(facts)
    end = frame.ended_ms
    known = {f.fields["order"] for f in facts if f.kind == "order" and f.counts and f.received <= end}
    return [f for f in facts if f.received <= end or (f.kind == "order" and f.fields["order"] in known)]


def _money(orders: Collection[Order]) -> Tiles:
    gmv = sum(order.paid_minor for order in orders)
    refunds = sum(order.refunded_minor for order in orders)
    return {
        "orders": len(orders),
        "paid_orders": sum(order.paid for order in orders),
        "gmv_created_minor": sum(order.created_minor for order in orders),
        "gmv_minor": gmv,
        "refunds_minor": refunds,
        "net_minor": gmv - refunds,
    }


def _sales(orders: Collection[Order], audience: int | None) -> Tiles:
    money = _money(orders)
    return {
        **money,
        "units": sum(line.qty for order in orders for line in order.paid_lines),
        "conversion_rate": ratio(_int(money["paid_orders"]), audience),
        "aov_minor": quotient(_int(money["gmv_minor"]), _int(money["paid_orders"])),
    }


def _buyers(orders: Iterable[Order]) -> set[str]:
    return {order.user for order in orders if order.paid and order.user is not None}


def _users(facts: Iterable[Heard]) -> set[str]:
    return {fact.fields["user"] for fact in facts}


def _count(facts: Iterable[Heard]) -> int:
    return sum(fact.fields.get("count", 1) for fact in facts)


def _int(value: int | Ratio | None) -> int:
    assert isinstance(value, int)
    return value
