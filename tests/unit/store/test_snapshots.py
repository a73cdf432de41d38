"""Snapshots come back as they were saved, and only as many as are of use are kept."""

from __future__ import annotations

import sqlite3

import pytest

from controlroom.ports import SnapshotMark, SnapshotRow
from controlroom.settings import Settings
from controlroom.store import Store
from tests.memory import save

PARTS = (b"state ", b"in ", b"parts") * 5


def row(
    show: str, seq: int, *, fold_version: int = 1, parts: tuple[bytes, ...] = (b"state ", b"in ", b"parts") * 5
) -> SnapshotRow:
    return SnapshotRow(
        show=show, seq=seq, as_of_ms=seq * 1000, fold_version=fold_version, digest=f"d{seq}", parts=parts
    )


async def kept(store: Store, show: str) -> list[int]:
    return [each.seq for each in await store.snapshots.all(show)]


async def test_snapshot_comes_back_as_it_was_saved(store: Store, show: str) -> None:
    await save(store.snapshots, row(show, 7))
    assert await store.snapshots.latest(show, 1) == row(show, 7)
    (mark,) = await store.snapshots.all(show)
    assert type(mark) is SnapshotMark
    assert (mark.show, mark.seq, mark.as_of_ms, mark.fold_version, mark.digest) == (show, 7, 7000, 1, "d7")


async def test_latest_of_a_show_without_snapshots_is_none(store: Store, show: str) -> None:
    assert await store.snapshots.latest(show, 1) is None
    assert await store.snapshots.all("nothing") == []


async def test_latest_is_of_the_fold_version_and_before_the_seq(store: Store, show: str) -> None:
    for each in (row(show, 5), row(show, 9), row(show, 12, fold_version=2)):
        await save(store.snapshots, each)
    assert await store.snapshots.latest(show, 1) == row(show, 9)
    assert await store.snapshots.latest(show, 1, before_seq=9) == row(show, 5)
    assert await store.snapshots.latest(show, 1, before_seq=5) is None
    assert await store.snapshots.latest(show, 3) is None


async def test_three_newest_are_kept(store: Store, show: str) -> None:
    for seq in (1, 2, 3, 4, 5):
        await save(store.snapshots, row(show, seq))
    assert await kept(store, show) == [3, 4, 5]


async def test_farthest_is_kept_beside_the_three_newest(store: Store, show: str) -> None:
    for seq in (50, 1, 2, 3, 4):
        await save(store.snapshots, row(show, seq))
    assert await kept(store, show) == [2, 3, 4, 50]


async def test_snapshot_of_the_same_place_replaces_the_old_one(store: Store, show: str) -> None:
    await save(store.snapshots, row(show, 7))
    await save(store.snapshots, row(show, 7, fold_version=2, parts=(b"new",)))
    assert await kept(store, show) == [7]
    assert await store.snapshots.latest(show, 2) == row(show, 7, fold_version=2, parts=(b"new",))


async def test_snapshot_of_an_unknown_show_is_refused(store: Store) -> None:
    with pytest.raises(LookupError, match="no show 'ghost'"):
        await save(store.snapshots, row("ghost", 1))


async def test_snapshot_that_was_not_finished_is_nothing_and_leaves_nothing(
    store: Store, show: str, settings: Settings
) -> None:
    await save(store.snapshots, row(show, 7))
    with sqlite3.connect(settings.database) as other:
        other.execute("INSERT INTO snapshot_parts (show, seq, part, body) VALUES (?, 8, 0, x'00')", (show,))
    other.close()
    assert await store.snapshots.latest(show, 1) == row(show, 7)
    await save(store.snapshots, row(show, 9))
    other = sqlite3.connect(settings.database)
    assert other.execute("SELECT DISTINCT seq FROM snapshot_parts ORDER BY seq").fetchall() == [(7,), (9,)]
    other.close()
