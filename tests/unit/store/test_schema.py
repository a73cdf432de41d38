"""The tables that SQLAlchemy knows are the tables that the migrations build."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import alembic.autogenerate
import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect

import controlroom.store
from controlroom.store.migrate import SCHEMA, prepare
from controlroom.store.schema import METADATA
from controlroom.store.upgrading import upgrade


def test_newest_migration_is_the_one_that_is_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(controlroom.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA]


@pytest.mark.parametrize("way", ["migrated", "made"])
def test_database_has_the_tables_of_the_schema(tmp_path: Path, way: str) -> None:
    if way == "migrated":
        upgrade(tmp_path / "a.db", None)
    else:
        prepare(tmp_path / "a.db")
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(tmp_path / "a.db"), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert alembic.autogenerate.compare_metadata(context, METADATA) == []
        inspector = inspect(connection)
        for name, table in METADATA.tables.items():
            primary = inspector.get_pk_constraint(name)["constrained_columns"]
            assert primary == [column.name for column in table.primary_key], name
    engine.dispose()
