"""The whole show in half minutes: who came, and what was paid, by product, by source and by segment.

Owns: integers for every half minute of the show (`BIN_S` seconds, on the epoch's grid), as long as `KEPT`.
Law: what is here is what the windows count: a payment in the half minute of its `at`, late facts nowhere; a correction
of an order corrects its half minute, however long ago. Entrances are taken over from the windows' own seconds when no
fact can change them any more.
Must not know: ratios, floats, who asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from controlroom.domain.spans import Triples
from controlroom.domain.windows import Flows, Levels

BIN_S: Final = 30

KEPT: Final = 5760
"""48 hours, in whole spans of the tables."""

SETTLED_S: Final = 130
"""A half minute this long past is settled: whatever comes now for it is late (METRICS.md section 1) or a correction."""

PAID, GMV, ENTERED = 0, 1, 2
_LOOK_BACK_S: Final = 300
_NOTHING: Final = (0, 0, 0)

Cells = dict[str, Triples]
"""By key (product, source or segment) and bin: (paid orders, gmv, entered)."""


class Bins(Struct):
    """The half minutes. `closed`: the first one that is not settled; `first`: the oldest that is kept.

    `online`: viewers at a bin's start, where known.
    """

    first: int
    closed: int
    products: Cells = field(default_factory=dict)
    traffic: Cells = field(default_factory=dict)
    segments: Cells = field(default_factory=dict)
    online: dict[int, int] = field(default_factory=dict)

    @staticmethod
    def of(as_of_s: int) -> Bins:
        """Return a show without anything yet."""
        return Bins(as_of_s // BIN_S, as_of_s // BIN_S)

    def pay(
        self, second: int, source: str, segment: str, minor: int, parts: Iterable[tuple[str, int]], sign: int
    ) -> None:
        """Count a paid order, or take it back: to its source and its segment whole, to its products their parts."""
        bin_ = second // BIN_S
        _pay(self.traffic, source, bin_, sign, sign * minor)
        _pay(self.segments, segment, bin_, sign, sign * minor)
        for sku, part in parts:
            _pay(self.products, sku, bin_, sign, sign * part)

    def due(self, as_of_s: int) -> bool:
        """Tell whether a half minute is settled and not yet closed."""
        return as_of_s >= (self.closed + 1) * BIN_S + SETTLED_S

    def close(self, as_of_s: int, traffic: dict[str, Flows], entered: int, online: Levels) -> None:
        """Take over what settled half minutes have left in the windows.

        Args:
            traffic: The counters of each source; `entered`: the place of entrances in them.
            online: The levels told.
        """
        end = (as_of_s - SETTLED_S) // BIN_S
        for bin_ in range(max(self.closed, end - KEPT), end):
            for source, flows in traffic.items():
                n = came(flows, entered, bin_)
                if n:
                    row = _row(self.traffic, source)
                    paid, gmv, _ = row.get(bin_) or _NOTHING
                    row[bin_] = paid, gmv, n
            level = online_at(online, bin_)
            if level is not None:
                self.online[bin_] = level
        self.closed = max(self.closed, end)
        if self.closed - KEPT > self.first:
            self._forget(self.closed - KEPT)

    def _forget(self, before: int) -> None:
        self.first = before
        for cells in (*self.products.values(), *self.traffic.values(), *self.segments.values()):
            cells.forget(before)
        for bin_ in [b for b in self.online if b < before]:
            del self.online[bin_]


def _row(cells: Cells, key: str) -> Triples:
    row = cells.get(key)
    if row is None:
        row = cells[key] = Triples()
    return row


def _pay(cells: Cells, key: str, bin_: int, orders: int, minor: int) -> None:
    row = _row(cells, key)
    paid, gmv, entered = row.get(bin_) or _NOTHING
    row[bin_] = paid + orders, gmv + minor, entered


def came(flows: Flows, entered: int, bin_: int) -> int:
    """Return how many entered in a half minute of the last 40 minutes, by the seconds that the windows hold."""
    n = 0
    for second in range(bin_ * BIN_S, (bin_ + 1) * BIN_S):
        for counts in (flows.passed(second), flows.waiting.get(second)):
            if counts is not None:
                n += counts[entered]
    return n


def level_at(online: Levels, bin_: int) -> int | None:
    """Return the newest level told in the five minutes before a bin's start; None: none was."""
    if not online.by_second:
        return None
    start = bin_ * BIN_S
    if not online.by_second:
        return None
    for second in range(start - 1, start - 1 - _LOOK_BACK_S, -1):
        reading = online.by_second.get(second)
        if reading is not None:
            return reading.value
    return None


def online_at(online: Levels, bin_: int) -> int | None:
    """Return the viewers at a bin's start: the newest level before it, however old."""
    level, newest = level_at(online, bin_), online.newest
    if level is None and newest is not None and newest.at_ms < bin_ * BIN_S * 1000:
        return newest.value
    return level
