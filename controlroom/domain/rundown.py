"""Where the show stands: the segments in their order, and what is on air since when.

Owns: the on-air timeline, each segment's actual times, what is passed over, held and locked.
Law: the timeline only grows; a fact belongs to what was on air at its instant, so an earlier answer never changes.
What is or was on air keeps its place; only what lies ahead can be moved or taken out.
Must not know: orders, prompter, pages; when what lies ahead is expected (`domain.schedule`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.plan import SegmentPlan
from controlroom.domain.windows import Reading, newer

NO_SEGMENT: Final = "none"


class Aired(Struct):
    """A segment that was or is on air.

    Args:
        online: The newest audience reading before it started.
        held_for_ms: How long its clock stood while it was held; it ends so much later.
    """

    started_ms: int
    ended_ms: int | None = None
    online: Reading | None = None
    held_for_ms: int = 0


class Rundown(Struct):
    """The segments and where the show stands in them.

    Args:
        segments: In their order, as edited since the show was opened.
        skipped: Segments that `next` passes over.
        held_ms: Since when the clock of the segment on air stands.
        locked: Nothing of the segments may be edited.
    """

    segments: tuple[SegmentPlan, ...] = ()
    on_air: str | None = None
    aired: dict[str, Aired] = field(default_factory=dict)
    since_ms: list[int] = field(default_factory=list)
    was: list[str] = field(default_factory=list)
    skipped: dict[str, None] = field(default_factory=dict)
    held_ms: int | None = None
    locked: bool = False

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
        ids = [s.id for s in self.segments if s.id not in self.skipped or s.id == self.on_air]
        if self.on_air is None:
            return next((i for i in ids if i not in self.aired), None) if step == 1 else None
        place = ids.index(self.on_air) + step
        return ids[place] if 0 <= place < len(ids) else None

    def place(self, id_: str | None) -> int:
        """Return where a segment stands in the order, from 0; None and one that is not there: −1."""
        return next((i for i, s in enumerate(self.segments) if s.id == id_), -1)

    def ahead(self, id_: str) -> bool:
        """Tell whether a segment lies ahead of what is on air."""
        return self.place(id_) > self.place(self.on_air)

    def due_ms(self) -> int | None:
        """Return when the segment on air ends by its length and what it was held; None: nothing is on air."""
        segment = self.segment(self.on_air) if self.on_air is not None else None
        if segment is None:
            return None
        aired = self.aired[segment.id]
        return aired.started_ms + segment.planned_for_ms + aired.held_for_ms

    def insert(self, segment: SegmentPlan, after: str | None) -> None:
        """Put a segment behind `after` (None: first)."""
        place = self.place(after) + 1
        self.segments = (*self.segments[:place], segment, *self.segments[place:])

    def remove(self, id_: str) -> None:
        """Take a segment out."""
        self.segments = tuple(s for s in self.segments if s.id != id_)
        self.skipped.pop(id_, None)

    def move(self, id_: str, after: str | None) -> None:
        """Move a segment behind `after` (None: first)."""
        moved = next(s for s in self.segments if s.id == id_)
        self.segments = tuple(s for s in self.segments if s.id != id_)
        self.insert(moved, after)

    def replace(self, segment: SegmentPlan) -> None:
        """Put a segment in the place of the one of its id."""
        self.segments = tuple(segment if s.id == segment.id else s for s in self.segments)

    def before(self, id_: str) -> str | None:
        """Return the segment before one; None: it is the first."""
        place = self.place(id_)
        return self.segments[place - 1].id if place > 0 else None

    def hold(self, at_ms: int) -> None:
        """Let the clock of the segment on air stand."""
        self.held_ms = at_ms

    def release(self, at_ms: int) -> None:
        """Let the clock go on: the segment ends later by what it was held."""
        if self.held_ms is not None and self.on_air is not None:
            self.aired[self.on_air].held_for_ms += at_ms - self.held_ms
        self.held_ms = None

    def put(self, segment: str | None, at_ms: int, online: Reading | None) -> None:
        """Put `segment` on air (None: nothing) at an instant not before any earlier one; a hold ends with that."""
        self.release(at_ms)
        if self.on_air is not None:
            self.aired[self.on_air].ended_ms = at_ms
        if segment is not None:
            self.aired[segment] = Aired(at_ms, online=online)
            self.skipped.pop(segment, None)
        self.on_air = segment
        self.since_ms.append(at_ms)
        self.was.append(segment if segment is not None else NO_SEGMENT)

    def took_ms(self, until_ms: int) -> dict[str, int]:
        """Return how long each segment was on air, all its times together, up to an instant."""
        took: dict[str, int] = {}
        for segment, from_ms, to_ms in zip(self.was, self.since_ms, [*self.since_ms, until_ms][1:], strict=True):
            if segment != NO_SEGMENT:
                took[segment] = took.get(segment, 0) + max(0, to_ms - from_ms)
        return took

    def heard(self, reading: Reading) -> None:
        """Take an audience reading that may be the newest before some segment's start."""
        for aired in self.aired.values():
            if reading.at_ms < aired.started_ms:
                aired.online = newer(aired.online, reading)
