"""What goes wrong leaves nothing half-written, is told with its mend, and is over when it is over."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, func, select

from controlroom.domain.records import Page
from controlroom.ports import ShowRow, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store import Store
from controlroom.store.compiling import compile_clause
from controlroom.store.connection import Connection, Connector
from controlroom.store.engine import PATIENCE_S, READERS, Reader, Writer
from controlroom.store.journal import SqlJournal
from controlroom.store.statement import Statement

from .conftest import MakePage

Hook = Callable[[Connection], Awaitable[Any]]


class Prepared(Connector):
    """Opens connections that a test prepares, and remembers them."""

    def __init__(self, settings: Settings, hook: Hook | None = None) -> None:
        super().__init__(settings.database, "FULL")
        self.opened: list[Connection] = []
        self._hook = hook

    async def open(self) -> Connection:
        connection = await super().open()
        if self._hook is not None:
            await self._hook(connection)
        self.opened.append(connection)
        return connection


@asynccontextmanager
async def journal_on(connector: Prepared, patience_s: float = PATIENCE_S) -> AsyncIterator[SqlJournal]:
    """A journal whose writing connection a test prepares."""
    writer, reader = Writer(connector, asyncio.Lock(), patience_s), Reader(Connector(connector.database, "FULL"))
    try:
        yield SqlJournal(writer, reader)
    finally:
        await writer.close()
        await reader.close()


async def seqs(journal: SqlJournal, show: str) -> list[int]:
    return [page.first_seq async for page in journal.pages(show)]


async def refused(journal: SqlJournal, show: str, page: Page) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as caught:
        await journal.append(show, page)
    return caught.value


async def test_full_disk_is_told_and_goes_on_when_there_is_space(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    for seq in range(2, 12):
        await store.journal.append(show, page(seq, filler="x" * 20_000))
    # No page more than the file has: what SQLite meets on a full disk.
    full = Prepared(settings, lambda connection: connection.execute_fetchall("PRAGMA max_page_count = 1"))
    async with journal_on(full) as journal:
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
    connector = Prepared(settings)
    async with journal_on(connector) as journal:
        await journal.append(show, page(2))
        await connector.opened[0].close()
        assert (await refused(journal, show, page(3))).reason == "failed"
        await journal.append(show, page(3))
        assert len(connector.opened) == 2
        assert await journal.head(show) == 3


async def test_database_taken_away_is_told_and_never_made_anew(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    away = settings.data / "away.db"
    settings.database.rename(away)
    async with journal_on(Prepared(settings)) as journal:
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

    async def hook(self, connection: Connection) -> None:
        await connection.create_function("stall", 0, self._wait)
        await connection.execute_fetchall(
            "CREATE TEMP TRIGGER stall BEFORE INSERT ON main.pages BEGIN SELECT stall(); END"
        )

    def _wait(self) -> int:
        if self.on.is_set():
            self.entered.set()
            self.freed.wait(10)
        return 0


async def test_append_cancelled_half_way_is_written_whole_and_the_next_follows(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    stall = Stall()
    async with journal_on(Prepared(settings, stall.hook)) as journal:
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
    async with journal_on(Prepared(settings, stall.hook), patience_s=0.3) as journal:
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


NUMBER = Statement("number", compile_clause(select(bindparam("number", type_=Integer))))
HELD = Statement("held", compile_clause(select(func.held(bindparam("number", type_=Integer)))))


class Held:
    """Reading statements that last until they are let go."""

    def __init__(self) -> None:
        self.freed = [threading.Event() for _ in range(READERS)]
        self._inside = threading.Semaphore(0)

    async def hook(self, connection: Connection) -> None:
        await connection.create_function("held", 1, self._wait)

    def _wait(self, number: int) -> int:
        self._inside.release()
        self.freed[number].wait(10)
        return number

    async def begin(self, reader: Reader, count: int) -> list[asyncio.Task[Any]]:
        """Begin so many; return when each is under way."""
        tasks = [asyncio.create_task(reader.run(HELD, number=number)) for number in range(count)]
        for _ in tasks:
            assert await asyncio.to_thread(self._inside.acquire, timeout=10)
        return tasks

    def let_go(self) -> None:
        for each in self.freed:
            each.set()


async def test_reader_opens_on_need_and_keeps_to_its_places(store: Store, settings: Settings) -> None:
    held = Held()
    connector = Prepared(settings, held.hook)
    reader = Reader(connector)
    for number in range(3):
        assert await reader.run(NUMBER, number=number) == [(number,)]
    assert len(connector.opened) == 1
    tasks = await held.begin(reader, READERS)
    waiting = asyncio.create_task(reader.run(NUMBER, number=7))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    held.let_go()
    assert await asyncio.gather(*tasks, waiting) == [[(number,)] for number in (*range(READERS), 7)]
    assert len(connector.opened) == READERS
    await reader.close()


async def test_read_that_finds_all_places_taken_is_told_so_and_goes_on_when_one_is_free(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    reader = Reader(Prepared(settings, held.hook))
    tasks = await held.begin(reader, READERS)
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_patience_s", 0.1)
        with pytest.raises(StoreUnavailable, match="all reading connections are in use") as caught:
            await reader.run(NUMBER, number=1)
    assert caught.value.reason == "locked"
    held.let_go()
    await asyncio.gather(*tasks)
    assert await reader.run(NUMBER, number=1) == [(1,)]
    await reader.close()


async def test_read_that_the_disk_does_not_answer_is_told_so(store: Store, settings: Settings) -> None:
    held = Held()
    reader = Reader(Prepared(settings, held.hook), patience_s=0.1)
    with pytest.raises(StoreUnavailable, match=r"the disk has not answered for 0\.1 s"):
        await reader.run(HELD, number=0)
    held.let_go()
    await reader.close()


async def test_read_given_up_keeps_its_place_and_is_waited_for_last(store: Store, settings: Settings) -> None:
    held = Held()
    connector = Prepared(settings, held.hook)
    reader = Reader(connector)
    given_up, done = await held.begin(reader, 2)
    held.freed[1].set()
    await done
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    async with asyncio.timeout(5):
        assert await reader.run(NUMBER, number=1) == [(1,)]
    held.freed[0].set()
    assert len(connector.opened) == 2
    await reader.close()


async def test_reader_parts_from_a_connection_that_failed(store: Store, settings: Settings) -> None:
    connector = Prepared(settings)
    reader = Reader(connector)
    await reader.run(NUMBER, number=1)
    await connector.opened[0].close()
    with pytest.raises(StoreUnavailable):
        await reader.run(NUMBER, number=1)
    assert await reader.run(NUMBER, number=1) == [(1,)]
    assert len(connector.opened) == 2
    await reader.close()
