"""On the wire the topic `tasks` is the list itself."""

from __future__ import annotations

from controlroom.views.shapes import wire
from controlroom.views.task_shapes import PersonView, TasksView
from tests.unit.render.made_tasks import tasks


def test_the_wire_has_the_tasks_and_not_the_teams_names() -> None:
    view = tasks()
    assert wire(view) == view.tasks
    assert wire(TasksView(tasks=(), team=(PersonView(id="a", name="A", role="host"),))) == ()
