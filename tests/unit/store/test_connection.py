"""A connection is set as asked, opens only what is there, and is parted from without waiting for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from controlroom.settings import Settings
from controlroom.store import Store
from controlroom.store.connection import BUSY_S, Connection, Connector


@pytest.fixture(autouse=True)
async def no_thread_is_left() -> AsyncIterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.name.startswith("asyncio_"):
            thread.join(10)
            assert not thread.is_alive()


async def asked(connection: Connection, pragma: str) -> Any:
    ((value,),) = await connection.execute_fetchall(f"PRAGMA {pragma}")
    return value


@pytest.mark.parametrize(("synchronous", "level"), [("FULL", 2), ("NORMAL", 1)])
async def test_connection_syncs_as_asked_and_holds_references(
    store: Store, settings: Settings, synchronous: Any, level: int
) -> None:
    connection = await Connector(settings.database, synchronous).open()
    assert await asked(connection, "synchronous") == level
    assert await asked(connection, "foreign_keys") == 1
    assert await asked(connection, "secure_delete") == 1
    assert await asked(connection, "journal_mode") == "wal"
    assert await asked(connection, "busy_timeout") == BUSY_S * 1000
    assert connection.isolation_level is None
    await connection.part()


async def test_database_that_is_not_there_is_an_error_and_not_made(tmp_path: Path) -> None:
    database = tmp_path / "none.db"
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await Connector(database, "FULL").open()
    assert not database.exists()


async def test_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database " * 100)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        await Connector(tmp_path / "text.db", "FULL").open()


async def test_parting_waits_for_what_is_under_way_and_may_be_done_twice(store: Store, settings: Settings) -> None:
    connection = await Connector(settings.database, "FULL").open()
    freed = threading.Event()
    await connection.create_function("held", 0, lambda: freed.wait(10))
    reading = asyncio.ensure_future(connection.execute_fetchall("SELECT held()"))
    await asyncio.sleep(0)
    parting = asyncio.create_task(connection.part())
    await asyncio.sleep(0.05)
    assert not parting.done()
    freed.set()
    await parting
    assert [tuple(row) for row in await reading] == [(1,)]
    async with asyncio.timeout(5):
        await connection.part()
    with pytest.raises(ValueError, match="closed"):
        await connection.execute_fetchall("SELECT 1")


async def test_silent_disk_holds_up_neither_parting_nor_the_process(store: Store, settings: Settings) -> None:
    before = set(threading.enumerate())
    connection = await Connector(settings.database, "FULL").open()
    (thread,) = set(threading.enumerate()) - before
    assert thread.daemon
    freed = threading.Event()
    await connection.create_function("held", 0, lambda: freed.wait(10))
    reading = asyncio.ensure_future(connection.execute_fetchall("SELECT held()"))
    await asyncio.sleep(0)
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await connection.part()
    assert time.monotonic() - begun < 2
    freed.set()  # it closes all the same
    await reading
