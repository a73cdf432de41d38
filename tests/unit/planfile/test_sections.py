from __future__ import annotations

from typing import get_args

import pytest

from controlroom.domain.roles import Role
from controlroom.planfile.findings import TeamRole
from controlroom.planfile.read import read_yaml

SHOW = """\
show:
  title: x
  room: demo
  timezone: Asia/Shanghai
  currency: CNY
  starts: 2026-11-22T20:00:00+08:00
"""
IN_SEGMENT = SHOW + "segments:\n  - {id: a, title: A, minutes: 1, kind: break, %s}\n"


def errors(text: str) -> list[tuple[int | None, int | None, str, str]]:
    found = read_yaml(text).findings
    return [(f.line, f.column, f.code, f.path) for f in found if f.severity == "error"]


def test_a_persons_roles_are_the_rooms() -> None:
    assert set(get_args(TeamRole)) == {role.value for role in Role} - {"wall", "remote", "feed"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("offers: [{id: a, sku: s}]", [(7, 10, "missing_key", "offers[0].title")]),
        ("offers: [{id: a, title: A, gift: [x]}]", [
            (7, 10, "missing_key", "offers[0].sku"), (7, 34, "bad_text", "offers[0].gift")]),
        ("cues: [{id: a, text: {price}}]", [(7, 22, "unquoted_braces", "cues[0].text")]),
        ("cues: [{id: a, text: x, prioritty: push}]", [(7, 25, "unknown_key", "cues[0].prioritty")]),
        ("cues: [{id: a, text: x, priority: pushy}]", [(7, 35, "unknown_value", "cues[0].priority")]),
        ("cues: [{id: a, text: x, at: 8m}]", [(7, 25, "unknown_key", "cues[0].at")]),
        ("cues: [{id: a, text: x, when: {left: 1m, stock_below: 3}}]", [(7, 31, "bad_condition", "cues[0].when")]),
        ("cues: [{id: a, text: x, when: {timer: t}}]", [(7, 31, "bad_condition", "cues[0].when")]),
        ("cues: [{id: a, text: x, when: {kpi: online}}]", [(7, 31, "bad_condition", "cues[0].when")]),
        ("cues: [{id: a, text: x, when: {kpi: online, above: 5}}]", []),
        ("cues: [{id: a, text: x, when: {left: 20:00}}]", [(7, 38, "bad_duration", "cues[0].when.left")]),
        ("cues: [{id: a, text: no}]", [(7, 22, "unquoted_boolean", "cues[0].text")]),
        ("cues: [{id: a, text: 20:00}]", [(7, 22, "unquoted_time", "cues[0].text")]),
        ("playbooks: [a]", [(7, 12, "not_a_mapping", "playbooks")]),
        ("playbooks: {low stock: {owner: host}}", [(7, 13, "bad_id", "playbooks.low stock")]),
        ("playbooks: {low: {owners: host}}", [(7, 19, "unknown_key", "playbooks.low.owners")]),
        ("playbooks: {low: {steps: x}}", [(7, 26, "not_a_list", "playbooks.low.steps")]),
        ("scenes: [{id: a}]", [(7, 10, "missing_key", "scenes[0].title")]),
        ("faq: [{ask: [a]}]", [(7, 7, "missing_key", "faq[0].answer")]),
        ("rules: [{id: a, above: much}]", [(7, 24, "bad_number", "rules[0].above")]),
        ("rules: [{id: a, above: {feld: b}}]", [(7, 25, "unknown_key", "rules[0].above.feld")]),
        ("rules: [{id: a, metric: stock.available, by: sku, below: {field: safety, times: 1.1}, for: 0s}]", []),
        ("rules: [{id: a, for: soon}]", [(7, 22, "bad_duration", "rules[0].for")]),
        ("rules: [{id: a, expr: x}]", [(7, 17, "unknown_key", "rules[0].expr")]),
        ("drill: {act_within: 0s}", [(7, 21, "bad_duration", "drill.act_within")]),
        ("allowed: [{phrase: x, by: host}]", [(7, 11, "missing_key", "allowed[0].why")]),
    ],
)  # fmt: skip
def test_fault_in_a_section_is_found_at_its_line_and_column(line: str, found: list[tuple[int, int, str, str]]) -> None:
    assert errors(SHOW + line + "\n") == found


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("tasks: [{at: -1m}]", [(8, 56, "missing_key", "segments[0].tasks[0].title")]),
        ("tasks: [{title: x, at: soon}]", [(8, 71, "bad_offset", "segments[0].tasks[0].at")]),
        ("tasks: [{title: x, at: 19:45}]", [(8, 71, "unquoted_time", "segments[0].tasks[0].at")]),
        ("tasks: [{title: x, at: -15m, inform: [host, controller]}]", []),
        ("cues: [{id: a, text: x, at: 1h30m}]", []),
        ("timers: [{id: a, title: x, kind: countdown}]", [(8, 57, "missing_key", "segments[0].timers[0]")]),
        ("timers: [{id: a, title: x, kind: until}]", [(8, 57, "missing_key", "segments[0].timers[0]")]),
        ("timers: [{id: a, title: x, kind: countup, start: 0m}]", []),
    ],
)
def test_fault_in_a_segments_part_is_found(part: str, found: list[tuple[int, int, str, str]]) -> None:
    assert errors(IN_SEGMENT % part) == found


def test_unknown_key_of_a_rule_names_the_keys_as_they_are_written() -> None:
    [finding] = read_yaml(SHOW + "rules: [{id: a, fro: 5s}]\n").findings
    assert "did you mean for?" in finding.message
