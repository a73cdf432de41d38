"""Where the show stands: what is on air since when, and when the rest is expected.

Owns: the on-air timeline, each segment's actual times, the schedule as one function over instants.
Law: the timeline only grows; a fact belongs to what was on air at its instant, so an earlier answer never changes.
Must not know: orders, prompter, pages.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.plan import Plan, SegmentPlan
from controlroom.domain.windows import Reading, newer

NO_SEGMENT: Final = "none"


class Aired(Struct):
    """A segment that was or is on air. `online`: the newest audience reading before it started."""

    started_ms: int
    ended_ms: int | None = None
    online: Reading | None = None


class Rundown(Struct):
    """The segments and where the show stands in them."""

    segments: tuple[SegmentPlan, ...] = ()
    on_air: str | None = None
    aired: dict[str, Aired] = field(default_factory=dict)
    since_ms: list[int] = field(default_factory=list)
    was: list[str] = field(default_factory=list)

    def at(self, at_ms: int) -> str:
        """Return the segment on air at an instant, or `none`."""
        since = self.since_ms
        if not since or at_ms < since[0]:
            return NO_SEGMENT
        if at_ms >= since[-1]:
            return self.was[-1]
        return self.was[bisect_right(since, at_ms) - 1]

    def segment(self, id_: str) -> SegmentPlan | None:
        """Return the segment called `id_`."""
        return next((s for s in self.segments if s.id == id_), None)

    def neighbour(self, step: Literal[1, -1]) -> str | None:
        """Return the segment after (1) or before (−1) the one on air; None: there is none."""
        ids = [s.id for s in self.segments]
        if self.on_air is None:
            if step == -1 or not ids:
                return None
            return next((i for i in ids if i not in self.aired), None)
        place = ids.index(self.on_air) + step
        return ids[place] if 0 <= place < len(ids) else None

    def put(self, segment: str | None, at_ms: int, online: Reading | None) -> None:
        """Put `segment` on air (None: nothing) at an instant not before any earlier one."""
        if self.on_air is not None:
            self.aired[self.on_air].ended_ms = at_ms
        if segment is not None:
            self.aired[segment] = Aired(at_ms, online=online)
        self.on_air = segment
        self.since_ms.append(at_ms)
        self.was.append(segment if segment is not None else NO_SEGMENT)

    def heard(self, reading: Reading) -> None:
        """Take an audience reading that may be the newest before some segment's start."""
        for aired in self.aired.values():
            if reading.at_ms < aired.started_ms:
                aired.online = newer(aired.online, reading)


class Expected(Struct, frozen=True):
    """When a segment is planned and expected to start."""

    planned_ms: int | None
    expected_ms: int | None


class Schedule(Struct, frozen=True):
    """Planned and expected times of a whole rundown.

    Args:
        segments: By segment id.
        planned_end_ms, expected_end_ms: Of the show; None: unknown.
        over_why: The segment that took most beyond its plan, if any did.
    """

    segments: dict[str, Expected]
    planned_end_ms: int | None
    expected_end_ms: int | None
    over_why: str | None


def schedule(plan: Plan, rundown: Rundown, started_ms: int | None, ended_ms: int | None) -> Schedule:
    """Reckon the times of every segment from what has happened.

    What is on air is taken to end by its plan (a screen adds what it runs over by its own clock), what lies behind
    keeps its actual start (what was jumped over has none), and the rest follows without a gap.

    Args:
        plan: Gives the planned start and lengths.
        started_ms, ended_ms: Of the show, None: not yet.
    """
    times: dict[str, Expected] = {}
    planned = plan.show.starts_ms
    cursor = started_ms if started_ms is not None else planned
    ids = [s.id for s in rundown.segments]
    place = ids.index(rundown.on_air) if rundown.on_air is not None else -1 if ended_ms is None else len(ids)
    worst, over_why = 0, None
    expected: int | None
    for i, segment in enumerate(rundown.segments):
        aired = rundown.aired.get(segment.id)
        if aired is not None and i <= place:
            expected, over = aired.started_ms, _over(segment, aired)
            if over > worst:
                worst, over_why = over, segment.id
            cursor = aired.started_ms + segment.planned_for_ms if i == place else cursor
        elif i < place:
            expected = None
        else:
            expected = cursor
            cursor += segment.planned_for_ms
        times[segment.id] = Expected(planned, expected)
        planned += segment.planned_for_ms
    return Schedule(times, planned, ended_ms if ended_ms is not None else cursor, over_why)


def _over(segment: SegmentPlan, aired: Aired) -> int:
    return aired.ended_ms - aired.started_ms - segment.planned_for_ms if aired.ended_ms is not None else 0
