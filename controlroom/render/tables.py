"""The analyst's tables as CSV: a row for each product, segment or traffic source, with everything that is known of it.

Owns: the tables' columns.
Law: as `csvtext`: for machines, exact, unknown is empty. Columns follow the table of KPIs, so that a KPI of parts is in it
by itself; a product's row has its stock beside its figures.
Must not know: pages, where views come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, assert_never, get_args

from controlroom.domain.metrics import TABLE, Kpi, Scope
from controlroom.domain.plan import Text, plain
from controlroom.domain.topics import Topic
from controlroom.render.csvtext import instant, lines, money
from controlroom.views.panels import pace_interval
from controlroom.views.shapes import KpiView, RundownView, ShowView, StockItem, StockView, Tiles, View

TableName = Literal["products", "segments", "traffic"]
TABLES: Final[tuple[TableName, ...]] = get_args(TableName)

Table = tuple[list[str], list[list[object]]]
"""Column names and rows."""

_PACE: Final = "gmv_per_min_minor"
_STOCK: Final = (
    "price", "stock_state", "available", "listed", "on_hand", "safety", "rate_per_min", "runs_out_low", "runs_out_mid",
    "runs_out_high", "restock",
)  # fmt: skip
_SEGMENT: Final = ("title", "kind", "state", "sku", "host", "planned_s", "planned_start", "started", "ended")


def table_csv(table: TableName, views: Mapping[Topic, View], lang: str, as_of_ms: int) -> str:
    """Return a table with its line of column names.

    Args:
        table: Which.
        views: `show`, `kpi`, `stock` and `rundown`, as the role may see them.
        lang: The language of titles.
        as_of_ms: The last whole second advanced.
    """
    show, kpi, stock, rundown = (views[t] for t in (Topic.SHOW, Topic.KPI, Topic.STOCK, Topic.RUNDOWN))
    assert isinstance(show, ShowView)
    assert isinstance(kpi, KpiView)
    assert isinstance(stock, StockView)
    assert isinstance(rundown, RundownView)
    match table:
        case "products":
            names, rows = _products(kpi, stock, show.currency, lang)
        case "segments":
            names, rows = _segments(kpi, rundown, show.currency, lang)
        case "traffic":
            names = ["traffic", *_heads("t")]
            rows = [[name, *_figures("t", tiles, show.currency)] for name, tiles in kpi.traffic.items()]
        case _:
            assert_never(table)
    end = [show.currency, instant(as_of_ms)]
    return lines([[*names, "currency", "as_of"], *([*row, *end] for row in rows)])


def _products(kpi: KpiView, stock: StockView, currency: str, lang: str) -> Table:
    rows = []
    for sku in dict.fromkeys([*kpi.products, *stock.products]):
        item = stock.products.get(sku)
        link, title = (item.link, _text(item.title, lang)) if item is not None else (None, None)
        figures = _figures("p", kpi.products.get(sku, {}), currency)
        rows.append([sku, link, title, *figures, *_stock(item, currency)])
    return ["sku", "link", "title", *_heads("p"), *_STOCK], rows


def _segments(kpi: KpiView, rundown: RundownView, currency: str, lang: str) -> Table:
    rows, known = [], {segment.id: segment for segment in rundown.segments}
    for id_ in dict.fromkeys([*known, *kpi.segments]):
        told: list[object] = [None] * len(_SEGMENT)
        if (s := known.get(id_)) is not None:
            when = map(instant, (s.planned_start_ms, s.started_ms, s.ended_ms))
            told = [_text(s.title, lang), s.kind, s.state, s.sku, s.host, s.planned_for_ms // 1000, *when]
        rows.append([id_, *told, *_figures("s", kpi.segments.get(id_, {}), currency)])
    return ["segment", *_SEGMENT, *_heads("s")], rows


def _kpis(scope: Scope) -> list[Kpi]:
    return [kpi for kpi in TABLE if scope in kpi.scopes]


def _heads(scope: Scope) -> list[str]:
    heads = []
    for kpi in _kpis(scope):
        name = kpi.code.removesuffix("_minor")  # whole units of the currency stand here
        heads += [name, f"{name}_low_95", f"{name}_high_95"] if kpi.counts or kpi.code == _PACE else [name]
    return heads


def _figures(scope: Scope, tiles: Tiles, currency: str) -> list[object]:
    figures: list[object] = []
    for kpi in _kpis(scope):
        tile = tiles.get(kpi.code)
        values: list[float | None] = [tile.value if tile is not None else None]
        if kpi.counts:
            values += [tile.lo, tile.hi] if tile is not None else [None, None]
        elif kpi.code == _PACE:
            values += pace_interval(tiles) or (None, None)
        figures += [money(value, currency) if kpi.unit == "money" else value for value in values]
    return figures


def _stock(item: StockItem | None, currency: str) -> list[object]:
    if item is None:
        return [None] * len(_STOCK)
    out = item.runs_out
    when = (out.lo_ms, out.mid_ms, out.hi_ms) if out is not None else (None, None, None)
    return [
        money(item.price_minor, currency), item.state, item.available, item.listed, item.on_hand, item.safety,
        item.rate_per_min, *map(instant, when), item.restock,
    ]  # fmt: skip


def _text(text: Text | None, lang: str) -> str | None:
    return plain(text, lang) if text is not None else None
