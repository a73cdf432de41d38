"""A past show brought in: finished, gapless, under its own name, and whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.live.importing import bring_in
from controlroom.live.recovery import recover
from controlroom.live.replay import NotAShow, Opening, journal_pages
from controlroom.live.verifying import verify_show
from controlroom.ports import RoomRow
from tests.memory import MemoryBook, MemoryJournal, MemorySnapshots
from tests.unit.live.told import EVENTS, exported, opening, pages_of

ROW = RoomRow(slug="demo", mode="live", user_key=b"k" * 32, created_ms=1)


@dataclass(frozen=True)
class Store:
    """The stores in memory."""

    journal: MemoryJournal
    book: MemoryBook
    snapshots: MemorySnapshots


@pytest.fixture
def store() -> Store:
    journal = MemoryJournal()
    return Store(journal, MemoryBook(journal), MemorySnapshots())


def second() -> Opening:
    return opening(show="demo-2")


async def test_events_become_a_finished_show_that_is_not_current(store: Store) -> None:
    brought = await bring_in(store, ROW, second(), pages_of(how=second()), {})
    (show,) = await store.book.shows("demo")
    assert (show.id, show.current) == ("demo-2", False)
    state = (await recover(store.journal, None, "demo-2")).room.state
    assert (state.status, state.show, state.seq) == ("ended", "demo-2", brought.records)
    assert brought.records == 2 + len(EVENTS) - 1 + 1


async def test_imported_show_verifies(store: Store) -> None:
    await bring_in(store, ROW, second(), pages_of(how=second()), {})
    assert [check.verdict for check in await verify_show(store.journal, store.snapshots, "demo-2")] == ["same"]


async def test_journal_of_another_room_takes_this_rooms_name_and_keeps_its_records(store: Store) -> None:
    lines = exported(pages_of()())
    await bring_in(store, ROW, second(), lambda: journal_pages(lines), {})
    records = store.journal.records("demo-2")
    assert isinstance(records[0], rec.ShowOpened)
    assert (records[0].room, records[0].show) == ("demo", "demo-2")
    assert exported(store.journal.shows["demo-2"])[1 : len(lines)] == lines[1:]


async def test_show_that_had_ended_is_not_ended_again(store: Store) -> None:
    await bring_in(store, ROW, second(), pages_of(how=second()), {})
    ended = exported(store.journal.shows["demo-2"])
    third = opening(show="demo-3")
    await bring_in(store, ROW, third, lambda: journal_pages(ended), {})
    ends = [
        r for r in store.journal.records("demo-3") if isinstance(r, rec.Accepted) and isinstance(r.command, cmd.ShowEnd)
    ]
    assert len(ends) == 1


async def test_record_that_breaks_the_fold_is_marked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from controlroom.domain.events import Like
    from controlroom.room import facts

    monkeypatch.setitem(facts.HANDLERS, Like, lambda *_: 1 // 0)
    brought = await bring_in(store, ROW, second(), pages_of(how=second()), {})
    assert list(brought.broken) == [7]
    assert isinstance(store.journal.records("demo-2")[-1], rec.RecordQuarantined)
    assert [check.verdict for check in await verify_show(store.journal, store.snapshots, "demo-2")] == ["same"]


async def test_file_without_any_good_event_leaves_nothing(store: Store) -> None:
    with pytest.raises(NotAShow, match="no event that can be used"):
        await bring_in(store, ROW, second(), pages_of([b"{}\n"], bad=[]), {})
    assert await store.book.shows() == []
