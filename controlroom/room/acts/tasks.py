"""What people do with their tasks.

Owns: `task.done`, `task.approve`, `task.assign`, `task.call`, `task.hand_over`.
Law: a task is its people's: its owner and its approver, or who leads. What one has done another approves.
Must not know: when a task is due, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Person, Text
from controlroom.domain.roles import PEOPLE, Role
from controlroom.domain.tasks import By, Task, plays
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.handling import handed
from controlroom.room.state import RoomState

_LEADING: Final = frozenset({Role.ADMIN, Role.OPERATOR, Role.CONTROLLER})
"""They tick and assign for everybody: people call across the studio."""

_ROLES: Final = frozenset(PEOPLE) - {Role.WALL, Role.REMOTE}


class Was(Struct):
    """What a task's people had done before."""

    task: str
    owner: str | None
    done_ms: int | None
    done_by: By | None
    approved_ms: int | None
    approved_by: By | None


def _keep(s: RoomState, c: cmd.OfTask, at: Place) -> Was:
    task = s.tasks.by_id[c.task]
    return Was(task.id, task.owner, task.done_ms, task.done_by, task.approved_ms, task.approved_by)


def _restore(s: RoomState, kept: Was, at: Place) -> None:
    task = s.tasks.by_id[kept.task]
    task.owner, task.done_ms, task.done_by = kept.owner, kept.done_ms, kept.done_by
    task.approved_ms, task.approved_by = kept.approved_ms, kept.approved_by
    handed(s, [task.id], at.received_ms)


def _gone(s: RoomState, kept: Was) -> bool:
    return kept.task not in s.tasks.by_id


def _done(s: RoomState, c: cmd.TaskDone, at: Place) -> None:
    task = s.tasks.by_id[c.task]
    task.done_ms, task.done_by = at.received_ms, By(at.by, at.person)


def _approve(s: RoomState, c: cmd.TaskApprove, at: Place) -> None:
    task = s.tasks.by_id[c.task]
    task.approved_ms, task.approved_by = at.received_ms, By(at.by, at.person)


def _assign(s: RoomState, c: cmd.TaskAssign, at: Place) -> None:
    s.tasks.by_id[c.task].owner = c.owner
    handed(s, [c.task], at.received_ms)


def _team(s: RoomState) -> tuple[Person, ...]:
    return s.plan.show.team if s.plan is not None else ()


def _unknown(s: RoomState, c: cmd.OfTask) -> Refusal | None:
    return None if c.task in s.tasks.by_id else no("unknown_task", f"there is no task {c.task!r}", c.task)


def _unknown_person(s: RoomState, who: str) -> Refusal | None:
    known = who in _ROLES or any(member.id == who for member in _team(s))
    return None if known else no("unknown_person", f"{who!r} is no member of the team and no role", who)


def _name(s: RoomState, who: str) -> str:
    return next((member.name for member in _team(s) if member.id == who), who)


def _refuse_done(s: RoomState, c: cmd.TaskDone, by: Role, now_ms: int) -> Refusal | None:
    refusal = _unknown(s, c)
    if refusal is None and s.tasks.by_id[c.task].done_ms is not None:
        refusal = no("already_done", "it is done already", c.task)
    return refusal


def _refuse_approve(s: RoomState, c: cmd.TaskApprove, by: Role, now_ms: int) -> Refusal | None:
    refusal = _unknown(s, c)
    if refusal is not None:
        return refusal
    task = s.tasks.by_id[c.task]
    if task.approver is None:
        return no("nothing_to_approve", "nobody needs to approve it", c.task)
    if task.done_ms is None:
        return no("not_done_yet", "it is not done yet", c.task)
    return no("already_approved", "it is approved already", c.task) if task.approved_ms is not None else None


def _refuse_assign(s: RoomState, c: cmd.TaskAssign, by: Role, now_ms: int) -> Refusal | None:
    refusal = _unknown(s, c) or _unknown_person(s, c.owner)
    if refusal is not None:
        return refusal
    task = s.tasks.by_id[c.task]
    if task.done_ms is not None:
        return no("already_done", "it is done already", c.task)
    return no("already_theirs", f"it is {c.owner!r}'s already", _name(s, c.owner)) if task.owner == c.owner else None


def _is_of(s: RoomState, task: Task, by: By) -> bool:
    people = (task.owner, task.approver)
    return by.role in _LEADING or any(plays(who, by, _team(s)) for who in people)


def _whose(s: RoomState, c: cmd.OfTask, by: By) -> Refusal | None:
    """A task is its owner's and its approver's; who leads may tick and assign any."""
    if _is_of(s, s.tasks.by_id[c.task], by):
        return None
    return no("not_yours", "only the task's people, a controller or an operator can do this", c.task)


def _whose_approval(s: RoomState, c: cmd.TaskApprove, by: By) -> Refusal | None:
    task = s.tasks.by_id[c.task]
    if by.role is Role.ADMIN:
        return None
    if not plays(task.approver, by, _team(s)):
        return no("not_yours", f"only {task.approver!r} can approve it", _name(s, task.approver or ""))
    return no("own_approval", "whoever did it cannot approve it too", c.task) if task.done_by == by else None


class Called(Struct):
    """When tasks had been called for before, by id."""

    before: dict[str, int | None]


def _calling(s: RoomState, c: cmd.TaskCall, at: Place) -> Called:
    return Called({id_: s.tasks.by_id[id_].called_ms for id_ in c.tasks})


def _call(s: RoomState, c: cmd.TaskCall, at: Place) -> None:
    s.tasks.call(c.tasks, at.received_ms)


def _recall(s: RoomState, kept: Called, at: Place) -> None:
    for id_, called_ms in kept.before.items():
        s.tasks.by_id[id_].called_ms = called_ms


def _called_gone(s: RoomState, kept: Called) -> bool:
    return any(id_ not in s.tasks.by_id for id_ in kept.before)


def _refuse_call(s: RoomState, c: cmd.TaskCall, by: Role, now_ms: int) -> Refusal | None:
    for id_ in c.tasks:
        if id_ not in s.tasks.by_id:
            return no("unknown_task", f"there is no task {id_!r}", id_)
        if s.tasks.by_id[id_].done_ms is not None:
            return no("already_done", "it is done already", id_)
    return None


def _called_what(s: RoomState, c: cmd.TaskCall) -> Text:
    return s.tasks.by_id[c.tasks[0]].title


class HandedOver(Struct):
    """What was handed over, to whom, and who had it."""

    owner: str
    to: str
    to_do: list[str]
    to_approve: list[str]


def _handing(s: RoomState, c: cmd.TaskHandOver, at: Place) -> HandedOver:
    return HandedOver(c.owner, c.to, *s.tasks.of(c.owner))


def _hand_over(s: RoomState, c: cmd.TaskHandOver, at: Place) -> None:
    to_do, to_approve = s.tasks.of(c.owner)
    for id_ in to_do:
        s.tasks.by_id[id_].owner = c.to
    for id_ in to_approve:
        s.tasks.by_id[id_].approver = c.to
    handed(s, to_do, at.received_ms)


def _take_back(s: RoomState, kept: HandedOver, at: Place) -> None:
    """Give back what is still waiting where it was handed to."""
    to_do, to_approve = s.tasks.of(kept.to)
    for id_ in set(kept.to_do) & set(to_do):
        s.tasks.by_id[id_].owner = kept.owner
    for id_ in set(kept.to_approve) & set(to_approve):
        s.tasks.by_id[id_].approver = kept.owner
    handed(s, kept.to_do, at.received_ms)


def _refuse_hand_over(s: RoomState, c: cmd.TaskHandOver, by: Role, now_ms: int) -> Refusal | None:
    refusal = _unknown_person(s, c.owner) or _unknown_person(s, c.to)
    if refusal is not None:
        return refusal
    if c.owner == c.to:
        return no("already_theirs", "give it to somebody else", _name(s, c.to))
    nothing = not any(s.tasks.of(c.owner))
    return no("nothing_to_hand_over", f"nothing waits for {c.owner!r}", _name(s, c.owner)) if nothing else None


def _whose_hand_over(s: RoomState, c: cmd.TaskHandOver, by: By) -> Refusal | None:
    mine = by.role in _LEADING or plays(c.owner, by, _team(s))
    return None if mine else no("not_yours", f"only {c.owner!r}, a controller or an operator can hand it over")


def _part(c: cmd.OfTask) -> str:
    return c.task


def _what(s: RoomState, c: cmd.OfTask) -> Text:
    return s.tasks.by_id[c.task].title


_TASKS: Final = frozenset({Topic.TASKS})
_HANDED: Final = frozenset({Topic.TASKS, Topic.ALERTS})
_UNDO: Final = Undoing(Was, _keep, _restore, _gone)

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.TaskDone: Act(
        carry=_done, refuse=_refuse_done, whose=_whose, touches=_TASKS, subject="task", part=_part, what=_what,
        undo=_UNDO,
    ),
    cmd.TaskApprove: Act(
        carry=_approve, refuse=_refuse_approve, whose=_whose_approval, touches=_TASKS, subject="task", part=_part,
        what=_what, undo=_UNDO,
    ),
    cmd.TaskAssign: Act(
        carry=_assign, refuse=_refuse_assign, whose=_whose, touches=_HANDED, subject="task", part=_part, what=_what,
        undo=_UNDO,
    ),
    cmd.TaskCall: Act(
        carry=_call, refuse=_refuse_call, touches=_TASKS, subject="calling", what=_called_what,
        undo=Undoing(Called, _calling, _recall, _called_gone),
    ),
    cmd.TaskHandOver: Act(
        carry=_hand_over, refuse=_refuse_hand_over, whose=_whose_hand_over, touches=_HANDED, subject="handover",
        part=lambda c: c.owner, what=lambda s, c: _name(s, c.owner),
        undo=Undoing(HandedOver, _handing, _take_back),
    ),
}  # fmt: skip
