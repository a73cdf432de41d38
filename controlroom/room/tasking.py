"""Tasks follow the rundown.

Owns: how the schedule becomes the starts that tasks are due by.
Law: called after a show was opened and after each accepted command: whatever moved the rundown has moved its tasks.
Must not know: who does a task.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.schedule import schedule
from controlroom.domain.tasks import Start
from controlroom.domain.topics import Topic
from controlroom.room.state import RoomState

_NOTHING: Final[frozenset[Topic]] = frozenset()
_TASKS: Final = frozenset({Topic.TASKS})


def follow(s: RoomState) -> frozenset[Topic]:
    """Take the rundown's tasks and find again when each is due; return what changed for people."""
    if s.plan is None:
        return _NOTHING
    before = list(s.tasks.by_id)
    s.tasks.plan(s.rundown.segments)
    changed = s.tasks.reckon(_starts(s), s.as_of_ms)
    return _TASKS if changed or list(s.tasks.by_id) != before else _NOTHING


def _starts(s: RoomState) -> dict[str, Start]:
    assert s.plan is not None
    times = schedule(s.plan, s.rundown, s.started_ms, s.ended_ms)
    found = {}
    for id_, due in times.segments.items():
        aired = s.rundown.aired.get(id_)
        begun = aired is not None and due.expected_ms == aired.started_ms
        found[id_] = Start(
            due.expected_ms, begun, times.slips_ms + due.slack_ms if times.slips_ms is not None else None
        )
    return found
