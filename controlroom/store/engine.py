"""Connections: one kept open for each kind of writing, a few for reading, and nothing of them on the event
loop.

Owns: the engines on aiosqlite, SQLite's settings, the turn that writers take, time-outs, and getting well
after an error.
Law: a single statement is its own transaction and one trip to the connection's thread, so a busy loop
delays a commit once, not five times. Writers of one process take turns in order of asking, so no room
starves another. An error leaves nothing half-written and the next call finds a working connection.
Must not know: tables.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

import aiosqlite
from sqlalchemy import URL, event, literal, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from controlroom.ports import StoreUnavailable
from controlroom.store.errors import DRIVER_ERRORS, unanswered, unavailable
from controlroom.store.statement import Statement

_LOG: Final = logging.getLogger(__name__)

PATIENCE_S: Final = 10.0
"""A call that the disk has not answered by then is given up."""
BUSY_S: Final = 0.25
"""How long SQLite itself waits for another process's lock."""
RETRY_S: Final = 5.0
"""How long everything but a page is tried again when another process holds the lock."""
READERS: Final = 4
_RETRY_PAUSE_S: Final = 0.05
_ROLLBACK_S: Final = 1.0
_NOTHING: Final = Statement(select(literal(1)))
_WAL_KEPT_BYTES: Final = 64 * 1024 * 1024

Row = tuple[Any, ...]
Step = tuple[Statement, dict[str, Any]]


def make_engine(database: Path, synchronous: Literal["FULL", "NORMAL"], size: int) -> AsyncEngine:
    """Return an engine on an existing database.

    Args:
        synchronous: FULL: a commit is on the disk when it returns. NORMAL: it may be lost with the machine's
            power, never torn.
        size: Connections at most.
    """
    # By URI, so that a database that was taken away is an error and not silently made anew.
    url = URL.create("sqlite+aiosqlite", database=database.absolute().as_uri(), query={"mode": "rw", "uri": "true"})
    engine = create_async_engine(
        url,
        connect_args={"timeout": BUSY_S, "isolation_level": None},
        pool_size=size,
        max_overflow=0,
        pool_timeout=PATIENCE_S,
        pool_reset_on_return=None,  # every statement here is its own transaction
    )

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        """Set a new connection's own pragmas."""
        cursor = connection.cursor()
        for pragma in (
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            f"journal_size_limit = {_WAL_KEPT_BYTES}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", prepare)
    return engine


async def _driver(connection: AsyncConnection) -> aiosqlite.Connection:
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, aiosqlite.Connection)
    return driver


async def _fetch(driver: aiosqlite.Connection, step: Step) -> list[Row]:
    statement, values = step
    return [tuple(row) for row in await driver.execute_fetchall(statement.sql, statement.places(values))]


class Reader:
    """Runs statements that only read, several at a time."""

    def __init__(self, engine: AsyncEngine, database: Path) -> None:
        self._engine = engine
        self._database = database

    async def run(self, statement: Statement, **values: Any) -> list[Row]:
        """Return the statement's rows.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        try:
            async with asyncio.timeout(PATIENCE_S), self._engine.connect() as connection:
                try:
                    return await _fetch(await _driver(connection), (statement, values))
                except DRIVER_ERRORS:
                    await connection.invalidate()
                    raise
        except TimeoutError as error:
            raise unanswered(self._database, PATIENCE_S) from error
        except DRIVER_ERRORS as error:
            raise unavailable(error, self._database) from error


class Writer:
    """Runs statements that write, one at a time, on a connection kept open.

    Args:
        engine: Of one connection.
        turn: Shared by all writers of the database in this process.
        patience_s: A call is given up after so long, seconds.
    """

    def __init__(self, engine: AsyncEngine, database: Path, turn: asyncio.Lock, patience_s: float = PATIENCE_S) -> None:
        self._engine = engine
        self._database = database
        self._turn = turn
        self._patience_s = patience_s
        self._connection: AsyncConnection | None = None
        self._overdue: asyncio.Task[None] | None = None

    async def run(self, statement: Statement, **values: Any) -> list[Row]:
        """Run a statement as its own transaction, trying for 5 s when another process holds the lock; return its rows.

        Raises:
            StoreUnavailable: Nothing was written.
            sqlite3.IntegrityError: A row it refers to is missing, or it is there already; nothing was written.
        """
        return (await self._patiently([(statement, values)]))[0]

    async def together(self, steps: Sequence[Step]) -> list[list[Row]]:
        """Run statements as one transaction, trying likewise; return each one's rows.

        Raises:
            StoreUnavailable: Nothing was written.
        """
        return await self._patiently(steps)

    async def once(self, statement: Statement, undo: Statement, **values: Any) -> list[Row]:
        """Run a statement as its own transaction, without trying again; return its rows.

        Args:
            undo: Takes back what the statement wrote, with the same values: for a disk that answers after it
                was given up.

        Raises:
            StoreUnavailable: Nothing was written, or what was is taken back before the next writing.
        """
        return (await self._attempt([(statement, values)], (undo, values)))[0]

    async def close(self) -> None:
        """Let the connection go, when what it is still doing is done."""
        if self._overdue is not None and not self._overdue.done():
            await asyncio.wait({self._overdue}, timeout=self._patience_s)
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    async def _patiently(self, steps: Sequence[Step]) -> list[list[Row]]:
        give_up = asyncio.get_running_loop().time() + RETRY_S
        while True:
            try:
                return await self._attempt(steps, None)
            except StoreUnavailable as error:
                if error.reason != "locked" or asyncio.get_running_loop().time() > give_up:
                    raise
            await asyncio.sleep(_RETRY_PAUSE_S)  # outside the turn: a page goes first

    async def _attempt(self, steps: Sequence[Step], undo: Step | None) -> list[list[Row]]:
        given = False
        try:
            async with asyncio.timeout(self._patience_s), self._turn:
                if self._overdue is not None and not self._overdue.done():
                    raise unanswered(self._database, self._patience_s)
                driver = await self._open()
                given = True
                return await self._transact(driver, steps)
        except TimeoutError as error:
            if given:
                self._overdue = asyncio.create_task(self._await_overdue(undo))
            raise unanswered(self._database, self._patience_s) from error
        except sqlite3.IntegrityError:
            raise
        except DRIVER_ERRORS as error:
            told = unavailable(error, self._database)
            if told.reason == "failed":
                await self._drop()
            raise told from error

    async def _transact(self, driver: aiosqlite.Connection, steps: Sequence[Step]) -> list[list[Row]]:
        if len(steps) == 1:
            return [await _fetch(driver, steps[0])]
        try:
            await driver.execute_fetchall("BEGIN IMMEDIATE")
            rows = [await _fetch(driver, step) for step in steps]
            await driver.execute_fetchall("COMMIT")
        except BaseException:
            # Also when cancelled: the thread takes its work in order, so this comes after whatever was under way.
            with suppress(TimeoutError):
                async with asyncio.timeout(_ROLLBACK_S):
                    await driver.rollback()
            raise
        return rows

    async def _open(self) -> aiosqlite.Connection:
        if self._connection is None:
            self._connection = await self._engine.connect()
        return await _driver(self._connection)

    async def _drop(self) -> None:
        """Part from a connection that failed; the next call opens another."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.invalidate()
            await connection.close()

    async def _await_overdue(self, undo: Step | None) -> None:
        """Wait until the disk has answered what was given up, and take it back: it was said not to be written."""
        assert self._connection is not None
        driver = await _driver(self._connection)
        step: Step = undo or (_NOTHING, {})
        try:
            await _fetch(driver, step)  # the thread takes its work in order
            _LOG.warning("%s: the disk answers again", self._database)
        except DRIVER_ERRORS as error:
            _LOG.error("%s: the disk answers again, with an error: %s", self._database, error)
            await self._drop()
