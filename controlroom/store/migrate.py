"""Bringing a database to this code's schema, at start.

Owns: the newest schema's name, the look at the database's, and the making of a new one.
Law: only a database of an earlier schema loads SQLAlchemy and Alembic (`upgrading`): a new one is made by statements that
were compiled ahead from `store.schema`, which equals what Alembic's steps build. It is made in one transaction that
begins with the write lock, so that of two processes that start together one makes it and the other finds it made.
Must not know: what the tables are for. Everything here blocks: it runs on a thread.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from controlroom.ports import StoreUnavailable
from controlroom.store.errors import DRIVER_ERRORS, folder_refused, unavailable
from controlroom.store.statement import MAKING, texts

_LOG: Final = logging.getLogger(__name__)

SCHEMA: Final = "0006"
"""The newest migration."""

PATIENCE_S: Final = 30.0
"""How long another process's migration is waited for."""
_AGAIN_S: Final = 0.02
_PAGE_BYTES: Final = 8192
"""Pages of the journal are blobs of 100 kB and more when much comes: a quarter cheaper to write than in SQLite's usual 4096."""
_OLDEST_SQLITE: Final = (3, 35)
"""The first that answers an INSERT with what it wrote (RETURNING)."""
_VERSION_TABLE: Final = "alembic_version"


def prepare(database: Path) -> None:
    """Make the data folder and the database where they are missing, and bring the database to `SCHEMA`.

    Raises:
        StoreUnavailable: The folder cannot be written, the file is no database of ours, it is newer than this code,
            another process has held it for 30 s, or SQLite is too old.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        oldest = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreUnavailable(
            "failed",
            f"this Python has SQLite {sqlite3.sqlite_version}, and Control Room needs {oldest} or newer. "
            "Use another Python.",
        )
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = database.parent / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise folder_refused(database.parent, error) from error
    try:
        version = _version(database)
        if version is None:
            _make(database)
        elif version != SCHEMA:
            from controlroom.store.upgrading import upgrade

            upgrade(database, version)
    except DRIVER_ERRORS as error:
        raise unavailable(error, database) from error


def _version(database: Path) -> str | None:
    """Return the database's migration, None: it has none yet."""
    with closing(sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None)) as connection:
        _write_ahead(connection)
        tables = _tables(connection)
        if _VERSION_TABLE in tables:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else None
        if tables:
            raise StoreUnavailable(
                "failed",
                f"{database}: it is another program's database."
                " Move the file away, or choose another folder with --data.",
            )
        return None


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Put the database into WAL mode.

    SQLite answers "locked" to the switch at once, whatever the time-out, while another connection is at the same switch;
    so it is tried again here.
    """
    patience_ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute(
                f"PRAGMA page_size = {_PAGE_BYTES}"
            )  # of a database that is being made; else it changes nothing
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience_ends:
                raise
            time.sleep(_AGAIN_S)


def _make(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if _tables(connection):
            return  # another process was quicker
        for name, text in texts().items():
            if name.startswith(f"{MAKING}."):
                connection.execute(text.sql)
        connection.execute(f"INSERT INTO {_VERSION_TABLE} VALUES (?)", (SCHEMA,))
        connection.execute("COMMIT")
    _LOG.info("%s: a new database, schema %s", database, SCHEMA)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
