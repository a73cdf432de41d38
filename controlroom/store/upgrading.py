"""Bringing an older database to this code's schema.

Owns: the run of Alembic's steps, and the refusal of a database newer than this code.
Law: all steps are one transaction that begins with the write lock, so that of two processes that start together one
migrates and the other finds the work done.
Must not know: what the tables are for. Everything here blocks: it runs on a thread.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from controlroom.ports import StoreUnavailable
from controlroom.store.migrate import PATIENCE_S, SCHEMA

_LOG: Final = logging.getLogger(__name__)


@contextmanager
def _alone(database: Path) -> Iterator[Connection]:
    """Yield a connection that holds the write lock; what was done is committed on the way out.

    Raises:
        sqlite3.Error: The driver's own, without SQLAlchemy's wrapping.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None),
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
