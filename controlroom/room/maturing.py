"""What becomes visible by time alone.

Owns: the table of what is looked at each second of the fold's grid.
Law: each looks only at instants that are in the state, costs nothing while nothing is due, and takes its own due instant
for the time at which it happened, so that jumping over an idle hour gives what stepping through it gives.
Must not know: clocks, screens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from controlroom.domain.topics import Topic
from controlroom.room import selling
from controlroom.room.prompting import mature_cues, mature_timers
from controlroom.room.state import RoomState

_NOTHING: Final[frozenset[Topic]] = frozenset()
_TASKS: Final = frozenset({Topic.TASKS})
_DRAWS: Final = frozenset({Topic.DRAWS})


def _tasks(s: RoomState) -> frozenset[Topic]:
    return _TASKS if s.tasks.advance(s.as_of_ms) else _NOTHING


def _draws(s: RoomState) -> frozenset[Topic]:
    return _DRAWS if s.draws.reach(s.as_of_ms) else _NOTHING


MATURES: Final[tuple[Callable[[RoomState], frozenset[Topic]], ...]] = (
    mature_timers,
    _tasks,
    selling.mature,
    _draws,
    mature_cues,
)
"""Each returns the topics that have changed for people by `as_of_ms`."""


def mature(s: RoomState) -> frozenset[Topic]:
    """Let everything that is due by `as_of_ms` happen; return the topics that people will see changed."""
    return _NOTHING.union(*(look(s) for look in MATURES))
