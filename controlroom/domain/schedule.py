"""When each segment was planned, when it is expected, and where the time went: one function over instants.

Owns: the schedule of a rundown.
Law: instants in, instants out; days, midnight and a change of clocks do not exist here. From what is on air onward
expected instants never run backwards, and a late start, time with nothing on air and what each segment took beyond its
plan add up to what the show is late, exactly.
Must not know: what time it is (a screen adds what runs on by its own clock), pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from controlroom.domain.plan import Plan, SegmentPlan
from controlroom.domain.rundown import NO_SEGMENT, Rundown

_NOWHERE: Final = -1


class Expected(Struct, frozen=True):
    """One segment's times.

    Args:
        planned_ms: Its start by the plan as it was opened; None: it was put in later.
        expected_ms: Its start as things stand; None: it was passed over or will be.
        over_ms: What it takes beyond the plan as opened: positive: it eats time; its whole length when it was put in.
        slack_ms: How long things may run on before this start moves: pauses before fixed starts take it up.
    """

    planned_ms: int | None
    expected_ms: int | None
    over_ms: int = 0
    slack_ms: int = 0


class Schedule(Struct, frozen=True):
    """Planned and expected times of a whole rundown.

    Args:
        segments: By segment id, in the rundown's order.
        planned_end_ms, expected_end_ms: Of the show.
        over_ms: Expected end less planned end = `late_ms` + `idle_ms` + what each segment and `gone_ms` took.
        late_ms: How much later than planned the show started.
        idle_ms: Time with nothing on air beyond what the plan leaves free.
        gone_ms: The lengths of segments that were taken out, as time won: never positive.
        over_why: The segment that takes most beyond its plan; None: none does, or a late start or idle time takes more.
        due_ms: When the segment on air ends; None: nothing is on air.
        slips_ms: From this instant on every expected start later than it moves with the clock; None: nothing does.
        slack_ms: How long things may run on before the show's end moves.
    """

    segments: dict[str, Expected]
    planned_end_ms: int
    expected_end_ms: int
    over_ms: int
    late_ms: int
    idle_ms: int
    gone_ms: int
    over_why: str | None
    due_ms: int | None
    slips_ms: int | None
    slack_ms: int


def schedule(plan: Plan, rundown: Rundown, started_ms: int | None, ended_ms: int | None) -> Schedule:
    """Reckon the times of every segment from what has happened.

    What is on air is taken to end by its length, what lies behind keeps its actual start (what was passed over has none),
    and the rest follows without a pause, unless it has a start of its own that lies later.

    Args:
        plan: As it was opened: what was promised.
        rundown: As it stands: order, lengths and what was on air.
        started_ms, ended_ms: Of the show, None: not yet.
    """
    planned, planned_end = _planned(plan)
    begun = started_ms if started_ms is not None else plan.show.starts_ms
    place = rundown.place(rundown.on_air) if ended_ms is None else len(rundown.segments)
    due = rundown.due_ms() if ended_ms is None else None
    cursor = due if due is not None else _idle_since(rundown, begun)
    slips = _slips(rundown, cursor, due, ended_ms)
    took = _took(rundown, due, ended_ms)
    expected: dict[str, Expected] = {}
    slack = 0
    lengths = {s.id: s.planned_for_ms for s in plan.segments}
    for i, segment in enumerate(rundown.segments):
        id_ = segment.id
        if i <= place or (place == _NOWHERE and id_ in rundown.aired):
            aired = rundown.aired.get(id_)
            at = aired.started_ms if aired is not None else None
        elif id_ in rundown.skipped:
            at = None
        else:
            at = max(cursor, segment.starts_ms) if segment.starts_ms is not None else cursor
            slack += at - cursor
            cursor = at + segment.planned_for_ms
            took[id_] = took.get(id_, 0) + segment.planned_for_ms
        over = took.get(id_, 0) - lengths.pop(id_, 0)
        expected[id_] = Expected(planned.get(id_), at, over, slack if at is not None and i > place else 0)
    end = ended_ms if ended_ms is not None else cursor
    late = begun - plan.show.starts_ms
    idle = _idled(rundown, begun, ended_ms) + slack - (planned_end - plan.show.starts_ms - _length(plan.segments))
    return Schedule(
        segments=expected, planned_end_ms=planned_end, expected_end_ms=end, over_ms=end - planned_end, late_ms=late,
        idle_ms=idle, gone_ms=-sum(lengths.values()), over_why=_worst(expected, max(0, late, idle)), due_ms=due,
        slips_ms=slips, slack_ms=slack,
    )  # fmt: skip


def _planned(plan: Plan) -> tuple[dict[str, int], int]:
    """Return each segment's start and the show's end, by the plan as it was opened."""
    cursor, starts = plan.show.starts_ms, {}
    for segment in plan.segments:
        starts[segment.id] = cursor = _not_before(segment, cursor)
        cursor += segment.planned_for_ms
    return starts, cursor


def _not_before(segment: SegmentPlan, cursor: int) -> int:
    return max(cursor, segment.starts_ms) if segment.starts_ms is not None else cursor


def _idle_since(rundown: Rundown, begun: int) -> int:
    return max(begun, rundown.since_ms[-1]) if rundown.since_ms else begun


def _slips(rundown: Rundown, idle_ms: int, due: int | None, ended_ms: int | None) -> int | None:
    if ended_ms is not None:
        return None
    if due is None:
        return idle_ms
    return min(rundown.held_ms, due) if rundown.held_ms is not None else due


def _spans(rundown: Rundown, until: int) -> Iterator[tuple[str, int]]:
    """Yield what was on air (or `none`) and for how long, what is on air now up to `until`."""
    since = rundown.since_ms
    for i, (at, id_) in enumerate(zip(since, rundown.was, strict=True)):
        yield id_, (since[i + 1] if i + 1 < len(since) else until) - at


def _took(rundown: Rundown, due: int | None, ended_ms: int | None) -> dict[str, int]:
    """Return how long each segment was on air, what is on air now up to when it is due."""
    took: dict[str, int] = {}
    until = due if due is not None else ended_ms if ended_ms is not None else 0
    for id_, for_ms in _spans(rundown, until):
        if id_ != NO_SEGMENT:
            took[id_] = took.get(id_, 0) + for_ms
    return took


def _idled(rundown: Rundown, begun: int, ended_ms: int | None) -> int:
    """Return how long nothing has been on air since the show's start."""
    since = rundown.since_ms
    if not since:
        return ended_ms - begun if ended_ms is not None else 0
    until = ended_ms if ended_ms is not None else since[-1]
    return since[0] - begun + sum(for_ms for id_, for_ms in _spans(rundown, until) if id_ == NO_SEGMENT)


def _length(segments: Iterable[SegmentPlan]) -> int:
    return sum(segment.planned_for_ms for segment in segments)


def _worst(expected: Mapping[str, Expected], other_ms: int) -> str | None:
    """Return the segment that takes most, if it takes more than `other_ms`."""
    worst = max(expected.items(), key=lambda item: item[1].over_ms, default=None)
    return worst[0] if worst is not None and worst[1].over_ms > other_ms else None
