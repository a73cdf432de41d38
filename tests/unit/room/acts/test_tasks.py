"""Tasks are done, approved, given to others by their people alone, and every step can be taken back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Person, TaskPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import project
from tests.stories import OPENED_MS, PLAN, STARTED_MS

TEAM = (
    Person(id="wang", name="王", role="controller"),
    Person(id="chen", name="陈", role="operator"),
    Person(id="zhang", name="张", role="assistant"),
    Person(id="li", name="李", role="analyst"),
)
TASKS = (
    TaskPlan(id="stock", title="核对库存", offset_for_ms=-600_000, owner="zhang", approver="chen", inform=("host",)),
    TaskPlan(id="light", title="灯", offset_for_ms=-600_000, owner="zhang"),
    TaskPlan(id="feel", title="感觉", owner="li"),
)
NOW = STARTED_MS + 5000


class Studio:
    """A live show with tasks, in which people give commands."""

    def __init__(self) -> None:
        opening, *rest = PLAN.segments
        plan = replace(PLAN, show=replace(PLAN.show, team=TEAM), segments=(replace(opening, tasks=TASKS), *rest))
        self.room, self.now_ms = Room(), NOW
        self.room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
        start = rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"))
        self.room.apply(2, STARTED_MS, start)

    def give(self, command: cmd.AnyCommand, by: Role, person: str | None = None) -> str | None:
        """Give a command; return why not."""
        self.now_ms += 1000
        self.room.advance(self.now_ms - self.now_ms % 1000)
        decided = self.room.decide(command, by, person, self.now_ms)
        if isinstance(decided, Refusal):
            return decided.code
        assert isinstance(decided, rec.Accepted)
        self.room.apply(self.room.state.seq + 1, self.now_ms, decided)
        return None

    def shown(self) -> object:
        return project(Topic.TASKS, self.room.state, Beside(), Role.CONTROLLER)


@pytest.fixture
def studio() -> Studio:
    return Studio()


def done(id_: str, task: str = "stock") -> cmd.TaskDone:
    return cmd.TaskDone(id=id_, task=task)


def test_a_task_is_done_by_its_people_and_approved_by_another(studio: Studio) -> None:
    assert studio.give(cmd.TaskApprove(id="1", task="stock"), Role.OPERATOR) == "not_done_yet"
    assert studio.give(done("2"), Role.ASSISTANT) is None
    task = studio.room.state.tasks.by_id["stock"]
    assert (task.state, task.done_ms, task.done_by and task.done_by.role) == ("done", studio.now_ms, Role.ASSISTANT)
    assert studio.give(done("3"), Role.ASSISTANT) == "already_done"
    assert studio.give(cmd.TaskApprove(id="4", task="stock"), Role.ASSISTANT) == "not_yours"
    assert studio.give(cmd.TaskApprove(id="5", task="stock"), Role.OPERATOR) is None
    assert studio.give(cmd.TaskApprove(id="6", task="stock"), Role.OPERATOR) == "already_approved"
    assert task.approved_ms == studio.now_ms - 1000


def test_nobody_approves_what_they_have_done_themselves(studio: Studio) -> None:
    assert studio.give(done("1"), Role.OPERATOR, "chen") is None
    assert studio.give(cmd.TaskApprove(id="2", task="stock"), Role.OPERATOR, "chen") == "own_approval"


def test_a_task_is_not_a_strangers(studio: Studio) -> None:
    assert studio.give(done("1"), Role.ANALYST) == "not_yours"
    assert studio.give(done("2"), Role.ASSISTANT, "sun") == "not_yours"
    assert studio.give(cmd.TaskAssign(id="3", task="light", owner="li"), Role.HOST) == "not_yours"
    assert studio.give(done("4"), Role.CONTROLLER) is None  # who leads ticks for everybody


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (done("x", "other"), "unknown_task"),
        (cmd.TaskCall(id="x", tasks=("feel", "other")), "unknown_task"),
        (cmd.TaskApprove(id="x", task="light"), "nothing_to_approve"),
        (cmd.TaskAssign(id="x", task="light", owner="sun"), "unknown_person"),
        (cmd.TaskAssign(id="x", task="light", owner="wall"), "unknown_person"),
        (cmd.TaskAssign(id="x", task="light", owner="zhang"), "already_theirs"),
        (cmd.TaskHandOver(id="x", owner="wang", to="li"), "nothing_to_hand_over"),
        (cmd.TaskHandOver(id="x", owner="zhang", to="sun"), "unknown_person"),
        (cmd.TaskHandOver(id="x", owner="zhang", to="zhang"), "already_theirs"),
    ],
)
def test_what_makes_no_sense_is_refused(studio: Studio, command: cmd.AnyCommand, code: str) -> None:
    assert studio.give(command, Role.CONTROLLER) == code


def test_all_that_waits_for_somebody_is_handed_over_at_once(studio: Studio) -> None:
    studio.give(done("1", "light"), Role.ASSISTANT)
    assert studio.give(cmd.TaskHandOver(id="2", owner="zhang", to="li"), Role.ANALYST) == "not_yours"
    assert studio.give(cmd.TaskHandOver(id="3", owner="zhang", to="li"), Role.ASSISTANT) is None
    assert studio.give(cmd.TaskHandOver(id="4", owner="chen", to="wang"), Role.OPERATOR) is None
    tasks = studio.room.state.tasks.by_id
    assert {id_: (task.owner, task.approver) for id_, task in tasks.items()} == {
        "stock": ("li", "wang"),
        "light": ("zhang", None),
        "feel": ("li", None),
    }


@pytest.mark.parametrize(
    "command",
    [
        done("x"),
        cmd.TaskApprove(id="x", task="light"),
        cmd.TaskAssign(id="x", task="stock", owner="analyst"),
        cmd.TaskHandOver(id="x", owner="zhang", to="li"),
        cmd.TaskCall(id="x", tasks=("feel",)),
    ],
)
def test_undo_gives_back_what_screens_showed(studio: Studio, command: cmd.AnyCommand) -> None:
    if isinstance(command, cmd.TaskApprove):
        command = cmd.TaskApprove(id="x", task="stock")
        studio.give(done("before"), Role.ASSISTANT)
    before = studio.shown()
    assert studio.give(command, Role.ADMIN) is None
    assert studio.shown() != before
    assert studio.give(cmd.Undo(id="u", command="x"), Role.ADMIN) is None
    assert studio.shown() == before


def test_an_assistant_takes_back_their_own_tick_only(studio: Studio) -> None:
    studio.give(done("1"), Role.CONTROLLER)
    studio.give(done("2", "light"), Role.ASSISTANT)
    assert studio.give(cmd.Undo(id="3", command="1"), Role.ASSISTANT) == "not_yours"
    assert studio.give(cmd.Undo(id="4", command="2"), Role.ASSISTANT) is None


def test_what_was_handed_over_and_done_since_stays_with_who_did_it(studio: Studio) -> None:
    studio.give(cmd.TaskHandOver(id="1", owner="zhang", to="li"), Role.ADMIN)
    studio.give(done("2", "light"), Role.ANALYST)
    assert studio.give(cmd.Undo(id="3", command="1"), Role.ADMIN) is None
    assert {id_: task.owner for id_, task in studio.room.state.tasks.by_id.items()} == {
        "stock": "zhang",
        "light": "li",
        "feel": "li",
    }
