"""Which doors for webhooks there are: read from the rooms' feeds, remembered for a moment.

Owns: a room's `Hook`s by feed, and what the log hears of forged deliveries.
Law: a feed added or changed on the command line has its door within two seconds; one that cannot be made costs no other.
Must not know: requests, answers to them.
"""

from __future__ import annotations

import logging
import time
from typing import Final

from msgspec import Struct, structs

from controlroom.feeds.base import BadOption, Forged, Hook
from controlroom.feeds.guarding import GuardedHook
from controlroom.feeds.registry import UnknownKind, door
from controlroom.live.feeding import FeedRow, Lists
from controlroom.server.problems import Problem

log: Final = logging.getLogger(__name__)

KNOWN_S: Final = 2.0
SAID_AGAIN_S: Final = 60.0
_ROOMS: Final = 256


class Heard(Struct, frozen=True):
    """When the newest delivery of a feed's webhook came that was signed, and one that was not."""

    signed_ms: int | None = None
    forged_ms: int | None = None


class Hooks:
    """The doors of all rooms' webhooks, as the book has them.

    Args:
        lists: Who knows rooms' feeds.
    """

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._rooms: dict[str, tuple[dict[str, Hook], float]] = {}
        self.heard: dict[tuple[str, str], Heard] = {}
        self._said: dict[tuple[str, str], float] = {}

    async def of(self, room: str, feed: str) -> Hook:
        """Return the door of a room's feed.

        Raises:
            Problem: 404, the room has no feed of this name that takes webhooks.
            StoreUnavailable: The book cannot be read.
        """
        now = time.monotonic()
        known = self._rooms.get(room)
        if known is None or known[1] < now:
            if len(self._rooms) >= _ROOMS:
                self._rooms.clear()
            known = self._rooms[room] = (await self._read(room), now + KNOWN_S)
        hook = known[0].get(feed)
        if hook is None:
            raise Problem(404, "no_hook", f"The room '{room[:100]}' has no feed '{feed[:100]}' that takes webhooks.")
        return hook

    def signed(self, room: str, feed: str) -> None:
        """Note that a signed delivery came."""
        self.heard[room, feed] = structs.replace(self._heard(room, feed), signed_ms=time.time_ns() // 1_000_000)

    def _heard(self, room: str, feed: str) -> Heard:
        return self.heard.get((room, feed), Heard())

    def forged(self, room: str, feed: str, why: Forged) -> None:
        """Say in the log, once a minute, that a feed's deliveries are not signed as they should be."""
        now = time.monotonic()
        self.heard[room, feed] = structs.replace(self._heard(room, feed), forged_ms=time.time_ns() // 1_000_000)
        if self._said.get((room, feed), 0.0) <= now:
            self._said[room, feed] = now + SAID_AGAIN_S
            log.warning(
                "a delivery to feed %s of room %s was refused: %s; is the feed's secret right, and the clock?",
                feed,
                room,
                why,
            )

    async def _read(self, room: str) -> dict[str, Hook]:
        try:
            found = await self._lists.of(room)
        except ValueError as error:
            log.error("the webhooks of room %s are shut: %s", room, error)
            return {}
        rows = [one.opened for one in found.feeds if one.fault is None]
        return {row.name: hook for row in rows if (hook := _made(room, row)) is not None}


def _made(room: str, row: FeedRow) -> Hook | None:
    try:
        return GuardedHook(door(row.kind, row.options))
    except UnknownKind:
        return None
    except BadOption as error:
        log.error("the webhook of feed %s of room %s is shut: %s", row.name, room, error)
        return None
