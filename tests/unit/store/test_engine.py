"""What goes wrong leaves nothing half-written, is told with its mend, and is over when it is over."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event

from controlroom.domain.records import Page
from controlroom.ports import ShowRow, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store import Store
from controlroom.store.engine import PATIENCE_S, Reader, Writer, make_engine
from controlroom.store.journal import SqlJournal

from .conftest import MakePage

Hook = Callable[[Any], None]


@asynccontextmanager
async def journal_on(
    settings: Settings, hook: Hook = lambda _: None, patience_s: float = PATIENCE_S
) -> AsyncIterator[SqlJournal]:
    """A journal whose writing connection a test prepares."""
    writing, reading = make_engine(settings.database, "FULL", 1), make_engine(settings.database, "FULL", 1)
    event.listen(writing.sync_engine, "connect", lambda connection, _: hook(connection))
    writer = Writer(writing, settings.database, asyncio.Lock(), patience_s)
    try:
        yield SqlJournal(writer, Reader(reading, settings.database))
    finally:
        await writer.close()
        await writing.dispose()
        await reading.dispose()


async def seqs(journal: SqlJournal, show: str) -> list[int]:
    return [page.first_seq async for page in journal.pages(show)]


def run_on(connection: Any, sql: str) -> None:
    cursor = connection.cursor()
    cursor.execute(sql)
    cursor.close()


async def refused(journal: SqlJournal, show: str, page: Page) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as caught:
        await journal.append(show, page)
    return caught.value


@pytest.mark.parametrize(("synchronous", "level"), [("FULL", 2), ("NORMAL", 1)])
async def test_connection_syncs_as_asked_and_holds_references(
    store: Store, settings: Settings, synchronous: Any, level: int
) -> None:
    engine = make_engine(settings.database, synchronous, 1)
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one() == level
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar_one() == 1
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar_one() == "wal"
    await engine.dispose()


async def test_full_disk_is_told_and_goes_on_when_there_is_space(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    for seq in range(2, 12):
        await store.journal.append(show, page(seq, filler="x" * 20_000))
    # No page more than the file has: what SQLite meets on a full disk.
    async with journal_on(settings, lambda connection: run_on(connection, "PRAGMA max_page_count = 1")) as journal:
        error = await refused(journal, show, page(12, filler="x" * 20_000))
        assert error.reason == "full"
        assert "Free some space" in str(error)
        assert await seqs(journal, show) == list(range(1, 12))
        with sqlite3.connect(settings.database) as other:
            other.execute("DELETE FROM pages WHERE first_seq = 11")
        other.close()
        await journal.append(show, page(11, filler="x" * 20_000))
        assert await seqs(journal, show) == list(range(1, 12))


async def test_lock_of_another_is_told_soon_and_goes_on_when_it_is_free(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    error = await refused(store.journal, show, page(2))
    assert error.reason == "locked"
    assert "another process holds it" in str(error)
    assert time.monotonic() - begun < 2
    assert await store.journal.head(show) == 1
    other.execute("ROLLBACK")
    other.close()
    await store.journal.append(show, page(2))
    assert await store.journal.head(show) == 2


async def test_entry_in_the_book_waits_for_the_lock_of_another_and_lets_pages_by(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    async with asyncio.TaskGroup() as group:
        group.create_task(store.book.put_note("address", "here"))
        await asyncio.sleep(0)
        error = await refused(store.journal, show, page(2))  # the note had its turn first, and gave it back
        other.execute("ROLLBACK")
    other.close()
    assert error.reason == "locked"
    assert await store.book.note("address") == "here"


async def test_connection_that_was_closed_is_opened_again(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    opened: list[aiosqlite.Connection] = []
    async with journal_on(settings, lambda connection: opened.append(connection.driver_connection)) as journal:
        await journal.append(show, page(2))
        await opened[0].close()
        assert (await refused(journal, show, page(3))).reason == "failed"
        await journal.append(show, page(3))
        assert len(opened) == 2
        assert await journal.head(show) == 3


async def test_database_taken_away_is_told_and_never_made_anew(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    away = settings.data / "away.db"
    settings.database.rename(away)
    async with journal_on(settings) as journal:
        error = await refused(journal, show, page(2))
        assert error.reason == "failed"
        assert "cannot be opened" in str(error)
        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            await journal.head(show)
        assert not settings.database.exists()
        away.rename(settings.database)
        await journal.append(show, page(2))
        assert await journal.head(show) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits a file's size by POSIX")
async def test_write_error_of_the_disk_is_told_and_goes_on_when_it_is_over(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    import resource

    await store.journal.append(show, page(2))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = settings.database.with_name(settings.database.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 5000, hard))
    try:
        error = await refused(store.journal, show, page(3, filler="x" * 100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert error.reason == "failed"
    assert "IOERR" in str(error)
    assert await seqs(store.journal, show) == [1, 2]
    await store.journal.append(show, page(3))
    assert await seqs(store.journal, show) == [1, 2, 3]


class Stall:
    """A disk that does not answer until it is let go: SQLite waits in the middle of each page while `on`."""

    def __init__(self) -> None:
        self.on = threading.Event()
        self.entered = threading.Event()
        self.freed = threading.Event()

    def hook(self, connection: Any) -> None:
        connection.create_function("stall", 0, self._wait)
        run_on(connection, "CREATE TEMP TRIGGER stall BEFORE INSERT ON main.pages BEGIN SELECT stall(); END")

    def _wait(self) -> int:
        if self.on.is_set():
            self.entered.set()
            self.freed.wait(10)
        return 0


async def test_append_cancelled_half_way_is_written_whole_and_the_next_follows(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    stall = Stall()
    async with journal_on(settings, stall.hook) as journal:
        stall.on.set()
        appending = asyncio.create_task(journal.append(show, page(2, 5)))
        await asyncio.to_thread(stall.entered.wait, 10)
        appending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await appending
        stall.on.clear()
        stall.freed.set()
        await journal.append(show, page(7))
        assert await seqs(journal, show) == [1, 2, 7]


async def test_page_of_a_disk_that_answers_too_late_is_taken_back(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    stall = Stall()
    async with journal_on(settings, stall.hook, patience_s=0.3) as journal:
        await journal.append(show, page(2))
        stall.on.set()
        error = await refused(journal, show, page(3))
        assert error.reason == "failed"
        assert "has not answered for 0.3 s" in str(error)
        begun = time.monotonic()
        assert (await refused(journal, show, page(3, 7))).reason == "failed"
        assert time.monotonic() - begun < 0.2  # at once: nothing is queued behind what is overdue
        stall.on.clear()
        stall.freed.set()
        async with asyncio.timeout(10):
            while True:
                try:
                    await journal.append(show, page(3, 2))
                    break
                except StoreUnavailable:
                    await asyncio.sleep(0)
        assert [each async for each in journal.pages(show, 2)] == [page(3, 2)]


async def test_transaction_cancelled_half_way_leaves_nothing(store: Store, show: str, page: MakePage) -> None:
    row = ShowRow(id="demo-2", room="demo", opened_ms=2, current=True)
    opening = asyncio.create_task(store.book.open_show(row, page(1)))
    for _ in range(3):
        await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    current = await store.book.current_show("demo")
    assert current is not None
    assert (current.id, await store.journal.head("demo-2")) in [("demo-1", 0), ("demo-2", 1)]
    await store.journal.append(show, page(2))


async def test_writers_take_turns_in_the_order_of_asking(store: Store, show: str, page: MakePage) -> None:
    order: list[str] = []

    async def noted(name: str, writing: Any) -> None:
        await writing
        order.append(name)

    async with asyncio.TaskGroup() as group:
        for seq in range(2, 6):
            group.create_task(noted(f"page {seq}", store.journal.append(show, page(seq))))
            group.create_task(noted(f"note {seq}", store.book.put_note("n", str(seq))))
    assert order == [f"{kind} {seq}" for seq in range(2, 6) for kind in ("page", "note")]
