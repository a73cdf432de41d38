"""What time it is for a room: the system's, a driven one, or a test's.

Owns: the three clocks behind `ports.Clock`.
Law: only these read the machine's time; everything else is given an instant.
Must not know: rooms, journals.
"""

from __future__ import annotations

import time


class SystemClock:
    """Wall time, never stepping back by itself (the conductor also never lets a record go back)."""

    speed: float = 1.0

    def now_ms(self) -> int:
        """Return the wall clock's now."""
        return time.time_ns() // 1_000_000

    def until_ms(self, instant_ms: int) -> float | None:
        """Return the seconds until an instant."""
        return max(0.0, (instant_ms - time.time_ns() / 1e6) / 1000)


class DrivenClock:
    """A rehearsal's clock: it stands still until its driver moves it.

    Args:
        now_ms: Where it begins.
    """

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self.speed: float = 0.0

    def now_ms(self) -> int:
        """Return where the driver has put it."""
        return self._now_ms

    def until_ms(self, instant_ms: int) -> float | None:
        """Return None: no instant comes by itself."""
        return None

    def move(self, to_ms: int) -> None:
        """Move to an instant, not backwards."""
        self._now_ms = max(self._now_ms, to_ms)


class ManualClock:
    """A test's clock: it runs like the system's where the test moves it."""

    speed: float = 1.0

    def __init__(self, now_ms: int) -> None:
        self.time_ms = now_ms

    def now_ms(self) -> int:
        """Return what the test has set."""
        return self.time_ms

    def until_ms(self, instant_ms: int) -> float | None:
        """Return a short wait, so that a moved clock is soon noticed."""
        return 0.0 if instant_ms <= self.time_ms else 0.005
