"""How the analyst's panes read the figures: which steps of the funnel are known, which source is weak, what is lacking.

Owns: the small conclusions that stand between a view and its pane.
Law: unknown is unknown and said once; nothing is called weak that chance alone explains.
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Final, Literal, NamedTuple

from controlroom.views.shapes import KpiView, ShowView, StockView, Tile, Tiles, ToldView
from controlroom.views.unfed import FROM_ORDERS

STEPS: Final = ("impressions", "clicks", "orders", "paid_orders")
SAYS_FROM: Final = 100
"""Viewers, before which a room without orders is merely young."""

Z95: Final = 1.959963984540054

Lack = Literal["orders", "order_feed", "spend"]


class Step(NamedTuple):
    """A step of the funnel. `share`: of the first known step; `rate`: of the known step before it.

    `told`: what a platform's board says of it: beside our own value, or for it where ours is unknown (`theirs`). Of ours and
    theirs no rate is made, nor of two boards.
    """

    code: str
    value: int | None
    share: float
    rate: float | None
    told: ToldView | None = None

    @property
    def theirs(self) -> bool:
        """Tell whether the board alone knows it."""
        return self.value is None and self.told is not None


class Source(NamedTuple):
    """A traffic source. `share`: of all who entered; `weak`: it converts less than all together, beyond chance."""

    name: str
    share: float | None
    rate: Tile | None
    weak: bool


def funnel(tiles: Mapping[str, Tile], totals: Mapping[str, ToldView] = {}) -> list[Step]:
    """Return the steps of the show; one is unknown when nothing came for it though something came for a later one.

    Args:
        totals: What a platform's board says, by its figures' names.
    """
    values = [_count(tiles, code) for code in STEPS]
    for place in range(len(values) - 1):
        if values[place] == 0 and any(values[place + 1 :]):
            values[place] = None
    if not any(values):
        values = [None] * len(STEPS)
    beside = {told.beside: told for told in totals.values()}
    first = next((value for value in values if value), 0)
    steps: list[Step] = []
    before: int | None = None
    board: ToldView | None = None
    for code, value in zip(STEPS, values, strict=True):
        told, rate = beside.get(code), None
        if value is not None:
            rate, before = value / before if before else None, value
        elif told is not None:
            alike = board is not None and (board.source, board.at_ms) == (told.source, told.at_ms)
            rate = told.value / board.value if alike and board is not None and board.value else None
        board = told if told is not None else board
        steps.append(Step(code, value, min(1.0, value / first) if value and first else 0.0, rate, told))
    return steps


def sources(traffic: Mapping[str, Tiles], live: bool) -> list[Source]:
    """Return the traffic sources by how many entered from them, with their conversion; unknown until somebody paid.

    Args:
        traffic: By source.
        live: The rate is that of 5 minutes, else that of the whole show.
    """
    entered = {name: _count(tiles, "entered") for name, tiles in traffic.items()}
    everybody = sum(n for n in entered.values() if n)
    sold = any(_num(tiles.get("conversion_rate")) for tiles in traffic.values())
    code = "conversion_rate_5m" if live else "conversion_rate"
    rates = {name: tiles.get(code) if sold else None for name, tiles in traffic.items()}
    told = [rate for rate in rates.values() if rate is not None and rate.num is not None and rate.den]
    paid, audience = sum(rate.num or 0 for rate in told), sum(rate.den or 0 for rate in told)
    together = paid / audience if audience else 0.0
    names = sorted(traffic, key=lambda name: -(entered[name] or 0))
    return [Source(n, _share(entered[n], everybody), rates[n], _weak(rates[n], together)) for n in names]


def pace_interval(tiles: Mapping[str, Tile]) -> tuple[int, int] | None:
    """Return the 95 % interval of a product's GMV a minute on air, in minor units; None: not known.

    Orders come by chance (Poisson), so with n of them the pace may be (n + z²/2 ± z·√(n + z²/4)) ÷ n times the one seen.
    That order values differ is not in it. Source: the score interval of a Poisson mean.
    """
    pace, paid = tiles.get("gmv_per_min_minor"), _count(tiles, "paid_orders")
    if pace is None or pace.value is None or not paid:
        return None
    middle, half = paid + Z95**2 / 2, Z95 * sqrt(paid + Z95**2 / 4)
    return round(pace.value * (middle - half) / paid), round(pace.value * (middle + half) / paid)


def goods_in_order(kpi: KpiView, stock: StockView) -> list[str]:
    """Return the products by GMV; those without any in the plan's order, those without a plan last."""
    skus = [*stock.products, *(sku for sku in kpi.products if sku not in stock.products)]
    return sorted(skus, key=lambda sku: -(_count(kpi.products.get(sku, {}), "gmv_minor") or 0))


def lacking(kpi: KpiView, show: ShowView) -> tuple[Lack, ...]:
    """Return what a running room has had no fact about, so that its figures cannot be known."""
    if show.status == "planned":
        return ()
    if "order" in kpi.unfed:
        return ("order_feed",)
    if (_count(kpi.tiles, "viewers") or 0) < SAYS_FROM:
        return ()
    if not _count(kpi.tiles, "orders"):
        return ("orders",)
    spend = kpi.tiles.get("spend_minor")
    return ("spend",) if spend is not None and not spend.value else ()


def blind(base: str, kpi: KpiView, show: ShowView) -> bool:
    """Tell whether a KPI cannot be known, because no order has come to a room that has had its viewers.

    Args:
        base: Its code without a window.
        kpi: At least its `orders` and `viewers`; whoever does not see `orders` (a host) is told what comes.
        show: The show.
    """
    return base in FROM_ORDERS and "orders" in kpi.tiles and "orders" in lacking(kpi, show)


def _count(tiles: Mapping[str, Tile], code: str) -> int | None:
    tile = tiles.get(code)
    return None if tile is None or tile.value is None else round(tile.value)


def _num(tile: Tile | None) -> int:
    return tile.num or 0 if tile is not None else 0


def _share(part: int | None, whole: int) -> float | None:
    return part / whole if part is not None and whole else None


def _weak(rate: Tile | None, together: float) -> bool:
    return rate is not None and rate.hi is not None and rate.state == "ok" and rate.hi < together
