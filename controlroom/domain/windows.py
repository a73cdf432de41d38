"""Rolling windows over whole seconds: sums, distinct users, newest levels.

Owns: the three standard windows [t−w, t), read at t = `as_of_s`, the last whole second advanced.
Law: integers only; a second is counted by when the fact happened, whatever the order of arrival. Windows move at whole
seconds alone: what was counted since the last instant, whatever its second, waits for the next one, and what happened
ahead of it waits until its own second has passed; nothing is kept much longer than `KEEP_S`. A late fact (METRICS.md
section 1) comes with `second=None`: it changes totals, never a window.
Must not know: what is counted.

A bucket is made only for a second in which something happened, so an idle counter costs nothing and a silent minute
slides through by three look-ups a second.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.holding import Holding
from controlroom.domain.roster import id_of
from controlroom.domain.spans import Rows

WINDOWS_S: Final = (60, 300, 1800)
"""1, 5 and 30 minutes."""

WINDOW_NAMES: Final = ("1m", "5m", "30m")

_W1: Final = WINDOWS_S[0]

KEEP_S: Final = 2400
"""How long a bucket is kept: 40 minutes, of flows until the minute is over."""


_PACK: Final = Encoder().encode
_UNPACK: Final = Decoder(list[int]).decode


class Flows(Struct):
    """A vector of counters with totals and windows. Make it with `Flows.of(size, as_of_s)`.

    `sums[w][i]` is counter i over window w; `buckets[second]` is what happened in that second, packed, for it is read
    three times and rarely changed; `waiting[second][i]` is what is not in the windows yet.
    """

    as_of_s: int
    total: list[int]
    sums: list[list[int]]
    buckets: Rows = field(default_factory=Rows)
    waiting: dict[int, list[int]] = field(default_factory=dict)

    @staticmethod
    def of(size: int, as_of_s: int) -> Flows:
        """Return `size` counters at zero."""
        return Flows(as_of_s, [0] * size, [[0] * size for _ in WINDOWS_S])

    def add(self, index: int, n: int, second: int | None) -> None:
        """Count `n` in the total and, unless the fact was late, in the windows. (The hottest lines there are.)"""
        total = self.total
        total[index] += n
        if second is not None:
            waiting = self.waiting
            try:
                waiting[second][index] += n
            except KeyError:
                waiting[second] = [0] * len(total)
                waiting[second][index] = n

    def waits(self, second: int) -> list[int]:
        """Return what waits in `second`, to count into: for the windows only."""
        found = self.waiting.get(second)
        if found is None:
            found = self.waiting[second] = [0] * len(self.total)
        return found

    def advance(self, to_s: int) -> None:
        """Slide the windows to end at `to_s`, second by second."""
        buckets, waiting = self.buckets, self.waiting
        if not buckets and not waiting:
            self.as_of_s = max(self.as_of_s, to_s)
            return
        minutes, width = buckets.spans, buckets.WIDTH
        for second in range(self.as_of_s, to_s):
            for window, sums in zip(WINDOWS_S, self.sums, strict=True):
                minute = minutes.get((second - window) // width)
                left = minute.get(second - window) if minute is not None else None
                if left is not None:
                    for i, n in enumerate(_UNPACK(left)):
                        if n:
                            sums[i] -= n
            if not second % width:
                buckets.forget_span((second - KEEP_S) // width - 1)
            self.as_of_s = second + 1
            for due in [s for s in waiting if s <= second]:
                self._enter(due, waiting.pop(due))

    def _enter(self, second: int, counts: list[int]) -> None:
        age = self.as_of_s - second
        if age > KEEP_S:
            return
        counted = [(i, n) for i, n in enumerate(counts) if n]
        packed = self.buckets.get(second)
        if packed is not None:
            counts = [n + more for n, more in zip(_UNPACK(packed), counts, strict=True)]
        self.buckets[second] = _PACK(counts)
        for window, sums in zip(WINDOWS_S, self.sums, strict=True):
            if age <= window:
                for i, n in counted:
                    sums[i] += n

    def passed(self, second: int) -> list[int] | None:
        """Return what the windows hold of a second; None: nothing happened in it, or it is forgotten."""
        packed = self.buckets.get(second)
        return _UNPACK(packed) if packed is not None else None

    def ahead(self, index: int) -> int:
        """Return what is in the total and waits for a later instant."""
        return sum(counts[index] for counts in self.waiting.values())


class Holders(Struct):
    """Distinct users, whole show and windows, for facts that may be taken back or moved (an order's payment)."""

    as_of_s: int
    held: Holding = field(default_factory=Holding)
    buckets: dict[int, dict[str, int]] = field(default_factory=dict)
    inside: list[dict[str, int]] = field(default_factory=lambda: [{}, {}, {}])
    waiting: dict[int, dict[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many users hold at least one."""
        return self.held.total

    def in_window(self, index: int) -> int:
        """Return how many users hold one in the window WINDOWS_S[index]."""
        return len(self.inside[index])

    def count(self, user: str, n: int) -> None:
        """Give `user` n more (or fewer) in the total."""
        self.held.count(id_of(user), n)

    def place(self, user: str, n: int, second: int) -> None:
        """Give `user` n more (or fewer) in `second`, for the windows."""
        _shift(self.waiting.setdefault(second, {}), user, n)

    def advance(self, to_s: int) -> None:
        """Slide the windows to end at `to_s`."""
        buckets, waiting = self.buckets, self.waiting
        if not buckets and not waiting:
            self.as_of_s = max(self.as_of_s, to_s)
            return
        for second in range(self.as_of_s, to_s):
            for window, users in zip(WINDOWS_S, self.inside, strict=True):
                for user, n in buckets.get(second - window, {}).items():
                    _shift(users, user, -n)
            buckets.pop(second - KEEP_S, None)
            self.as_of_s = second + 1
            for due in [s for s in waiting if s <= second]:
                self._enter(due, waiting.pop(due))

    def _enter(self, second: int, counts: dict[str, int]) -> None:
        age = self.as_of_s - second
        if age > KEEP_S or not counts:
            return
        bucket = self.buckets.setdefault(second, {})
        for user, n in counts.items():
            _shift(bucket, user, n)
            for window, users in zip(WINDOWS_S, self.inside, strict=True):
                if age <= window:
                    _shift(users, user, n)
        if not bucket:
            del self.buckets[second]


def _shift(counts: dict[str, int], key: str, n: int) -> None:
    left = counts.get(key, 0) + n
    if left:
        counts[key] = left
    else:
        counts.pop(key, None)


class Reading(Struct, frozen=True, order=True):
    """A level as told by a source; the newest by (`at_ms`, `source`, `id`) counts."""

    at_ms: int
    source: str
    id: str
    value: int


def newer(one: Reading | None, other: Reading | None) -> Reading | None:
    """Return the newer of two readings."""
    if one is None or other is None:
        return one or other
    return max(one, other)


class Levels(Struct):
    """A level over time: its newest reading, and the newest before the start of each window.

    `waiting`: readings from before a window's start that came after it had passed; the next instant takes them.
    """

    as_of_s: int
    newest: Reading | None = None
    starts: list[Reading | None] = field(default_factory=lambda: [None, None, None])
    by_second: dict[int, Reading] = field(default_factory=dict)
    waiting: list[Reading] = field(default_factory=list)

    def add(self, reading: Reading, late: bool) -> None:
        """Take a reading; a late one may still be the newest (nothing else came), never a window's start."""
        self.newest = newer(self.newest, reading)
        if late:
            return
        second = reading.at_ms // 1000
        self.by_second[second] = newer(self.by_second.get(second), reading) or reading
        if second < self.as_of_s - _W1:
            self.waiting.append(reading)

    def advance(self, to_s: int) -> None:
        """Slide the windows' starts to those of windows that end at `to_s`."""
        for second in range(self.as_of_s, to_s):
            self.as_of_s = second + 1
            for i, window in enumerate(WINDOWS_S):
                self._start(i, self.by_second.get(second - window))
                for reading in self.waiting:
                    if reading.at_ms // 1000 <= second - window:
                        self._start(i, reading)
            self.waiting.clear()
            self.by_second.pop(second - KEEP_S, None)

    def _start(self, window: int, reading: Reading | None) -> None:
        if reading is not None:
            self.starts[window] = newer(self.starts[window], reading)
