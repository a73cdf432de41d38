"""One connection to the database: how it is set, and how it is parted from.

Owns: opening on aiosqlite, SQLite's settings, closing behind what is still under way.
Law: a database that was taken away is an error and never made anew. A disk that does not answer holds up
neither a close nor the process's end.
Must not know: statements, who waits for a connection.
"""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Final, Literal

import aiosqlite

Synchronous = Literal["FULL", "NORMAL"]
"""FULL: a commit is on the disk when it returns. NORMAL: it may be lost with the machine's power, never torn."""

BUSY_S: Final = 0.25
"""How long SQLite itself waits for another process's lock."""
_WAL_KEPT_BYTES: Final = 64 * 1024 * 1024


class Connection(aiosqlite.Connection):
    """An open connection, with a thread of its own that takes its work in order."""

    def __init__(self, database: Path, synchronous: Synchronous) -> None:
        super().__init__(partial(_connect, database, synchronous), iter_chunk_size=64)
        self._thread.daemon = True  # the process ends, whatever the disk does

    async def part(self) -> None:
        """Close, when what is still under way is done; cancelled, it is not waited for and closes all the same."""
        if self._connection is not None and (closed := self.stop()) is not None:
            await closed


class Connector:
    """Opens connections to an existing database."""

    def __init__(self, database: Path, synchronous: Synchronous) -> None:
        self.database = database
        self._synchronous: Synchronous = synchronous

    async def open(self) -> Connection:
        """Return a new connection, each statement of which is its own transaction.

        Raises:
            sqlite3.Error: It cannot be opened, or is no database.
        """
        connection = Connection(self.database, self._synchronous)
        await connection
        return connection


def _connect(database: Path, synchronous: Synchronous) -> sqlite3.Connection:
    # By URI, so that a database that was taken away is an error and not silently made anew.
    uri = f"{database.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)
    try:
        for pragma in (
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "secure_delete = ON",  # what is forgotten is written over, and not only given up
            f"journal_size_limit = {_WAL_KEPT_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
