# ruff: noqa: E501 — the table reads best with one KPI's words on one line
"""What each number means: every KPI code in one table, and how its value is reckoned.

Owns: METRICS.md section 2: code, unit, scopes, names, definition, formula, direction, the fewest samples that decide.
Law: a KPI is defined once, here; tile, tooltip, API, report and documents are made from this table. Integers in, a tile
out; an unknown numerator or denominator makes an unknown value, never 0.
Must not know: where the integers come from (`domain.scopes`), bands, roles, HTML.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from controlroom.domain import formulas as f
from controlroom.domain.formulas import Formula, Numbers, State, Value
from controlroom.domain.stats import wilson
from controlroom.domain.tally import Flow
from controlroom.domain.units import half_up
from controlroom.domain.windows import WINDOW_NAMES, WINDOWS_S

__all__ = ["BY_CODE", "LEVELS", "SPANS", "TABLE", "Kpi", "Numbers", "Reckoned", "Scope", "State", "Unit", "reckon"]

Unit = Literal["people", "count", "money", "ratio", "seconds", "x"]
Scope = Literal["w", "p", "s", "t"]
Better = Literal["up", "down", "none"]


class Kpi(Struct, frozen=True):
    """One KPI.

    Args:
        scopes: Besides the show: windows, products, segments, traffic.
        formula: In the names of events' fields and KPIs, for documents; `formula_zh` and `formula_en`: in words, for pages.
        better: Which way is good.
        counts: A ratio of it is made of counts, and so has an interval.
        min_samples: With a smaller denominator it is shown and decides nothing.
    """

    code: str
    unit: Unit
    scopes: frozenset[Scope]
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    formula: str
    formula_zh: str
    formula_en: str
    better: Better
    reckon: Formula
    counts: bool
    min_samples: int


class Reckoned(Struct, frozen=True, gc=False):
    """A KPI's value over one span: the same fields as a tile, without change and band."""

    value: int | float | None
    num: int | None
    den: int | None
    lo: float | None
    hi: float | None
    state: State


def _scopes(letters: str) -> frozenset[Scope]:
    known: dict[str, Scope] = {"w": "w", "p": "p", "s": "s", "t": "t"}
    return frozenset(known[c] for c in letters)


def _audience(n: Numbers) -> int | None:
    return n.audience


def _viewers(n: Numbers) -> int | None:
    return n.viewers


def _kpi(
    code: str, unit: Unit, scopes: str, names: tuple[str, str], meaning: tuple[str, str], formula: tuple[str, str, str],
    reckon: Formula, better: Better = "up", *, counts: bool | None = None, min_samples: int = 0,
) -> Kpi:  # fmt: skip
    of_counts = unit == "ratio" if counts is None else counts
    return Kpi(code, unit, _scopes(scopes), *names, *meaning, *formula, better, reckon, of_counts, min_samples)


TABLE: Final[tuple[Kpi, ...]] = (
    _kpi("online", "people", "", ("在线", "Online"),
         ("此刻在看的人数：平台最新上报；平台不报时，用进场减离场估算", "Watching now: the platform's newest level, else entered minus left, an estimate"),
         ("newest audience.online", "平台最新上报的在线；平台不报时 进场 − 离场", "the platform's newest level; where it tells none, entered − left"), f.online),
    _kpi("online_peak", "people", "", ("最高在线", "Peak online"), ("开播以来同时在线的最高值", "The most who watched at once since the start"),
         ("max online", "在线的最高值", "highest of online"), f.online_peak),
    _kpi("online_avg", "people", "", ("平均在线", "Average online"),
         ("开播以来在线人数按时间的平均；没有新上报时沿用上一次的，数据源静默时也是；服务中断的时间不算", "Online averaged over time since the start: a level holds until the next, through a feed's silence too; time in which the server was away is left out"),
         ("∫ online dt ÷ time", "在线对时间的累计 ÷ 时长", "online summed over time ÷ time"), f.online_avg),
    _kpi("viewers", "people", "", ("观看人数", "Viewers"),
         ("到现在为止看过的人数：平台累计的最大值，否则是进过场的不同用户", "Viewers so far: the platform's running total, else distinct users who entered"),
         ("max audience.total", "平台累计观看的最大值；平台不报时 进过场的不同用户", "highest running total of the platform; where it tells none, distinct users who entered"), lambda n: Value(n.viewers)),
    _kpi("entered", "count", "wt", ("进场", "Entered"),
         ("进入直播间的次数；平台只给样本时标为抽样", "Times somebody entered; marked sampled when the platform's total grows faster"),
         ("Σ enter", "进场次数相加", "all entrances"), f.entered),
    _kpi("watch_s", "seconds", "", ("人均观看", "Watch time"),
         ("人均观看时长：在线人数对时间的累计 ÷ 观看人数，估算", "How long a viewer stays: online summed over time ÷ viewers, an estimate"),
         ("∫ online dt ÷ viewers", "在线对时间的累计 ÷ 观看人数", "online summed over time ÷ viewers"), f.quotient(f.watched, f.viewers_1000, state="estimate")),
    _kpi("comments", "count", "ws", ("评论", "Comments"), ("评论条数", "Comments written"), ("Σ comment", "评论条数相加", "all comments"), f.count(Flow.COMMENTS)),
    _kpi("commenters", "people", "w", ("评论人数", "Commenters"), ("写过评论的不同用户", "Distinct users who commented"),
         ("distinct comment.user", "写过评论的不同用户", "distinct users of comments"), lambda n: Value(n.commenters)),
    _kpi("likes", "count", "w", ("点赞", "Likes"),
         ("点赞数：逐条相加与平台累计涨幅中较大的一个；几个来源各算各的，取最大", "Likes: the larger of the taps told one by one and the rise of the platform's counter; of several sources the largest"),
         ("max(Σ like.count, rise of audience.likes)", "逐条点赞相加、平台点赞累计的涨幅，取较大", "the larger of all taps and the rise of the platform's counter"), f.likes),
    _kpi("follows", "count", "w", ("关注", "Follows"), ("新关注", "New followers"), ("Σ follow", "新关注相加", "all follows"), f.count(Flow.FOLLOWS)),
    _kpi("shares", "count", "w", ("分享", "Shares"), ("分享次数", "Times shared"), ("Σ share", "分享次数相加", "all shares"), f.count(Flow.SHARES)),
    _kpi("clubs", "count", "w", ("入团", "Fan club"), ("加入粉丝团的人次", "Joined the fan club"), ("Σ club", "入团人次相加", "all who joined"), f.count(Flow.CLUBS)),
    _kpi("gifts", "count", "w", ("礼物", "Gifts"), ("收到的礼物个数", "Gifts received"), ("Σ gift.count", "礼物个数相加", "all gifts"), f.count(Flow.GIFTS)),
    _kpi("gift_minor", "money", "w", ("礼物金额", "Gift value"), ("收到礼物的金额", "Value of the gifts received"),
         ("Σ gift.amount", "礼物金额相加", "amounts of all gifts"), f.worth),
    _kpi("interaction_rate", "ratio", "w", ("互动率", "Interaction"),
         ("评论、点赞、分享或关注过的不同用户 ÷ 观看人数；窗口除以该窗口的观众", "Distinct users who commented, liked, shared or followed ÷ viewers; a window divides by its audience"),
         ("distinct interacting users ÷ viewers", "互动过的不同用户 ÷ 观看人数", "distinct users who took part ÷ viewers"), f.quotient(lambda n: n.interactors, _audience), min_samples=30),
    _kpi("follow_rate", "ratio", "", ("关注率", "Follow rate"), ("新关注 ÷ 观看人数", "New followers per viewer"), ("follows ÷ viewers", "关注 ÷ 观看人数", "follows ÷ viewers"),
         f.quotient(f.at(Flow.FOLLOWS), _viewers), min_samples=30),
    _kpi("impressions", "count", "wp", ("曝光", "Impressions"), ("商品卡被看到的次数", "Times a product card was shown"),
         ("Σ impression.count", "曝光次数相加", "all impressions"), f.count(Flow.IMPRESSIONS)),
    _kpi("clicks", "count", "wps", ("点击", "Clicks"), ("商品卡被点开的次数", "Times a product card was opened"),
         ("Σ click.count", "点击次数相加", "all clicks"), f.count(Flow.CLICKS)),
    _kpi("click_rate", "ratio", "wp", ("点击率", "Click rate"), ("点击 ÷ 曝光", "Clicks per impression"),
         ("clicks ÷ impressions", "点击 ÷ 曝光", "clicks ÷ impressions"), f.quotient(f.at(Flow.CLICKS), f.at(Flow.IMPRESSIONS)), min_samples=50),
    _kpi("orders", "count", "wpst", ("下单", "Orders"), ("下过的不同订单，取消的也算", "Distinct orders created, cancelled ones too"),
         ("distinct order", "不同的订单", "distinct orders"), f.count(Flow.ORDERS)),
    _kpi("paid_orders", "count", "wpst", ("付款单", "Paid orders"), ("付过款的不同订单，退款不减", "Distinct orders paid; a refund takes none away"),
         ("distinct paid order", "付过款的不同订单", "distinct orders paid"), f.count(Flow.PAID)),
    _kpi("buyers", "people", "w", ("买家", "Buyers"), ("付过款的不同用户", "Distinct users who paid"), ("distinct paid order.user", "付过款的不同用户", "distinct users of paid orders"),
         lambda n: Value(f.bought(n))),
    _kpi("units", "count", "wps", ("件数", "Units"), ("已付款订单里的件数", "Units in paid orders"), ("Σ qty of paid orders", "付款单里的件数相加", "units of all paid orders"), f.count(Flow.UNITS)),
    _kpi("gmv_created_minor", "money", "wpst", ("下单金额", "GMV ordered"), ("所有下单的金额", "Amounts of created orders"),
         ("Σ created amount", "下单金额相加", "amounts of all orders"), f.amount(Flow.GMV_CREATED)),
    _kpi("gmv_minor", "money", "wpst", ("GMV", "GMV"), ("已付款订单的金额；退款不减", "Amounts of paid orders; refunds take nothing away"),
         ("Σ paid amount", "付款金额相加", "amounts of all paid orders"), f.amount(Flow.GMV)),
    _kpi("refunds_minor", "money", "ps", ("退款", "Refunds"), ("已退金额", "Refunded amount"), ("Σ refunds ≤ paid", "退款相加，每单至多退完", "all refunds, of an order at most what was paid"),
         f.amount(Flow.REFUNDS), "down"),
    _kpi("refund_rate", "ratio", "", ("退款率", "Refund rate"), ("退过款的订单 ÷ 付款单", "Orders of which something was refunded ÷ paid orders"),
         ("refunded orders ÷ paid_orders", "退过款的订单 ÷ 付款单", "refunded orders ÷ paid orders"), f.quotient(f.at(Flow.REFUNDED), f.at(Flow.PAID)), "down", min_samples=20),
    _kpi("net_minor", "money", "ps", ("净额", "Net"), ("GMV − 退款", "GMV minus refunds"), ("gmv − refunds", "GMV − 退款", "GMV − refunds"), f.net_value),
    _kpi("conversion_rate", "ratio", "wpst", ("转化", "Conversion"),
         ("全场：买家 ÷ 观看人数。窗口：付款单 ÷ 该窗口的观众（开始时在线 + 期间进场）。商品：买家 ÷ 观看人数。环节：付款单 ÷ 该环节的观众。来源：付款单 ÷ 从该来源进场。长短不同的窗口不可比",
          "Show: buyers ÷ viewers. Window: paid orders ÷ its audience (online at its start + entered in it). Product: its buyers ÷ viewers. "
          "Segment: its paid orders ÷ its audience. Source: paid orders ÷ entered from it. Windows of different length cannot be compared"),
         ("buyers ÷ viewers", "买家 ÷ 观看人数；窗口 付款单 ÷ 该窗口的观众", "buyers ÷ viewers; of a window, paid orders ÷ its audience"), f.quotient(f.converted, _audience), min_samples=50),
    _kpi("orders_per_viewer", "ratio", "w", ("人均订单", "Orders per viewer"),
         ("付款单 ÷ 观看人数；窗口除以该窗口的观众。贡献拆解用的因子", "Paid orders ÷ viewers; a window divides by its audience. The factor used in contributions"),
         ("paid_orders ÷ viewers", "付款单 ÷ 观看人数", "paid orders ÷ viewers"), f.quotient(f.at(Flow.PAID), _audience), min_samples=50),
    _kpi("click_to_pay", "ratio", "wp", ("点击→付款", "Click to pay"), ("付款单 ÷ 点击", "Paid orders per click"),
         ("paid_orders ÷ clicks", "付款单 ÷ 点击", "paid orders ÷ clicks"), f.quotient(f.at(Flow.PAID), f.at(Flow.CLICKS)), min_samples=30),
    _kpi("pay_rate", "ratio", "w", ("付款率", "Pay rate"), ("付款单 ÷ 下单", "Paid orders per created order"),
         ("paid_orders ÷ orders", "付款单 ÷ 下单", "paid orders ÷ orders"), f.quotient(f.at(Flow.PAID), f.at(Flow.ORDERS)), min_samples=20),
    _kpi("aov_minor", "money", "wps", ("客单", "Order value"), ("GMV ÷ 付款单", "GMV per paid order"), ("gmv ÷ paid_orders", "GMV ÷ 付款单", "GMV ÷ paid orders"),
         f.quotient(f.at(Flow.GMV), f.at(Flow.PAID), money=True)),
    _kpi("gpm_minor", "money", "w", ("千次观看成交", "GMV per 1,000"), ("每千名观众的 GMV；窗口除以该窗口的观众", "GMV per thousand viewers; a window divides by its audience"),
         ("gmv × 1000 ÷ viewers", "GMV × 1000 ÷ 观看人数", "GMV × 1000 ÷ viewers"), f.quotient(f.thousand_gmv, _audience, money=True)),
    _kpi("uv_value_minor", "money", "", ("单客价值", "Value per viewer"), ("GMV ÷ 观看人数", "GMV per viewer"), ("gmv ÷ viewers", "GMV ÷ 观看人数", "GMV ÷ viewers"),
         f.quotient(f.at(Flow.GMV), _viewers, money=True)),
    _kpi("on_air_s", "seconds", "ps", ("在播时长", "Time on air"),
         ("全场：开播以来。商品：主推的时间，返场相加。环节：在播的时间", "Show: since its start. Product: while it was the one being sold, all showings together. Segment: while it was on air"),
         ("Σ time on air", "在播的时间相加", "all time on air"), f.on_air_s, "none"),
    _kpi("gmv_per_min_minor", "money", "ps", ("每分钟 GMV", "GMV per minute"), ("GMV ÷ 在播分钟；排品看它", "GMV per minute on air: what decides the order of products"),
         ("gmv ÷ minutes on air", "GMV ÷ 在播分钟", "GMV ÷ minutes on air"), f.quotient(f.gmv_by_minute, lambda n: n.on_air_ms, money=True)),
    _kpi("spend_minor", "money", "", ("费用", "Costs"), ("报上来的全部费用；没人报过就是未知", "All costs told; unknown until somebody tells one"), ("Σ spend", "费用相加", "all costs"),
         lambda n: Value(n.spend_minor), "down"),
    _kpi("ads_minor", "money", "", ("投放", "Ad spend"), ("报上来的投放费用；没人报过就是未知", "Ad spend told; unknown until somebody tells it"), ("Σ spend of kind ads", "投放费用相加", "all costs of ads"),
         lambda n: Value(n.ads_minor), "down"),
    _kpi("roi", "x", "", ("ROI", "ROI"), ("净额 ÷ 费用", "Net per unit of cost"), ("net ÷ spend", "净额 ÷ 费用", "net ÷ costs"),
         f.quotient(f.net, lambda n: n.spend_minor, money=True)),
    _kpi("ad_return", "x", "", ("投产比", "Ad return"), ("GMV ÷ 投放", "GMV per unit of ad spend"), ("gmv ÷ ad spend", "GMV ÷ 投放", "GMV ÷ ad spend"),
         f.quotient(f.at(Flow.GMV), lambda n: n.ads_minor, money=True)),
    _kpi("profit_minor", "money", "", ("利润", "Profit"),
         ("净额 − 计划里的货品成本 − 费用；缺成本或没人报费用就是未知", "Net minus the goods' cost by the plan minus costs; unknown while a cost is missing or nobody told one"),
         ("net − Σ units × cost − spend", "净额 − 件数 × 成本 − 费用", "net − units × cost − costs"), f.profit),
    _kpi("target_progress", "ratio", "ps", ("目标进度", "Target reached"), ("GMV ÷ 目标", "GMV per target"), ("gmv ÷ target", "GMV ÷ 目标", "GMV ÷ target"),
         f.quotient(f.at(Flow.GMV), lambda n: n.target_minor, money=True), counts=False),
    _kpi("target_pace", "ratio", "ps", ("目标节奏", "Pace to target"),
         ("GMV ÷ 按计划此刻应有的 GMV（各环节计划相加，不是直线）", "GMV ÷ what the plan expects by now (summed over its segments, not a straight line)"),
         ("gmv ÷ expected by now", "GMV ÷ 此刻应有的 GMV", "GMV ÷ what is expected by now"), f.quotient(f.at(Flow.GMV), lambda n: n.expected_minor, money=True), counts=False),
    _kpi("sell_through", "ratio", "p", ("售罄率", "Sell-through"),
         ("已售件数 ÷（已售 + 剩余）；全场只算库存已知的商品", "Units sold ÷ (units sold + pieces left); for the show, of the products whose stock is known"),
         ("units ÷ (units + max(available, 0))", "件数 ÷（件数 + 剩余）", "units ÷ (units + pieces left)"), f.quotient(f.sold, f.sold_and_left), min_samples=20),
)  # fmt: skip

BY_CODE: Final[dict[str, Kpi]] = {kpi.code: kpi for kpi in TABLE}

LEVELS: Final = frozenset({"online"})
"""KPIs that say how it stands now, not what the show came to."""

SPANS: Final[tuple[tuple[str, int | None, int | None], ...]] = (
    ("", None, None),
    *((f"_{name}", i, w * 1000) for i, (name, w) in enumerate(zip(WINDOW_NAMES, WINDOWS_S, strict=True))),
)
"""(suffix of the code, index of the window, length in ms) of the whole show and each window."""


def reckon(kpi: Kpi, numbers: Numbers) -> Reckoned:
    """Return a KPI's value: ratios of counts with their Wilson 95 % interval, money quotients rounded half up."""
    v = kpi.reckon(numbers)
    if v.den is None and v.num is None:
        return Reckoned(v.value, None, None, None, None, "unknown" if v.value is None else v.state)
    if v.num is None or not v.den:
        return Reckoned(None, v.num, v.den, None, None, "unknown")
    if kpi.unit == "money":
        return Reckoned(half_up(v.num, v.den), v.num, v.den, None, None, v.state)
    value = v.num / v.den
    if not kpi.counts or v.num > v.den:  # above one: payments for clicks or viewers of an earlier window
        return Reckoned(value, v.num, v.den, None, None, v.state)
    lo, hi = wilson(v.num, v.den)
    return Reckoned(value, v.num, v.den, lo, hi, "unsure" if hi - lo > value else v.state)
