"""What people did that no journal holds, on its way to the store.

Owns: what waits to be written, and when it is.
Law: nobody waits for it, least of all a command: it is noted at once and written a second later, all together. What waits is
bounded, the newest counts; a store that cannot write loses it and holds up nothing.
Must not know: commands, HTTP, SQL.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from controlroom.domain.asides import Aside
from controlroom.ports import StoreUnavailable

log: Final = logging.getLogger(__name__)

WAITING: Final = 1000
"""So many may wait to be written."""
WRITES_S: Final = 1.0


class AsideBook(Protocol):
    """Where asides are kept."""

    async def enter(self, asides: Sequence[Aside]) -> None:
        """Enter asides, all at once."""
        ...

    async def of_show(self, room: str, show: str) -> Sequence[Aside]:
        """Return what is kept of a show's, oldest first."""
        ...


class Asides:
    """Asides of every room.

    Args:
        book: Where they are kept.
    """

    def __init__(self, book: AsideBook) -> None:
        self._book = book
        self._waiting: deque[Aside] = deque(maxlen=WAITING)
        self.writing: asyncio.Task[None] | None = None

    def note(self, aside: Aside) -> None:
        """Note what somebody did; it is written soon."""
        self._waiting.append(aside)
        if self.writing is None or self.writing.done():
            self.writing = asyncio.create_task(self._later(), name="asides")

    async def of_show(self, room: str, show: str) -> Sequence[Aside]:
        """Return what is known of a show's, oldest first, what waits included."""
        await self.write()
        return await self._book.of_show(room, show)

    async def _later(self) -> None:
        await asyncio.sleep(WRITES_S)
        await self.write()

    async def write(self) -> None:
        """Write what waits."""
        rows = list(self._waiting)
        self._waiting.clear()
        try:
            await self._book.enter(rows)
        except (LookupError, StoreUnavailable) as error:
            log.warning("%d refusals and acts about links, keys and feeds are not kept: %s", len(rows), error)
