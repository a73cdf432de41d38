"""A room's intake that remembers, for the tests of clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

from controlroom.domain.events import Fact


class Taker:
    """Remembers what it was given and wakes who waits for it."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.rejects: list[tuple[str, str]] = []
        self.unheard: list[str] = []
        self.changes: list[tuple[str, str | None]] = []
        self._news = asyncio.Condition()

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        self.facts += facts
        await self._tell()

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        self.rejects.append((code, path))
        await self._tell()

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        self.unheard += types
        await self._tell()

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        self.changes.append((state, why))
        await self._tell()

    async def until(self, done: Callable[[], bool], within_s: float = 10) -> None:
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(done)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()
