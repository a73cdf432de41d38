"""How many were there, where the platform tells no level: those who came minus those who left, second by second.

Owns: the integral and the peak of that estimate.
Law: a second's level counts everybody whose coming or going happened up to its end, not below zero; facts that came late
are left out, as they are from windows. A gap in which the server was away is no known time.
Must not know: tiles; levels that are told (`domain.course`).
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.course import Gap, known_between
from controlroom.domain.windows import Flows

UNSETTLED_S: Final = 125
"""A second younger than this may still be told of."""


class Presence(Struct):
    """The estimate's course. `level`: came minus left before `settled_s`; `area`: viewers x ms, `known_ms`: settled."""

    settled_s: int
    level: int = 0
    area: int = 0
    known_ms: int = 0
    peak: int = 0
    gaps: list[Gap] = field(default_factory=list)

    def settle(self, as_of_s: int, since_ms: int | None, flows: Flows, came: tuple[int, ...], went: int) -> None:
        """Count the seconds that can no longer change.

        Args:
            since_ms: The show's start; None: only the level is kept.
            flows: The show's counters. `came`, `went`: the places in them of who came and who went.
        """
        until_s = as_of_s - UNSETTLED_S
        if until_s > self.settled_s:
            self.level, self.area, self.known_ms, self.peak = self._walk(until_s, since_ms, flows, came, went)
            self.settled_s = until_s

    def seen(
        self, until_s: int, since_ms: int, flows: Flows, came: tuple[int, ...], went: int
    ) -> tuple[int, int, int]:  # fmt: skip
        """Return (viewers x ms, known ms, peak) from the start to a second."""
        return self._walk(max(until_s, self.settled_s), since_ms, flows, came, went)[1:]

    def _walk(
        self, until_s: int, since_ms: int | None, flows: Flows, came: tuple[int, ...], went: int
    ) -> tuple[int, int, int, int]:  # fmt: skip
        level, area, known_ms, peak = self.level, self.area, self.known_ms, self.peak
        held_s = self.settled_s
        for second in [*self._moves(until_s, flows), until_s]:
            if since_ms is not None and second * 1000 > since_ms:
                from_ms = max(held_s * 1000, since_ms - since_ms % 1000)
                if second * 1000 > from_ms:
                    ms = known_between(from_ms, second * 1000, self.gaps)
                    area, known_ms, peak = area + max(0, level) * ms, known_ms + ms, max(peak, level)
            bucket = flows.passed(second) if second < until_s else None
            if bucket is not None:
                level += sum(bucket[i] for i in came) - bucket[went]
            held_s = second
        return level, area, known_ms, peak

    def _moves(self, until_s: int, flows: Flows) -> list[int]:
        """Return the unsettled seconds in which something was counted, in order."""
        if until_s - self.settled_s <= len(flows.buckets):
            return [s for s in range(self.settled_s, until_s) if s in flows.buckets]
        return sorted(s for s in flows.buckets if self.settled_s <= s < until_s)

    def away(self, from_ms: int, to_ms: int) -> None:
        """Note a span of which nothing is known."""
        self.gaps.append((from_ms, to_ms))
