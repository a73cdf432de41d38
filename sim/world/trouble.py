"""Trouble: the incidents of an evening as they happen in the world.

Owns: what each kind of incident does, when it begins, while it lasts and when it is over.
Law: its stream of chance is its own and nothing is drawn while nothing is wrong, so that a show without incidents is as it
would be without this part. Where something is about a product, it is the one on air when it began.
Must not know: alerts, who notices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.facts import Fact, Ids
from sim.incidents import Incident, Kind
from sim.world.audience import Crowd
from sim.world.chance import instant, stream
from sim.world.comments import Talk
from sim.world.orders import OrderBook
from sim.world.products import Catalogue, Product
from sim.world.stock import Warehouse

WARNING: Final = "您的直播间涉嫌使用绝对化用语，请立即整改"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the world that trouble touches."""

    crowd: Crowd
    talk: Talk
    catalogue: Catalogue
    warehouse: Warehouse
    orders: OrderBook


class Trouble:
    """The incidents of one show.

    Args:
        seed: Any whole number.
        incidents: What goes wrong.
        parts: Of the world.
    """

    def __init__(self, seed: int, incidents: Sequence[Incident], parts: Parts) -> None:
        self._incidents = incidents
        self._parts = parts
        self._rng, self._ids = stream(seed, "trouble"), Ids("x", seed)
        self._about: dict[int, Product] = {}

    def share(self, kind: Kind, show_s: int) -> float:
        """Return what is left of something, as a share of what is usual."""
        sizes = [one.size for one in self._incidents if one.kind == kind and one.during(show_s)]
        return min(sizes, default=1.0)

    def silent(self, show_s: int) -> bool:
        """Say whether the feed tells nothing in this second; what happens is told afterwards."""
        return any(one.kind == "feed_silent" and one.during(show_s) for one in self._incidents)

    def step(self, end_ms: int, show_s: int, sold: Product | None) -> list[Fact]:
        """Return what trouble makes told in the second that ends at `end_ms`.

        Args:
            end_ms: Whole second, epoch milliseconds.
            show_s: Seconds since the start.
            sold: The product on air.
        """
        facts: list[Fact] = []
        for nr, one in enumerate(self._incidents):
            if show_s == one.at_s:
                if sold is not None:
                    self._about[nr] = sold
                facts += self._begin(end_ms, one, self._about.get(nr))
            if one.during(show_s):
                facts += self._go_on(end_ms, one)
            if one.for_s and show_s == one.at_s + one.for_s:
                facts += self._end(end_ms, one, self._about.get(nr))
        return facts

    def _fact(self, end_ms: int, kind: str, **fields: Any) -> Fact:
        return Fact(kind, self._ids.next(), instant(self._rng, end_ms), fields)

    def _begin(self, end_ms: int, one: Incident, about: Product | None) -> list[Fact]:
        match one.kind:
            case "platform_warning":
                return [self._fact(end_ms, "violation", level="warning", text=WARNING)]
            case "stream_interrupted":
                return [self._fact(end_ms, "stream", state="interrupted", bitrate_kbps=0)]
            case "viewer_drop":
                return self._parts.crowd.scatter(end_ms, 1.0 - one.size)
            case "price_differs" if about is not None:
                minor = round(about.charged_minor * one.size)
                return [self._fact(end_ms, "price", sku=about.sku, unit_minor=minor)]
            case "stock_low" | "sold_out" | "oversold" if about is not None:
                return self._take_stock(end_ms, one, about)
            case _:
                return []

    def _take_stock(self, end_ms: int, one: Incident, about: Product) -> list[Fact]:
        warehouse = self._parts.warehouse
        warehouse.hold(about.sku, True)
        left = warehouse.left(about.sku)
        if one.kind == "oversold":
            warehouse.move(about.sku, -left - int(one.size))
            return [self._fact(end_ms, "stock_change", sku=about.sku, by=-left - int(one.size))]
        pieces = round(warehouse.full(about.sku) * one.size) if one.kind == "stock_low" else 0
        warehouse.move(about.sku, pieces - left)
        return [self._fact(end_ms, "stock", sku=about.sku, on_hand=pieces)]

    def _go_on(self, end_ms: int, one: Incident) -> list[Fact]:
        parts = self._parts
        match one.kind:
            case "refund_spike":
                return parts.orders.refund(end_ms, self._often(one.size))
            case "negative_wave":
                return parts.talk.complain(end_ms, parts.crowd, self._often(one.size))
            case _:
                return []

    def _often(self, rate: float) -> int:
        """Return how often something happens in a second: whole times surely, the rest by chance."""
        return int(rate) + (self._rng.random() < rate % 1)

    def _end(self, end_ms: int, one: Incident, about: Product | None) -> list[Fact]:
        match one.kind:
            case "stream_interrupted":
                return [self._fact(end_ms, "stream", state="live")]
            case "price_differs" if about is not None:
                return [self._fact(end_ms, "price", sku=about.sku, unit_minor=about.charged_minor)]
            case "stock_low" | "sold_out" | "oversold" if about is not None:
                warehouse = self._parts.warehouse
                warehouse.hold(about.sku, False)
                by = warehouse.full(about.sku) - warehouse.left(about.sku)
                warehouse.move(about.sku, by)
                return [self._fact(end_ms, "stock_change", sku=about.sku, by=by)]
            case _:
                return []
