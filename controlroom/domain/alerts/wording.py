"""The words of an alert: a rule's text with its numbers in it.

Owns: how a value is written by its metric's unit, in each language, and how a rule's text is filled.
Law: nothing is guessed: a phrase that names what nobody knows is left out, and when nothing remains the alert is called by
what it watches, and of which product, task or feed. The same numbers give the same words in every fold.
Must not know: the state, cards for the host, pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.notice import Why
from controlroom.domain.alerts.readings import called, metric
from controlroom.domain.alerts.rules import MILLION, Rule
from controlroom.domain.metrics import Unit
from controlroom.domain.plan import Text, plain
from controlroom.domain.units import half_up
from controlroom.domain.wordings import money, placeholders, without

LANGUAGES: Final = ("zh-CN", "en")
Facts = Mapping[str, Text | int]
"""By placeholder: words, or a number."""

_NAMED: Final = re.compile(r"\{([^{}]*)\}")

_ABOUT: Final[dict[Why, Text]] = {
    "escalated": {"zh-CN": "无人处理，转交：{}", "en": "Nobody took it: {}"},
    "again": {"zh-CN": "仍未解决：{}", "en": "Still so: {}"},
    "repeat": {"zh-CN": "仍未处理：{}", "en": "Still waiting: {}"},
    "unstable": {"zh-CN": "反复出现：{}", "en": "Comes and goes: {}"},
    "nodata": {"zh-CN": "没有数据：{}", "en": "No data: {}"},
    "error": {"zh-CN": "无法判断：{}", "en": "Cannot be told: {}"},
    "resolved": {"zh-CN": "已恢复：{}", "en": "Over: {}"},
}

_ENDED: Final[dict[str, Text]] = {
    "updated": {"zh-CN": "规则已改，不再提醒：{}", "en": "No alert by the edited rule: {}"},
    "missing": {"zh-CN": "已结束：{}", "en": "Over: {}"},
    "ended": {"zh-CN": "随本场结束，不再提醒：{}", "en": "Over with the show: {}"},
}
"""How something ended that has not recovered."""


_NAMES: Final[dict[str, tuple[str, str]]] = {
    "low_stock": ("库存不足", "Low stock"),
    "sold_out": ("售罄", "Sold out"),
    "oversold": ("超卖", "Oversold"),
    "runs_out_early": ("将提前售完", "Runs out early"),
    "conversion_dip": ("转化下滑", "Conversion dip"),
    "viewer_drop": ("在线骤降", "Viewers drop"),
    "online_surge": ("在线激增", "Online surge"),
    "gmv_behind": ("GMV 落后", "GMV behind"),
    "pay_rate_drop": ("支付率下降", "Pay rate drop"),
    "refund_spike": ("退款激增", "Refund spike"),
    "negative_wave": ("负面评论潮", "Wave of complaints"),
    "banned_words": ("违禁词", "Banned words"),
    "banned_comments": ("评论违禁词", "Banned words in comments"),
    "unanswered": ("问题无人答", "Unanswered questions"),
    "feed_silent": ("数据源无声", "Feed silent"),
    "feed_lag": ("数据延迟", "Feed lag"),
    "stream_interrupted": ("推流中断", "Stream interrupted"),
    "platform_warning": ("平台警告", "Platform warning"),
    "segment_over": ("环节超时", "Segment over"),
    "host_screen_lost": ("提示屏失联", "Host's screen lost"),
    "task_late": ("任务迟了", "Task late"),
    "price_differs": ("价格不一致", "Price differs"),
    "platform_differs": ("平台讲解不一致", "Platform differs"),
    "offer_ends": ("优惠到期", "Offer ends"),
}
"""What a ready-made rule is called."""


def title(rule: str, metric: str | None) -> dict[str, str]:
    """Return what a rule is called: a ready-made one by its own name, else by its metric's."""
    zh, en = _NAMES.get(rule) or (called(metric) if metric is not None else None) or (rule, rule)
    return {"zh-CN": zh, "en": en}


def unit_of(rule: Rule) -> Unit:
    """Return the unit of what a rule compares; a count where nobody knows the metric."""
    known = metric(line_of(rule).metric, rule.by)
    return known.unit if known is not None else "count"


def written(millionths: int, unit: Unit, currency: str) -> str:
    """Return a value as people read it.

    Args:
        millionths: Of the unit; of money: of minor units.
    """
    match unit:
        case "money":
            return money(half_up(millionths, MILLION), currency)
        case "ratio":
            return f"{Decimal(millionths).scaleb(-4).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
        case "x":
            return f"{Decimal(millionths).scaleb(-6).quantize(Decimal('0.01'), ROUND_HALF_UP)}"
        case "seconds":
            return clock(half_up(millionths, MILLION))
        case _:
            value = Decimal(millionths).scaleb(-6)
            whole = value == value.to_integral_value()
            return f"{value.quantize(Decimal(1) if whole else Decimal('0.1'), ROUND_HALF_UP):,}"


def clock(seconds: int) -> str:
    """Return a span as clocks show it in every language: `1:05`, from an hour on `1:02:05`."""
    minutes, left = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    told = f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
    return f"-{told}" if seconds < 0 else told


def filled(rule: Rule, facts: Facts) -> dict[str, str]:
    """Return a rule's text with its facts in it, in every language."""
    said = {lang: _said(rule.text, lang, facts) for lang in LANGUAGES}
    if all(said.values()):
        return said
    name = named(rule, facts.get("title"))
    return {lang: words or name[lang] for lang, words in said.items()}


def named(rule: Rule, of: Text | int | None) -> dict[str, str]:
    """Return what a rule is called, and of which product, task or feed; one's own by its words, where they name no number."""
    name = title(rule.id, rule.metric)
    if rule.id not in _NAMES and rule.text and not any(placeholders(words) for words in rule.text.values()):
        name = {lang: plain(rule.text, lang) for lang in LANGUAGES}
    return {lang: f"{_fact(of, lang)}: {name[lang]}" for lang in LANGUAGES} if of and rule.by is not None else name


def _said(text: Text, lang: str, facts: Facts) -> str:
    words = plain(text, lang)
    missing = frozenset(name for name in placeholders(words) if name not in facts)
    kept = without(words, missing) if missing else words
    return _NAMED.sub(lambda found: _fact(facts[found[1].strip()], lang), kept)


def _fact(fact: Text | int, lang: str) -> str:
    return f"{fact:,}" if isinstance(fact, int) else plain(fact, lang)


def about(why: Why, text: dict[str, str], ended: str | None = None) -> dict[str, str]:
    """Return what is said of an alert, as what it is said. `ended`: why it is over."""
    around = (_ENDED.get(ended or "") if why == "resolved" else None) or _ABOUT.get(why)
    return {lang: plain(around, lang).format(words) for lang, words in text.items()} if around is not None else text
