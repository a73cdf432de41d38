"""Tasks in the order in which they are read."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.plan import Person, Plan
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By, Task, Tasks
from controlroom.room.state import RoomState
from controlroom.views.task_shapes import PersonView, TasksView, TaskView
from controlroom.views.tasks import approves, named, people_of, tasks_view, to_approve, waiting_by
from tests.stories import PLAN


def state(*tasks: Task) -> RoomState:
    show = replace(PLAN.show, team=(Person(id="wang", name="王", role="controller"),))
    return RoomState(plan=Plan(show=show), tasks=Tasks(by_id={task.id: task for task in tasks}))


def test_the_next_due_comes_first_and_what_is_done_last() -> None:
    view = tasks_view(
        state(
            Task("old", "x", "s", state="done", done_ms=5, done_by=By(Role.HOST)),
            Task("new", "x", "s", state="done", done_ms=9, done_by=By(Role.HOST, "wei")),
            Task("never", "x", "s"),
            Task("second", "x", "s", due_ms=8),
            Task("first", "x", "s", due_ms=3, state="late"),
        )
    )
    assert [(task.id, task.done_by) for task in view.tasks] == [
        ("first", None),
        ("second", None),
        ("never", None),
        ("new", "wei"),
        ("old", "host"),
    ]


def test_what_pages_ask_of_tasks() -> None:
    view = tasks_view(
        state(
            Task("a", "x", "s", owner="wang", approver="wang", inform=("host", "wang")),
            Task("b", "x", "s", owner="host"),
            Task("c", "x", "s", owner="wang"),
            Task("d", "x", "s", owner="wang", approver="host", done_ms=5, state="done"),
            Task("e", "x", "s", owner="wang", approver="host", done_ms=4, state="done"),
            Task("f", "x", "s", owner="wang", approver="host", done_ms=3, approved_ms=4, state="done"),
        )
    )
    assert waiting_by(view) == [("wang", 2), ("host", 1)]
    assert [task.id for task in to_approve(view)] == ["e", "d"]
    assert people_of(view.tasks[0]) == ["wang", "host"]
    assert (named(view, "wang"), named(view, "host"), named(view, None)) == ("王", None, None)


def test_an_approval_is_offered_to_who_may_give_it_and_not_for_ones_own_work() -> None:
    team = (PersonView(id="wang", name="王", role="controller"), PersonView(id="chen", name="陈", role="operator"))
    task = TaskView(
        id="a", title="A", segment="one", sku=None, owner=None, approver="wang", inform=(), due_ms=None, holds_ms=None,
        state="done", done_ms=1, done_by="assistant", approved_ms=None,
    )  # fmt: skip
    view = TasksView(tasks=(task,), team=team)
    assert approves(view, task, "controller")
    assert approves(view, replace(task, approver="controller"), "controller")
    assert not approves(view, task, "operator")
    assert not approves(view, replace(task, approver="chen"), "controller")
    assert not approves(view, replace(task, done_by="controller"), "controller")
