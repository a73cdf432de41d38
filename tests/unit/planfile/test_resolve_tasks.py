"""A segment's tasks come into the plan with ids that stay."""

from __future__ import annotations

import pytest

from controlroom.domain.plan import TaskPlan
from controlroom.planfile.read import read_yaml
from controlroom.planfile.resolve_tasks import task_id

HEAD = """
show:
  title: T
  room: demo
  timezone: Asia/Shanghai
  currency: CNY
  starts: 2026-11-22T20:00:00+08:00
  team: [{id: zhang, name: 张, role: assistant}]
segments:
  - id: open
    title: T
    minutes: 5
    kind: opening
    tasks:
"""


def tasks_of(lines: str) -> tuple[TaskPlan, ...]:
    read = read_yaml(HEAD + lines)
    assert read.plan is not None, read.told()
    return read.plan.segments[0].tasks


def test_a_task_is_resolved_with_all_it_says() -> None:
    said = '      - {id: light, at: "-15m", title: 灯, owner: zhang, approve: controller, inform: [host, zhang]}\n'
    assert tasks_of(said) == (
        TaskPlan(
            id="light",
            title="灯",
            offset_for_ms=-900_000,
            owner="zhang",
            approver="controller",
            inform=("host", "zhang"),
        ),
    )


def test_a_task_without_an_id_keeps_its_own_when_others_come_before_it() -> None:
    before = tasks_of("      - {title: 弹链接}\n      - {title: 弹链接}\n")
    after = tasks_of("      - {title: 灯}\n      - {title: 弹链接}\n      - {title: 弹链接}\n")
    assert [task.id for task in after[1:]] == [task.id for task in before]
    assert before[0].id == task_id("open", "弹链接")
    assert before[1].id == task_id("open", "弹链接") + ":2"
    assert len({task.id for task in after}) == 3


def test_no_written_id_can_be_a_made_one() -> None:
    with pytest.raises(AssertionError, match="bad_id"):
        tasks_of(f"      - {{id: '{task_id('open', 'x')}', title: x}}\n")


def test_what_yaml_reads_otherwise_is_warned_about() -> None:
    read = read_yaml(HEAD + "      - {title: x, owner: yes}\n")
    assert [(f.code, f.path) for f in read.findings][:1] == [("unquoted_boolean", "segments[0].tasks[0].owner")], (
        read.told()
    )
