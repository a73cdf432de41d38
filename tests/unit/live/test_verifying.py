"""The check of a show: every snapshot is compared with a fold from the first record."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import records as rec
from controlroom.live.recovery import take_snapshot
from controlroom.live.seen import Seen
from controlroom.live.verifying import Checked, verify_show
from controlroom.room.room import Room
from controlroom.room.snapshot import digest
from tests.memory import MemoryJournal, MemorySnapshots, save
from tests.unit.live.told import START_MS, pages_of


async def kept(snapshots_after: tuple[int, ...] = ()) -> tuple[MemoryJournal, MemorySnapshots]:
    """The show in stores, with a snapshot each time so many records are applied."""
    journal, snapshots, room = MemoryJournal(), MemorySnapshots(), Room()
    for page in pages_of()():
        await journal.append("demo-1", page)
        for seq, record in enumerate(rec.decode_page(page), page.first_seq):
            room.apply(seq, page.received_ms, record)
            if seq in snapshots_after:
                await save(snapshots, take_snapshot("demo-1", room, Seen(), []))
    return journal, snapshots


async def verdicts(journal: MemoryJournal, snapshots: MemorySnapshots) -> list[tuple[int, str]]:
    return [(check.seq, check.verdict) for check in await verify_show(journal, snapshots, "demo-1")]


@pytest.mark.parametrize("seq", range(1, 8))
async def test_snapshot_after_any_record_is_the_same(seq: int) -> None:
    assert await verdicts(*await kept((seq,))) == [(seq, "same")]


async def test_several_snapshots_are_each_compared() -> None:
    journal, snapshots = await kept((3, 5, 7))
    assert await verdicts(journal, snapshots) == [(3, "same"), (5, "same"), (7, "same")]


async def test_snapshot_taken_seconds_after_its_record_is_compared_at_its_own_instant() -> None:
    journal, snapshots = await kept()
    room = Room()
    for page in journal.shows["demo-1"]:
        room.apply_page(page.first_seq, page.received_ms, rec.decode_page(page))
    room.advance(START_MS + 300_000)
    await save(snapshots, take_snapshot("demo-1", room, Seen(), []))
    assert await verify_show(journal, snapshots, "demo-1") == [
        Checked(records=7, seq=7, as_of_ms=START_MS + 300_000, digest=digest(room.state), verdict="same")
    ]


async def test_other_digest_differs() -> None:
    journal, snapshots = await kept((4,))
    snapshots.rows = [msgspec.structs.replace(snapshots.rows[0], digest="0" * 32)]
    assert await verdicts(journal, snapshots) == [(4, "DIFFERS")]


async def test_show_without_snapshot_is_folded_all_the_same() -> None:
    assert await verdicts(*await kept()) == [(7, "no snapshot")]


async def test_snapshot_of_another_fold_version_is_told_and_not_compared() -> None:
    journal, snapshots = await kept((4,))
    snapshots.rows = [msgspec.structs.replace(snapshots.rows[0], fold_version=0, digest="0" * 32)]
    assert await verdicts(journal, snapshots) == [(4, "other version")]


async def test_journal_with_a_gap_is_told() -> None:
    journal, snapshots = await kept((7,))
    del journal.shows["demo-1"][2]
    assert (await verdicts(journal, snapshots))[0][1] == "GAP"


async def test_journal_that_lost_its_end_is_told() -> None:
    journal, snapshots = await kept((7,))
    del journal.shows["demo-1"][-1]
    assert await verdicts(journal, snapshots) == [(6, "GAP")]


async def test_record_that_breaks_the_fold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from controlroom.domain.events import Like
    from controlroom.room import facts

    journal, snapshots = await kept((3,))
    monkeypatch.setitem(facts.HANDLERS, Like, lambda *_: 1 // 0)
    assert [verdict for _, verdict in await verdicts(journal, snapshots)] == ["same", "BREAKS"]
