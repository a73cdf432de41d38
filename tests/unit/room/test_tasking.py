"""Tasks follow the rundown, command by command, and time makes them late."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.plan import TaskPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze
from tests.stories import OPENED_MS, PLAN, STARTED_MS

M = 60_000


def opened() -> Room:
    """A planned show: `opening` and `cream`, ten minutes each, with a task a minute before and one into each."""
    tasks = [
        (
            TaskPlan(id=f"before-{s.id}", title="b", offset_for_ms=-M),
            TaskPlan(id=f"in-{s.id}", title="i", offset_for_ms=2 * M),
        )
        for s in PLAN.segments
    ]
    segments = tuple(replace(s, tasks=told) for s, told in zip(PLAN.segments, tasks, strict=True))
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="d", mode="live", plan=replace(PLAN, segments=segments)))
    return room


def give(room: Room, command: cmd.AnyCommand, at_ms: int) -> frozenset[Topic]:
    return room.apply(room.state.seq + 1, at_ms, rec.Accepted(by=Role.CONTROLLER, command=command)).topics


def state(room: Room, id_: str) -> tuple[str, int | None]:
    task = room.state.tasks.by_id[id_]
    return task.state, (task.due_ms - STARTED_MS) // M if task.due_ms is not None else None


def at(minutes: float) -> int:
    """The first whole second after so many minutes of the show."""
    return (STARTED_MS + int(minutes * M) + 999) // 1000 * 1000


def test_tasks_are_due_by_the_plan_before_the_start_and_wait_for_it() -> None:
    room = opened()
    assert room.advance(at(-1)).topics >= {Topic.TASKS}
    assert room.advance(at(-1) + 1000).transition is False
    assert (state(room, "before-opening"), state(room, "in-opening")) == (("due", -1), ("waiting", 2))
    room.advance(at(45))  # nobody starts the show: nothing of later segments is due
    assert [state(room, f"before-{s.id}")[0] for s in PLAN.segments] == ["late", "waiting", "waiting", "waiting"]


def test_a_segment_that_runs_over_puts_its_successors_tasks_off() -> None:
    room = opened()
    give(room, cmd.ShowStart(id="s"), STARTED_MS)
    assert Topic.TASKS in give(room, cmd.Take(id="t", segment="opening"), STARTED_MS + 5)
    moved = room.advance(at(9.1))
    assert (Topic.TASKS in moved.topics, moved.transition) == (True, True)
    assert (state(room, "before-cream"), state(room, "before-serum")) == (("due", 9), ("waiting", 19))
    room.advance(at(25))
    assert (state(room, "before-cream")[0], state(room, "before-serum")[0]) == ("late", "waiting")
    give(room, cmd.Next(id="n"), at(25))
    assert (state(room, "in-cream"), state(room, "before-serum")) == (("waiting", 27), ("waiting", 34))


def test_tasks_of_a_segment_that_is_jumped_over_are_not_due() -> None:
    room = opened()
    give(room, cmd.ShowStart(id="s"), STARTED_MS)
    give(room, cmd.Take(id="t", segment="serum"), STARTED_MS + 5)
    assert (state(room, "before-cream"), state(room, "before-serum")[0]) == (("waiting", None), "due")


def test_an_idle_hour_jumped_over_gives_what_stepping_gives() -> None:
    stepped, jumped = opened(), opened()
    for room in (stepped, jumped):
        give(room, cmd.ShowStart(id="s"), STARTED_MS)
        give(room, cmd.Take(id="t", segment="opening"), STARTED_MS + 5)
    for minute in range(1, 180):
        stepped.advance(at(minute))
    stepped.advance(at(180))
    jumped.advance(at(180))
    assert freeze(stepped.state) == freeze(jumped.state)
