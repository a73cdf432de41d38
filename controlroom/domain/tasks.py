"""What people do in good time: tasks, when each is due, and whether it is done.

Owns: the states of tasks and when time alone changes them.
Law: a task's instant follows its segment: the start that is expected, or the one that was. While the segment on air
runs over (or the show has not begun), time stands still for the tasks of segments that lie ahead. What is done stays done.
Must not know: how starts are expected (`domain.schedule`), who may do what (`room.acts`), pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.plan import Person, SegmentPlan, Text
from controlroom.domain.roles import Role

LATE_AFTER_MS: Final = 60_000
"""A task that is not done so long after it was due is late."""

TaskState = Literal["waiting", "due", "late", "done"]


class By(Struct, frozen=True):
    """Who did something: the role, and the person where it is known."""

    role: Role
    person: str | None = None


class Start(Struct, frozen=True):
    """When a segment starts.

    Args:
        at_ms: Epoch ms; None: it was jumped over, or the show is over without it.
        begun: It has started.
        holds_ms: From this instant on the start that is expected moves with the clock; None: it does not.
    """

    at_ms: int | None
    begun: bool = False
    holds_ms: int | None = None


_NEVER: Final = Start(None)


class Task(Struct):
    """One task.

    Args:
        offset_for_ms: From its segment's begin; None: it is called for (`Tasks.call`).
        due_ms: When it is due as things stand; None: unknown.
        ahead: Its segment has not begun.
        holds_ms: Where time stands still for it, as its segment's start moves with the clock; None: nowhere.
        planned: Owner and approver as the plan has them; they differ when they were changed by hand.
        called_ms: When a scene called for it.
    """

    id: str
    title: Text
    segment: str
    offset_for_ms: int | None = None
    owner: str | None = None
    approver: str | None = None
    planned: tuple[str | None, str | None] = (None, None)
    inform: tuple[str, ...] = ()
    sku: str | None = None
    due_ms: int | None = None
    ahead: bool = True
    holds_ms: int | None = None
    state: TaskState = "waiting"
    called_ms: int | None = None
    done_ms: int | None = None
    done_by: By | None = None
    approved_ms: int | None = None
    approved_by: By | None = None


class Tasks(Struct):
    """A show's tasks by id, in the order of the rundown.

    Args:
        gone: Tasks that are no longer in the rundown and of which something is known: they may come back.
        next_ms: The next instant at which time alone changes a state; None: there is none.
    """

    by_id: dict[str, Task] = field(default_factory=dict)
    gone: dict[str, Task] = field(default_factory=dict)
    next_ms: int | None = None

    def plan(self, segments: Iterable[SegmentPlan]) -> None:
        """Take the tasks of `segments`; of those that were there before, what was done, called for or assigned stays."""
        before = self.gone | self.by_id
        self.by_id = {}
        for segment in segments:
            for told in segment.tasks:
                task = before.get(told.id) or Task(told.id, told.title, segment.id)
                was = (task.owner, task.approver)
                task.owner, task.approver = (
                    new if now == then else now
                    for new, now, then in zip((told.owner, told.approver), was, task.planned, strict=True)
                )
                task.planned = (told.owner, told.approver)
                task.title, task.segment, task.offset_for_ms = told.title, segment.id, told.offset_for_ms
                task.inform, task.sku = told.inform, told.sku
                self.by_id[told.id] = task
        self.gone = {id_: task for id_, task in before.items() if id_ not in self.by_id and _is_touched(task)}

    def reckon(self, starts: Mapping[str, Start], now_ms: int) -> bool:
        """Find again when each task is due, after the rundown or a task has changed; tell whether anything did.

        Args:
            starts: By segment id; a segment that is missing has no start.
            now_ms: The last whole second.
        """
        changed = False
        for task in self.by_id.values():
            was = (task.due_ms, task.ahead, task.holds_ms)
            start = starts.get(task.segment, _NEVER)
            if task.called_ms is not None:
                start = Start(task.called_ms, True)
            at_ms = start.at_ms
            offset = task.offset_for_ms if task.called_ms is None else 0
            task.due_ms = at_ms + offset if at_ms is not None and offset is not None else None
            task.ahead, task.holds_ms = not start.begun, None if start.begun else start.holds_ms
            changed = changed or was != (task.due_ms, task.ahead, task.holds_ms)
        return self._settle(now_ms) or changed

    def advance(self, now_ms: int) -> bool:
        """Let tasks become due or late; tell whether any did. Nothing is looked at before `next_ms`."""
        if self.next_ms is None or now_ms < self.next_ms:
            return False
        return self._settle(now_ms)

    def call(self, ids: Iterable[str], now_ms: int) -> None:
        """Let tasks be due now, whatever their segment; those that are done or not known stay as they are."""
        for id_ in ids:
            task = self.by_id.get(id_)
            if task is not None and task.done_ms is None:
                task.called_ms = task.due_ms = now_ms
                task.ahead, task.holds_ms = False, None
        self._settle(now_ms - now_ms % 1000)

    def of(self, who: str) -> tuple[list[str], list[str]]:
        """Return the ids of what waits for `who` (a member or a role): tasks to do, and done ones to approve."""
        tasks = self.by_id.values()
        to_do = [task.id for task in tasks if task.owner == who and task.done_ms is None]
        return to_do, [task.id for task in tasks if task.approver == who and task.approved_ms is None]

    def _settle(self, now_ms: int) -> bool:
        """Give each task its state as of `now_ms`, and find the next instant of change."""
        changed, coming = False, []
        for task in self.by_id.values():
            state, until_ms = self._state(task, now_ms)
            changed = changed or state != task.state
            task.state = state
            if until_ms is not None:
                coming.append(until_ms)
        self.next_ms = min(coming) if coming else None
        return changed

    @staticmethod
    def _state(task: Task, now_ms: int) -> tuple[TaskState, int | None]:
        """Return a task's state, and until when it lasts (None: until something happens)."""
        if task.done_ms is not None:
            return "done", None
        due_ms = task.due_ms
        if due_ms is None or (task.ahead and (task.offset_for_ms or 0) >= 0):
            return "waiting", None
        end_ms = task.holds_ms
        reached = now_ms if end_ms is None else min(now_ms, end_ms)
        lines: tuple[tuple[TaskState, int], ...] = (("waiting", due_ms), ("due", due_ms + LATE_AFTER_MS))
        for state, line in lines:
            if reached < line:
                return state, line if end_ms is None or line <= end_ms else None
        return "late", None


def _is_touched(task: Task) -> bool:
    """Tell whether a person or a scene has done something about it."""
    return task.done_ms is not None or task.called_ms is not None or (task.owner, task.approver) != task.planned


def plays(who: str | None, by: By, team: Iterable[Person]) -> bool:
    """Tell whether `by` is `who`: a role, or a member of the team (by id; unknown persons count by their role)."""
    if who is None:
        return False
    if who == by.role:
        return True
    if by.person is not None:
        return who == by.person
    return any(member.id == who and member.role == by.role for member in team)
