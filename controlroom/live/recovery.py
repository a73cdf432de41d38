"""A show's fold brought back: snapshot and the journal's tail become a room again.

Owns: how a room is rebuilt, and how a record that breaks the fold is found and left out.
Law: what comes out is what the straight run would be; the marks of quarantined records are read before anything is
folded.
Must not know: who asks; whether the room will run on.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import DecodeError, Struct, structs

from controlroom.domain import records as rec
from controlroom.domain.events import Fact
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.live.seen import Seen
from controlroom.ports import Journal, SnapshotMark, SnapshotRow, Snapshots, StoreUnavailable
from controlroom.room import snapshot
from controlroom.room.room import FOLD_VERSION, FoldBroken, Room
from controlroom.room.snapshot import Freezer, Frozen, Piece

log = logging.getLogger(__name__)

_LEVEL: Final = 1
PART_BYTES: Final = 256 * 1024
"""A packed snapshot is cut into parts of about so much: each is a moment's work for the database."""


class Recovered(Struct):
    """A room that can run on. `broken`: records found now that break the fold, with reasons, still to be journaled."""

    room: Room
    seen: Seen
    broken: dict[int, str]


class Taken:
    """A snapshot as it was taken on the loop, in memory that nobody changes until the next is taken; still to be packed."""

    __slots__ = ("as_of_ms", "seen", "seq", "show", "state")

    def __init__(self, show: str, seq: int, as_of_ms: int, state: Frozen, seen: Frozen) -> None:
        self.show = show
        self.seq = seq
        self.as_of_ms = as_of_ms
        self.state = state
        self.seen = seen

    def mark(self) -> SnapshotMark:
        """Return what is written of it besides its parts: to be called beside the loop, as it reads the whole state."""
        return SnapshotMark(
            show=self.show, seq=self.seq, as_of_ms=self.as_of_ms, fold_version=FOLD_VERSION, digest=self.state.digest()
        )

    def parts(self) -> Iterator[bytes]:
        """Yield the parts to store, packed as they are asked for: to be asked for beside the loop."""
        packer = zlib.compressobj(_LEVEL)
        packed: list[bytes] = []
        size = 0
        for piece in self._pieces():
            packed.append(packer.compress(piece))
            size += len(packed[-1])
            if size >= PART_BYTES:
                yield b"".join(packed)
                packed, size = [], 0
        yield b"".join((*packed, packer.flush()))

    def _pieces(self) -> Iterator[Piece]:
        for half in (self.state, self.seen):
            yield half.size.to_bytes(8, "big")
            yield from half.pieces


def settled_ms(room: Room) -> int:
    """Return the instant as of which a room's snapshot is taken.

    An ended show's is the first whole second after its last record, where every replay of its journal ends, so that
    anybody can compare the digests.
    """
    s = room.state
    return max(s.as_of_ms, floor_second(s.received_ms) + SECOND_MS) if s.status == "ended" else s.as_of_ms


def take(freezer: Freezer, show: str, room: Room, seen: Seen, on_their_way: list[Fact]) -> Taken:
    """Take the snapshot of a room as it stands (every record up to its seq applied); it takes milliseconds."""
    as_of_ms = settled_ms(room)
    if as_of_ms > room.state.as_of_ms:  # a copy is advanced: the room itself goes on at its own time
        room = Room(snapshot.thaw(snapshot.freeze(room.state)))
        room.advance(as_of_ms)
    return Taken(show, room.state.seq, as_of_ms, freezer.freeze(room.state), seen.freeze(on_their_way))


def take_snapshot(show: str, room: Room, seen: Seen, on_their_way: list[Fact]) -> SnapshotRow:
    """Return the snapshot of a room as it stands, packed."""
    taken = take(Freezer(), show, room, seen, on_their_way)
    return SnapshotRow(**structs.asdict(taken.mark()), parts=tuple(taken.parts()))


def bodies(row: SnapshotRow) -> tuple[memoryview, memoryview]:
    """Return the frozen state and the frozen memory that a snapshot holds.

    Raises:
        StoreUnavailable: It is damaged.
    """
    opener = zlib.decompressobj()
    try:
        plain = b"".join([*map(opener.decompress, row.parts), opener.flush()])
    except zlib.error as error:
        raise _damaged(row, str(error)) from error
    if not opener.eof:
        raise _damaged(row, "its end is missing")
    view, size = memoryview(plain), int.from_bytes(plain[:8], "big")
    return view[8 : 8 + size], view[16 + size :]


def _damaged(row: SnapshotRow, why: str) -> StoreUnavailable:
    return StoreUnavailable(
        "failed",
        f"the snapshot of show {row.show!r} at seq {row.seq} is damaged ({why}). The database needs its backup.",
    )


def room_of(row: SnapshotRow) -> tuple[Room, Seen]:
    """Return the room and the memory that a snapshot holds."""
    state, seen = bodies(row)
    return Room(snapshot.thaw(state)), Seen.thaw(seen)


async def quarantined(journal: Journal, show: str) -> dict[int, str]:
    """Return the records that a show's journal marks as breaking the fold, with the reasons."""
    marks: dict[int, str] = {}
    async for page in journal.marked(show):
        for record in rec.decode_page(page):
            if isinstance(record, rec.RecordQuarantined):
                marks[record.bad_seq] = record.why
    return marks


async def recover(
    journal: Journal,
    snapshots: Snapshots | None,
    show: str,
    *,
    until_seq: int | None = None,
    skip: Mapping[int, str] | None = None,
) -> Recovered:
    """Fold a show's journal, from its newest snapshot where there is one.

    Args:
        snapshots: None: fold from the first record.
        until_seq: Fold no record after this one.
        skip: Records that are known to break the fold and not yet marked in the journal.
    """
    marks = {**await quarantined(journal, show), **(skip or {})}
    broken: dict[int, str] = {}
    while True:
        try:
            room, seen = await _fold(journal, snapshots, show, set(marks) | set(broken), until_seq)
        except FoldBroken as error:
            log.error("show %s: %s; it is left out", show, error)
            broken[error.seq] = str(error)
            continue
        return Recovered(room, seen, broken)


async def _fold(
    journal: Journal, snapshots: Snapshots | None, show: str, skip: set[int], until_seq: int | None
) -> tuple[Room, Seen]:
    before = min(skip) if skip else None
    if until_seq is not None:
        before = min(before or until_seq + 1, until_seq + 1)
    row = await snapshots.latest(show, FOLD_VERSION, before_seq=before) if snapshots is not None else None
    state = None
    seen = Seen()
    if row is not None:
        try:
            restored, seen = await asyncio.to_thread(room_of, row)
            state = restored.state
        except DecodeError as error:  # of a fold that was changed without saying so: the journal has everything
            log.error("show %s: its snapshot at %d cannot be read and is passed over: %s", show, row.seq, error)
    room = Room(state, skip)
    async for page in journal.pages(show, after_seq=room.state.seq):
        records = rec.decode_page(page)
        first = page.first_seq
        if first <= room.state.seq:
            records, first = records[room.state.seq + 1 - first :], room.state.seq + 1
        if until_seq is not None:
            records = records[: max(0, until_seq + 1 - first)]
        if not records:
            break
        room.apply_page(first, page.received_ms, records)
        seen.take([record for record in records if isinstance(record, Fact)], page.received_ms)
        seen.trim(page.received_ms)
    return room, seen
