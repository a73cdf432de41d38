"""Turns at something costly: one at a time, and few who wait.

Owns: who is at it, and how many wait.
Law: whoever comes when enough wait is told so at once, and costs nothing.
Must not know: what is done in a turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from controlroom.server.problems import Problem

AGAIN_S: Final = 2


class Turns:
    """Turns at one thing.

    Args:
        most: So many may be at it or wait.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._asked = 0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it.

        Raises:
            Problem: 429, enough wait already.
        """
        if self._asked >= self.most:
            detail = f"{self.most} are being answered already: ask again in {AGAIN_S} seconds."
            raise Problem(429, "busy", detail, headers={"Retry-After": str(AGAIN_S)})
        self._asked += 1
        try:
            async with self._turn:
                yield
        finally:
            self._asked -= 1
