"""The nicknames of a room, which stand beside its journal: for how long the room keeps them, and keeping them so long.

Owns: a room's own time for them, where it has one, by which the lines of rejects go too; writing them to their table, knowing
them again, forgetting them.
Law: what is kept longer than the room says now is forgotten then, here and in the table; what a store that fails kept from being
forgotten is forgotten as soon as it answers. A room that keeps none has none.
Must not know: screens, where nicknames come from (`live.intake`).
"""

from __future__ import annotations

import logging
from typing import Final

from controlroom.live.intake import NAMES, Intake
from controlroom.ports import Book, RoomRow, StoreUnavailable

log: Final = logging.getLogger(__name__)

SWEEPS_EVERY_MS: Final = 60_000
"""So often those are forgotten whose time is over."""

AGAIN_MS: Final = 10_000
"""So long after the store failed it is tried again."""


_OVER_MS: Final = 0
"""Whatever a clock says, this was before."""


def _note(room: str) -> str:
    return f"names:{room}"


async def own_keep_s(book: Book, room: str) -> int | None:
    """Return for how many seconds a room keeps nicknames; None: as long as the installation does."""
    text = await book.note(_note(room))
    return int(text) if text is not None and text.isdigit() else None


async def set_keep(book: Book, room: str, keep_s: int | None, usual_s: int, now_ms: int) -> int:
    """Let a room keep nicknames for so long from now on, and those that it has no longer; return how many are forgotten now.

    Args:
        keep_s: None: as long as the installation does.
        usual_s: How long that is.
    """
    await book.put_note(_note(room), None if keep_s is None else str(keep_s))
    await book.blank_rejects(now_ms, usual_s)
    return await _shorten(book, room, usual_s if keep_s is None else keep_s, now_ms)


async def _shorten(book: Book, room: str, keep_s: int, now_ms: int) -> int:
    """Let no nickname be kept longer than that from now on; return how many are forgotten at once: all, with 0."""
    if keep_s:
        await book.shorten_names(room, now_ms + 1000 * keep_s)
        return 0
    over = await book.shorten_names(room, _OVER_MS)
    await book.forget_names(_OVER_MS + 1)
    return over


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
        self._swept_ms = 0
        self._failed_ms: int | None = None

    @property
    def keep_s(self) -> int:
        """Return for how many seconds the room keeps them now."""
        return self._keep_s

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
        """Follow what the room says now, and forget, once a minute, those whose time is over; return whether screens show others.

        A store that fails is tried again after a while.
        """
        if self._failed_ms is not None and abs(now_ms - self._failed_ms) < AGAIN_MS:
            return False
        gone = False
        try:
            followed = await self._follow(now_ms)
            sweeps = abs(now_ms - self._swept_ms) >= SWEEPS_EVERY_MS
            if followed or sweeps:
                gone = self._intake.expire(now_ms)
            if (followed or sweeps) and not self._alone:
                await self._book.forget_names(now_ms)
                await self._book.blank_rejects(now_ms, self._usual_s)
            self._swept_ms = now_ms if sweeps else self._swept_ms
            self._failed_ms = None
        except StoreUnavailable as error:
            self._failed_ms = now_ms
            again_s = AGAIN_MS // 1000
            log.warning(
                "%s: nicknames to be forgotten stay in the table, tried again in %d s: %s", self._room, again_s, error
            )
        return gone

    async def _follow(self, now_ms: int) -> bool:
        """Keep them as long as the room says now; return whether that is another time than before."""
        own = await own_keep_s(self._book, self._room)
        keep_s = self._usual_s if own is None else own
        if keep_s == self._keep_s:
            return False
        self._intake.keep_names(1000 * keep_s, now_ms)
        await _shorten(self._book, self._room, keep_s, now_ms)
        self._keep_s = keep_s
        return True
