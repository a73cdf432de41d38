"""Made views of one believable moment, 20:14:07 of a rehearsal, for tests and pictures.

The moment itself is in `moment`, its numbers in `made_numbers`, what an analyst asks for in `made_analysis`; tests
reach all of them by this one name.
"""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.alerts.observed import StreamHealth
from controlroom.domain.plan import SegmentKind, SegmentPlan
from controlroom.domain.topics import Topic
from controlroom.views.comment_shapes import CommentsView
from controlroom.views.fitting import Cut, Fit
from controlroom.views.prompter import NO_PROMPTER, PrompterView
from controlroom.views.segmenting import Behind, Choice, SegmentForm
from controlroom.views.shapes import (
    FeedsView,
    FeedView,
    KpiView,
    ProgramView,
    PulseView,
    RundownView,
    ScreensView,
    ScreenView,
    SegmentState,
    SegmentView,
    ShowView,
    UndoView,
    View,
)
from controlroom.views.shapes_cards import CuesView, CueView, PreparedTimerView, PreparedView, TimersView, TimerView
from tests.unit.render.made_alerts import alerts
from tests.unit.render.made_analysis import EXPECTED, changed, drawn, marks, notes, pulse, rejected
from tests.unit.render.made_between import draws, messages, signals
from tests.unit.render.made_comments import comments
from tests.unit.render.made_numbers import kpi, stock, tile
from tests.unit.render.made_shop import desk, offers, scenes
from tests.unit.render.made_tasks import tasks
from tests.unit.render.moment import GAP, MINUTE, NOW, PAST_START, START, both

__all__ = ["EXPECTED", "GAP", "PAST_START", "changed", "drawn", "marks", "rejected", "tile"]


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
        slips_ms=START + 17 * MINUTE + 40_000,
        late_start_for_ms=0,
        undo=(
            UndoView(
                command="c-9", title="product.switch", what=both("熬夜面霜", "Night cream"), until_ms=NOW + 18_000
            ),
            UndoView(command="c-8", title="cue.show", what="最后 83 件", until_ms=NOW + 9_000),
        ),
        target_gmv_minor=50_000_000,
        host_numbers=("online", "orders_5m", "target_progress"),
        stream=StreamHealth("live", 2_800, 12, START),
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
                ahead=index > place,
                due_ms=at + length if index == place else None,
            )
        )
        at += took
    return RundownView(segments=tuple(found))


def prompter() -> PrompterView:
    """In the middle of the script, forty seconds longer than its segment."""
    return PrompterView(
        segment="cream", script=SCRIPT, script_rev=4, position=45, position_into=0.25, position_at_ms=NOW - 1000,
        pace_cpm=268, pace=240, pace_unit="characters", running=True, left_for_ms=254_000,
    )  # fmt: skip


def segment_form(id_: str | None) -> SegmentForm:
    """The form of a segment, or of a new one."""
    found = next((s for s in _SEGMENTS if s[0] == id_), None)
    plan = None
    if found is not None:
        name, zh, en, kind, sku, minutes = found
        plan = SegmentPlan(
            id=name, title=both(zh, en), planned_for_ms=minutes * MINUTE, kind=kind, sku=sku, host="wei", script=SCRIPT,
            starts_ms=START + 20 * MINUTE,
        )  # fmt: skip
    return SegmentForm(
        segment=plan, on_air=False, ahead=plan is not None, skipped=False, after=None, earlier=None, later="draw",
        up=False, down=True, locked=False,
        products=(Choice("cream-50", both("熬夜面霜", "Night cream"), 3), Choice("serum-30", both("精华", "Serum"), 11)),
        people=(Choice("wei", "小薇"), Choice("ning", "宁宁")),
        near_ms=START + 20 * MINUTE,
        places=(
            Behind("serum", both("精华讲解", "Serum"), START + 28 * MINUTE),
            Behind("draw", both("福袋抽奖", "Lucky draw"), START + 33 * MINUTE),
        ),
    )  # fmt: skip


def cuts() -> Fit:
    """What to cut of a show that runs 6:10 over."""
    return Fit(
        over_ms=370_000,
        left_ms=0,
        cuts=(
            Cut(
                segment="qa",
                title=both("问答互动", "Questions"),
                from_ms=8 * MINUTE,
                to_ms=4 * MINUTE,
                per_min_minor=None,
            ),
            Cut(
                segment="wash", title=both("洁面", "Cleanser"), from_ms=10 * MINUTE, to_ms=450_000, per_min_minor=41_200
            ),
        ),
    )


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
        runs_out_ms=NOW + 12 * MINUTE,
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
        palette=palette(),
    )


def palette() -> tuple[PreparedView, ...]:
    """What the controller may show: of the segment on air first; one is up, one was let pass, one cannot be said."""
    return (
        PreparedView(id="drop", text="原价 ¥399，今天 ¥199，省 ¥200", priority="push", segment="cream"),
        PreparedView(id="ladder-300", text="还有 83 件", priority="info", segment="cream", faint=2),
        PreparedView(
            id="first100",
            text="前 100 名还剩 {quota_left} 个",
            priority="push",
            segment="cream",
            unknown=("quota_left",),
        ),
        PreparedView(id="last_pieces", text="最后 83 件，拍完恢复原价", priority="urgent", segment=None, up="cue-3"),
        PreparedView(
            id="bridge",
            text=both("我们先看几条大家的问题", "Let us look at your questions"),
            priority="info",
            segment=None,
            rescue=True,
        ),
        PreparedView(id="network_back", text="刚才网络有点波动，现在恢复了，我们接着讲", priority="push", segment=None),
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
                warn_for_ms=60_000,
                danger_for_ms=10_000,
            ),
            TimerView(
                id="t-2",
                title=both("赠品", "Gift"),
                kind="countdown",
                state="paused",
                started_ms=NOW - 50_000,
                duration_for_ms=180_000,
                paused_for_ms=0,
                ends_ms=None,
                warn_for_ms=60_000,
                danger_for_ms=10_000,
                paused_ms=NOW - 20_000,
            ),
        ),
        prepared=(PreparedTimerView(id="close", title=both("收尾", "Closing")),),
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
        feeds=(
            feed("room", 300, 1_100, 14),
            replace(feed("orders", 800, 2_400, 0, 2), last_order_ms=NOW - 725_000),
            feed("stock", 1_200, 3_000),
        )
    )


def screens() -> ScreensView:
    def screen(id_: str, role: str, name: str | None, ago: int, tab: str | None = None) -> ScreenView:
        return ScreenView(
            id=id_,
            role=role,
            name=name,
            state="live" if ago < 3_000 else "gone",
            last_seen_ms=NOW - ago,
            pos=4_410,
            tab=tab,
        )

    return ScreensView(
        screens=(
            screen("s1", "host", "小薇", 200, "5f3a" * 4),
            screen("s2", "controller", None, 100),
            screen("s3", "analyst", "李", 300),
            screen("s4", "assistant", "张", 20_000),
        )
    )


def views() -> dict[Topic, View]:
    return {
        Topic.SHOW: show(),
        Topic.RUNDOWN: rundown(),
        Topic.PROGRAM: program(),
        Topic.CUE: cue(),
        Topic.PROMPTER: prompter(),
        Topic.TIMERS: timers(),
        Topic.TASKS: tasks(),
        Topic.KPI: kpi(),
        Topic.PULSE: pulse(),
        Topic.STOCK: stock(),
        Topic.COMMENTS: comments(),
        Topic.FEEDS: feeds(),
        Topic.SCREENS: screens(),
        Topic.NOTES: notes(),
        Topic.OFFERS: offers(),
        Topic.DESK: desk(),
        Topic.SCENES: scenes(),
        Topic.SIGNALS: signals(),
        Topic.MESSAGES: messages(),
        Topic.DRAWS: draws(),
        Topic.ALERTS: alerts(),
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
        slips_ms=START,
        late_start_for_ms=None,
        undo=(),
    )
    found[Topic.RUNDOWN] = rundown(None)
    found[Topic.PROGRAM] = None
    found[Topic.CUE] = CuesView(current=None, queue=())
    found[Topic.TIMERS] = TimersView(timers=())
    found[Topic.PROMPTER] = NO_PROMPTER
    found[Topic.KPI] = KpiView(tiles={}, products={}, segments={}, traffic={})
    found[Topic.PULSE] = PulseView()
    found[Topic.COMMENTS] = CommentsView()
    return found


def ended() -> dict[Topic, View]:
    """The same show, over."""
    found = views()
    found[Topic.SHOW] = replace(show(), status="ended", ended_ms=START + 124 * MINUTE, undo=())
    found[Topic.PULSE] = PulseView()
    found[Topic.CUE] = CuesView(current=None, queue=())
    found[Topic.TIMERS] = TimersView(timers=())
    found[Topic.PROMPTER] = NO_PROMPTER
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
    found[Topic.PROMPTER] = NO_PROMPTER
    return found
