"""One evaluation of the ledger: every KPI by its definition in METRICS.md section 2, from all facts at once.

Owns: the codes and their definitions, for the show, its windows, products, segments and sources of traffic.
Law: totals come from all facts, windows from those that were not late: the orders of a window are derived from the
steps that were not late. Integers are exact; a ratio keeps both counts; an unknown denominator makes it unknown.
Must not know: how the facts came, what the server says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.truth.heard import NO_SEGMENT, Frame, Heard, of_kind, segment_at, within
from sim.truth.levels import Rises, likes_of_each, online_before, stock_of, viewers
from sim.truth.money import (
    apart,
    board,
    by_minute,
    cost_of_goods,
    costs,
    reached,
    sell_through,
    show_targets,
    units_by_sku,
    whole_sell_through,
)
from sim.truth.orders import UNKNOWN, Order, orders_of, share, skus
from sim.truth.ratios import Tiles, quotient, ratio
from sim.truth.time import products_on_air, segments_on_air, watched
from sim.truth.unsaid import unsaid

WINDOWS: Final[dict[str, int]] = {"_1m": 60_000, "_5m": 300_000, "_30m": 1_800_000}
"""Suffix of a code → the window's length."""

COUNTED: Final = {"comments": "comment", "follows": "follow", "shares": "share", "clubs": "club"}
"""Code → type of the facts that are counted one by one."""

SUMMED: Final = {"impressions": "impression", "clicks": "click", "gifts": "gift"}
"""Code → type of the facts whose `count` is summed."""

TAKE_PART: Final = ("comment", "like", "share", "follow")
"""Types of facts by which a user takes part."""


@dataclass(frozen=True, slots=True)
class Span:
    """What the figures of the whole show or of a window are computed from.

    Args:
        facts: Those that count in it.
        made: Orders created in it.
        paid: Orders paid in it.
        rise: What the platform's like counter rose by, as the source says that saw most.
        audience: A window's: online at its start and who entered in it; the whole show's: its viewers; None: unknown.
    """

    facts: list[Heard]
    made: list[Order]
    paid: list[Order]
    rise: int
    audience: int | None = None

    def of(self, kind: str) -> list[Heard]:
        """Return the facts of a type."""
        return [fact for fact in self.facts if fact.kind == kind]


class Reckoning:
    """One evaluation.

    Args:
        facts: Everything heard, before the start too.
        prices: The plan's unit prices, minor units.
        stock: The plan's pieces.
        frame: The show's instants.
        staff: The team's own accounts: what they do is apart, but for the pieces that their orders take.
    """

    def __init__(
        self,
        facts: list[Heard],
        prices: Mapping[str, int],
        stock: Mapping[str, int],
        frame: Frame,
        staff: frozenset[str] = frozenset(),
    ) -> None:
        self._heard, self._staff, self._stock, self._frame = facts, staff, stock, frame
        facts = [fact for fact in facts if fact.kind == "order" or fact.fields.get("user") not in staff]
        self._facts = facts
        # What came at or after the last instant advanced is in the totals, and not yet in a window.
        self._prompt = [fact for fact in facts if not fact.late and fact.received < frame.as_of_ms]
        self._every_order = orders_of(of_kind(facts, "order"), prices)
        ours = {order.id for order in self._every_order if order.user in staff}
        self._orders = [order for order in self._every_order if order.id not in ours]
        prompt_orders = orders_of(of_kind(self._prompt, "order"), prices)
        self._prompt_orders = [order for order in prompt_orders if order.id not in ours]
        readings = [fact for fact in facts if fact.kind == "audience"]
        self._prompt_readings = [reading for reading in readings if not reading.late]
        self._online = online_before(readings)
        self._viewers = viewers(readings, of_kind(facts, "enter"))
        started = frame.started_ms
        self._rises: list[Rises] = [] if started is None else likes_of_each(self._prompt_readings, started)
        self._watched = watched(readings, started, frame.until_ms)

    def truth(self) -> dict[str, Any]:
        """Return every figure, as `Ledger.truth` says."""
        spans = {"": self._whole()} | {suffix: self._window(for_ms) for suffix, for_ms in WINDOWS.items()}
        tiles: Tiles = {}
        for suffix, span in spans.items():
            figures = self._show(span) if not suffix else _of_window(span)
            tiles.update({code + suffix: value for code, value in figures.items()})
        guessed = any(order.guessed for order in self._orders)
        parts = {"products": self._products(spans), "segments": self._segments(), "traffic": self._traffic(spans)}
        return {
            "as_of_ms": self._frame.as_of_ms,
            "tiles": unsaid(tiles, guessed=guessed),
            **{name: {key: unsaid(own, guessed=guessed) for key, own in part.items()} for name, part in parts.items()},
            "stock": self._stocked(),
            "totals": board(self._heard),
            "apart": apart(
                (fact for fact in self._heard if fact.counts and "user" in fact.fields), self._every_order, self._staff
            ),
        }

    def _stocked(self) -> dict[str, dict[str, Any]]:
        heard = [fact for fact in self._heard if fact.kind in ("stock", "stock_change")]
        return stock_of(heard, self._every_order, self._stock, self._frame.safety)

    def _whole(self) -> Span:
        paid = [order for order in self._orders if order.paid]
        facts = [fact for fact in self._facts if fact.counts]
        rise = max((sum(rise for _, rise in rises) for rises in self._rises), default=0)
        return Span(facts, self._orders, paid, rise, self._viewers)

    def _window(self, for_ms: int) -> Span:
        as_of = self._frame.as_of_ms
        facts = [fact for fact in self._prompt if fact.counts and within(fact.at, as_of, for_ms)]
        orders = self._prompt_orders
        made = [order for order in orders if within(order.created_at, as_of, for_ms)]
        paid = [order for order in orders if order.paid_at is not None and within(order.paid_at, as_of, for_ms)]
        rise = max((sum(n for at, n in rises if within(at, as_of, for_ms)) for rises in self._rises), default=0)
        at_start = online_before(self._prompt_readings, as_of - for_ms)
        audience = None if at_start is None else at_start + sum(fact.kind == "enter" for fact in facts)
        return Span(facts, made, paid, rise, audience)

    def _show(self, span: Span) -> Tiles:
        gmv, refunds = _gmv(span.paid), sum(order.refunded_minor for order in span.paid)
        buyers, seen = len(_buyers(span.paid)), self._watched
        viewer_seconds = (self._viewers or 0) * 1000
        frame = self._frame
        live_ms = None if frame.started_ms is None else frame.until_ms - frame.started_ms
        return {
            "online": self._online,
            "online_peak": seen.peak,
            "online_avg": ratio(seen.area, seen.known_ms),
            "watch_s": ratio(seen.area, viewer_seconds if seen.known_ms else None),
            "viewers": self._viewers,
            **_flows(span),
            **_net(gmv, refunds),
            "follow_rate": ratio(len(span.of("follow")), self._viewers),
            "refund_rate": ratio(sum(order.refunded_minor > 0 for order in span.paid), len(span.paid)),
            **by_minute(gmv, live_ms),
            **costs(span.of("spend"), gmv, gmv - refunds, cost_of_goods(span.paid, frame.sheet.costs)),
            **show_targets(frame, gmv),
            **whole_sell_through(units_by_sku(span.paid), self._stocked()),
            "conversion_rate": ratio(buyers, self._viewers),
            "gpm_minor": quotient(gmv * 1000, self._viewers),
            "uv_value_minor": quotient(gmv, self._viewers),
        }

    def _products(self, spans: Mapping[str, Span]) -> dict[str, Tiles]:
        whole = spans[""]
        aired = products_on_air(self._frame.sold, self._frame.until_ms)
        names = set(aired) | {fact.fields["sku"] for kind in ("click", "impression") for fact in whole.of(kind)}
        for order in (
            order for span in spans.values() for order in span.made
        ):  # what a window knows of one may be less
            names |= skus(order.created_lines) | (skus(order.paid_lines) if order.paid else set())
        found: dict[str, Tiles] = {sku: {} for sku in sorted(names)}
        stock, due = self._stocked(), self._due()
        for sku, tiles in found.items():
            for suffix, span in spans.items():
                figures = self._product(sku, span, whole=not suffix)
                tiles.update({code + suffix: value for code, value in figures.items()})
            gmv, units = int(tiles["gmv_minor"] or 0), int(tiles["units"] or 0)  # type: ignore[arg-type]
            target = self._frame.sheet.targets.get(sku)
            mine = [due[slot.id] for slot in self._frame.sheet.slots if slot.sku == sku and slot.id in due]
            tiles.update(by_minute(gmv, aired.get(sku, 0)))
            tiles.update(reached(gmv, target, sum(mine) if target is not None and mine else None))
            tiles.update(sell_through(units, stock.get(sku, {}).get("available")))
        return found

    def _due(self) -> dict[str, int]:
        """Return what is expected by now of each segment that has a target of its own, or a part of its product's."""
        frame = self._frame
        if frame.started_ms is None:
            return {}
        return frame.sheet.due(frame.sheet.told(), max(0, frame.until_ms - frame.started_ms))

    def _product(self, sku: str, span: Span, *, whole: bool) -> Tiles:
        looks = {
            code: _count(fact for fact in span.of(kind) if fact.fields["sku"] == sku)
            for code, kind in (("impressions", "impression"), ("clicks", "click"))
        }
        made = [order for order in span.made if sku in skus(order.created_lines)]
        paid = [order for order in span.paid if sku in skus(order.paid_lines)]
        gmv = sum(share(order.paid_minor, order.paid_lines).get(sku, 0) for order in paid)
        refunds = sum(share(order.refunded_minor, order.paid_lines).get(sku, 0) for order in paid)
        buyers = ratio(len(_buyers(paid)), self._viewers)
        return {
            **looks,
            "click_rate": ratio(looks["clicks"], looks["impressions"]),
            "click_to_pay": ratio(len(paid), looks["clicks"]),
            "orders": len(made),
            "paid_orders": len(paid),
            "units": sum(line.qty for order in paid for line in order.paid_lines if line.sku == sku),
            "gmv_created_minor": sum(share(o.created_minor, o.created_lines).get(sku, 0) for o in made),
            **(_net(gmv, refunds) if whole else {"gmv_minor": gmv}),
            "conversion_rate": buyers if whole else ratio(len(paid), span.audience),
            "aov_minor": quotient(gmv, len(paid)),
        }

    def _segments(self) -> dict[str, Tiles]:
        frame = self._frame
        flows = {kind: self._by_segment(of_kind(self._facts, kind)) for kind in ("comment", "click", "enter")}
        orders: dict[str, list[Order]] = {}
        for order in self._orders:
            orders.setdefault(segment_at(frame.segments, order.on_air_at), []).append(order)
        starts: dict[str, int | None] = {segment.id: segment.started_ms for segment in frame.segments}
        if NO_SEGMENT in orders or any(NO_SEGMENT in found for found in flows.values()):
            starts[NO_SEGMENT] = None
        tiles = {}
        aired, told, due = segments_on_air(frame.segments, frame.until_ms), frame.sheet.told(), self._due()
        for name, started in starts.items():
            at_start = None if started is None else online_before(self._prompt_readings, started)
            audience = None if at_start is None else at_start + len(flows["enter"].get(name, ()))
            tiles[name] = {
                "comments": len(flows["comment"].get(name, ())),
                "clicks": _count(flows["click"].get(name, ())),
                **_sales(orders.get(name, ()), audience),
            }
            gmv = _gmv(order for order in orders.get(name, ()) if order.paid)
            tiles[name].update(by_minute(gmv, aired.get(name)))
            tiles[name].update(reached(gmv, told.get(name), due.get(name)))
        return tiles

    def _by_segment(self, facts: Iterable[Heard]) -> dict[str, list[Heard]]:
        found: dict[str, list[Heard]] = {}
        for fact in facts:
            found.setdefault(segment_at(self._frame.segments, min(fact.at, fact.received)), []).append(fact)
        return found

    def _traffic(self, spans: Mapping[str, Span]) -> dict[str, Tiles]:
        came = {
            suffix: [fact.fields.get("traffic") or UNKNOWN for fact in span.of("enter")]
            for suffix, span in spans.items()
        }
        tiles: dict[str, Tiles] = {}
        for source in sorted({*came[""], *(order.traffic for order in self._orders)}):
            tiles[source] = {}
            for suffix, span in spans.items():
                made = [order for order in span.made if order.traffic == source]
                paid = [order for order in span.paid if order.traffic == source]
                entered = came[suffix].count(source)
                figures: Tiles = {
                    "entered": entered,
                    "orders": len(made),
                    "paid_orders": len(paid),
                    "gmv_created_minor": sum(order.created_minor for order in made),
                    "gmv_minor": _gmv(paid),
                    "conversion_rate": ratio(len(paid), entered),
                }
                tiles[source].update({code + suffix: value for code, value in figures.items()})
        return tiles


def _flows(span: Span) -> Tiles:
    """The figures that the show and a window have alike."""
    counted: Tiles = {code: len(span.of(kind)) for code, kind in COUNTED.items()}
    summed = {code: _count(span.of(kind)) for code, kind in SUMMED.items()}
    return {
        "entered": len(span.of("enter")),
        "commenters": len({fact.fields["user"] for fact in span.of("comment")}),
        "interaction_rate": ratio(len(_taking_part(span)), span.audience),
        "orders_per_viewer": ratio(len(span.paid), span.audience),
        "likes": max(_count(span.of("like")), span.rise),
        **counted,
        **summed,
        "gift_minor": _worth(span),
        "click_rate": ratio(summed["clicks"], summed["impressions"]),
        "click_to_pay": ratio(len(span.paid), summed["clicks"]),
        "pay_rate": ratio(len(span.paid), len(span.made)),
        "orders": len(span.made),
        "paid_orders": len(span.paid),
        "buyers": len(_buyers(span.paid)),
        "units": _units(span.paid),
        "gmv_created_minor": sum(order.created_minor for order in span.made),
        "gmv_minor": _gmv(span.paid),
        "aov_minor": quotient(_gmv(span.paid), len(span.paid)),
    }


def _of_window(span: Span) -> Tiles:
    return {
        **_flows(span),
        "conversion_rate": ratio(len(span.paid), span.audience),
        "gpm_minor": quotient(_gmv(span.paid) * 1000, span.audience),
    }


def _sales(orders: Collection[Order], audience: int | None) -> Tiles:
    paid = [order for order in orders if order.paid]
    return {
        "orders": len(orders),
        "paid_orders": len(paid),
        "units": _units(paid),
        "gmv_created_minor": sum(order.created_minor for order in orders),
        **_net(_gmv(paid), sum(order.refunded_minor for order in paid)),
        "conversion_rate": ratio(len(paid), audience),
        "aov_minor": quotient(_gmv(paid), len(paid)),
    }


def _net(gmv: int, refunds: int) -> dict[str, int]:
    return {"gmv_minor": gmv, "refunds_minor": refunds, "net_minor": gmv - refunds}


def _gmv(paid: Iterable[Order]) -> int:
    return sum(order.paid_minor for order in paid)


def _worth(span: Span) -> int | None:
    """What gifts are worth; None: some came, and nobody told a worth."""
    told = sum(fact.fields.get("amount_minor") or 0 for fact in span.of("gift"))
    return None if _count(span.of("gift")) and not told else told


def _units(paid: Iterable[Order]) -> int:
    return sum(line.qty for order in paid for line in order.paid_lines)


def _buyers(paid: Iterable[Order]) -> set[str]:
    return {order.user for order in paid if order.user is not None}


def _taking_part(span: Span) -> set[str]:
    return {fact.fields["user"] for fact in span.facts if fact.kind in TAKE_PART and "user" in fact.fields}


def _count(facts: Iterable[Heard]) -> int:
    return sum(fact.fields.get("count", 1) for fact in facts)
