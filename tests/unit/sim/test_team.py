"""The rest of the team does what is due, once."""

from __future__ import annotations

from typing import Any

from sim.team import ANSWERED_AFTER_MS, Team

NOW = 1_767_268_800_000


def told(team: Team, topics: dict[str, Any]) -> list[tuple[str, str]]:
    return [(body["type"], body.get("task") or body.get("question")) for body in team.due(NOW, topics)]


def task(id_: str, state: str, **more: object) -> dict[str, object]:
    return {"id": id_, "state": state, "approver": None, "approved_ms": None, **more}


def question(id_: str, state: str, open_for_ms: int) -> dict[str, object]:
    return {"id": id_, "state": state, "first_ms": NOW - open_for_ms}


def test_tasks_are_done_when_they_are_due_and_approved_when_they_are_done() -> None:
    tasks = [
        task("a", "waiting"), task("b", "due"), task("c", "late"), task("d", "done"),
        task("e", "done", approver="li"), task("f", "done", approver="li", approved_ms=NOW),
    ]  # fmt: skip
    team = Team(1)
    assert told(team, {"tasks": tasks}) == [("task.done", "b"), ("task.done", "c"), ("task.approve", "e")]
    assert told(team, {"tasks": tasks}) == []


def test_a_question_is_seen_to_after_a_while_and_again_when_it_is_asked_anew() -> None:
    team = Team(1)
    asked = [
        question("x", "open", ANSWERED_AFTER_MS - 1),
        question("y", "open", ANSWERED_AFTER_MS),
        question("z", "done", 99_999),
    ]
    assert told(team, {"comments": {"questions": asked}}) == [("comment.done", "y")]
    assert told(team, {"comments": {"questions": asked}}) == []
    assert told(team, {"comments": {"questions": [question("y", "open", 60_000)]}}) == [("comment.done", "y")]


def test_the_same_seed_gives_the_same_ids_and_nothing_told_gives_nothing() -> None:
    due = {"tasks": [task("a", "due")]}
    assert Team(1).due(NOW, due) == Team(1).due(NOW, due)
    assert Team(1).due(NOW, due) != Team(2).due(NOW, due)
    assert Team(1).due(NOW, {}) == []
    assert Team(1).due(NOW, {"comments": None, "tasks": None}) == []
