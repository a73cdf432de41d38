"""The tiles: every KPI of the table over every span and scope it has.

Owns: how the state's integers become the topic `kpi`, and which tiles a host may see.
Law: each number is reckoned by `domain.metrics` alone; hiding happens here, at the source.
Must not know: HTML, sockets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec.structs import replace

from controlroom.domain.bands import Band, bands
from controlroom.domain.formulas import Numbers
from controlroom.domain.metrics import SPANS, TABLE, Kpi, Reckoned, Scope, reckon
from controlroom.domain.scopes import PartRow, product_numbers, segment_numbers, show_numbers, source_numbers
from controlroom.domain.tally import HISTORY_S, Tally
from controlroom.domain.totals import Figure
from controlroom.domain.units import SECOND_MS
from controlroom.room.parts import PartRows, part_rows
from controlroom.room.standing import standing
from controlroom.room.state import RoomState
from controlroom.views.shapes import ApartView, DipView, KpiView, Tile, Tiles, TileUnit, ToldView
from controlroom.views.usual import usual_band

HOST_TILES: Final = frozenset({"online", "viewers", "orders_5m", "comments_1m", "likes"})
"""What a host sees: no money, no buyers, no costs. And how far the target is reached, without its amounts."""


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
    rows = part_rows(s)
    return KpiView(
        tiles=tiles,
        products=_scope(rows, "sku", lambda row: _spans(_P, partial(product_numbers, row, now, estimated=estimated))),
        segments=_scope(rows, "segment", lambda row: _tiles(_S, segment_numbers(row, estimated=estimated))),
        traffic=_scope(
            rows,
            "traffic",
            lambda row: _spans(_T, partial(source_numbers, row, sampled=sampled, estimated=estimated)),
        ),
        totals=_totals(s),
        apart=ApartView(facts=tally.staff_facts, orders=tally.staff_orders)
        if tally.staff or tally.staff_facts
        else None,
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
        tiles={code: tile for code, tile in view.tiles.items() if code in HOST_TILES} | _target(view),
        products={},
        segments={},
        traffic={},
        unfed=view.unfed,
    )


def _target(view: KpiView) -> Tiles:
    """Return how far the target is reached, without the amounts."""
    tile = view.tiles.get("target_progress")
    return {"target_progress": replace(tile, num=None, den=None)} if tile is not None else {}


def _sampled(tally: Tally) -> bool:
    audience = tally.audience
    if audience.total_max is None or audience.total_first is None:
        return False
    return audience.total_max - audience.total_first > tally.came()


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


def _scope(rows: PartRows, scope: str, tiles_of: Callable[[PartRow], Tiles]) -> dict[str, Tiles]:
    return {key: tiles_of(row) for (name, key), row in rows.items() if name == scope}


def _spans(kpis: tuple[Kpi, ...], numbers_of: Callable[[int | None], Numbers]) -> Tiles:
    tiles: Tiles = {}
    for suffix, index, window_ms in SPANS:
        numbers = numbers_of(index)
        for kpi in kpis:
            if index is None or "w" in kpi.scopes:
                tiles[kpi.code + suffix] = _tile(kpi, reckon(kpi, numbers), window_ms, None, None)
    return tiles


def _tiles(kpis: tuple[Kpi, ...], numbers: Numbers) -> Tiles:
    return {kpi.code: _tile(kpi, reckon(kpi, numbers), None, None, None) for kpi in kpis}
