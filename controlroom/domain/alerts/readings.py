"""What rules can read: the names of the metrics, and the form in which their values come.

Owns: the names, labels, units and words of every metric besides the KPI codes, which of them are levels, what kinds of
facts each one rests on; the shape of a value.
Law: a value is whole numbers: a level as it is, anything else as a fraction. What is not known says why.
Must not know: the room's state, rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, Protocol, get_args

from msgspec import Struct

from controlroom.domain.alerts.chance import FEW, SURE
from controlroom.domain.alerts.rules import Label
from controlroom.domain.metrics import BY_CODE, SPANS, Kpi, Scope

Lack = Literal["insufficient", "nodata", "error"]
"""Too few samples to tell; nobody has told, or who would is down; it cannot be reckoned."""


class Fraction(Struct, frozen=True, gc=False):
    """A value that is not whole. `den` > 0; `samples`: the denominator that must reach the fewest samples, None: enough."""

    num: int
    den: int
    samples: int | None = None


Value = int | Fraction | Lack
Column = Mapping[str, Value]
"""A metric's values by label (of the room: by the empty label). A label that is missing is gone."""


class Readings(Protocol):
    """Where an evaluation takes its values from."""

    def column(self, metric: str, by: Label | None) -> Column | None:
        """Return a metric's values; None: there is no such metric by this label."""
        ...


class Metric(Struct, frozen=True):
    """A metric that rules can read.

    Args:
        level: It is evaluated at once, with the record that changes it.
        hits: It counts what matters each time anew: a rule that fires already says each further one.
        needs: Kinds of facts without which it is not known; any of them will do.
    """

    name: str
    by: Label | None
    unit: Literal["people", "count", "money", "ratio", "seconds", "x"]
    zh: str
    en: str
    level: bool = False
    hits: bool = False
    needs: tuple[str, ...] = ()
    min_samples: int = 0


MANY: Final = 10
"""So many people make a question one that must be answered."""

_ORDER: Final = ("order",)
_COMMENT: Final = ("comment",)

_SURE: Final = f"{100 * SURE:g}"

METRICS: Final[tuple[Metric, ...]] = (
    Metric("stock.available", "sku", "count", "剩余", "Left", True),
    Metric("stock.on_hand", "sku", "count", "仓库库存", "On hand", True),
    Metric("stock.listed", "sku", "count", "平台可售", "Listed", True),
    Metric("stock.safety", "sku", "count", "安全线", "Safety line", True),
    Metric("stock.runs_out_lo_s", "sku", "seconds", "最早售罄", "Sold out at the earliest", needs=_ORDER),
    Metric("air.runs_out_lo_s", "sku", "seconds", "在播商品最早售罄", "On air: sold out at the earliest", needs=_ORDER),
    Metric("air.segment_left_s", "sku", "seconds", "环节剩余", "Left of the segment"),
    Metric("feed.silent_s", "feed", "seconds", "无消息", "Silent for", True),
    Metric("feed.limit_s", "feed", "seconds", "无消息上限", "Silent at most", True),
    Metric("feed.lag_p99_s", "feed", "seconds", "延迟 p99", "Lag p99"),
    Metric("stream.interrupted", None, "count", "推流中断", "Stream interrupted", True),
    Metric("screen.host_away_s", None, "seconds", "主播屏离开", "Host's screen away", True),
    Metric("violations", None, "count", "平台警告（10 分钟）", "Platform warnings (10 min)", True, True),
    Metric("refunds_5m", None, "count", "退款（5 分钟）", "Refunds (5 min)", needs=_ORDER),
    Metric(
        "refunds_5m.chance",
        None,
        "count",
        f"偶然可达的退款（{_SURE}% 把握，至少 {FEW}）",
        f"Refunds by chance (with {_SURE} % certainty, {FEW} at least)",
        needs=_ORDER,
    ),
    Metric("pay_rate_5m.upper", None, "ratio", "付款率上界（5 分钟）", "Pay rate, upper bound (5 min)", needs=_ORDER),
    Metric(
        "online.usual",
        None,
        "people",
        "5–10 分钟前平均在线",
        "Average online 5–10 min ago",
        needs=("audience", "enter"),
    ),
    Metric("dip.sure", None, "x", "转化下滑 Λ", "Conversion dip Λ", needs=_ORDER),
    Metric("dip.threshold", None, "x", "Λ 阈值", "Λ threshold"),
    Metric("comments.negative_5m", None, "count", "负面评论（5 分钟）", "Complaints (5 min)", needs=_COMMENT),
    Metric("comments.wave", None, "count", "负面评论警戒线", "Line of a wave of complaints", needs=_COMMENT),
    Metric(
        "comments.banned_5m",
        None,
        "count",
        "评论违禁词（5 分钟）",
        "Forbidden words in comments (5 min)",
        needs=_COMMENT,
    ),
    Metric("comments.unanswered", None, "count", "未答问题", "Questions open", needs=_COMMENT),
    Metric(
        "comments.unanswered_s",
        "question",
        "seconds",
        f"问题等待（{MANY} 人起）",
        f"Question open for (of {MANY} people or more)",
        needs=_COMMENT,
    ),
    Metric("speech.banned_5m", None, "count", "违禁词（5 分钟）", "Forbidden words said (5 min)", True, True),
    Metric("show.segment_over_s", "segment", "seconds", "环节超时", "Segment over by"),
    Metric("show.task_late_s", "task", "seconds", "任务迟了", "Task late by"),
    Metric("show.price_differs", "sku", "money", "价差", "Price differs by"),
    Metric("show.platform_differs", "sku", "count", "平台讲解不符", "Platform shows another"),
    Metric("show.offer_ended", "offer", "count", "优惠已结束", "Offer over"),
)

_BY_NAME: Final = {one.name: one for one in METRICS}

_SCOPES: Final[dict[Label | None, Scope | None]] = {None: None, "sku": "p", "segment": "s", "traffic": "t"}

_AUDIENCE: Final = ("audience", "enter")
_FACTS: Final[dict[str, tuple[str, ...]]] = {
    "online": _AUDIENCE, "online_peak": _AUDIENCE, "online_avg": _AUDIENCE, "viewers": _AUDIENCE, "watch_s": _AUDIENCE,
    "entered": ("enter",), "comments": _COMMENT, "commenters": _COMMENT, "likes": ("like", "audience"), "follows": ("follow",),
    "shares": ("share",), "clubs": ("club",), "gifts": ("gift",), "gift_minor": ("gift",), "impressions": ("impression",),
    "clicks": ("click",), "click_rate": ("click",), "interaction_rate": ("comment", "like", "share", "follow"),
    "follow_rate": ("follow",), "on_air_s": (), "spend_minor": ("spend",), "ads_minor": ("spend",),
}  # fmt: skip
"""What kinds of facts a KPI rests on; the others rest on orders."""


@cache
def kpi_of(name: str) -> tuple[Kpi, int | None] | None:
    """Return the KPI of a code with its window (place in WINDOWS_S, None: the whole show); None: there is none."""
    for suffix, window, _ in SPANS[1:]:
        kpi = BY_CODE.get(name.removesuffix(suffix)) if name.endswith(suffix) else None
        if kpi is not None and "w" in kpi.scopes:
            return kpi, window
    kpi = BY_CODE.get(name)
    return (kpi, None) if kpi is not None else None


@cache
def metric(name: str, by: Label | None) -> Metric | None:
    """Return a metric that can be read by a label (None: of the room); None: there is no such metric."""
    found = _BY_NAME.get(name)
    if found is not None:
        return found if found.by == by else None
    told = kpi_of(name)
    if told is None or by not in _SCOPES:
        return None
    kpi, window = told
    scope = _SCOPES[by]
    if (scope is not None and scope not in kpi.scopes) or (by == "segment" and window is not None):
        return None
    return Metric(name, by, kpi.unit, kpi.zh, kpi.en, needs=_FACTS.get(kpi.code, _ORDER), min_samples=kpi.min_samples)


def labels(name: str) -> tuple[Label | None, ...]:
    """Return by which labels a metric can be read; empty: nobody knows it."""
    every: tuple[Label | None, ...] = (None, *get_args(Label))
    return tuple(by for by in every if metric(name, by) is not None)


def called(name: str) -> tuple[str, str] | None:
    """Return what a metric is called, in Chinese and in English; None: nobody knows it."""
    by = labels(name)
    found = metric(name, by[0]) if by else None
    return (found.zh, found.en) if found is not None else None


@cache
def neighbour(name: str, field: str) -> str:
    """Return the metric that a field of another stands for: `safety` beside `stock.available` is `stock.safety`."""
    beside = f"{name.partition('.')[0]}.{field}"
    return beside if beside in _BY_NAME else field
