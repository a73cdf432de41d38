"""Cues and timers of a plan file become the plan's."""

from __future__ import annotations

from controlroom.domain.plan import CuePlan, TimerPlan, WhenPlan
from controlroom.planfile.read import read_yaml

PLAN = """
show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z}
products: [{sku: x, title: X, price: 9}]
offers: [{id: o, sku: x, title: O, quota: 5}]
segments:
  - id: s
    title: S
    minutes: 9
    kind: product
    cues:
      - {id: a, at: "8m", text: "{price}", priority: push, expires: 90s}
      - {id: b, when: {timer: t, left: "1m"}, text: {zh-CN: 一, en: one}}
      - {id: c, when: {stock_below: 300, sku: x}, text: c, target: host}
      - {id: d, when: {kpi: conversion_rate_5m, below: 0.0150}, text: d}
    timers:
      - {id: t, title: T, kind: countdown, minutes: 5, start: "7m", offer: o, warn: 2m, danger: 5s}
      - {id: u, title: U, kind: until, until: 2026-11-22T21:00:00Z}
      - {id: v, title: V, kind: countup, start: "-1m"}
cues: [{id: e, text: e, offer: o, rescue: true, priority: urgent}]
"""


def test_cards_are_resolved_with_times_in_ms_and_thresholds_in_millionths() -> None:
    read = read_yaml(PLAN)
    assert read.findings == []
    assert read.plan is not None
    [segment] = read.plan.segments
    assert segment.cues == (
        CuePlan(id="a", text="{price}", priority="push", expires_for_ms=90_000, at_ms=480_000),
        CuePlan(id="b", text={"zh-CN": "一", "en": "one"}, when=WhenPlan(left_ms=60_000, timer="t")),
        CuePlan(id="c", text="c", target="host", when=WhenPlan(stock_below=300, sku="x")),
        CuePlan(id="d", text="d", when=WhenPlan(kpi="conversion_rate_5m", below_millionths=15_000)),
    )
    assert segment.timers == (
        TimerPlan(id="t", title="T", kind="countdown", duration_for_ms=300_000, start_ms=420_000, offer="o",
                  warn_for_ms=120_000, danger_for_ms=5_000),
        TimerPlan(id="u", title="U", kind="until", until_ms=1_795_381_200_000),
        TimerPlan(id="v", title="V", kind="countup", start_ms=-60_000),
    )  # fmt: skip
    assert read.plan.cues == (CuePlan(id="e", text="e", priority="urgent", offer="o", rescue=True),)


def test_what_is_resolved_is_no_longer_kept() -> None:
    plan = read_yaml(PLAN).plan
    assert plan is not None
    assert not [name for name in plan.kept if "cues" in name or "timers" in name]
