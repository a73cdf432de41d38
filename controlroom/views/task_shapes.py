"""What the topic `tasks` holds.

Owns: the shapes of tasks and of the people they belong to.
Law: as in `views.shapes`, through which they are read.
Must not know: roles, HTML, the state's own structs.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from controlroom.domain.plan import Text


class TaskView(Struct, frozen=True, kw_only=True):
    """One task of the topic `tasks`.

    `owner`, `approver`, `inform`: ids of the team's members, or roles. `holds_ms`: from this instant on `due_ms` moves
    with the clock, as the segment on air runs over; null: it does not. `done_by`: who ticked it.
    """

    id: str
    title: Text
    segment: str
    sku: str | None
    owner: str | None
    approver: str | None
    inform: tuple[str, ...]
    due_ms: int | None
    holds_ms: int | None
    state: Literal["waiting", "due", "late", "done"]
    done_ms: int | None
    done_by: str | None
    approved_ms: int | None


class PersonView(Struct, frozen=True, kw_only=True):
    """One of the team."""

    id: str
    name: str
    role: str


class TasksView(Struct, frozen=True, kw_only=True):
    """Topic `tasks` (on the wire: the list itself), the next due first, what is done last. `team`: for their names."""

    tasks: tuple[TaskView, ...]
    team: tuple[PersonView, ...] = ()
