"""A past show brought into the book.

Owns: how the pages of a file become a finished show of a room.
Law: the whole file is read and folded before anything is written, so that a bad file leaves nothing behind; `seq` is
gapless, and a snapshot says what the fold gave.
Must not know: files, the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.live.recovery import take_snapshot
from controlroom.live.replay import END_ID, NotAShow, Opening, fold, renamed
from controlroom.live.seen import Seen
from controlroom.ports import Book, Journal, RoomRow, ShowRow, Snapshots
from controlroom.room.room import Room

_CHUNK_PAGES: Final = 500
_CHUNK_BYTES: Final = 4 * 1024 * 1024


class Shelves(Protocol):
    """Where shows are kept (`store.open_store`)."""

    @property
    def book(self) -> Book:
        """Return the book of rooms and shows."""
        ...

    @property
    def journal(self) -> Journal:
        """Return the journals."""
        ...

    @property
    def snapshots(self) -> Snapshots:
        """Return the snapshots."""
        ...


class Brought(Struct, frozen=True):
    """What came: how many records, and those that break the fold and were marked, with the reasons."""

    records: int
    broken: dict[int, str]


async def bring_in(
    store: Shelves,
    row: RoomRow,
    opening: Opening,
    pages: Callable[[], Iterable[rec.Page]],
    marks: dict[int, str],
) -> Brought:
    """Enter a past show as a finished, not current one.

    Args:
        row: Its room's. `opening`: its id and how it begins.
        pages: Yields the show's pages anew each time.
        marks: Records that the file itself marks as breaking the fold.

    Raises:
        NotAShow: There is nothing in it.
    """

    def named() -> Iterator[rec.Page]:
        """The pages anew, under the new show's name."""
        return (renamed(page, row.slug, opening.show) if page.first_seq == 1 else page for page in pages())

    told = fold(named, marks)
    room = told.room
    if not room.state.seq:
        raise NotAShow("the file holds no event that can be used, so there is no show to bring in")
    last = _last_page(room, told.broken)
    for chunk in _chunks(named()):
        rest = chunk
        if chunk[0].first_seq == 1:
            show = ShowRow(id=opening.show, room=row.slug, opened_ms=chunk[0].received_ms, current=False)
            await store.book.open_show(show, chunk[0])
            rest = chunk[1:]
        if rest:
            await store.journal.extend(opening.show, rest)
    if last is not None:
        await store.journal.append(opening.show, last)
        room.apply_page(last.first_seq, last.received_ms, rec.decode_page(last))
    taken = take_snapshot(opening.show, room, Seen(), [])
    await store.snapshots.save(taken, taken.parts)
    return Brought(room.state.seq, told.broken)


def _chunks(pages: Iterable[rec.Page]) -> Iterator[list[rec.Page]]:
    """Group pages for writing: not too many, not too large."""
    chunk: list[rec.Page] = []
    size = 0
    for page in pages:
        chunk.append(page)
        size += len(page.body)
        if len(chunk) == _CHUNK_PAGES or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _last_page(room: Room, broken: dict[int, str]) -> rec.Page | None:
    """Return the page that ends a show that the file leaves live, and marks what was found to break the fold."""
    records: list[rec.Record] = []
    if room.state.status == "live":
        records.append(rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id=END_ID)))
    records += [rec.RecordQuarantined(bad_seq=seq, why=why) for seq, why in broken.items()]
    return rec.encode_page(records, room.state.seq + 1, room.state.as_of_ms) if records else None
