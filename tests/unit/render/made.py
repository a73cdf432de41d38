"""Made views of one believable moment, 20:14:07 of a rehearsal, for tests and pictures."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from msgspec.structs import replace

from controlroom.domain.contributions import Factor
from controlroom.domain.marks import Mark
from controlroom.domain.plan import SegmentKind, Text
from controlroom.domain.topics import Topic
from controlroom.render.panes import Rejected
from controlroom.views.analysis import By, ChangedView, PartView, WindowView
from controlroom.views.shapes import (
    CommentsView,
    CommentView,
    CuesView,
    CueView,
    FeedsView,
    FeedView,
    KpiView,
    NotesView,
    NoteView,
    ProgramView,
    PulseView,
    RundownView,
    RunsOut,
    ScreensView,
    ScreenView,
    SegmentState,
    SegmentView,
    ShowView,
    StockItem,
    StockView,
    Tile,
    Tiles,
    TileState,
    TileUnit,
    TimersView,
    TimerView,
    ToldView,
    UndoView,
    View,
)

START = int(datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp() * 1000)
NOW = START + (14 * 60 + 7) * 1000
MINUTE = 60_000
PAST_START = START - 7 * 86_400_000
GAP = (START + 190_000, START + 218_000)
"""A span in which nothing was heard."""


def both(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


def show() -> ShowView:
    return ShowView(
        room="demo",
        show="demo-1",
        title=both("双十一面霜专场", "Night cream special"),
        status="live",
        mode="rehearsal",
        currency="CNY",
        timezone="Asia/Shanghai",
        started_ms=START,
        ended_ms=None,
        planned_start_ms=START,
        planned_end_ms=START + 123 * MINUTE,
        expected_end_ms=START + 123 * MINUTE + 40_000,
        over_for_ms=40_000,
        over_why="open",
        due_ms=START + 17 * MINUTE + 40_000,
        undo=(
            UndoView(
                command="c-9", title="product.switch", what=both("熬夜面霜", "Night cream"), until_ms=NOW + 18_000
            ),
            UndoView(command="c-8", title="cue.show", what="最后 83 件", until_ms=NOW + 9_000),
        ),
        target_gmv_minor=50_000_000,
    )


_SEGMENTS: tuple[tuple[str, str, str, SegmentKind, str | None, int], ...] = (
    ("open", "开场", "Opening", "opening", None, 5),
    ("cream", "面霜讲解", "Night cream", "product", "cream-50", 12),
    ("serum", "精华讲解 Serum", "Serum 30 ml", "product", "serum-30", 12),
    ("draw", "福袋抽奖", "Lucky draw", "draw", None, 5),
    ("eye", "眼霜秒杀", "Eye cream flash", "flash_sale", "eye-15", 10),
    ("qa", "问答互动", "Questions", "interaction", None, 8),
    ("sun", "防晒 Sun Fluid", "Sun Fluid SPF50", "product", "sun-50", 12),
    ("again", "面霜返场", "Night cream again", "product", "cream-50", 10),
    ("rest", "休息 · 换主播", "Break, new host", "break", None, 3),
    ("mask", "面膜 Sheet Mask", "Sheet mask", "product", "mask-10", 12),
    ("hand", "护手霜", "Hand cream", "product", "hand-60", 8),
    ("wash", "洁面", "Cleanser", "product", "wash-100", 10),
    ("gift", "礼盒 Gift Set", "Gift set", "product", "gift", 12),
    ("close", "收尾", "Closing", "closing", None, 4),
)

SCRIPT = (
    "质地很轻，推开就化成水一样的一层。它有三个特点：第一，锁住水分，早上起来脸还是软的；第二，轻薄不油腻"
    " [演示：手背推开] 看，没有一点油光；第三，夜间修护，睡觉的时候让它慢慢来。\n"
    "平时柜台三百九十九，今天一百九十九，拍一瓶就送一支眼霜小样。敏感肌的朋友，先在耳后试一天，没有问题再上脸。\n"
    "要的朋友看三号链接，我们马上讲精华。\n"
)


def rundown(on: str | None = "cream") -> RundownView:
    found = []
    at = START
    place = next((i for i, s in enumerate(_SEGMENTS) if s[0] == on), -1)
    for index, (id_, zh, en, kind, sku, minutes) in enumerate(_SEGMENTS):
        length = minutes * MINUTE
        took = length + 40_000 if index == 0 and place > 0 else length
        state: SegmentState = (
            "done" if index < place else "on_air" if index == place else "next" if index == place + 1 else "upcoming"
        )
        found.append(
            SegmentView(
                id=id_,
                title=both(zh, en),
                kind=kind,
                sku=sku,
                host="wei",
                planned_start_ms=at,
                planned_for_ms=length,
                expected_start_ms=at,
                started_ms=at if index <= place else None,
                ended_ms=at + took if index < place else None,
                state=state,
                fits_for_ms=None,
            )
        )
        at += took
    return RundownView(segments=tuple(found), script=SCRIPT if on else None)


def program() -> ProgramView:
    return ProgramView(
        sku="cream-50",
        title=both("熬夜面霜 Night Cream 50ml", "Night cream 50 ml"),
        price_minor=19_900,
        list_price_minor=39_900,
        link=3,
        points=(
            both("锁住水分", "Locks moisture in"),
            both("轻薄不油腻", "Light, not greasy"),
            both("夜间修护", "Repairs overnight"),
        ),
        gifts=(both("眼霜小样", "Eye cream sample"),),
        available=83,
        listed=83,
        ships_within="48h",
        platform_state="explaining",
        since_ms=START + 340_000,
        stock_state="low",
    )


def cue() -> CuesView:
    def card(id_: str, text: str, *, shown: int, delivered: int | None = None, acked: int | None = None) -> CueView:
        return CueView(
            id=id_,
            text=text,
            priority="urgent" if id_ == "cue-3" else "push",
            target=None,
            shown_ms=NOW - shown,
            delivered_ms=None if delivered is None else NOW - delivered,
            acked_ms=None if acked is None else NOW - acked,
            expires_ms=None,
            stale=False,
        )

    return CuesView(
        current=card("cue-3", "最后 83 件，拍完恢复原价", shown=6_200, delivered=6_000),
        queue=(card("cue-4", "先演示质地，再报价", shown=2_000),),
        recent=(
            card("cue-2", "敏感肌：先耳后试", shown=71_000, delivered=70_800, acked=66_000),
            card("cue-1", "上 3 号链接", shown=190_000, delivered=189_000),
        ),
    )


def timers() -> TimersView:
    return TimersView(
        timers=(
            TimerView(
                id="t-1",
                title="限时价",
                kind="countdown",
                state="running",
                started_ms=NOW - 110_000,
                duration_for_ms=300_000,
                paused_for_ms=0,
                ends_ms=NOW + 190_000,
                warn_for_ms=None,
                danger_for_ms=None,
            ),
        )
    )


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
            "recommend": part(0, 120, 0, 4_615, 4_594),
            "paid": part(0, 27, 0, 3_857, 3_809),
            "follow": part(0, 59, 0, 1_903, 1_905),
            "search": part(0, 22, 0, 917, 896),
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


def comments() -> CommentsView:
    said = (
        ("雪梨", "3 号拍了，送眼霜吗"),
        ("momo", "刚才说的 399 哪来的"),
        ("小葵", "两件能叠券不"),
        ("Anna", "精华 Serum 什么时候上"),
        (None, "还剩多少件啊"),
        ("老王家", "上次快递慢了三天"),
        ("七七", "敏感肌能用吗？"),
        ("K", "主播手背再推一次看看"),
        ("桃子", "已拍，坐等发货"),
        ("阿宁", "<b>便宜</b>吗 & 包邮吗"),
    )
    return CommentsView(
        tail=tuple(
            CommentView(id=f"k{90 - i}", at_ms=NOW - 3_000 - i * 2_400, user=f"u{i}", text=text, name=name)
            for i, (name, text) in enumerate(said)
        )
    )


def feeds() -> FeedsView:
    def feed(name: str, lag: int, p99: int, duplicates: int = 0, rejected: int = 0) -> FeedView:
        return FeedView(
            name=name,
            kind="native",
            state="live",
            last_ms=NOW - 300,
            lag_p50_for_ms=lag,
            lag_p99_for_ms=p99,
            accepted=15_204,
            duplicates=duplicates,
            rejected=rejected,
            late=0,
            skewed=0,
        )

    return FeedsView(
        feeds=(feed("room", 300, 1_100, 14), feed("orders", 800, 2_400, 0, 2), feed("stock", 1_200, 3_000))
    )


def changed() -> ChangedView:
    """The last five minutes against the five before."""
    end = START + 14 * MINUTE

    def window(from_ms: int, gmv: int, orders: int, viewers: int) -> WindowView:
        return WindowView(
            from_ms=from_ms, to_ms=from_ms + 5 * MINUTE, gmv_minor=gmv, orders=orders, viewers=viewers,
            orders_per_viewer=orders / viewers, aov_minor=gmv // orders,
        )  # fmt: skip

    def part(by: By, key: str, was: int, now: int, mix: int, rate: int) -> PartView:
        return PartView(by=by, key=key, from_minor=was, to_minor=now, mix_minor=mix, rate_minor=rate)

    return ChangedView(
        show="demo-1",
        as_of_ms=NOW,
        a=window(end - 10 * MINUTE, 2_371_200, 104, 3_050),
        b=window(end - 5 * MINUTE, 1_432_200, 62, 3_260),
        change_minor=-939_000,
        factors=(
            Factor("viewers", 3_050, 3_260, 124_000),
            Factor("orders_per_viewer", 104 / 3_050, 62 / 3_260, -1_087_400),
            Factor("aov_minor", 22_800, 23_100, 24_400),
        ),
        volume_minor={"product": -900_000, "traffic": 100_000},
        parts=(
            part("product", "serum-30", 100_000, 120_000, 15_000, 5_000),
            part("product", "cream-50", 2_271_200, 1_312_200, -19_000, -40_000),
            part("product", "eye-15", 0, 0, 0, 0),
            part("traffic", "recommend", 1_000_000, 900_000, -100_000, -39_000),
            part("traffic", "paid", 1_371_200, 532_200, 300_000, -1_200_000),
        ),
        facts=(
            Mark(NOW - 9 * MINUTE, "take", both("开讲:面霜讲解", "On air: Night cream"), "cream-50", "cream"),
            Mark(NOW - 215_000, "promo", both("投流放量", "Ads raised"), None, None, NOW - 95_000),
            Mark(NOW - 60_000, "note", "<b>价高?</b>"),
        ),
    )


def rejected() -> tuple[Rejected, ...]:
    return (
        Rejected("orders", "missing_field", "lines[3].sku", "lines[3].sku is missing", NOW - 1_000),
        Rejected("orders", "missing_field", "lines[0].sku", "lines[0].sku is missing", NOW - 9_000),
        Rejected("room", "unknown_type", "type", "There is no event 'join'", NOW),
    )


def screens() -> ScreensView:
    def screen(id_: str, role: str, name: str | None, ago: int) -> ScreenView:
        return ScreenView(
            id=id_, role=role, name=name, state="live" if ago < 3_000 else "gone", last_seen_ms=NOW - ago, pos=4_410
        )

    return ScreensView(
        screens=(
            screen("s1", "host", "小薇", 200),
            screen("s2", "controller", None, 100),
            screen("s3", "analyst", "李", 300),
            screen("s4", "assistant", "张", 20_000),
        )
    )


def notes() -> NotesView:
    return NotesView(
        notes=(
            NoteView(
                id="note-901", at_ms=START + 6 * MINUTE, text="报价后评论变多 <看看>", sku="cream-50", segment="cream",
                role="analyst", person="李", added_ms=START + 7 * MINUTE,
            ),
        )
    )  # fmt: skip


def pulse() -> PulseView:
    return PulseView(
        as_of_ms=NOW,
        online=1_380,
        gmv_minor_1m=279_000,
        conversion_rate_5m=0.01902,
        lo=0.0149,
        hi=0.0243,
        comments_1m=84,
    )


def drawn(code: str, for_ms: int) -> tuple[float, float, float] | None:
    """Return a made value of a drawn figure, with its interval, so many ms into the show; None: nothing is known."""
    at, now = for_ms / (NOW - START), math.sin(for_ms / 40_000)
    if for_ms < 0 or GAP[0] < START + for_ms < GAP[1]:
        return None
    match code:
        case "online":
            value = 150 + 1_240 * min(1.0, at * 1.6) ** 0.8 + 18 * now
        case "gmv_minor_1m":
            value = (
                279_000 + 1_000_000 * math.exp(-(((at - 0.08) / 0.09) ** 2)) + 250_000 * max(0.0, 1 - at) + 9_000 * now
            )
        case "conversion_rate_5m" if for_ms < 5 * MINUTE:
            return None
        case "conversion_rate_5m":
            value = 0.019 + 0.018 * max(0.0, 1 - abs(at - 0.55) * 2.2) + 0.0004 * now
            return value, value - 0.0045, value + 0.0052
        case _:
            value = 40 + 44 * max(0.0, 1 - abs(at - 0.75) * 5) + 12 * now
    return float(round(value)), 0.0, 0.0


def marks() -> list[dict[str, object]]:
    def mark(minutes: float, kind: str, text: Text, until_ms: int | None = None) -> dict[str, object]:
        at_ms = int(START + minutes * MINUTE)
        return {"at_ms": at_ms, "kind": kind, "text": text, "sku": None, "segment": None, "until_ms": until_ms}

    return [
        mark(5.66, "take", both("面霜讲解", "Night cream")),
        mark(7.2, "switch", both("换 11 号", "No. 11")),
        mark(9.0, "cue", "报价"),
        mark(10.5, "promo", both("投流", "Ads"), START + 12 * MINUTE),
        mark(12.6, "price", both("改价 ¥189", "¥189")),
        mark(13.4, "violation", both("提醒", "notice")),
    ]


def views() -> dict[Topic, View]:
    return {
        Topic.SHOW: show(),
        Topic.RUNDOWN: rundown(),
        Topic.PROGRAM: program(),
        Topic.CUE: cue(),
        Topic.TIMERS: timers(),
        Topic.KPI: kpi(),
        Topic.PULSE: pulse(),
        Topic.STOCK: stock(),
        Topic.COMMENTS: comments(),
        Topic.FEEDS: feeds(),
        Topic.SCREENS: screens(),
        Topic.NOTES: notes(),
    }


def planned() -> dict[Topic, View]:
    """The same room, a quarter of an hour before the start."""
    found = views()
    found[Topic.SHOW] = replace(
        show(),
        status="planned",
        started_ms=None,
        expected_end_ms=None,
        over_for_ms=None,
        over_why=None,
        due_ms=None,
        undo=(),
    )
    found[Topic.RUNDOWN] = rundown(None)
    found[Topic.PROGRAM] = None
    found[Topic.CUE] = CuesView(current=None, queue=())
    found[Topic.TIMERS] = TimersView(timers=())
    found[Topic.KPI] = KpiView(tiles={}, products={}, segments={}, traffic={})
    found[Topic.PULSE] = PulseView()
    found[Topic.COMMENTS] = CommentsView(tail=())
    return found


def ended() -> dict[Topic, View]:
    """The same show, over."""
    found = views()
    found[Topic.SHOW] = replace(show(), status="ended", ended_ms=START + 124 * MINUTE, undo=())
    found[Topic.PULSE] = PulseView()
    found[Topic.CUE] = CuesView(current=None, queue=())
    found[Topic.TIMERS] = TimersView(timers=())
    return found


def planless() -> dict[Topic, View]:
    """A room without a plan, live since its first fact."""
    found = views()
    found[Topic.SHOW] = replace(
        show(),
        title="demo",
        mode="live",
        planned_start_ms=None,
        planned_end_ms=None,
        expected_end_ms=None,
        over_for_ms=None,
        over_why=None,
        due_ms=None,
        target_gmv_minor=None,
        undo=(),
    )
    found[Topic.RUNDOWN] = RundownView(segments=())
    found[Topic.PROGRAM] = None
    found[Topic.CUE] = CuesView(current=None, queue=())
    found[Topic.TIMERS] = TimersView(timers=())
    return found
