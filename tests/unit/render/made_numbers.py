"""Made numbers of the moment: the tiles with their parts, and the stock."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.plan import Text
from controlroom.views.shapes import KpiView, RunsOut, StockItem, StockView, Tile, Tiles, TileState, TileUnit, ToldView
from tests.unit.render.moment import MINUTE, NOW, both


def tile(
    value: float | None,
    unit: TileUnit = "count",
    *,
    delta: float | None = None,
    interval: tuple[float, float] | None = None,
    of: tuple[int, int] | None = None,
    window_ms: int | None = None,
    state: TileState = "ok",
    band: tuple[float, float | None] | None = None,
) -> Tile:
    return Tile(
        value=value,
        unit=unit,
        window_for_ms=window_ms,
        num=of[0] if of else None,
        den=of[1] if of else None,
        lo=interval[0] if interval else None,
        hi=interval[1] if interval else None,
        state="unknown" if value is None else state,
        delta=delta,
        band=band,
    )


def _windows(code: str, unit: TileUnit, show_: float, half: float, five: float, one: float) -> Tiles:
    return {
        code: tile(show_, unit),
        f"{code}_30m": tile(half, unit, window_ms=30 * MINUTE),
        f"{code}_5m": tile(five, unit, window_ms=5 * MINUTE),
        f"{code}_1m": tile(one, unit, window_ms=MINUTE),
    }


def kpi() -> KpiView:
    tiles: Tiles = {
        **_windows("entered", "count", 11_204, 11_204, 2_004, 391),
        **_windows("comments", "count", 1_310, 1_310, 402, 84),
        **_windows("commenters", "people", 842, 842, 297, 71),
        **_windows("likes", "count", 48_210, 48_210, 15_002, 2_911),
        **_windows("clicks", "count", 2_410, 2_410, 701, 133),
        **_windows("orders", "count", 431, 431, 71, 12),
        **_windows("paid_orders", "count", 374, 374, 62, 11),
        **_windows("buyers", "people", 351, 351, 60, 11),
        **_windows("units", "count", 402, 402, 66, 12),
        **_windows("gmv_minor", "money", 8_642_000, 8_642_000, 1_432_200, 279_000),
        **_windows("gmv_created_minor", "money", 9_911_050, 9_911_050, 1_660_900, 301_200),
        **_windows("aov_minor", "money", 23_107, 23_107, 23_100, 25_364),
        **_windows("gpm_minor", "money", 812_218, 812_218, 439_325, 158_881),
        "online": tile(1_380, "people", delta=-20),
        "viewers": tile(10_640, "people", delta=2_910),
        "refunds_minor": tile(119_400, "money", delta=39_800),
        "net_minor": tile(8_522_600, "money", delta=1_392_400),
        "conversion_rate": tile(
            0.03299, "ratio", delta=-0.006, interval=(0.0298, 0.0365), of=(351, 10_640), band=(0.03, 0.05)
        ),
        "conversion_rate_30m": tile(0.0334, "ratio", interval=(0.0302, 0.0369), of=(374, 11_204)),
        "conversion_rate_5m": tile(
            0.01902, "ratio", delta=-0.0151, interval=(0.0149, 0.0243), of=(62, 3_260), window_ms=5 * MINUTE
        ),
        "click_to_pay": tile(0.1552, "ratio", delta=-0.021, interval=(0.1413, 0.1702), of=(374, 2_410)),
        "interaction_rate": tile(0.142, "ratio", delta=0.008, interval=(0.1355, 0.1488), of=(1_511, 10_640)),
        "roi": tile(3.2, "x", delta=0.0, state="unsure", band=(3.0, None)),
        "target_progress": tile(0.1728, "ratio", delta=0.028),
        "target_pace": tile(0.96, "ratio"),
        "spend_minor": tile(2_660_000, "money"),
        "conversion_rate_1m": tile(0.0062, "ratio", interval=(0.0035, 0.0111), of=(11, 1_771), state="unsure"),
    }
    for code, delta in (("gmv_minor", 1_432_200), ("aov_minor", 300), ("gpm_minor", -64_000)):
        tiles[code] = replace(tiles[code], delta=delta)
    for code, delta in (("paid_orders_5m", -42), ("comments_1m", 31), ("clicks_5m", -88)):
        tiles[code] = replace(tiles[code], delta=delta)

    def part(gmv: int, paid: int, clicks: int, den: int, entered: int | None = None, *, air_min: int = 0) -> Tiles:
        tiles = {
            "gmv_minor": tile(gmv, "money"),
            "paid_orders": tile(paid),
            "orders": tile(round(paid * 1.15)),
            "units": tile(round(paid * 1.07)),
            "clicks": tile(clicks),
            "refunds_minor": tile(119_400 if paid > 300 else 0, "money"),
            "conversion_rate": tile(
                paid / den if den else None, "ratio", of=(paid, den), state="ok" if paid > 9 else "unsure"
            ),
        }
        if entered is not None:
            tiles["entered"] = tile(entered)
        if air_min:
            per_min = gmv / air_min
            tiles["on_air_s"] = tile(air_min * 60, "seconds")
            tiles["gmv_per_min_minor"] = tile(round(per_min), "money", interval=(per_min * 0.9, per_min * 1.1))
        if gmv:
            tiles["sell_through"] = tile(paid / (paid + 200), "ratio", of=(paid, paid + 200))
        return tiles

    def lately(paid: int, den: int) -> Tiles:
        rate = paid / den
        of_them = tile(rate, "ratio", interval=(rate * 0.6, rate * 1.5), of=(paid, den), window_ms=5 * MINUTE)
        return {"conversion_rate_5m": of_them}

    return KpiView(
        tiles=tiles,
        products={
            "cream-50": part(7_303_300, 318, 1_702, 10_640, air_min=8),
            "serum-30": part(541_800, 31, 402, 10_640, air_min=2),
            "eye-15": part(492_900, 16, 201, 10_640),
            "hand-60": part(304_000, 9, 105, 10_640),
        },
        segments={"open": part(5_775_000, 250, 1_402, 5_208), "cream": part(2_867_000, 124, 1_008, 5_166)},
        traffic={
            "recommend": part(0, 120, 0, 4_615, 4_594) | lately(34, 1_310),
            "paid": part(0, 27, 0, 3_857, 3_809) | lately(7, 1_010),
            "follow": part(0, 59, 0, 1_903, 1_905) | lately(17, 550),
            "search": part(0, 22, 0, 917, 896) | lately(4, 167),
        },
        totals={
            "gmv_minor": ToldView(
                value=7_980_000, unit="money", source="罗盘", as_told_by="李", at_ms=NOW - 247_000, beside="gmv_minor"
            ),
            "orders": ToldView(
                value=401, unit="count", source="罗盘", as_told_by="李", at_ms=NOW - 247_000, beside="paid_orders"
            ),
        },
    )


def stock() -> StockView:
    def item(title: Text, link: int, price: int, left: int, *, rate: float = 0.0, low: bool = False) -> StockItem:
        return StockItem(
            on_hand=left + 40,
            listed=left,
            available=left,
            safety=100,
            rate_per_min=rate,
            runs_out=RunsOut(lo_ms=NOW + 5 * MINUTE, mid_ms=NOW + 6 * MINUTE, hi_ms=NOW + 8 * MINUTE) if low else None,
            state="low" if low else "ok",
            title=title,
            link=link,
            price_minor=price,
            restock=120 if low else None,
        )

    return StockView(
        products={
            "cream-50": item(both("熬夜面霜 50ml", "Night cream 50 ml"), 3, 19_900, 83, rate=12.4, low=True),
            "serum-30": item(both("精华 Serum 30ml", "Serum 30 ml"), 11, 12_900, 358, rate=1.2),
            "eye-15": item(both("眼霜 Eye", "Eye cream"), 7, 15_900, 189),
            "hand-60": item(both("护手霜", "Hand cream"), 5, 7_600, 560),
            "sun-50": item(both("防晒 SPF50", "Sun Fluid"), 12, 13_900, 600),
            "mask-10": item(both("面膜 10 片", "Sheet mask"), 18, 9_900, 800),
            "wash-100": item(both("洁面", "Cleanser"), 21, 8_990, 500),
            "gift": item(both("礼盒 Gift Set", "Gift set"), 30, 49_900, 120),
        }
    )
