"""The nicknames of a room, which stand beside its journal: for how long the room keeps them, and keeping them so long.

Owns: a room's own time for them, where it has one; writing them to their table, knowing them again, forgetting them.
Law: what is kept longer than the room says now is forgotten then, here and in the table. A room that keeps none has none.
Must not know: screens, where nicknames come from (`live.intake`).
"""

from __future__ import annotations

from typing import Final

from controlroom.live.intake import NAMES, Intake
from controlroom.ports import Book, RoomRow

LOOKS_EVERY_MS: Final = 60_000
"""So often it is looked which are over, and how long the room keeps them."""

MOST: Final = 1_000_000


def _note(room: str) -> str:
    return f"names:{room}"


async def own_keep_s(book: Book, room: str) -> int | None:
    """Return for how many seconds a room keeps nicknames; None: as long as the installation does."""
    text = await book.note(_note(room))
    return int(text) if text is not None and text.isdigit() else None


async def set_keep(book: Book, room: str, keep_s: int | None, usual_s: int, now_ms: int) -> None:
    """Let a room keep nicknames for so long from now on, and those that it has no longer.

    Args:
        keep_s: None: as long as the installation does.
        usual_s: How long that is.
    """
    await book.put_note(_note(room), None if keep_s is None else str(keep_s))
    await _shorten(book, room, now_ms + 1000 * (usual_s if keep_s is None else keep_s))


async def _shorten(book: Book, room: str, until_ms: int) -> None:
    longer = await book.names(room, until_ms, MOST)
    if longer:
        await book.put_names(room, {user: name for user, (name, _) in longer.items()}, until_ms)


class Names:
    """The nicknames of one running room.

    Args:
        row: Its row in the book.
        intake: Where they are heard, and known.
        book: Where they are kept.
        usual_s: How long rooms keep them that say nothing of their own.
    """

    def __init__(self, row: RoomRow, intake: Intake, book: Book, usual_s: int) -> None:
        self._room, self._intake, self._book = row.slug, intake, book
        self._alone = row.mode == "rehearsal"  # its clock runs ahead, and the table is every room's
        self._usual_s = self._keep_s = usual_s
        self._looked_ms = 0

    async def recall(self, now_ms: int) -> None:
        """Know those again that are still kept.

        Raises:
            StoreUnavailable: They could not be read.
        """
        await self._follow(now_ms)
        self._intake.recall(await self._book.names(self._room, now_ms, NAMES))

    async def write(self, names: dict[str, str], now_ms: int) -> None:
        """Write those that were heard.

        Raises:
            StoreUnavailable: They could not be written.
        """
        await self._book.put_names(self._room, names, now_ms + 1000 * self._keep_s)

    async def look(self, now_ms: int) -> bool:
        """Forget, once a minute, those whose time is over; return whether screens show others now.

        Raises:
            StoreUnavailable: The table could not be read or changed.
        """
        if now_ms - self._looked_ms < LOOKS_EVERY_MS:
            return False
        self._looked_ms = now_ms
        await self._follow(now_ms)
        gone = self._intake.expire(now_ms)
        if not self._alone:
            await self._book.forget_names(now_ms)
        return gone

    async def _follow(self, now_ms: int) -> None:
        own = await own_keep_s(self._book, self._room)
        keep_s = self._usual_s if own is None else own
        if keep_s != self._keep_s:
            self._keep_s = keep_s
            self._intake.keep_names(1000 * keep_s, now_ms)
            await _shorten(self._book, self._room, now_ms + 1000 * keep_s)
