"""A show's fold brought back: snapshot and the journal's tail become a room again.

Owns: how a room is rebuilt, and how a record that breaks the fold is found and left out.
Law: what comes out is what the straight run would be; the marks of quarantined records are read before anything is
folded.
Must not know: who asks; whether the room will run on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, msgpack

from controlroom.domain import records as rec
from controlroom.domain.events import Fact
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.live.seen import Seen
from controlroom.ports import Journal, SnapshotRow, Snapshots
from controlroom.room import snapshot
from controlroom.room.room import FOLD_VERSION, FoldBroken, Room

log = logging.getLogger(__name__)

_MARK: Final = b'"type":"record.quarantined"'


class Body(Struct, array_like=True):
    """What a snapshot holds: the frozen state and the memory of seen facts."""

    state: bytes
    seen: bytes


class Recovered(Struct):
    """A room that can run on. `broken`: records found now that break the fold, with reasons, still to be journaled."""

    room: Room
    seen: Seen
    broken: dict[int, str]


def take_snapshot(show: str, room: Room, seen: Seen, on_their_way: list[Fact]) -> SnapshotRow:
    """Return the snapshot of a room as it stands (every record up to its seq applied).

    An ended show's is taken as of the first whole second after its last record, where every replay of its journal ends,
    so that anybody can compare the digests.
    """
    state = snapshot.freeze(room.state)
    as_of_ms = room.state.as_of_ms
    if room.state.status == "ended":
        settled = Room(snapshot.thaw(state))
        settled.advance(max(as_of_ms, floor_second(room.state.received_ms) + SECOND_MS))
        state, as_of_ms = snapshot.freeze(settled.state), settled.state.as_of_ms
    body = msgpack.encode(Body(state, seen.freeze(on_their_way)))
    return SnapshotRow(
        show=show,
        seq=room.state.seq,
        as_of_ms=as_of_ms,
        fold_version=FOLD_VERSION,
        digest=snapshot.digest_of(state),
        body=body,
    )


def room_of(row: SnapshotRow) -> tuple[Room, Seen]:
    """Return the room and the memory that a snapshot holds."""
    body = msgpack.decode(row.body, type=Body)
    return Room(snapshot.thaw(body.state)), Seen.thaw(body.seen)


async def quarantined(journal: Journal, show: str) -> dict[int, str]:
    """Return the records that a show's journal marks as breaking the fold, with the reasons."""
    marks: dict[int, str] = {}
    async for page in journal.pages(show):
        if _MARK in page.body:
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
        restored, seen = room_of(row)
        state = restored.state
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
        for record in records:
            if isinstance(record, Fact) and record.id is not None:
                seen.take(record, record.source or "", page.received_ms)
        seen.trim(page.received_ms)
    return room, seen
