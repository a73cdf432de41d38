"""Rejected events once more, after a fix: what is taken now leaves the list.

Owns: which of the kept rejects can be read again, and what becomes of each.
Law: a reject goes through the reader that its feed has now; it leaves the list only when all that it told is durable, so an
answer that is lost costs a repeat, which the ids of its facts keep from counting twice. What tells no instant happened when
it came.
Must not know: HTTP, platforms.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import force_setattr

from controlroom.domain.events import Fact
from controlroom.feeds import again
from controlroom.feeds.base import BadOption, Message, Read
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.native.refusals import Decoded
from controlroom.feeds.registry import UnknownKind, door, find
from controlroom.live.feeding import Listed, Lists
from controlroom.ports import Book, Reject

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""So many rejects go into the room together."""

WHOLE_BYTES: Final = 16_380
"""A kept line that is longer was cut (`cut`)."""


def cut(line: str) -> str:
    """Return what is kept of a line: all of it, or its beginning, a character longer than what is whole."""
    told = line.encode("utf-8", "replace")
    return line if len(told) <= WHOLE_BYTES else told[: WHOLE_BYTES + 4].decode("utf-8", "ignore")


class RejectBook(Book, Protocol):
    """The book, whose rejects can be taken off their list."""

    async def numbered_rejects(self, room: str) -> Sequence[tuple[int, Reject]]:
        """Return the rejects with their numbers, oldest first."""
        ...

    async def drop_rejects(self, room: str, numbers: Iterable[int]) -> None:
        """Take rejects off the list, durably."""
        ...


class Retried(Struct, frozen=True):
    """What came of it.

    Args:
        taken: Rejects that left the list; `accepted` and `duplicates`: the facts that they told.
        refused: Those that are refused still.
        unreadable: Those of which nothing whole was kept, or whose feed reads nothing again.
    """

    taken: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: int = 0
    unreadable: int = 0


async def retry(live: LiveRoom, book: RejectBook, lists: Lists, feed: str | None = None) -> Retried:
    """Read a room's rejects again.

    Args:
        live: The running room.
        feed: Of this feed only; None: of all.

    Raises:
        StoreUnavailable, IntakeFull: Those that were not reached stay on the list.
    """
    room = live.row.slug
    await live.keep_aside()
    listed = {one.row.name: one for one in (await lists.of(room)).feeds}
    readers: dict[str, Read | None] = {}
    waiting: dict[str, list[tuple[int, list[Fact]]]] = {}
    refused = unreadable = 0
    for place, (nr, reject) in enumerate(await book.numbered_rejects(room)):
        if feed is not None and reject.feed != feed:
            continue
        if reject.feed not in readers:
            readers[reject.feed] = _reader(listed.get(reject.feed), reject.received_ms)
        facts = _read(readers[reject.feed], reject)
        if facts is None:
            unreadable += 1
        elif isinstance(facts, Refused):
            refused += 1
        else:
            waiting.setdefault(reject.feed, []).append((nr, facts))
        if place % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
    taken = accepted = duplicates = 0
    for name, rows in waiting.items():
        for begin in range(0, len(rows), AT_ONCE):
            part = rows[begin : begin + AT_ONCE]
            told = [fact for _, facts in part for fact in facts]
            receipt = await live.post(name, Decoded(told, None, [], len(told)))
            await book.drop_rejects(room, [nr for nr, _ in part])
            taken += len(part)
            accepted += receipt.accepted
            duplicates += receipt.duplicates
    return Retried(taken, accepted, duplicates, refused, unreadable)


def _reader(listed: Listed | None, at_ms: int) -> Read | None:
    """Return what reads a feed's lines now; None: nothing does."""
    if listed is None:
        return again.native
    row = listed.opened
    try:
        kind = find(row.kind)
        if listed.fault is not None:
            return None
        if kind.hook is not None:
            return again.of_hook(door(row.kind, row.options), at_ms)
        if kind.make is None:
            return again.native
        return kind.read(kind.settled(row.options)) if kind.read is not None else None
    except (UnknownKind, BadOption) as error:
        log.warning("rejects of feed %s cannot be read again: %s", row.name, error)
        return None


def _read(read: Read | None, reject: Reject) -> list[Fact] | Refused | None:
    """Return the facts that a reject tells now, why it is refused still, or None: it cannot be read."""
    line = reject.line.encode()
    if read is None or not line or len(line) > WHOLE_BYTES:
        return None
    return _facts(read(line), reject.received_ms)


def _facts(messages: Sequence[Message], at_ms: int) -> list[Fact] | Refused:
    facts: list[Fact] = []
    for message in messages:
        match message.came_to:
            case Refused() as why:
                return why
            case Ignored(kind=kind, unknown=unknown):
                if unknown:
                    return Refused("unknown_type", "", f"{kind} is not known.")
            case told:
                facts += told
    for fact in facts:
        if fact.at is None:
            force_setattr(fact, "at", at_ms)
    return facts
