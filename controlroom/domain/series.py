"""What the show's numbers were: the integers of every second of the last hour, and of every so manieth before.

Owns: which instants of a show are kept, for how long, and on which instants a reader may ask.
Law: what is kept follows from the first instant and the newest alone, so stepping and jumping keep the same; the number
of rows is bounded for a show of any length. A row is opaque here: the counters' integers as bytes.
Must not know: what a row holds, KPIs, gaps of the room.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import Final

from msgspec import Struct, field

from controlroom.domain.spans import Rows

NEAR_S: Final = 3600
"""The last hour is kept second by second."""

FAR_STEP_S: Final = 10
"""Before that every tenth second, until that would be more than `FAR_ROWS`; then every 20th, 40th …"""

FAR_ROWS: Final = 4320


class Series(Struct):
    """The rows of one show by second (epoch), oldest first. `first_s`, `last_s`: the first and newest instant kept."""

    first_s: int | None = None
    last_s: int = -1
    rows: Rows = field(default_factory=Rows)

    def keep(self, second: int, row: bytes) -> None:
        """Keep the row of a second later than every one before, and thin out what it makes old."""
        if self.first_s is None:
            self.first_s = second
            self.last_s = second - 1
        self._thin(second)
        self.rows[second] = row
        self.last_s = second

    def at(self, second: int) -> bytes | None:
        """Return the row of a second; None: none was kept."""
        return self.rows.get(second)

    def nearest(self, second: int) -> bytes | None:
        """Return the row of a second, or the last one kept within a step before it; None: there is none."""
        step = self.step_s(self.last_s)
        row = self.rows.get(second)
        return row if row is not None else self.rows.get(second - second % step)

    def step_s(self, now_s: int) -> int:
        """Return how far apart the rows older than an hour are when `now_s` is the newest."""
        span = now_s - NEAR_S - (self.first_s if self.first_s is not None else now_s)
        step = FAR_STEP_S
        while span > FAR_ROWS * step:
            step *= 2
        return step

    def _thin(self, now_s: int) -> None:
        step = self.step_s(now_s)
        if step != self.step_s(self.last_s):
            limit = now_s - NEAR_S
            for second in [s for s in self.rows if s <= limit and s % step]:
                self.rows.pop(second)
            return
        for second in range(self.last_s + 1 - NEAR_S, now_s + 1 - NEAR_S):
            if second % step:
                self.rows.pop(second)

    def ahead(self, to_s: int) -> Iterator[int]:
        """Yield, in order, the seconds after the newest that will be kept when `to_s` is the newest."""
        if self.first_s is None:
            return
        step, near = self.step_s(to_s), to_s - NEAR_S
        far_from = self.last_s + 1
        yield from range(far_from + -far_from % step, near + 1, step)
        yield from range(max(near, self.last_s) + 1, to_s + 1)

    def instants(self, from_s: int, to_s: int, step_s: int, every_s: int = 1) -> Iterator[int]:
        """Yield the instants to read between two (both included): the multiples of `step_s`.

        The step is rounded up to a multiple of `every_s`, before the last hour also of the step that was kept there.
        """
        if self.first_s is None:
            return
        kept = lcm(self.step_s(self.last_s), every_s)
        far_step, near = -(-step_s // kept) * kept, self.last_s - NEAR_S
        step_s = -(-step_s // every_s) * every_s
        begin, end = max(from_s, self.first_s), min(to_s, self.last_s)
        yield from range(begin + -begin % far_step, min(near, end) + 1, far_step)
        begin = max(near + 1, begin)
        yield from range(begin + -begin % step_s, end + 1, step_s)
