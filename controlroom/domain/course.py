"""A level over time: its integral, the time for which it is known, and its highest value.

Owns: the time-weighted arithmetic of levels that are told now and then, in whole numbers (level x milliseconds).
Law: between two readings the earlier one holds, readings being ordered by (`at_ms`, `source`, `id`), whatever the order
of arrival; a gap in which the server was away is no known time. Nothing before `since_ms` counts.
Must not know: what is levelled.
"""

from __future__ import annotations

from bisect import insort
from itertools import zip_longest
from typing import Final

from msgspec import Struct, field

from controlroom.domain.windows import Reading

UNSETTLED_MS: Final = 130_000
"""Readings younger than this may still get an earlier neighbour (late ones are left out beyond 120 s)."""

Gap = tuple[int, int]


class Course(Struct):
    """One level's course. `readings`: those that may still get an earlier neighbour, and the one that holds before them.

    `area`, `known_ms`: settled, up to the first of `readings`; `peak`: of what is settled or came late.
    """

    readings: list[Reading] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    since_ms: int | None = None
    area: int = 0
    known_ms: int = 0
    peak: int | None = None

    def begin(self, since_ms: int) -> None:
        """Count from an instant on; the reading that then holds counts too."""
        self.since_ms = since_ms

    def add(self, reading: Reading, late: bool) -> None:
        """Take a reading; a late one may be the highest, but nobody can say any more how long it held."""
        if not late:
            insort(self.readings, reading)
        elif self.since_ms is not None and reading.at_ms >= self.since_ms:
            self._rise(reading.value)

    def away(self, from_ms: int, to_ms: int) -> None:
        """Note a span of which nothing is known."""
        self.gaps.append((from_ms, to_ms))

    def settle(self, as_of_ms: int) -> None:
        """Count what can no longer change."""
        limit, readings = as_of_ms - UNSETTLED_MS, self.readings
        if len(readings) < 2 or readings[1].at_ms >= limit:
            return
        done = 0
        while done + 1 < len(readings) and readings[done + 1].at_ms < limit:
            held, until_ms = readings[done], readings[done + 1].at_ms
            area, known_ms = self._span(held, until_ms)
            self.area += area
            self.known_ms += known_ms
            if self._counts(held, until_ms):
                self._rise(held.value)
            done += 1
        del readings[:done]
        self.gaps = [gap for gap in self.gaps if gap[1] > readings[0].at_ms]

    def seen(self, until_ms: int) -> tuple[int, int]:
        """Return (level x ms, known ms) from the beginning to an instant not before what is settled."""
        area, known_ms = self.area, self.known_ms
        for held, following in zip_longest(self.readings, self.readings[1:]):
            end_ms = until_ms if following is None else min(following.at_ms, until_ms)
            more, ms = self._span(held, end_ms)
            area += more
            known_ms += ms
        return area, known_ms

    def highest(self) -> int | None:
        """Return the highest level since the beginning; None: none was told."""
        if self.since_ms is None:
            return None
        highest = self.peak
        for held, following in zip_longest(self.readings, self.readings[1:]):
            if self._counts(held, None if following is None else following.at_ms):
                highest = max(held.value, highest or 0)
        return highest

    def _counts(self, held: Reading, until_ms: int | None) -> bool:
        since_ms = self.since_ms
        return since_ms is not None and (held.at_ms >= since_ms or until_ms is None or until_ms > since_ms)

    def _span(self, held: Reading, end_ms: int) -> tuple[int, int]:
        if self.since_ms is None:
            return 0, 0
        ms = known_between(max(held.at_ms, self.since_ms), end_ms, self.gaps)
        return held.value * ms, ms

    def _rise(self, value: int) -> None:
        self.peak = max(value, self.peak or 0)


def known_between(from_ms: int, to_ms: int, gaps: list[Gap]) -> int:
    """Return how many milliseconds between two instants lie in no gap (gaps do not overlap)."""
    if to_ms <= from_ms:
        return 0
    return to_ms - from_ms - sum(max(0, min(to_ms, end) - max(from_ms, begin)) for begin, end in gaps)
