"""Tasks as screens show them.

Owns: their order, and what each page asks of them: how many wait for whom, who somebody is by name.
Law: the next due comes first, one without an instant after those that have one, what is done last and newest first.
Must not know: roles' rights, HTML.
"""

from __future__ import annotations

from collections.abc import Iterable

from controlroom.domain.tasks import By, Task
from controlroom.room.state import RoomState
from controlroom.views.task_shapes import PersonView, TasksView, TaskView

_FAR: int = 1 << 60


def tasks_view(s: RoomState) -> TasksView:
    """Return the topic `tasks`."""
    tasks = sorted(s.tasks.by_id.values(), key=_place)
    team = s.plan.show.team if s.plan is not None else ()
    return TasksView(
        tasks=tuple(_task(task) for task in tasks),
        team=tuple(PersonView(id=member.id, name=member.name, role=member.role) for member in team),
    )


def _place(task: Task) -> tuple[bool, int]:
    if task.done_ms is not None:
        return True, -task.done_ms
    return False, task.due_ms if task.due_ms is not None else _FAR


def _task(task: Task) -> TaskView:
    return TaskView(
        id=task.id, title=task.title, segment=task.segment, sku=task.sku, owner=task.owner, approver=task.approver,
        inform=task.inform, due_ms=task.due_ms, holds_ms=task.holds_ms, state=task.state, done_ms=task.done_ms,
        done_by=_who(task.done_by), approved_ms=task.approved_ms,
    )  # fmt: skip


def _who(by: By | None) -> str | None:
    return (by.person or by.role.value) if by is not None else None


def named(tasks: TasksView, who: str | None) -> str | None:
    """Return the name of a member of the team; None: it is a role, or nobody."""
    return next((member.name for member in tasks.team if member.id == who), None)


def people_of(task: TaskView) -> list[str]:
    """Return everybody a task is to be shown to: its owner, its approver, who is informed."""
    return list(dict.fromkeys(who for who in (task.owner, task.approver, *task.inform) if who is not None))


def waiting_by(tasks: TasksView) -> list[tuple[str, int]]:
    """Return how many open tasks each owner has, most first."""
    counts: dict[str, int] = {}
    for task in tasks.tasks:
        if task.state != "done" and task.owner is not None:
            counts[task.owner] = counts.get(task.owner, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


def to_approve(tasks: TasksView) -> list[TaskView]:
    """Return what is done and waits for an approval, oldest first."""
    found: Iterable[TaskView] = (
        task for task in tasks.tasks if task.state == "done" and task.approver is not None and task.approved_ms is None
    )
    return sorted(found, key=lambda task: task.done_ms or 0)


def approves(tasks: TasksView, task: TaskView, role: str) -> bool:
    """Tell whether a role may approve a task: by itself, or as the member of the team that it stands for."""
    mine = {role, *(member.id for member in tasks.team if member.role == role)}
    return task.approver in mine and task.done_by != role
