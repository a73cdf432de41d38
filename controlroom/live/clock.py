"""What time it is for a room: the system's, a driven one, a replay's, or a test's.

Owns: the clocks behind `ports.Clock`.
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


class PacedClock:
    """A replay's clock: it runs by itself from an instant of the past.

    Args:
        now_ms: Where it begins, at once.
        speed: Its seconds a second, above 0.
    """

    def __init__(self, now_ms: int, speed: float) -> None:
        self.speed = speed
        self._from_ms = now_ms
        self._from_s = time.monotonic()

    def now_ms(self) -> int:
        """Return where it has come to."""
        return self._from_ms + int((time.monotonic() - self._from_s) * 1000 * self.speed)

    def until_ms(self, instant_ms: int) -> float | None:
        """Return the seconds until an instant; None: it has been stopped."""
        return max(0.0, (instant_ms - self.now_ms()) / 1000 / self.speed) if self.speed else None

    def stop(self, at_ms: int) -> None:
        """Stand still at an instant from now on."""
        self.speed, self._from_ms = 0.0, at_ms


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
