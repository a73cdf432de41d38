"""How soon the slots of one audience follow what changes, and when a room's next round may be.

Owns: what each pace of slots is behind by, when it is due, and the bytes that a page may still take; the beat of rounds.
Law: nothing is lost by waiting: what is not due is kept and drawn once, as it is then. Slots that follow "now" never wait;
those that follow at a pace wait for it; those that take what is to spare wait until there is some, but no longer than
SPARE_WAITS_S, and find SPARE_BYTES after a calm while. So a page takes little over SPARE_BYTES_S, its tables included.
What a storm took beyond that is owed for SPARE_WAITS_S and then forgiven: its numbers follow again when it is over.
Must not know: what time it is (it is told), what a slot shows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final

from controlroom.domain.topics import Topic
from controlroom.render.slots import PACES, Pace

SPARE_BYTES_S: Final = 2_600
"""A page's bytes a second that slots of the pace "spare" keep to; what must leave at once, leaves all the same."""

SPARE_BYTES: Final = 8_000
"""As much may leave in one go after a calm while."""

SPARE_WAITS_S: Final = 1.5
"""A number that is glanced at is let go by then, whatever else the page has taken."""

MOST_A_SECOND: Final = 10
"""So many beats are in any second at most."""

_OWED: Final = -SPARE_BYTES_S * SPARE_WAITS_S
_NOTHING: Final[frozenset[Topic]] = frozenset()


class Beat:
    """When the next may be: two at once after a calm while, then one each so often. `next_s`: monotonic seconds."""

    __slots__ = ("_last", "_owed_s", "next_s")

    def __init__(self) -> None:
        self.next_s = self._owed_s = 0.0
        self._last: deque[float] = deque(maxlen=MOST_A_SECOND)

    def full(self, now_s: float) -> bool:
        """Tell whether there were as many within a second as may be."""
        return len(self._last) == MOST_A_SECOND and now_s < self._last[0] + 1.0

    def made(self, now_s: float, every_s: float) -> None:
        """Note one, due or not; the one after the next follows it no sooner than in `every_s`."""
        self._last.append(now_s)
        self.next_s = max(self._owed_s, self._last[0] + 1.0 if self.full(now_s) else now_s)
        self._owed_s = self.next_s + every_s


class Pacing:
    """The paces of one audience.

    Args:
        reads: By pace, the topics that slots of it read.
        now_s: Monotonic seconds.
    """

    __slots__ = ("_at_s", "_late", "_next_s", "_reads", "_spare")

    def __init__(self, reads: Mapping[Pace, frozenset[Topic]], now_s: float) -> None:
        self._reads = reads
        self._late: dict[Pace, frozenset[Topic]] = {}
        self._next_s: dict[Pace, float] = {}
        self._spare = float(SPARE_BYTES)
        self._at_s = now_s

    def due(self, changed: frozenset[Topic], now_s: float) -> dict[Pace, frozenset[Topic]]:
        """Return by pace the topics whose slots are to be drawn now; what is not due is kept for later."""
        self._pass(now_s)
        found: dict[Pace, frozenset[Topic]] = {}
        for pace, reads in self._reads.items():
            topics = self._late.pop(pace, _NOTHING) | (changed & reads)
            if not topics:
                continue
            if self._waits_s(pace, now_s) > 0:
                self._late[pace] = topics
                continue
            found[pace] = topics
            self._next_s[pace] = now_s + (SPARE_WAITS_S if pace == "spare" else PACES[pace])
        return found

    def owe(self, changed: frozenset[Topic]) -> None:
        """Keep for later what changed: slots of it that were drawn already are found the same then."""
        for pace, reads in self._reads.items():
            topics = self._late.get(pace, _NOTHING) | (changed & reads)
            if topics:
                self._late[pace] = topics

    def took(self, bytes_: int) -> None:
        """Count what has left."""
        self._spare = max(_OWED, self._spare - bytes_)

    def again_s(self, now_s: float) -> float | None:
        """Return when something that waits is due (monotonic seconds); None: nothing waits."""
        return min((now_s + self._waits_s(pace, now_s) for pace in self._late), default=None)

    def _pass(self, now_s: float) -> None:
        self._spare = min(SPARE_BYTES, self._spare + (now_s - self._at_s) * SPARE_BYTES_S)
        self._at_s = now_s

    def _waits_s(self, pace: Pace, now_s: float) -> float:
        wait = max(0.0, self._next_s.get(pace, 0.0) - now_s)
        return min(wait, max(0.0, -self._spare / SPARE_BYTES_S)) if pace == "spare" else wait
