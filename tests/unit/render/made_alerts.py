"""The alerts of the made moment: conversion sinks, stock runs low, a feed lags in hand; two are over, one is silenced."""

from __future__ import annotations

from controlroom.views.alert_shapes import (
    AlertActView,
    AlertsView,
    AlertView,
    EvidenceView,
    PlaybookView,
    RuleView,
    SilenceView,
    UnwatchedView,
)
from tests.unit.render.made_analysis import changed
from tests.unit.render.moment import MINUTE, NOW, START, both

LOW = PlaybookView(
    id="low_stock",
    steps=(both("告诉主播剩余件数", "Tell the host what is left"), both("准备切换 11 号精华", "Line up no. 11, serum")),
    say=both("喜欢的抓紧,拍完恢复原价", "Get it now, then the price returns"),
    cue="last_pieces",
    words=both("最后 83 件,拍完恢复原价", "Last 83, then the price returns"),
    pushed_ms=NOW - 30_000,
)


def alert(id_: str, rule: str, severity: str, since_ms: int, zh: str, en: str, **fields: object) -> AlertView:
    """One alert that fires, and that nobody has in hand."""
    plain: dict[str, object] = {
        "labels": {}, "state": "firing", "recovering": False, "incident": "triggered", "value": None,
        "threshold": None, "owner": "controller",
    }  # fmt: skip
    return AlertView(id=id_, rule=rule, severity=severity, since_ms=since_ms, text=both(zh, en), **{**plain, **fields})  # type: ignore[arg-type]


def evidence() -> EvidenceView:
    """What the change of the last five minutes is made of."""
    view = changed()
    return EvidenceView(
        from_ms=view.b.from_ms, to_ms=view.b.to_ms, change_minor=view.change_minor, factors=view.factors,
        facts=view.facts,
    )  # fmt: skip


def dip() -> AlertView:
    """Conversion is half of what it should be."""
    return alert(
        "incident-41", "conversion_dip", "critical", NOW - 93_000, "5 分钟转化 1.9 %,应有 3.4 %",
        "Conversion 1.9 %, should be 3.4 %", owner="analyst", shared=("controller",), value=0.019, threshold=0.0341,
        escalates_ms=NOW + 87_000, contributions=evidence(),
        playbook=PlaybookView(
            id="conversion_dip",
            steps=(both("看是谁进来了", "See who came in"), both("让主播回答敏感肌", "Let the host answer sensitive skin")),
            cue="sensitive", words=both("敏感肌可用,建议先耳后试", "Sensitive skin: patch-test first"),
        ),
        sure=both("62 单 / 3,260 人 · 偶然的机会 1/148", "62 orders / 3,260 people · chance: 1 in 148"),
    )  # fmt: skip


def low() -> AlertView:
    """The product on air runs low."""
    return alert(
        "incident-44", "low_stock", "warning", NOW - 40_000, "熬夜面霜 仅剩 83 件（安全线 100）",
        "Night cream: 83 left (safety 100)", labels={"sku": "cream-50"}, value=83, threshold=100, owner="wang",
        escalates_ms=NOW + 140_000, playbook=LOW,
        act=AlertActView(kind="switch", what=both("精华 30ml", "Serum 30 ml")),
    )  # fmt: skip


def lag() -> AlertView:
    """A feed lags; somebody has it in hand."""
    return alert(
        "incident-39", "feed_lag", "warning", NOW - 200_000, "订单数据滞后 12 秒", "Orders lag by 12 s",
        labels={"feed": "orders"}, value=12, threshold=10, owner="analyst", incident="acked", recovering=True,
        acked_ms=NOW - 170_000, acked_by="analyst", until="segment_end", until_ms=NOW + 213_000,
    )  # fmt: skip


def over(id_: str, rule: str, since_ms: int, acked: int | None, ended: int, zh: str, en: str) -> AlertView:
    """One that is over; `acked`, `ended`: seconds after it began."""
    return alert(
        id_, rule, "warning", since_ms, zh, en, incident="resolved", owner="controller",
        acked_ms=since_ms + acked * 1000 if acked is not None else None, acked_by="wang" if acked is not None else None,
        resolved_ms=since_ms + ended * 1000, why="ok",
    )  # fmt: skip


def silences() -> tuple[SilenceView, ...]:
    """One silence."""
    return (
        SilenceView(
            id="silence-7", matchers={"rule": "low_stock", "sku": "eye-15"}, since_ms=NOW - 5 * MINUTE,
            until_ms=NOW + 10 * MINUTE, why="眼霜不再讲 <了>", by="analyst",
        ),
    )  # fmt: skip


def rules() -> tuple[RuleView, ...]:
    """Four rules: one as it comes, one changed, one switched off, one of one's own."""
    return (
        RuleView(
            id="low_stock", title=both("库存告急", "Low stock"), metric="stock.available", severity="warning",
            owner="controller", enabled=True, fire=both("< 安全线", "< Safety line"),
            clear=both("≥ 安全线 × 1.1", "≥ Safety line × 1.1"), keep_ms=10_000, fired=1,
        ),
        RuleView(
            id="pay_rate_drop", title=both("付款率下滑", "Pay rate drops"), metric="pay_rate_5m", severity="warning",
            owner="analyst", enabled=True, fire="< 0.7", for_ms=60_000, keep_ms=120_000, changed=True,
        ),
        RuleView(
            id="online_surge", title=both("人气暴涨", "Online surge"), metric=None, severity="info", owner="analyst",
            enabled=False, for_ms=30_000, keep_ms=60_000,
        ),
        RuleView(
            id="own_1", title="卖不动 <急>", metric="gmv_minor_5m", severity="info", owner="li", enabled=True, fire="< ¥2,000",
            own=True,
        ),
    )  # fmt: skip


def recent() -> tuple[AlertView, ...]:
    """Two that are over."""
    return (
        over(
            "incident-30", "feed_silent", START + 190_000, 12, 28, "评论数据断了 28 秒", "Comments were silent for 28 s"
        ),
        over("incident-21", "task_late", START + MINUTE, None, 95, "“弹 3 号链接”晚了", "“Pop link 3” was late"),
    )


def unwatched() -> tuple[UnwatchedView, ...]:
    """One for each reason, and two for the same."""
    pay, surge = both("付款率下滑", "Pay rate drops"), both("人气暴涨", "Online surge")
    return (
        UnwatchedView(rule="pay_rate_drop", title=pay, why="unheard", facts=("order",)),
        UnwatchedView(rule="refund_spike", title=both("退款激增", "Refund spike"), why="unheard", facts=("order",)),
        UnwatchedView(
            rule="viewer_drop", title=surge, why="unknown", figure=both("平均在线 <5 分钟>", "Average online <5 min>")
        ),
        UnwatchedView(rule="gmv_behind", title=both("GMV 落后", "GMV behind"), why="no_target"),
        UnwatchedView(rule="crowd", title="Crowd", why="silent", facts=("audience", "enter")),
        UnwatchedView(rule="own_1", title="卖不动 <急>", why="wrong", part="fire", fault="unknown_metric"),
    )


def alerts() -> AlertsView:
    """The topic."""
    return AlertsView(
        open=(dip(), low(), lag()), recent=recent(), silences=silences(), rules=rules(), unwatched=unwatched()
    )


def quiet() -> AlertsView:
    """The topic when nothing is open."""
    return AlertsView(recent=recent(), silences=(), rules=rules(), unwatched=unwatched()[:2])
