# ruff: noqa: E501 — the table reads best with one wording on one line
"""The ready-made rules: what is watched in every room unless a plan changes it.

Owns: ALERTS.md's table as data, with wording in both languages, owner, playbook, prepared cue and act.
Law: nothing here is special: a plan replaces any of them by id, or switches it off. Braces in a text name what is filled
in: `{title}` what the label is called, `{value}` and `{threshold}` in the metric's unit, and the facts that
`room.alert_facts` tells of the metric.
Must not know: plans, how a metric is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from controlroom.domain.alerts.rules import MILLION, OWN_TASK, Level, Limit, Phase, Rule
from controlroom.domain.units import MINUTE_MS, SECOND_MS

SECOND, MINUTE = SECOND_MS, MINUTE_MS
EARLY: Final[tuple[Phase, ...]] = ("planned", "live")
"""Of rules that speak before the start too."""


def _n(value: int) -> Limit:
    return Limit(value_millionths=value * MILLION)


def _safety(times_millionths: int) -> Limit:
    return Limit(field="safety", times_millionths=times_millionths)


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh-CN": zh, "en": en}


_STOCK: Final = (
    Rule(
        id="low_stock", metric="stock.available", by="sku", below=_safety(MILLION), clear=_safety(1_100_000),
        keep_ms=10 * SECOND, critical=Level(below=_safety(250_000)), no_data="keep_last", phases=EARLY,
        text=_text("{title} 仅剩 {value} 件，安全线 {safety}", "{title}: {value} left, safety line {safety}"),
        playbook="low_stock", cue="last_pieces",
    ),
    Rule(
        id="sold_out", metric="stock.available", by="sku", below=_n(1), severity="critical", no_data="keep_last", phases=EARLY,
        text=_text("{title} 已售罄，换上{instead}", "{title} is sold out, switch to {instead}"),
        playbook="sold_out", act="switch_instead",
    ),
    Rule(
        id="oversold", metric="stock.available", by="sku", below=_n(0), severity="critical", no_data="keep_last", phases=EARLY,
        text=_text("{title} 超卖：库存 {value}，马上停售", "{title} is oversold: {value}, stop selling it now"),
        playbook="oversold", act="switch_instead",
    ),
    Rule(
        id="runs_out_early", method="runs_out_early", by="sku", for_ms=30 * SECOND, keep_ms=30 * SECOND, no_data="ok",
        text=_text(
            "{title} 最早 {value} 后售罄，最迟 {hi}，本环节还有 {threshold}",
            "{title} may be gone in {value}, in {hi} at the latest; its segment has {threshold} left",
        ),
        playbook="runs_out_early", cue="last_pieces",
    ),
)  # fmt: skip

_AUDIENCE: Final = (
    Rule(
        id="conversion_dip", method="conversion_dip", for_ms=MINUTE, keep_ms=150 * SECOND, severity="critical", owner="analyst",
        text=_text(
            "转化下滑：{since} 起应有 {expected} 单，实有 {seen} 单（偶然的可能 1/{odds}）",
            "Conversion dips: since {since} {expected} orders were expected and {seen} came (chance 1 in {odds})",
        ),
        playbook="conversion_dip",
    ),
    Rule(
        id="viewer_drop", method="viewer_drop", for_ms=30 * SECOND, keep_ms=60 * SECOND, min_samples=30, owner="analyst",
        text=_text("在线掉到 {value}（5–10 分钟前平均 {usual}）", "Online fell to {value} (average 5–10 minutes ago: {usual})"),
        playbook="viewer_drop",
    ),
    Rule(
        id="online_surge", method="online_surge", for_ms=30 * SECOND, keep_ms=60 * SECOND, min_samples=30, severity="info",
        owner="analyst",
        text=_text("在线涨到 {value}（5–10 分钟前平均 {usual}）", "Online rose to {value} (average 5–10 minutes ago: {usual})"),
        playbook="online_surge",
    ),
    Rule(
        id="gmv_behind", metric="target_pace", below=Limit(value_millionths=800_000), clear=Limit(value_millionths=900_000),
        for_ms=3 * MINUTE, keep_ms=3 * MINUTE, after_ms=15 * MINUTE, owner="operator",
        text=_text("GMV 落后：只到此刻应有的 {value}", "GMV is behind: {value} of what the plan expects by now"),
        playbook="gmv_behind",
    ),
    Rule(
        id="pay_rate_drop", method="pay_rate_drop", for_ms=MINUTE, keep_ms=2 * MINUTE, min_samples=20, owner="analyst",
        text=_text("付款率下降：近 5 分钟最多 {value}，低于 {threshold}", "Fewer pay: {value} at most in the last 5 minutes, below {threshold}"),
        playbook="pay_rate_drop",
    ),
    Rule(
        id="refund_spike", method="refund_spike", keep_ms=5 * MINUTE, owner="analyst",
        text=_text("5 分钟退款 {value} 单，偶然至多 {threshold}", "{value} refunds in 5 minutes; by chance {threshold} at most"),
        playbook="refund_spike",
    ),
)  # fmt: skip

_WORDS: Final = (
    Rule(
        id="negative_wave", method="negative_wave", keep_ms=60 * SECOND, severity="critical",
        text=_text(
            "5 分钟负面评论 {value} 条，{accounts} 个账号，真人约 {people} 个，{share} 写的是“{most}”",
            "{value} complaints in 5 minutes by {accounts} accounts, about {people} people; {share} say “{most}”",
        ),
        playbook="negative_wave",
    ),
    Rule(
        id="banned_words", metric="speech.banned_5m", above=_n(0), keep_ms=30 * SECOND, severity="critical", no_data="ok",
        phases=EARLY,
        text=_text("说了违禁或绝对化的词：{words}；{said}", "Forbidden or absolute wording was used: {words}; {said}"),
        playbook="host_slip",
    ),
    Rule(
        id="banned_comments", metric="comments.banned_5m", above=_n(0), keep_ms=30 * SECOND, severity="info", no_data="ok",
        text=_text("评论里有违禁词：5 分钟 {value} 条", "Forbidden words in comments: {value} in 5 minutes"),
        playbook="banned_words",
    ),
    Rule(
        id="unanswered", metric="comments.unanswered_s", by="question", above=_n(90), no_data="ok",
        text=_text("{people} 人问“{title}”，已等 {value}", "{people} people ask “{title}” and have waited {value}"),
        playbook="unanswered",
    ),
)  # fmt: skip

_LINKS: Final = (
    Rule(
        id="feed_silent", method="feed_silent", by="feed", keep_ms=5 * SECOND, severity="critical", no_data="ok", phases=EARLY,
        text=_text("数据源 {title} 已 {value} 没有消息", "Feed {title} has been silent for {value}"),
        playbook="feed_silent",
    ),
    Rule(
        id="feed_lag", metric="feed.lag_p99_s", by="feed", above=_n(10), clear=_n(5), for_ms=30 * SECOND, keep_ms=30 * SECOND,
        owner="analyst", no_data="ok", phases=EARLY,
        text=_text("数据源 {title} 延迟：p99 {value}", "Feed {title} lags: p99 {value}"), playbook="feed_lag",
    ),
    Rule(
        id="stream_interrupted", metric="stream.interrupted", above=_n(0), severity="critical", no_data="ok",
        text=_text("推流中断", "The stream is interrupted"), playbook="network", cue="network_back",
    ),
    Rule(
        id="platform_warning", metric="violations", above=_n(0), severity="critical", no_data="ok",
        text=_text("{said}", "{said}"), playbook="platform_warning",
    ),
    Rule(
        id="host_screen_lost", metric="screen.host_away_s", above=_n(5), keep_ms=2 * SECOND, severity="critical", no_data="ok",
        text=_text("主播屏已断开 {value}", "The host's screen has been gone for {value}"), playbook="host_screen_lost",
    ),
)  # fmt: skip

_RUNDOWN: Final = (
    Rule(
        id="segment_over", metric="show.segment_over_s", by="segment", above=_n(60), severity="info", no_data="ok",
        text=_text("环节“{title}”超时 {value}", "Segment “{title}” is over by {value}"), playbook="segment_over", act="next",
    ),
    Rule(
        id="task_late", metric="show.task_late_s", by="task", above=_n(30), owner=OWN_TASK, no_data="ok", phases=EARLY,
        text=_text("任务“{title}”迟了 {value}", "Task “{title}” is late by {value}"), playbook="task_late",
    ),
    Rule(
        id="price_differs", metric="show.price_differs", by="sku", above=_n(0), for_ms=10 * SECOND, severity="critical",
        no_data="ok", text=_text(
            "{title} 价格不一致，我们 {ours}，平台 {theirs}", "{title}: the price differs, ours is {ours}, the platform's {theirs}"
        ),
        playbook="price_question",
    ),
    Rule(
        id="platform_differs", metric="show.platform_differs", by="sku", above=_n(0), for_ms=10 * SECOND, no_data="ok",
        text=_text("正在讲 {title}，平台弹的是 {theirs}", "{title} is on air, the platform shows {theirs}"),
        playbook="platform_differs",
    ),
    Rule(
        id="offer_ends", metric="show.offer_ended", by="offer", above=_n(0), no_data="ok",
        text=_text("优惠“{title}”已结束，价格要改回", "Offer “{title}” is over: the price must return"), playbook="offer_ends",
    ),
)  # fmt: skip

READY: Final[tuple[Rule, ...]] = (*_LINKS[:1], *_STOCK, *_LINKS[1:], *_WORDS, *_AUDIENCE, *_RUNDOWN)
"""The ready-made rules: what stops others from speaking comes first."""


def resolved(of_plan: Iterable[Rule] = ()) -> dict[str, Rule]:
    """Return a show's rules by id: the ready-made ones, replaced and completed by a plan's."""
    return {rule.id: rule for rule in (*READY, *of_plan)}
