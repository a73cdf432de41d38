from __future__ import annotations

import pytest

from controlroom.planfile.read import read_yaml

PLAN = """\
show:
  title: x
  room: demo
  timezone: Asia/Shanghai
  currency: CNY
  starts: 2026-11-22T20:00:00+08:00
  team: [{id: wang, name: 王, role: controller}, {id: wei, name: 薇, role: host}]
products: [{sku: cream, title: A, price: 9}]
offers: [{id: gift, sku: cream, title: G, quota: 5}]
cues: [{id: last, text: "{stock} left", target: wei}]
playbooks: {low: {owner: wang, cue: last}}
segments:
  - id: one
    title: One
    minutes: 5
    kind: product
    timers: [{id: flash, title: F, kind: countdown, minutes: 1, offer: gift}]
    tasks: [{id: pop, title: T, owner: controller, approve: wang}]
    cues: [{id: near, text: "{left}", when: {timer: flash, left: 1m}}]
scenes: [{id: s, title: S, key: F1, product: cream, offer: gift, cue: near, timer: flash, tasks: [pop]}]
rules: [{id: r, metric: online, above: 5, owner: analyst, playbook: low, cue: last}]
faq: [{ask: [a], answer: b, sku: cream}]
allowed: [{phrase: x, by: wang, why: y}]
"""


def errors(text: str) -> list[tuple[str, str]]:
    return [(f.code, f.path) for f in read_yaml(text).findings]


def test_names_that_lead_somewhere_are_no_errors() -> None:
    assert errors(PLAN) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("id: gift, sku: cream", "id: gift, sku: creme", ("unknown_product", "offers[0].sku")),
        ("owner: wang, cue: last", "owner: wong, cue: last", ("unknown_person", "playbooks.low.owner")),
        ("owner: wang, cue: last", "owner: wang, cue: lost", ("unknown_cue", "playbooks.low.cue")),
        ("minutes: 1, offer: gift", "minutes: 1, offer: gifd", ("unknown_offer", "segments[0].timers[0].offer")),
        ("owner: controller", "owner: nobody", ("unknown_person", "segments[0].tasks[0].owner")),
        ("approve: wang", "approve: li", ("unknown_person", "segments[0].tasks[0].approve")),
        ("{timer: flash, left", "{timer: flush, left", ("unknown_timer", "segments[0].cues[0].when.timer")),
        ("target: wei", "target: wang", ("unknown_person", "cues[0].target")),
        ("target: wei", "target: wong", ("unknown_person", "cues[0].target")),
        ("cue: near", "cue: far", ("unknown_cue", "scenes[0].cue")),
        ("timer: flash, tasks", "timer: x, tasks", ("unknown_timer", "scenes[0].timer")),
        ("tasks: [pop]", "tasks: [push]", ("unknown_task", "scenes[0].tasks[0]")),
        ("product: cream, offer", "product: soap, offer", ("unknown_product", "scenes[0].product")),
        ("playbook: low", "playbook: high", ("unknown_playbook", "rules[0].playbook")),
        ("b, sku: cream", "b, sku: crem", ("unknown_product", "faq[0].sku")),
        ("by: wang", "by: nobody", ("unknown_person", "allowed[0].by")),
        ('"{left}"', '"{lefft}"', ("unknown_placeholder", "segments[0].cues[0].text")),
        (
            "timer: flash, tasks",
            'timer: flash, announce: "{pice}", tasks',
            ("unknown_placeholder", "scenes[0].announce"),
        ),
        ("{timer: flash, left: 1m}", "{kpi: onlin, above: 5}", ("unknown_value", "segments[0].cues[0].when.kpi")),
        ("id: near", "id: last", ("duplicate_id", "segments[0].cues[0].id")),
    ],
)
def test_name_that_leads_nowhere_is_an_error(old: str, new: str, found: tuple[str, str]) -> None:
    assert old in PLAN
    assert found in errors(PLAN.replace(old, new))


def test_a_rule_may_be_its_tasks_persons() -> None:
    assert errors(PLAN.replace("owner: analyst, playbook", "owner: task, playbook")) == []
    assert errors(PLAN.replace("owner: analyst, playbook", "owner: tusk, playbook")) == [
        ("unknown_person", "rules[0].owner")
    ]


def test_window_of_a_kpi_is_part_of_its_code() -> None:
    assert errors(PLAN.replace("{timer: flash, left: 1m}", "{kpi: conversion_rate_5m, below: 0.02}")) == []


def test_placeholder_of_each_language_is_looked_at() -> None:
    text = PLAN.replace('text: "{stock} left"', 'text: {zh-CN: "{stock}", en: "{stok} left"}')
    [finding] = read_yaml(text).findings
    assert (finding.path, finding.message) == ("cues[0].text.en", "'stok' is no placeholder: did you mean stock?")
