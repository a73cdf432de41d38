"""Who uses the connections, and when: one kept open for each kind of writing, a few for reading, and nothing of them
on the event loop.

Owns: the turn that writers take, the places of those who read, time-outs, and getting well after an error.
Law: a single statement is its own transaction and one trip to the connection's thread, so a busy loop
delays a commit once, not five times. Writers of one process take turns in order of asking, so no room
starves another. An error leaves nothing half-written and the next call finds a working connection.
Must not know: tables, SQLite's settings.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from controlroom.ports import StoreUnavailable
from controlroom.store.connection import Connection, Connector
from controlroom.store.errors import DRIVER_ERRORS, all_reading, unanswered, unavailable
from controlroom.store.statement import Statement

_LOG: Final = logging.getLogger(__name__)

PATIENCE_S: Final = 10.0
"""A call that the disk has not answered by then is given up."""
RETRY_S: Final = 5.0
"""How long everything but a page is tried again when another process holds the lock."""
READERS: Final = 4
"""Statements that read at once, each on a connection of its own."""
_RETRY_PAUSE_S: Final = 0.05
_ROLLBACK_S: Final = 1.0
_PART_S: Final = 1.0
_EMPTY_TRIES, _EMPTY_PAUSE_S = 8, 0.25
_NOTHING: Final = Statement("engine.nothing")
_EMPTY: Final = Statement("engine.empty")

Row = tuple[Any, ...]
Step = tuple[Statement, dict[str, Any]]


async def _fetch(connection: Connection, step: Step) -> list[Row]:
    statement, values = step
    return [tuple(row) for row in await connection.execute_fetchall(statement.sql, statement.places(values))]


async def _drop(connection: Connection) -> None:
    """Part from a connection that failed, without waiting long."""
    with suppress(TimeoutError, *DRIVER_ERRORS):
        async with asyncio.timeout(_PART_S):
            await connection.part()


class Reader:
    """Runs statements that only read, several at a time, on connections that are opened on need and kept.

    Args:
        patience_s: A call is given up after so long, seconds.
    """

    def __init__(self, connector: Connector, patience_s: float = PATIENCE_S) -> None:
        self._connector = connector
        self._patience_s = patience_s
        self._places = asyncio.Semaphore(READERS)
        self._open: set[Connection] = set()
        self._free: list[Connection] = []
        """Of the open ones; the last is taken first."""

    async def run(self, statement: Statement, **values: Any) -> list[Row]:
        """Return the statement's rows.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        database, placed = self._connector.database, False
        try:
            async with asyncio.timeout(self._patience_s), self._places:
                placed = True
                return await self._read((statement, values))
        except TimeoutError as error:
            raise (unanswered(database, self._patience_s) if placed else all_reading(database)) from error
        except DRIVER_ERRORS as error:
            raise unavailable(error, database) from error

    async def close(self) -> None:
        """Let the connections go, when what they are still doing is done."""
        closing, self._open, self._free = self._open, set(), []
        for connection in closing:
            await connection.part()

    async def _read(self, step: Step) -> list[Row]:
        connection = self._free.pop() if self._free else await self._connector.open()
        self._open.add(connection)
        try:
            rows = await _fetch(connection, step)
        except DRIVER_ERRORS:
            self._open.discard(connection)
            await _drop(connection)
            raise
        except BaseException:
            self._free.insert(0, connection)  # given up, not done: whoever comes takes the others first
            raise
        self._free.append(connection)
        return rows


class Writer:
    """Runs statements that write, one at a time, on a connection kept open.

    Args:
        turn: Shared by all writers of the database in this process.
        patience_s: A call is given up after so long, seconds.
    """

    def __init__(self, connector: Connector, turn: asyncio.Lock, patience_s: float = PATIENCE_S) -> None:
        self._connector = connector
        self._database = connector.database
        self._turn = turn
        self._patience_s = patience_s
        self._connection: Connection | None = None
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

    async def empty_log(self) -> bool:
        """Bring what was written ahead into the database and leave its file empty; return False: it was read all the while.

        Raises:
            StoreUnavailable: The database cannot be written now.
        """
        for attempt in range(_EMPTY_TRIES):
            if attempt:
                await asyncio.sleep(_EMPTY_PAUSE_S)  # outside the turn: a page goes first
            ((busy, _, _),) = await self.run(_EMPTY)
            if not busy:
                return True
        return False

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
            await connection.part()

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
                if self._connection is None:
                    self._connection = await self._connector.open()
                given = True
                return await self._transact(self._connection, steps)
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

    async def _transact(self, connection: Connection, steps: Sequence[Step]) -> list[list[Row]]:
        if len(steps) == 1:
            return [await _fetch(connection, steps[0])]
        try:
            await connection.execute_fetchall("BEGIN IMMEDIATE")
            rows = [await _fetch(connection, step) for step in steps]
            await connection.execute_fetchall("COMMIT")
        except BaseException:
            # Also when cancelled: the thread takes its work in order, so this comes after whatever was under way.
            with suppress(TimeoutError):
                async with asyncio.timeout(_ROLLBACK_S):
                    await connection.rollback()
            raise
        return rows

    async def _drop(self) -> None:
        """Part from a connection that failed; the next call opens another."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await _drop(connection)

    async def _await_overdue(self, undo: Step | None) -> None:
        """Wait until the disk has answered what was given up, and take it back: it was said not to be written."""
        assert self._connection is not None
        try:
            await _fetch(self._connection, undo or (_NOTHING, {}))  # the thread takes its work in order
            _LOG.warning("%s: the disk answers again", self._database)
        except DRIVER_ERRORS as error:
            _LOG.error("%s: the disk answers again, with an error: %s", self._database, error)
            await self._drop()
