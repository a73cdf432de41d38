"""The feeds that this server fetches itself: which a room has, and their running clients.

Owns: a room's list of feeds in the book, and one supervised client for each.
Law: a change made on the command line reaches a running room within two seconds; a feed that cannot be made is said once and
costs no other feed.
Must not know: platforms; what facts mean.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from msgspec import DecodeError, Struct, json

from controlroom.feeds.base import BadOption
from controlroom.feeds.registry import UnknownKind, door, find, make
from controlroom.feeds.supervise import Supervisor
from controlroom.ports import Book, FeedSink, StoreUnavailable

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0


class FeedRow(Struct, frozen=True):
    """One feed that a room fetches. `options`: as its kind's options say."""

    name: str
    kind: str
    options: Mapping[str, str] = {}


def _note(room: str) -> str:
    return f"feeds:{room}"


async def feeds_of(book: Book, room: str) -> list[FeedRow]:
    """Return the feeds that a room fetches.

    Raises:
        ValueError: What is stored cannot be read.
    """
    text = await book.note(_note(room))
    if text is None:
        return []
    try:
        return json.decode(text, type=list[FeedRow])
    except DecodeError as error:
        raise ValueError(f"the feeds of room {room!r} cannot be read: {error}; add them again") from error


async def add_feed(book: Book, room: str, row: FeedRow) -> None:
    """Let a room have a feed; one of the same name is replaced.

    Raises:
        UnknownKind, BadOption: It cannot be made like this; the message says why.
    """
    kind = find(row.kind)
    if kind.hook is not None:
        door(row.kind, row.options)
    if kind.make is not None or kind.hook is None:
        make(row.kind, row.name, row.options)
    others = [known for known in await feeds_of(book, room) if known.name != row.name]
    await book.put_note(_note(room), json.encode([*others, row]).decode())


async def remove_feed(book: Book, room: str, name: str) -> bool:
    """Let a room fetch a feed no more; return whether it did."""
    rows = await feeds_of(book, room)
    left = [row for row in rows if row.name != name]
    await book.put_note(_note(room), json.encode(left).decode() if left else None)
    return len(left) < len(rows)


class Feeding:
    """Runs a room's clients.

    Args:
        room: Its slug.
        book: Where the list is.
        sink: The room.
    """

    def __init__(self, room: str, book: Book, sink: FeedSink) -> None:
        self._room = room
        self._book = book
        self._sink = sink
        self._tasks: dict[tuple[str, str, tuple[tuple[str, str], ...]], asyncio.Task[None]] = {}
        self.kinds: dict[str, str] = {}
        """The room's feeds as the book has them: their kinds by name."""

    async def run(self) -> None:
        """Keep the clients as the book has them, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    self._follow(await feeds_of(self._book, self._room), group)
                except (StoreUnavailable, ValueError) as error:
                    log.warning("feeds of %s are left as they are: %s", self._room, error)
                await asyncio.sleep(LOOK_S)

    def _follow(self, rows: list[FeedRow], group: asyncio.TaskGroup) -> None:
        self.kinds = {row.name: row.kind for row in rows}
        wanted = {(row.name, row.kind, tuple(sorted(row.options.items()))): row for row in rows}
        for key in [key for key in self._tasks if key not in wanted]:
            self._tasks.pop(key).cancel()
        for key, row in wanted.items():
            if key not in self._tasks:
                self._tasks[key] = group.create_task(self._one(row), name=f"feed {self._room}/{row.name}")

    async def _one(self, row: FeedRow) -> None:
        try:
            kind = find(row.kind)
            if kind.make is None and kind.hook is not None:
                return  # its platform comes to us: there is no link that could be down
            supervisor = Supervisor(make(row.kind, row.name, row.options), kind, self._sink)
        except (UnknownKind, BadOption) as error:
            log.error("feed %s of room %s does not run: %s", row.name, self._room, error)
            await self._sink.changed(row.name, row.kind, "down", str(error))
            return
        await supervisor.run()
