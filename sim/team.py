"""The rest of the team: does its tasks in time and sees to what viewers ask, so that only what goes wrong is left to notice.

Owns: which commands are due, from the topics `tasks` and `comments`.
Law: it acts at instants of the show's clock only, and on each thing once; what is refused it leaves to people.
Must not know: the wire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from sim.facts import Body

NAMESPACE: Final = UUID("0b6f5f0e-54b2-4a8c-9f39-6f0c1b7d8e25")
TOPICS: Final = ("tasks", "comments")
LOOKS_EVERY_S: Final = 10
ANSWERED_AFTER_MS: Final = 45_000
"""A question is seen to when it has been open for so long."""


class Team:
    """The people besides the controller.

    Args:
        seed: Makes the commands' ids.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._given: set[tuple[str, ...]] = set()

    def due(self, now_ms: int, topics: Mapping[str, Any]) -> list[Body]:
        """Return the commands that are due now.

        Args:
            now_ms: The show's clock.
            topics: As the room tells them to a controller.
        """
        return [*self._tasks(topics.get("tasks") or ()), *self._questions(now_ms, topics.get("comments") or {})]

    def _tasks(self, tasks: object) -> Iterator[Body]:
        told: list[Mapping[str, Any]] = list(tasks) if isinstance(tasks, list | tuple) else []
        for task in told:
            if task["state"] in ("due", "late"):
                yield from self._once("task.done", task=task["id"])
            elif task["state"] == "done" and task.get("approver") and task.get("approved_ms") is None:
                yield from self._once("task.approve", task=task["id"])

    def _questions(self, now_ms: int, comments: Mapping[str, Any]) -> Iterator[Body]:
        for question in comments.get("questions") or ():
            if question["state"] == "open" and now_ms - question["first_ms"] >= ANSWERED_AFTER_MS:
                yield from self._once("comment.done", str(question["first_ms"]), question=question["id"])

    def _once(self, type_: str, when: str = "", **about: str) -> Iterator[Body]:
        what = (type_, when, *about.values())
        if what not in self._given:
            self._given.add(what)
            yield {"id": str(uuid5(NAMESPACE, f"{self._seed}/{'/'.join(what)}")), "type": type_, **about}
