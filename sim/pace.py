"""The pace: when the next second of the show is due by the wall's clock.

Owns: reading the wall's clock, and waiting.
Law: time that the room needed too long is not caught up in a rush.
Must not know: what happens in a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class Pace:
    """Keeps the show's seconds apart; time that the room needed too long is not caught up in a rush.

    Args:
        speed: Show seconds per second.
        now: The wall's clock, seconds.
        sleep: Waits that many seconds.
    """

    def __init__(
        self,
        speed: float,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._each_s = 1.0 / speed
        self.now, self._sleep = now, sleep
        self._next = now() + self._each_s

    def wall_ms(self) -> int:
        """Return the wall's clock, epoch milliseconds."""
        return int(self.now() * 1000)

    async def rest(self, for_s: float) -> None:
        """Wait that many seconds."""
        await self._sleep(for_s)

    async def second(self) -> None:
        """Wait until the next second of the show is due."""
        wait_s = self._next - self.now()
        await self._sleep(max(0.0, wait_s))
        self._next = max(self._next, self.now() - 1.0) + self._each_s

    async def until(self, wall_ms: int) -> None:
        """Wait until the wall's clock has reached an instant."""
        while (left_ms := wall_ms - self.wall_ms()) > 0:
            await self._sleep(left_ms / 1000)
