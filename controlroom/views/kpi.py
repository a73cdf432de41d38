"""The tiles: every KPI of the table over every span and scope it has.

Owns: how the state's integers become the topic `kpi`, and which tiles a host may see.
Law: each number is reckoned by `domain.metrics` alone; hiding happens here, at the source.
Must not know: HTML, sockets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from controlroom.domain.bands import Band, bands
from controlroom.domain.metrics import SPANS, TABLE, Kpi, Reckoned, Scope, reckon
from controlroom.domain.moment import Moment
from controlroom.domain.scopes import Part, product_numbers, segment_numbers, show_numbers, source_numbers
from controlroom.domain.tally import FLOWS, HISTORY_S, Tally
from controlroom.domain.targets import expected
from controlroom.domain.totals import Figure
from controlroom.domain.units import SECOND_MS
from controlroom.domain.windows import Flows
from controlroom.room.standing import standing, until_ms
from controlroom.room.state import RoomState
from controlroom.views.shapes import ApartView, DipView, KpiView, Tile, Tiles, TileUnit, ToldView
from controlroom.views.usual import usual_band

HOST_TILES: Final = frozenset({"online", "viewers", "orders_5m", "comments_1m", "likes"})
"""What a host sees: no money, no buyers, no costs."""


def kpi_view(s: RoomState) -> KpiView:
    """Return every tile of the show, its products, segments and traffic sources."""
    tally = s.tally
    estimated, sampled = tally.estimates > 0, _sampled(tally)
    now = tally.moment(standing(s))
    then = tally.before(HISTORY_S)
    past_bands = {kpi.code: usual_band(s, kpi.code) for kpi in TABLE}
    within = bands(s.plan, {code: Band(*found[0], found[1]) for code, found in past_bands.items() if found is not None})
    tiles: Tiles = {}
    for suffix, index, window_ms in SPANS:
        numbers = show_numbers(now, index, sampled=sampled, estimated=estimated)
        past = show_numbers(then, index, sampled=sampled, estimated=estimated) if then is not None else None
        for kpi in TABLE:
            if index is None or "w" in kpi.scopes:
                tile = reckon(kpi, numbers)
                before = reckon(kpi, past).value if past is not None else None
                band = within.get(kpi.code) if index is None else None
                tiles[kpi.code + suffix] = _tile(kpi, tile, window_ms, before, band)
    parts = _Parts(s)
    return KpiView(
        tiles=tiles,
        products={
            sku: _product_tiles(tally, sku, flows, parts.product(sku), now, estimated)
            for sku, flows in parts.products()
        },
        segments={id_: _segment_tiles(s, id_, flows, parts.segment(id_), estimated) for id_, flows in parts.segments()},
        traffic={
            name: _source_tiles(flows, sampled, estimated) for name, flows in tally.traffic.items() if _moved(flows)
        },
        totals=_totals(s),
        apart=ApartView(facts=tally.staff_facts, orders=tally.staff_orders) if tally.staff else None,
        dip=_dip(s),
    )


def _dip(s: RoomState) -> DipView | None:
    found = s.watch.judge() if s.status == "live" else None
    if found is None:
        return None
    return DipView(
        state=found.state, sure=found.sure, odds=found.odds, since_ms=found.since_s * SECOND_MS,
        expected=found.expected, seen=found.seen,
    )  # fmt: skip


BESIDE: Final[dict[Figure, tuple[TileUnit, str]]] = {
    "gmv_minor": ("money", "gmv_minor"),
    "orders": ("count", "paid_orders"),
    "buyers": ("people", "buyers"),
    "exposure": ("count", "impressions"),
    "entries": ("count", "entered"),
    "clicks": ("count", "clicks"),
}
"""The figures of a platform's board: their unit, and the tile of ours that they stand beside."""


def _totals(s: RoomState) -> dict[str, ToldView]:
    return {
        figure: ToldView(
            value=entry.value, unit=BESIDE[figure][0], source=entry.source, as_told_by=entry.told_by or None,
            at_ms=entry.at_ms, beside=BESIDE[figure][1],
        )
        for figure, entry in s.board.newest().items()
    }  # fmt: skip


def host_kpi(view: KpiView) -> KpiView:
    """Return what a host may see of the tiles."""
    return KpiView(
        tiles={code: tile for code, tile in view.tiles.items() if code in HOST_TILES},
        products={},
        segments={},
        traffic={},
    )


def _sampled(tally: Tally) -> bool:
    audience = tally.audience
    if audience.total_max is None or audience.total_first is None:
        return False
    return audience.total_max - audience.total_first > tally.came()


def _moved(flows: Flows) -> bool:
    """Tell whether anything is counted: what an order was first taken to hold may have moved elsewhere since."""
    return any(flows.total) or any(any(sums) for sums in flows.sums)


_NONE: Final = Flows.of(FLOWS, 0)


class _Parts:
    """The products and segments to show, and what is known of each besides its counters."""

    def __init__(self, s: RoomState) -> None:
        self._s = s
        self._until_ms = until_ms(s)
        live_ms = self._until_ms - s.started_ms if s.started_ms is not None else None
        self._expected = expected(s.rundown.segments, s.targets, live_ms) if live_ms is not None else {}

    def products(self) -> Iterable[tuple[str, Flows]]:
        """Return the products' counters, the plan's first and in its order."""
        s = self._s
        aired = s.product_air.names()
        known = {sku: flows for sku, flows in s.tally.products.items() if sku in aired or _moved(flows)}
        known |= {sku: _NONE for sku in aired if sku not in known}
        order = [sku for sku in s.prices if sku in known] + [sku for sku in known if sku not in s.prices]
        return [(sku, known[sku]) for sku in order]

    def segments(self) -> Iterable[tuple[str, Flows]]:
        """Return the segments' counters, as they first counted something or were on air."""
        s = self._s
        aired = s.segment_air.names()
        known = {id_: flows for id_, flows in s.tally.segments.items() if id_ in aired or _moved(flows)}
        return (known | {id_: _NONE for id_ in aired if id_ not in known}).items()

    def product(self, sku: str) -> Part:
        """Return what is known of a product."""
        s, shelf = self._s, self._s.shelves.get(sku)
        plan = s.plan.product(sku) if s.plan is not None else None
        target = plan.target_gmv_minor if plan is not None else None
        mine = [self._expected[g.id] for g in s.rundown.segments if g.sku == sku and g.id in self._expected]
        available = shelf.available if shelf is not None else None
        return Part(
            on_air_ms=s.product_air.of(sku, self._until_ms),
            target_minor=target,
            expected_minor=sum(mine) if target is not None and mine else None,
            left=max(0, available) if available is not None else None,
        )

    def segment(self, id_: str) -> Part:
        """Return what is known of a segment."""
        s = self._s
        return Part(
            on_air_ms=s.segment_air.of(id_, self._until_ms) if id_ in s.segment_air.names() else None,
            target_minor=s.targets.get(id_),
            expected_minor=self._expected.get(id_),
        )


def _tile(kpi: Kpi, r: Reckoned, window_ms: int | None, before: int | float | None, band: Band | None) -> Tile:
    return Tile(
        value=r.value, unit=kpi.unit, window_for_ms=window_ms, num=r.num, den=r.den, lo=r.lo, hi=r.hi, state=r.state,
        delta=r.value - before if r.value is not None and before is not None else None,
        band=(band.lo, band.hi) if band is not None else None,
        band_source=band.source if band is not None else None,
        few=r.den is not None and r.den < kpi.min_samples,
    )  # fmt: skip


def _of_scope(scope: Scope) -> tuple[Kpi, ...]:
    return tuple(kpi for kpi in TABLE if scope in kpi.scopes)


_P, _S, _T = _of_scope("p"), _of_scope("s"), _of_scope("t")


def _product_tiles(tally: Tally, sku: str, flows: Flows, part: Part, now: Moment, estimated: bool) -> Tiles:
    buyers = len(tally.product_buyers.get(sku, ()))
    tiles: Tiles = {}
    for suffix, index, window_ms in SPANS:
        numbers = product_numbers(flows, part, now, buyers, index, estimated=estimated)
        for kpi in _P:
            if index is None or "w" in kpi.scopes:
                tiles[kpi.code + suffix] = _tile(kpi, reckon(kpi, numbers), window_ms, None, None)
    return tiles


def _segment_tiles(s: RoomState, id_: str, flows: Flows, part: Part, estimated: bool) -> Tiles:
    aired = s.rundown.aired.get(id_)
    start = aired.online.value if aired is not None and aired.online is not None else None
    numbers = segment_numbers(flows, part, start, estimated=estimated)
    return {kpi.code: _tile(kpi, reckon(kpi, numbers), None, None, None) for kpi in _S}


def _source_tiles(flows: Flows, sampled: bool, estimated: bool) -> Tiles:
    numbers = source_numbers(flows, sampled=sampled, estimated=estimated)
    return {kpi.code: _tile(kpi, reckon(kpi, numbers), None, None, None) for kpi in _T}
