# ruff: noqa: E501 — the table reads best with one KPI's words on one line
"""What each number means: every KPI code in one table, and how its tile is made.

Owns: METRICS.md section 2, as far as built: code, unit, names, definition, formula, scopes.
Law: a KPI is defined once, here; tile, tooltip, API, report and documents are made from this table. Integers in, a tile
out; an unknown numerator or denominator makes an unknown value, never 0.
Must not know: where the integers come from, roles, HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.stats import wilson
from controlroom.domain.tally import Flow, Moment
from controlroom.domain.units import half_up
from controlroom.domain.windows import WINDOW_NAMES, WINDOWS_S

Unit = Literal["people", "count", "money", "ratio", "seconds", "x"]
Scope = Literal["w", "p", "s", "t"]
State = Literal["ok", "estimate", "sampled", "unsure", "stale", "unknown"]


class Numbers(Struct, frozen=True):
    """The integers of one scope over one span that a formula reads.

    Args:
        flows: By `Flow`.
        audience: What conversion divides by: viewers so far (show, product), a window's or segment's or source's audience.
        buyers, commenters: Distinct users.
        windowed: The span is a window, a segment or a source, not the whole show.
    """

    flows: list[int]
    audience: int | None
    viewers: int | None
    buyers: int
    commenters: int
    windowed: bool
    online: int | None = None
    online_estimated: bool = False
    entered_sampled: bool = False
    amounts_estimated: bool = False


class Value(Struct, frozen=True):
    """What a formula gives: a whole number, or numerator and denominator of a ratio or quotient."""

    value: int | None = None
    num: int | None = None
    den: int | None = None
    state: State = "ok"


Formula = Callable[[Numbers], Value]


class Kpi(Struct, frozen=True):
    """One KPI. `scopes`: besides the show: windows, products, segments, traffic. `better`: which way is good."""

    code: str
    unit: Unit
    scopes: frozenset[Scope]
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    formula: str
    better: Literal["up", "down", "none"]
    reckon: Formula


class Reckoned(Struct, frozen=True):
    """A KPI's value over one span: the same fields as a tile, without change and band."""

    value: int | float | None
    num: int | None
    den: int | None
    lo: float | None
    hi: float | None
    state: State


def _flow(flow: Flow, *, money: bool = False) -> Formula:
    index = int(flow)

    def reckon(n: Numbers) -> Value:
        return Value(n.flows[index], state="estimate" if money and n.amounts_estimated else "ok")

    return reckon


def _ratio(num: Callable[[Numbers], int | None], den: Callable[[Numbers], int | None]) -> Formula:
    def reckon(n: Numbers) -> Value:
        return Value(None, num(n), den(n))

    return reckon


def _at(flow: Flow) -> Callable[[Numbers], int | None]:
    index = int(flow)
    return lambda n: n.flows[index]


def _likes(n: Numbers) -> Value:
    return Value(max(n.flows[Flow.LIKES], n.flows[Flow.LIKES_RISE]))


def _entered(n: Numbers) -> Value:
    return Value(n.flows[Flow.ENTERED], state="sampled" if n.entered_sampled else "ok")


def _online(n: Numbers) -> Value:
    return Value(n.online, state="estimate" if n.online_estimated else "ok")


def _net(n: Numbers) -> Value:
    return Value(n.flows[Flow.GMV] - n.flows[Flow.REFUNDS], state="estimate" if n.amounts_estimated else "ok")


def _converted(n: Numbers) -> int:
    return n.flows[Flow.PAID] if n.windowed else n.buyers


def _thousand_gmv(n: Numbers) -> int:
    return n.flows[Flow.GMV] * 1000


def _audience(n: Numbers) -> int | None:
    return n.audience


def _scopes(letters: str) -> frozenset[Scope]:
    known: dict[str, Scope] = {"w": "w", "p": "p", "s": "s", "t": "t"}
    return frozenset(known[c] for c in letters)


def _kpi(
    code: str, unit: Unit, scopes: str, names: tuple[str, str], meaning: tuple[str, str], formula: str, reckon: Formula,
    better: Literal["up", "down", "none"] = "up",
) -> Kpi:  # fmt: skip
    return Kpi(code, unit, _scopes(scopes), *names, *meaning, formula, better, reckon)


TABLE: Final[tuple[Kpi, ...]] = (
    _kpi("online", "people", "", ("在线", "Online"),
         ("此刻在看的人数:平台最新上报;平台不报时,用进场减离场估算", "Watching now: the platform's newest level, else entered minus left, an estimate"),
         "newest audience.online", _online),
    _kpi("viewers", "people", "", ("观看人数", "Viewers"),
         ("到现在为止看过的人数:平台累计的最大值,否则是进过场的不同用户", "Viewers so far: the platform's running total, else distinct users who entered"),
         "max audience.total", lambda n: Value(n.viewers)),
    _kpi("entered", "count", "wt", ("进场", "Entered"),
         ("进入直播间的次数;平台只给样本时标为抽样", "Times somebody entered; marked sampled when the platform's total grows faster"),
         "Σ enter", _entered),
    _kpi("comments", "count", "ws", ("评论", "Comments"), ("评论条数", "Comments written"), "Σ comment", _flow(Flow.COMMENTS)),
    _kpi("commenters", "people", "w", ("评论人数", "Commenters"), ("写过评论的不同用户", "Distinct users who commented"),
         "distinct comment.user", lambda n: Value(n.commenters)),
    _kpi("likes", "count", "w", ("点赞", "Likes"),
         ("点赞数:逐条相加与平台累计涨幅中较大的一个", "Likes: the larger of the taps told one by one and the rise of the platform's counter"),
         "max(Σ like.count, rise of audience.likes)", _likes),
    _kpi("follows", "count", "w", ("关注", "Follows"), ("新关注", "New followers"), "Σ follow", _flow(Flow.FOLLOWS)),
    _kpi("shares", "count", "w", ("分享", "Shares"), ("分享次数", "Times shared"), "Σ share", _flow(Flow.SHARES)),
    _kpi("clubs", "count", "w", ("入团", "Fan club"), ("加入粉丝团的人次", "Joined the fan club"), "Σ club", _flow(Flow.CLUBS)),
    _kpi("gifts", "count", "w", ("礼物", "Gifts"), ("收到的礼物个数", "Gifts received"), "Σ gift.count", _flow(Flow.GIFTS)),
    _kpi("gift_minor", "money", "w", ("礼物金额", "Gift value"), ("收到礼物的金额", "Value of the gifts received"),
         "Σ gift.amount", _flow(Flow.GIFT_MINOR)),
    _kpi("impressions", "count", "wp", ("曝光", "Impressions"), ("商品卡被看到的次数", "Times a product card was shown"),
         "Σ impression.count", _flow(Flow.IMPRESSIONS)),
    _kpi("clicks", "count", "wps", ("点击", "Clicks"), ("商品卡被点开的次数", "Times a product card was opened"),
         "Σ click.count", _flow(Flow.CLICKS)),
    _kpi("click_rate", "ratio", "wp", ("点击率", "Click rate"), ("点击 ÷ 曝光", "Clicks per impression"),
         "clicks ÷ impressions", _ratio(_at(Flow.CLICKS), _at(Flow.IMPRESSIONS))),
    _kpi("orders", "count", "wpst", ("下单", "Orders"), ("下过的不同订单,取消的也算", "Distinct orders created, cancelled ones too"),
         "distinct order", _flow(Flow.ORDERS)),
    _kpi("paid_orders", "count", "wpst", ("付款单", "Paid orders"), ("付过款的不同订单,退款不减", "Distinct orders paid; a refund takes none away"),
         "distinct paid order", _flow(Flow.PAID)),
    _kpi("buyers", "people", "w", ("买家", "Buyers"), ("付过款的不同用户", "Distinct users who paid"), "distinct paid order.user",
         lambda n: Value(n.buyers)),
    _kpi("units", "count", "wps", ("件数", "Units"), ("已付款订单里的件数", "Units in paid orders"), "Σ qty of paid orders", _flow(Flow.UNITS)),
    _kpi("gmv_created_minor", "money", "wpst", ("下单金额", "GMV ordered"), ("所有下单的金额", "Amounts of created orders"),
         "Σ created amount", _flow(Flow.GMV_CREATED, money=True)),
    _kpi("gmv_minor", "money", "wpst", ("GMV", "GMV"), ("已付款订单的金额;退款不减", "Amounts of paid orders; refunds take nothing away"),
         "Σ paid amount", _flow(Flow.GMV, money=True)),
    _kpi("refunds_minor", "money", "ps", ("退款", "Refunds"), ("已退金额", "Refunded amount"), "Σ refunds ≤ paid",
         _flow(Flow.REFUNDS, money=True), "down"),
    _kpi("net_minor", "money", "ps", ("净额", "Net"), ("GMV − 退款", "GMV minus refunds"), "gmv − refunds", _net),
    _kpi("conversion_rate", "ratio", "wpst", ("转化", "Conversion"),
         ("全场:买家 ÷ 观看人数。窗口:付款单 ÷ 该窗口的观众(开始时在线 + 期间进场)。长短不同的窗口不可比",
          "Show: buyers ÷ viewers. Window: paid orders ÷ its audience (online at its start + entered in it). Windows of different length cannot be compared"),
         "buyers ÷ viewers", _ratio(_converted, _audience)),
    _kpi("click_to_pay", "ratio", "wp", ("点击→付款", "Click to pay"), ("付款单 ÷ 点击", "Paid orders per click"),
         "paid_orders ÷ clicks", _ratio(_at(Flow.PAID), _at(Flow.CLICKS))),
    _kpi("pay_rate", "ratio", "w", ("付款率", "Pay rate"), ("付款单 ÷ 下单", "Paid orders per created order"),
         "paid_orders ÷ orders", _ratio(_at(Flow.PAID), _at(Flow.ORDERS))),
    _kpi("aov_minor", "money", "wps", ("客单", "Order value"), ("GMV ÷ 付款单", "GMV per paid order"), "gmv ÷ paid_orders",
         _ratio(_at(Flow.GMV), _at(Flow.PAID))),
    _kpi("gpm_minor", "money", "w", ("千次观看成交", "GMV per 1,000"), ("每千名观众的 GMV;窗口除以该窗口的观众", "GMV per thousand viewers; a window divides by its audience"),
         "gmv × 1000 ÷ viewers", _ratio(_thousand_gmv, _audience)),
    _kpi("uv_value_minor", "money", "", ("单客价值", "Value per viewer"), ("GMV ÷ 观看人数", "GMV per viewer"), "gmv ÷ viewers",
         _ratio(_at(Flow.GMV), _audience)),
)  # fmt: skip

BY_CODE: Final[dict[str, Kpi]] = {kpi.code: kpi for kpi in TABLE}


def reckon(kpi: Kpi, numbers: Numbers) -> Reckoned:
    """Return a KPI's value: ratios of counts with their Wilson 95 % interval, money quotients rounded half up."""
    v = kpi.reckon(numbers)
    if v.den is None and v.num is None:
        return Reckoned(v.value, None, None, None, None, "unknown" if v.value is None else v.state)
    if v.num is None or not v.den:
        return Reckoned(None, v.num, v.den, None, None, "unknown")
    estimated: State = "estimate" if numbers.amounts_estimated and kpi.unit == "money" else "ok"
    if kpi.unit == "money":
        return Reckoned(half_up(v.num, v.den), v.num, v.den, None, None, estimated)
    value = v.num / v.den
    if v.num > v.den:  # payments for clicks or viewers of an earlier window
        return Reckoned(value, v.num, v.den, None, None, "ok")
    lo, hi = wilson(v.num, v.den)
    return Reckoned(value, v.num, v.den, lo, hi, "unsure" if hi - lo > value else "ok")


def show_numbers(m: Moment, window: int | None, *, sampled: bool, estimated: bool) -> Numbers:
    """Return the whole show's integers over a window (0, 1, 2 of WINDOWS_S), or in total (None)."""
    if window is None:
        return Numbers(m.total, m.viewers, m.viewers, m.buyers[0], m.commenters[0], False, m.online,
                       m.online_estimated, sampled, estimated)  # fmt: skip
    flows = m.sums[window]
    start = m.starts[window]
    audience = start + flows[Flow.ENTERED] if start is not None else None
    return Numbers(flows, audience, m.viewers, m.buyers[window + 1], m.commenters[window + 1], True, m.online,
                   m.online_estimated, sampled, estimated)  # fmt: skip


SPANS: Final[tuple[tuple[str, int | None, int | None], ...]] = (
    ("", None, None),
    *((f"_{name}", i, w * 1000) for i, (name, w) in enumerate(zip(WINDOW_NAMES, WINDOWS_S, strict=True))),
)
"""(suffix of the code, index of the window, length in ms) of the whole show and each window."""
