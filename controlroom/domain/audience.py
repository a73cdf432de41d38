"""Who is watching: levels that platforms report and viewers that come and go.

Owns: online now, over time and at the start of each window, viewers so far, the rise of the platform's like counters.
Law: a level is never added to a flow; a counter that falls back has restarted (METRICS.md section 1). Counters of several
sources are never mixed: each rises by itself, and the one that rose most counts. What comes late raises the total alone.
Must not know: segments, orders, tiles.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Final

from msgspec import Struct, field

from controlroom.domain.course import Course
from controlroom.domain.events import Audience as AudienceFact
from controlroom.domain.windows import Flows, Levels, Reading

_UNSETTLED_MS: Final = 130_000
"""Readings younger than this may still get an earlier neighbour (late facts are left out beyond 120 s)."""


class Rise(Struct):
    """How far a restarting counter has risen since the show's start.

    `readings` are those that may still get an earlier neighbour, in order; `settled`: the first of them is one that cannot.
    """

    readings: list[Reading] = field(default_factory=list)
    settled: bool = False

    def add(self, reading: Reading) -> dict[int, int]:
        """Take a reading; return by how much the rise changed, by the instant of the reading that shows it (ms)."""
        readings = self.readings
        i = bisect_left(readings, reading)
        if not i and self.settled:  # between which others it would stand is forgotten
            return {}
        before = readings[i - 1].value if i else None
        after = readings[i] if i < len(readings) else None
        readings.insert(i, reading)
        changed: dict[int, int] = {}
        if after is not None:
            _count(changed, after, _step(reading.value, after.value) - _step(before, after.value))
        _count(changed, reading, _step(before, reading.value))
        return changed

    def rises_after(self, at_ms: int) -> dict[int, int]:
        """Return the rises that unsettled readings after an instant show, by the reading's instant (epoch ms)."""
        rises: dict[int, int] = {}
        for before, reading in pairwise(self.readings):
            if reading.at_ms > at_ms:
                _count(rises, reading, _step(before.value, reading.value))
        return rises

    def settle(self, as_of_s: int) -> None:
        """Forget readings that can get no earlier neighbour any more (one stays as the base of the next)."""
        readings = self.readings
        limit = as_of_s * 1000 - _UNSETTLED_MS
        while len(readings) > 1 and readings[1].at_ms < limit:
            del readings[0]
        self.settled = bool(readings) and readings[0].at_ms < limit


def _step(before: int | None, value: int) -> int:
    return max(0, value - before) if before is not None else 0


def _count(changed: dict[int, int], reading: Reading, n: int) -> None:
    if n:
        changed[reading.at_ms] = changed.get(reading.at_ms, 0) + n


class Counter(Struct):
    """One source's like counter: its rise, in total and in windows. `whole`: with what came late, once something did."""

    rise: Rise
    flows: Flows
    whole: Rise | None = None

    @staticmethod
    def of(as_of_s: int) -> Counter:
        """Return a counter that was never read."""
        return Counter(Rise(), Flows.of(1, as_of_s))

    def add(self, reading: Reading, late: bool, since_ms: int | None) -> None:
        """Take a reading. `since_ms`: from when on likes are counted; None: not yet."""
        if late and self.whole is None:
            self.whole = Rise(list(self.rise.readings), self.rise.settled)
        of_all = self.whole.add(reading) if self.whole is not None else None
        self._post({} if late else self.rise.add(reading), of_all, since_ms)

    def begin(self, since_ms: int) -> None:
        """Count from the show's start on."""
        of_all = self.whole.rises_after(since_ms) if self.whole is not None else None
        self._post(self.rise.rises_after(since_ms), of_all, since_ms)

    def _post(self, timely: dict[int, int], of_all: dict[int, int] | None, since_ms: int | None) -> None:
        if since_ms is None:
            return
        for at_ms, n in timely.items():
            if at_ms > since_ms:
                self.flows.waits(at_ms // 1000)[0] += n
        for at_ms, n in (timely if of_all is None else of_all).items():
            if at_ms > since_ms:
                self.flows.total[0] += n

    def advance(self, to_s: int) -> None:
        """Slide to `to_s`."""
        self.rise.settle(to_s)
        if self.whole is not None:
            self.whole.settle(to_s)
        self.flows.advance(to_s)


class Audience(Struct):
    """The audience of a show. `timely`: a level was reported that was not late, so windows begin with levels.

    `likes`: by source.
    """

    online: Levels
    course: Course = field(default_factory=Course)
    timely: bool = False
    total_max: int | None = None
    total_first: int | None = None
    likes: dict[str, Counter] = field(default_factory=dict)
    late_came: int = 0
    late_went: int = 0

    @staticmethod
    def of(as_of_s: int) -> Audience:
        """Return an audience nobody has told of yet."""
        return Audience(Levels(as_of_s))

    def told(self, fact: AudienceFact, at_ms: int, late: bool, since_ms: int | None = None) -> None:
        """Take reported levels.

        Args:
            since_ms: The show's start, from which on likes are counted; None: not yet.
        """
        source, id_ = fact.source or "", fact.id or ""
        reading = Reading(at_ms, source, id_, fact.online)
        self.online.add(reading, late)
        self.course.add(reading, late)
        self.timely = self.timely or not late
        if fact.total is not None:
            self.total_max = max(fact.total, self.total_max or 0)
            if self.total_first is None or fact.total < self.total_first:
                self.total_first = fact.total
        if fact.likes is not None:
            counter = self.likes.get(source)
            if counter is None:
                counter = self.likes[source] = Counter.of(self.online.as_of_s)
            counter.add(Reading(at_ms, source, id_, fact.likes), late, since_ms)

    def begin(self, since_ms: int) -> None:
        """Count from the show's start on: also what a source's clock, running ahead, told before it and dated after it."""
        self.course.begin(since_ms)
        for counter in self.likes.values():
            counter.begin(since_ms)

    def likes_rise(self, window: int | None) -> int:
        """Return by how much the like counter rose since the start, or over a window: the most that one source says."""
        if window is None:
            return max((counter.flows.total[0] for counter in self.likes.values()), default=0)
        return max((counter.flows.sums[window][0] for counter in self.likes.values()), default=0)

    def advance(self, to_s: int) -> None:
        """Slide to `to_s`."""
        self.online.advance(to_s)
        for counter in self.likes.values():
            counter.advance(to_s)

    def jump(self, to_s: int) -> None:
        """Move to `to_s` when nothing is left in any window."""
        self.online.as_of_s = to_s
        for counter in self.likes.values():
            counter.flows.as_of_s = to_s

    def online_now(self, came: int, went: int) -> tuple[int | None, bool]:
        """Return (viewers now, estimated): the newest level, else who came minus who went if anybody did."""
        newest = self.online.newest
        if newest is not None:
            return newest.value, False
        return (max(0, came - went), True) if went else (None, False)

    def online_at_start(self, window: int, flows: Flows, came: tuple[int, ...], went: int) -> int | None:
        """Return the viewers at the start of the window WINDOWS_S[window]; None: unknown.

        Args:
            flows: The show's counters.
            came, went: The places in them of viewers who came and who went.
        """
        if self.timely:
            reading = self.online.starts[window]
            return reading.value if reading is not None else None
        if flows.total[went] == self.late_went:
            return None
        before = sum(_before(flows, window, i) for i in came) - self.late_came
        return max(0, before - _before(flows, window, went) + self.late_went)


def _before(flows: Flows, window: int, index: int) -> int:
    return flows.total[index] - flows.ahead(index) - flows.sums[window][index]
