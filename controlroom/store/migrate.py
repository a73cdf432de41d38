"""Bringing a database to this code's schema, at start.

Owns: the look at the database's version, the refusal of a newer one, the making of a new one, and the run of Alembic's
steps.
Law: all steps are one transaction that begins with the write lock, so that of two processes that start
together one migrates and the other finds the work done. Only a database of an earlier schema loads Alembic: a new one
is made from `store.schema`, which equals what the steps build.
Must not know: what the tables are for. Everything here blocks: it runs on a thread.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    NullPool,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    inspect,
)
from sqlalchemy.exc import DBAPIError

from controlroom.ports import StoreUnavailable
from controlroom.store.errors import DRIVER_ERRORS, folder_refused, unavailable
from controlroom.store.schema import METADATA, SCHEMA

_LOG: Final = logging.getLogger(__name__)
_PATIENCE_S: Final = 30.0
"""How long another process's migration is waited for."""
_AGAIN_S: Final = 0.02
_OLDEST_SQLITE: Final = (3, 35)
"""The first that answers an INSERT with what it wrote (RETURNING)."""
_VERSION: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, as Alembic makes it."""


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
            upgrade(database, version)
    except DRIVER_ERRORS as error:
        raise unavailable(error, database) from error


def _version(database: Path) -> str | None:
    """Return the database's migration, None: it has none yet."""
    with closing(sqlite3.connect(database, timeout=_PATIENCE_S, isolation_level=None)) as connection:
        _write_ahead(connection)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if _VERSION.name in tables:
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
    patience_ends = time.monotonic() + _PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience_ends:
                raise
            time.sleep(_AGAIN_S)


@contextmanager
def _alone(database: Path) -> Iterator[Connection]:
    """Yield a connection that holds the write lock; what was done is committed on the way out.

    Raises:
        sqlite3.Error: The driver's own, without SQLAlchemy's wrapping.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(database, timeout=_PATIENCE_S, isolation_level=None),
        poolclass=NullPool,
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
    except DBAPIError as error:
        raise (error.orig or error) from error
    finally:
        engine.dispose()


def _make(database: Path) -> None:
    with _alone(database) as connection:
        if inspect(connection).has_table(_VERSION.name):
            return  # another process was quicker
        METADATA.create_all(connection, checkfirst=False)
        _VERSION.create(connection)
        connection.execute(_VERSION.insert().values(version_num=SCHEMA))
    _LOG.info("%s: a new database, schema %s", database, SCHEMA)


def upgrade(database: Path, version: str | None) -> None:
    """Run Alembic's steps from `version` (None: from nothing) to `SCHEMA`.

    Raises:
        StoreUnavailable: The version is not one of ours.
    """
    from alembic.command import upgrade as run_steps
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    if version is not None and version not in known:
        raise StoreUnavailable(
            "failed",
            f"{database}: it was written by a newer Control Room (schema {version}; this one knows up to {SCHEMA}). "
            "Install that version or a later one, or choose another folder with --data.",
        )
    with _alone(database) as connection:
        config.attributes["connection"] = connection
        run_steps(config, "head")
    _LOG.info("%s: schema %s → %s", database, version or "(new)", SCHEMA)
