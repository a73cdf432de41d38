"""The tiles: every KPI of the table over every span and scope it has.

Owns: how the tally's integers become the topic `kpi`, and which tiles a host may see.
Law: each number is reckoned by `domain.metrics` alone; hiding happens here, at the source.
Must not know: HTML, sockets.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.metrics import SPANS, TABLE, Kpi, Numbers, Reckoned, Scope, reckon, show_numbers
from controlroom.domain.plan import Text
from controlroom.domain.tally import HISTORY_S, Flow, Moment, Tally
from controlroom.domain.totals import Figure
from controlroom.domain.windows import Flows
from controlroom.room.state import RoomState
from controlroom.views.shapes import KpiView, Tile, Tiles, TileUnit, ToldView
from controlroom.views.usual import usual_band

HOST_TILES: Final = frozenset({"online", "viewers", "orders_5m", "comments_1m", "likes"})
"""What a host sees: no money, no buyers, no costs."""


BANDS: Final[dict[str, tuple[float, float]]] = {
    "beauty": (0.03, 0.05),
    "apparel": (0.02, 0.04),
    "food": (0.05, 0.08),
}
"""Whole-show conversion by the plan's category. Source: METRICS.md section 2 (the training deck)."""


def kpi_view(s: RoomState) -> KpiView:
    """Return every tile of the show, its products, segments and traffic sources."""
    tally = s.tally
    estimated, sampled = tally.estimates > 0, _sampled(tally)
    now = tally.moment()
    then = tally.before(HISTORY_S)
    band = BANDS.get(s.plan.show.category or "") if s.plan is not None else None
    tiles: Tiles = {}
    for suffix, index, window_ms in SPANS:
        numbers = show_numbers(now, index, sampled=sampled, estimated=estimated)
        past = show_numbers(then, index, sampled=sampled, estimated=estimated) if then is not None else None
        for kpi in TABLE:
            if index is None or "w" in kpi.scopes:
                code = kpi.code + suffix
                tile = reckon(kpi, numbers)
                before = reckon(kpi, past).value if past is not None else None
                own = usual_band(s, code) if index is None else None
                preset = band if code == "conversion_rate" else None
                tiles[code] = _tile(kpi, tile, window_ms, before, own[0] if own else preset, own[1] if own else None)
    return KpiView(
        tiles=tiles,
        products={sku: _product_tiles(s, sku, flows, now, estimated) for sku, flows in _products(s).items()},
        segments={id_: _segment_tiles(s, id_, flows, estimated) for id_, flows in _counted(tally.segments).items()},
        traffic={name: _source_tiles(flows, estimated) for name, flows in _counted(tally.traffic).items()},
        totals=_totals(s),
    )


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


def _products(s: RoomState) -> dict[str, Flows]:
    """Return the products' counters, the plan's first and in its order."""
    known = _counted(s.tally.products)
    order = [sku for sku in s.prices if sku in known] + [sku for sku in known if sku not in s.prices]
    return {sku: known[sku] for sku in order}


def _counted(scopes: dict[str, Flows]) -> dict[str, Flows]:
    """Return those that count something: one that an order touched before it told more is as if it had never been."""
    return {key: flows for key, flows in scopes.items() if any(flows.total) or any(map(any, flows.sums))}


def _tile(
    kpi: Kpi, r: Reckoned, window_ms: int | None, before: int | float | None, band: tuple[float, float] | None,
    source: Text | None = None,
) -> Tile:  # fmt: skip
    delta = r.value - before if r.value is not None and before is not None else None
    return Tile(
        value=r.value, unit=kpi.unit, window_for_ms=window_ms, num=r.num, den=r.den, lo=r.lo, hi=r.hi, state=r.state,
        delta=delta, band=band, band_source=source,
    )  # fmt: skip


def _of_scope(scope: Scope) -> tuple[Kpi, ...]:
    return tuple(kpi for kpi in TABLE if scope in kpi.scopes)


_P, _S, _T = _of_scope("p"), _of_scope("s"), _of_scope("t")


def _product_tiles(s: RoomState, sku: str, flows: Flows, now: Moment, estimated: bool) -> Tiles:
    buyers = len(s.tally.product_buyers.get(sku, ()))
    tiles: Tiles = {}
    for suffix, index, window_ms in SPANS:
        if index is None:
            numbers = Numbers(flows.total, now.viewers, now.viewers, buyers, 0, False, amounts_estimated=estimated)
        else:
            start = now.starts[index]
            audience = start + now.sums[index][Flow.ENTERED] if start is not None else None
            numbers = Numbers(flows.sums[index], audience, now.viewers, 0, 0, True, amounts_estimated=estimated)
        for kpi in _P:
            if index is None or "w" in kpi.scopes:
                tiles[kpi.code + suffix] = _tile(kpi, reckon(kpi, numbers), window_ms, None, None)
    return tiles


def _segment_tiles(s: RoomState, id_: str, flows: Flows, estimated: bool) -> Tiles:
    aired = s.rundown.aired.get(id_)
    start = aired.online.value if aired is not None and aired.online is not None else None
    audience = start + flows.total[Flow.ENTERED] if start is not None else None
    numbers = Numbers(flows.total, audience, None, 0, 0, True, amounts_estimated=estimated)
    return {kpi.code: _tile(kpi, reckon(kpi, numbers), None, None, None) for kpi in _S}


def _source_tiles(flows: Flows, estimated: bool) -> Tiles:
    numbers = Numbers(flows.total, flows.total[Flow.ENTERED], None, 0, 0, True, amounts_estimated=estimated)
    return {kpi.code: _tile(kpi, reckon(kpi, numbers), None, None, None) for kpi in _T}
