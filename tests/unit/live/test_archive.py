"""A past show's series: from its snapshot, else from its journal."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.live.archive import Archive
from controlroom.live.recovery import recover, take_snapshot
from controlroom.room.room import FOLD_VERSION
from tests.memory import MemoryJournal, MemorySnapshots

T_MS = 1_767_225_600_000


async def a_journal() -> MemoryJournal:
    """A show of a minute, its server away from 20 s to 30 s."""
    journal, seq = MemoryJournal(), 1
    pages: list[tuple[int, list[rec.Record]]] = [
        (0, [rec.ShowOpened(room="demo", show="demo-1", mode="live")]),
        (1, [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"))]),
        (5, [ev.Comment(user="a", text="hi", id="c1", source="shop")]),
        (30, [rec.RoomResumed(from_ms=T_MS + 20_000, to_ms=T_MS + 30_000)]),
        (60, [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end"))]),
    ]
    for second, records in pages:
        await journal.append("demo-1", rec.encode_page(records, seq, T_MS + second * 1000))
        seq += len(records)
    return journal


async def test_a_past_show_is_read_from_its_snapshot_alone() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    recovered = await recover(journal, None, "demo-1")
    await snapshots.save(take_snapshot("demo-1", recovered.room, recovered.seen, []))
    journal.shows["demo-1"][1:-1] = []  # nothing of it is read
    past = await Archive(journal, snapshots).show("demo-1")
    assert past.series == recovered.room.state.tally.series
    assert past.gaps == [(T_MS + 20_000, T_MS + 30_000)]
    assert (past.series.first_s, past.series.last_s) == (T_MS // 1000 + 2, T_MS // 1000 + 60)


async def test_a_show_without_a_snapshot_of_this_fold_is_folded_anew_once() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    archive = Archive(journal, snapshots)
    past = await archive.show("demo-1")
    assert [(row.seq, row.fold_version) for row in snapshots.rows] == [(5, FOLD_VERSION)]
    assert len(past.series.rows) == 59
    assert await archive.show("demo-1") is past
    again = await Archive(journal, snapshots).show("demo-1")
    assert (again.series, len(snapshots.rows)) == (past.series, 1)


async def test_a_snapshot_that_the_journal_went_on_after_is_brought_up_to_it() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    recovered = await recover(journal, None, "demo-1", until_seq=3)
    await snapshots.save(take_snapshot("demo-1", recovered.room, recovered.seen, []))
    past = await Archive(journal, snapshots).show("demo-1")
    assert past.series.last_s == T_MS // 1000 + 60
    assert [row.seq for row in snapshots.rows] == [3, 5]
