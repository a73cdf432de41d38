"""Whether the stored snapshots are what the journal says.

Owns: the check of one show: folded from its first record, compared at every snapshot's seq and instant.
Law: no snapshot is folded from; a journal with a gap or a record that breaks the fold without a mark is a failure.
Must not know: who asks.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

from msgspec import Struct

from controlroom.domain import records as rec
from controlroom.live.recovery import quarantined
from controlroom.ports import Journal, SnapshotMark, Snapshots
from controlroom.room.room import FOLD_VERSION, FoldBroken, Room
from controlroom.room.snapshot import digest

Verdict = Literal["same", "DIFFERS", "no snapshot", "other version", "GAP", "BREAKS"]


class Checked(Struct, frozen=True, kw_only=True):
    """One comparison.

    Args:
        records: Of the journal, as far as it was read.
        seq, as_of_ms: Where the comparison was made; `digest`: of the fold there.
        verdict: `other version`: the snapshot is another fold version's and is not used either; `GAP`: the journal is
            not whole; `BREAKS`: a record without a mark breaks the fold.
    """

    records: int
    seq: int
    as_of_ms: int
    digest: str | None
    verdict: Verdict


async def verify_show(journal: Journal, snapshots: Snapshots, show: str) -> list[Checked]:
    """Fold a show from its first record and compare it with each of its snapshots, oldest first."""
    stored = await snapshots.all(show)
    ours = deque(sorted((row for row in stored if row.fold_version == FOLD_VERSION), key=lambda row: row.seq))
    head = await journal.head(show)
    found = [
        Checked(records=head, seq=row.seq, as_of_ms=row.as_of_ms, digest=None, verdict="other version")
        for row in stored
        if row.fold_version != FOLD_VERSION
    ]
    room = Room(skip=await quarantined(journal, show))
    seq = 0
    async for page in journal.pages(show):
        if page.first_seq != seq + 1:
            return [*found, _failed(room, seq, "GAP")]
        records = rec.decode_page(page)
        try:
            while ours and ours[0].seq <= page.last_seq:
                if ours[0].seq > seq:
                    part = ours[0].seq - seq
                    room.apply_page(seq + 1, page.received_ms, records[:part])
                    records, seq = records[part:], ours[0].seq
                found.append(_compared(room, ours.popleft(), head))
            if records:
                room.apply_page(seq + 1, page.received_ms, records)
        except FoldBroken:
            return [*found, _failed(room, seq, "BREAKS")]
        seq = page.last_seq
    found += [_failed(room, seq, "GAP") for _ in ours]  # they know records that the journal has not
    if found:
        return found
    s = room.state
    return [Checked(records=seq, seq=seq, as_of_ms=s.as_of_ms, digest=digest(s), verdict="no snapshot")]


def _compared(room: Room, row: SnapshotMark, head: int) -> Checked:
    room.advance(row.as_of_ms)
    ours = digest(room.state)
    same = ours == row.digest and room.state.as_of_ms == row.as_of_ms
    return Checked(records=head, seq=row.seq, as_of_ms=row.as_of_ms, digest=ours, verdict="same" if same else "DIFFERS")


def _failed(room: Room, seq: int, verdict: Verdict) -> Checked:
    return Checked(records=seq, seq=room.state.seq, as_of_ms=room.state.as_of_ms, digest=None, verdict=verdict)
