"""What becomes visible by time alone.

Owns: the table of what falls due, the order in which it happens, and what is looked at each second of the fold's grid.
Law: what is due happens in the order of the instants, whatever kind it is of, each at its own instant and seeing what the
ones before it have done: a card due after an offer's end says the price that returned. So leaping over an idle hour gives
what stepping through it gives. Costs nothing while nothing is due.
Must not know: clocks, screens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from controlroom.domain.topics import Topic
from controlroom.room import alerting, handling, prompting, selling
from controlroom.room.state import RoomState

_NOTHING: Final[frozenset[Topic]] = frozenset()
_CUE: Final = frozenset({Topic.CUE})
_DESK: Final = frozenset({Topic.DESK})
_DRAWS: Final = frozenset({Topic.DRAWS})
_TASKS: Final = frozenset({Topic.TASKS})
_TIMERS: Final = frozenset({Topic.TIMERS})

_MOST: Final = 10_000
"""So much happens in one look: a mistake in a due instant costs the room seconds, not the show."""


class Kind(Struct, frozen=True):
    """One kind of thing that falls due.

    Args:
        due: Returns when the next one is (epoch ms); None: none is in sight.
        happen: Lets it happen at that instant, after which it is due no more; returns the topics that people see changed.
    """

    due: Callable[[RoomState], int | None]
    happen: Callable[[RoomState, int], frozenset[Topic]]


def _end_timers(s: RoomState, at_ms: int) -> frozenset[Topic]:
    return _TIMERS if s.timers.advance(at_ms) else _NOTHING


def _end_draws(s: RoomState, at_ms: int) -> frozenset[Topic]:
    return _DRAWS if s.draws.reach(at_ms) else _NOTHING


def _turn_tasks(s: RoomState, at_ms: int) -> frozenset[Topic]:
    return _TASKS if s.tasks.advance(at_ms) else _NOTHING


def _expire_cards(s: RoomState, at_ms: int) -> frozenset[Topic]:
    return _CUE if s.cues.expire(at_ms) else _NOTHING


def _turn_desk(s: RoomState, at_ms: int) -> frozenset[Topic]:
    return _DESK if s.desk.mature(at_ms) else _NOTHING


KINDS: Final = (
    Kind(lambda s: s.timers.next_end_ms, _end_timers),
    Kind(lambda s: s.offers.next_due_ms, selling.end_due),
    Kind(prompting.next_start_ms, prompting.start_due),
    Kind(lambda s: s.draws.due_ms, _end_draws),
    Kind(lambda s: s.tasks.next_ms, _turn_tasks),
    Kind(lambda s: s.cues.next_expiry_ms, _expire_cards),
    Kind(prompting.next_cue_ms, prompting.prompt_due),
    Kind(lambda s: s.desk.next_due_ms, _turn_desk),
    Kind(lambda s: s.casebook.next_ms, handling.happen),
)
"""Of what is due at one instant the first kind comes first: what ends before what begins, what is said after both."""

LOOKS: Final[tuple[Callable[[RoomState], frozenset[Topic]], ...]] = (
    prompting.look_at_levels,
    alerting.look,
    handling.look,
)
"""What is looked at each whole second, after what was due by it; each returns the topics that people see changed."""


def next_ms(s: RoomState) -> int | None:
    """Return when something next happens by time alone, as far as is known now (epoch ms)."""
    return min((due for kind in KINDS if (due := kind.due(s)) is not None), default=None)


def mature(s: RoomState) -> frozenset[Topic]:
    """Let everything that is due by `as_of_ms` happen; return the topics that people will see changed."""
    touched = _NOTHING
    for _ in range(_MOST):
        due_ms = next_ms(s)
        if due_ms is None or due_ms > s.as_of_ms:
            break
        touched |= next(kind for kind in KINDS if kind.due(s) == due_ms).happen(s, due_ms)
    return touched.union(*(look(s) for look in LOOKS))
