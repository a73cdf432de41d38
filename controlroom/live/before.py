"""What the show before has taken: a platform sends again for hours, also when the next show is open.

Owns: the last show's memory of what counts for a whole show (orders, stock, spend, gifts), and for how long it is asked.
Law: only what happened before a show was opened, and was taken by the show before, is told again; whatever else is new. It is
the door's matter: what it turns away stands in no journal. A rehearsal has no show before: its script may be played again.
Must not know: queues, HTTP, what a fact says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from msgspec import DecodeError

from controlroom.domain.events import Fact
from controlroom.feeds.native.refusals import epoch_ms
from controlroom.live.recovery import bodies
from controlroom.live.seen import KEPT, Seen
from controlroom.ports import Book, ShowRow, Snapshots, StoreUnavailable
from controlroom.room.state import FOLD_VERSION

log = logging.getLogger(__name__)

ASKED_MS: Final = 48 * 3_600_000
"""Shopify sends again for four hours, TikTok Shop for twelve; nobody for two days."""


class Before:
    """The memory of the show before; empty, until it is told of one."""

    def __init__(self) -> None:
        self._seen: Seen | None = None
        self._opened_ms = 0

    def follow(self, seen: Seen | None, opened_ms: int) -> None:
        """Remember what a show has taken that has just been followed by another; None: nothing."""
        self._seen, self._opened_ms = seen.of_the_show() if seen is not None else None, opened_ms

    def repeated(self, facts: Sequence[Fact], now_ms: int) -> set[int]:
        """Return the places of facts that the show before has taken."""
        if self._seen is None:
            return set()
        if now_ms - self._opened_ms > ASKED_MS:
            self._seen = None
            return set()
        return {
            place
            for place, fact in enumerate(facts)
            if type(fact) in KEPT and self._is_old(fact) and self._seen.has(fact)
        }

    def _is_old(self, fact: Fact) -> bool:
        at = fact.at
        return at is not None and (at if type(at) is int else epoch_ms(at)) < self._opened_ms

    async def recall(self, book: Book, snapshots: Snapshots, show: ShowRow, now_ms: int) -> None:
        """Remember again after a restart what the show before `show` had taken; a failing store costs the memory only."""
        if now_ms - show.opened_ms > ASKED_MS:
            return
        try:
            ids = [row.id for row in await book.shows(show.room)]
            at = ids.index(show.id)
            row = await snapshots.latest(ids[at - 1], FOLD_VERSION) if at else None
            if row is not None:
                self.follow(await asyncio.to_thread(lambda: Seen.thaw(bodies(row)[1])), show.opened_ms)
        except (StoreUnavailable, DecodeError) as error:
            log.warning("what the show before %s had taken is not known: %s", show.id, error)
