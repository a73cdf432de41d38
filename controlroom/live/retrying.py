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
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct, structs
from msgspec.structs import force_setattr

from controlroom.domain.events import Fact
from controlroom.domain.rejects import READY, WHOLE_BYTES, Reject
from controlroom.feeds import again
from controlroom.feeds.base import BadOption, Message, Read
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.gifts import COUNTED
from controlroom.feeds.guarding import GuardedHook, guarded
from controlroom.feeds.native.refusals import Decoded
from controlroom.feeds.registry import UnknownKind, door, find, reader
from controlroom.live.feeding import Listed, Lists
from controlroom.live.lookups import NO_DETAIL
from controlroom.ports import Book

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""So many rejects go into the room together."""


class RejectBook(Book, Protocol):
    """The book, whose rejects can be taken off their list."""

    async def drop_rejects(self, room: str, numbers: Iterable[int]) -> None:
        """Take rejects off the list, durably."""
        ...


class Retried(Struct, frozen=True):
    """What came of it.

    Args:
        taken: Rejects that left the list; `accepted` and `duplicates`: the facts that they told.
        refused: Those that are refused still.
        unreadable: Those of which nothing whole was kept, or whose feed reads nothing again.
        made_up: Gifts of a run among `taken` that are not told again: a later counter of the run had them in it, unless the
            refused one was its last, which nothing here can tell.
    """

    taken: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: int = 0
    unreadable: int = 0
    made_up: int = 0


class _Row(Struct, frozen=True):
    """A reject that can be taken now. `facts`: users hashed; `made_up`: its gifts that are in a later counter of their run."""

    nr: int
    facts: list[Fact]
    made_up: int = 0


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
    waiting: dict[str, list[_Row]] = {}
    refused = unreadable = 0
    orders: dict[str, dict[str, list[int]]] = {}
    for place, (nr, reject) in enumerate(await book.numbered_rejects(room)):
        if feed is not None and reject.feed != feed:
            continue
        if reject.code == NO_DETAIL and reject.line:  # nothing to read: it is asked for once more
            orders.setdefault(reject.feed, {}).setdefault(reject.line, []).append(nr)
            continue
        if reject.feed not in readers:
            readers[reject.feed] = _reader(listed.get(reject.feed), reject.received_ms)
        row = _read(readers[reject.feed], nr, reject, live.hashed)
        if row is None:
            unreadable += 1
        elif isinstance(row, Refused):
            refused += 1
        else:
            waiting.setdefault(reject.feed, []).append(row)
        if place % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
    read = await _taken(live, book, waiting, Retried(refused=refused, unreadable=unreadable))
    return await _looked_up(live, book, orders, read)


async def _looked_up(
    live: LiveRoom, book: RejectBook, orders: Mapping[str, Mapping[str, list[int]]], so_far: Retried
) -> Retried:
    """Return what came of it when orders whose detail nobody told were asked for again; those that are still lacking stay."""
    taken, accepted, refused = so_far.taken, so_far.accepted, so_far.refused
    for feed, numbers in orders.items():
        lacking = live.read(lambda s: frozenset(s.tally.unpriced()))
        settled = await live.look_up_now(feed, [order for order in numbers if order in lacking])
        gone = [nr for order, nrs in numbers.items() if order in settled or order not in lacking for nr in nrs]
        await book.drop_rejects(live.row.slug, gone)
        taken += len(gone)
        accepted += sum(settled.values())
        refused += sum(map(len, numbers.values())) - len(gone)
    return structs.replace(so_far, taken=taken, accepted=accepted, refused=refused)


async def _taken(live: LiveRoom, book: RejectBook, waiting: Mapping[str, list[_Row]], so_far: Retried) -> Retried:
    """Return what came of it when those that wait were given to the room; whom it does not take stays on the list."""
    taken, accepted, duplicates, refused, made_up = 0, 0, 0, so_far.refused, 0
    for name, rows in waiting.items():
        for begin in range(0, len(rows), AT_ONCE):
            part = rows[begin : begin + AT_ONCE]
            owners = [row.nr for row in part for _ in row.facts]
            told = [fact for row in part for fact in row.facts]
            receipt = await live.post(name, Decoded(told, None, [], len(told)), again=True)
            left = {owners[one.index] for one in receipt.rejected}
            gone = [row for row in part if row.nr not in left]
            await book.drop_rejects(live.row.slug, [row.nr for row in gone])
            taken += len(gone)
            refused += len(left)
            accepted += receipt.accepted
            duplicates += receipt.duplicates
            made_up += sum(row.made_up for row in gone)
    return Retried(taken, accepted, duplicates, refused, so_far.unreadable, made_up)


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
            return again.of_hook(GuardedHook(door(row.kind, row.options)), at_ms)
        if kind.make is None:
            return again.native
        read = reader(row.kind, row.options)
        return guarded(read) if read is not None else None
    except (UnknownKind, BadOption) as error:
        log.warning("rejects of feed %s cannot be read again: %s", row.name, error)
        return None


def _read(read: Read | None, nr: int, reject: Reject, hashed: Callable[[str], str]) -> _Row | Refused | None:
    """Return what a reject tells now, why it is refused still, or None: it cannot be read."""
    line = reject.line.encode()
    ready = reject.line.startswith(READY)
    if ready:  # read well then: no reader of a platform's is asked
        read, line = again.native, line[len(READY) :]
    if read is None or not line or len(line) > WHOLE_BYTES:
        return None
    row = _row(nr, read(line), reject.received_ms)
    if isinstance(row, _Row) and not ready:
        for fact in row.facts:
            user: str | None = getattr(fact, "user", None)
            if user is not None:
                force_setattr(fact, "user", hashed(user))
    return row


def _row(nr: int, messages: Sequence[Message], at_ms: int) -> _Row | Refused:
    facts: list[Fact] = []
    made_up = 0
    for message in messages:
        match message.came_to:
            case Refused() as why:
                return why
            case Ignored(kind=kind, unknown=unknown):
                if unknown:
                    return Refused("unknown_type", "", f"{kind} is not known.")
                made_up += kind == COUNTED
            case told:
                facts += told
    for fact in facts:
        if fact.at is None:
            force_setattr(fact, "at", at_ms)
    return _Row(nr, facts, made_up)
