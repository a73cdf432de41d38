"""A database of any version we know opens; any other is refused, untouched, with the mend."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from controlroom.domain.records import Page
from controlroom.ports import RoomRow, ShowRow, SnapshotRow, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store import open_store
from controlroom.store.migrate import SCHEMA, prepare
from controlroom.store.schema import METADATA
from controlroom.store.upgrading import upgrade

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "store"
AT_MS = 1_767_225_600_000


def ask(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(sql).fetchall()


def test_new_database_has_every_table(tmp_path: Path) -> None:
    database = tmp_path / "deep" / "data" / "controlroom.db"
    prepare(database)
    tables = {name for (name,) in ask(database, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {*METADATA.tables, "alembic_version"}
    assert ask(database, "SELECT version_num FROM alembic_version") == [(SCHEMA,)]
    assert ask(database, "PRAGMA journal_mode") == [("wal",)]


def test_new_database_equals_what_the_steps_build(tmp_path: Path) -> None:
    made, stepped = tmp_path / "made.db", tmp_path / "stepped.db"
    prepare(made)
    upgrade(stepped, None)

    def built(database: Path) -> list[tuple[object, ...]]:
        rows = ask(database, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
        return [(*row[:3], " ".join(str(row[3]).split())) for row in rows]

    assert built(made) == built(stepped)
    assert ask(made, "SELECT * FROM alembic_version") == ask(stepped, "SELECT * FROM alembic_version")


@pytest.mark.parametrize("version", ["0001", "0002"])
async def test_database_of_an_earlier_release_is_opened_with_all_it_has(tmp_path: Path, version: str) -> None:
    settings = Settings(data=tmp_path)
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.executescript((GOLDEN / f"schema-{version}.sql").read_text(encoding="utf-8"))
    async with open_store(settings) as store:
        assert await store.book.rooms() == [
            RoomRow(slug="demo", mode="rehearsal", user_key=b"\x00\x01key", created_ms=AT_MS, seed=7)
        ]
        shows = [ShowRow(id=f"demo-{n}", room="demo", opened_ms=AT_MS + n, current=n == 2) for n in (1, 2)]
        assert await store.book.shows() == shows
        body = b'{"type":"enter","id":"e-1","at":1767225600000,"user":"u1"}\n'
        assert [page async for page in store.journal.pages("demo-2")] == [
            Page(first_seq=1, count=1, received_ms=AT_MS, body=body),
            Page(first_seq=2, count=2, received_ms=AT_MS + 5, body=body * 2),
        ]
        assert await store.snapshots.latest("demo-2", 1) == SnapshotRow(
            show="demo-2", seq=3, as_of_ms=AT_MS, fold_version=1, digest="d3", parts=(zlib.compress(b"state" * 20, 1),)
        )
        assert await store.book.feed_of_key("demo", "aa") == "main"
        assert (await store.book.names("demo", 0, 9))["u1"][0] == "小红"
        assert [row.message for row in await store.book.rejects("demo")] == ["no such field"]
        assert await store.book.note("address") == "here"
    assert ask(settings.database, "SELECT version_num FROM alembic_version") == [(SCHEMA,)]


def test_database_that_is_new_or_up_to_date_opens_without_sqlalchemy(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from controlroom.store.migrate import prepare
for _ in range(2):
    prepare(Path({str(tmp_path / "a.db")!r}))
assert not {"alembic", "sqlalchemy"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=30)


def test_database_of_a_newer_release_is_refused_untouched(tmp_path: Path) -> None:
    database = tmp_path / "controlroom.db"
    prepare(database)
    ask(database, "UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreUnavailable, match=r"newer Control Room \(schema 0999; this one knows up to") as caught:
        prepare(database)
    assert caught.value.reason == "failed"
    assert ask(database, "SELECT version_num FROM alembic_version") == [("0999",)]


def test_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    database = tmp_path / "controlroom.db"
    ask(database, "CREATE TABLE theirs (x)")
    with pytest.raises(StoreUnavailable, match="another program's database"):
        prepare(database)
    assert ask(database, "SELECT name FROM sqlite_master") == [("theirs",)]


def test_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    database = tmp_path / "controlroom.db"
    database.write_bytes(b"a letter to nobody" * 100)
    with pytest.raises(StoreUnavailable, match="not a Control Room database"):
        prepare(database)
    assert database.read_bytes() == b"a letter to nobody" * 100


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, no folder")
    with pytest.raises(StoreUnavailable, match=r"cannot write in the data folder .* Choose another with --data"):
        prepare(tmp_path / "data" / "controlroom.db")


def test_two_that_start_together_migrate_once(tmp_path: Path) -> None:
    for round_ in range(5):
        database = tmp_path / str(round_) / "controlroom.db"
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(prepare, [database] * 8)) == [None] * 8
        assert ask(database, "SELECT version_num FROM alembic_version") == [(SCHEMA,)]


def test_sqlite_that_is_too_old_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StoreUnavailable, match=r"needs 3\.35 or newer"):
        prepare(tmp_path / "controlroom.db")
