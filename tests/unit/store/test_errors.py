"""Every error of the driver has a reason and a mend."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from controlroom.store.errors import all_reading, folder_refused, unanswered, unavailable

FILE = Path("data") / "controlroom.db"


def of_code(code: int, name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("code", "reason", "mend"),
    [
        (sqlite3.SQLITE_FULL, "full", "Free some space there"),
        (sqlite3.SQLITE_BUSY, "locked", "Close that"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked", "Close that"),
        (sqlite3.SQLITE_LOCKED, "locked", "Close that"),
        (sqlite3.SQLITE_READONLY, "failed", "mount the disk for writing"),
        (sqlite3.SQLITE_CANTOPEN, "failed", "may be written"),
        (sqlite3.SQLITE_CORRUPT, "failed", "backup"),
        (sqlite3.SQLITE_NOTADB, "failed", "--data"),
        (sqlite3.SQLITE_IOERR_FSYNC, "failed", "Look at the disk"),
    ],
)
def test_code_has_its_reason_and_mend(code: int, reason: str, mend: str) -> None:
    told = unavailable(of_code(code, "NAME"), FILE)
    assert told.reason == reason
    assert str(told).startswith(f"{FILE}: ")
    assert mend in str(told)


def test_closed_connection_is_a_failure_with_its_words() -> None:
    told = unavailable(ValueError("no active connection"), FILE)
    assert told.reason == "failed"
    assert "no active connection (ValueError)" in str(told)


def test_read_without_a_place_is_a_lock() -> None:
    told = all_reading(FILE)
    assert told.reason == "locked"
    assert str(told).startswith(f"{FILE}: all reading connections are in use")


def test_silent_disk_is_told_with_the_time_waited() -> None:
    assert "has not answered for 2.5 s" in str(unanswered(FILE, 2.5))


@pytest.mark.parametrize(("code", "reason"), [(errno.ENOSPC, "full"), (errno.EACCES, "failed")])
def test_refused_folder_is_named(code: int, reason: str) -> None:
    told = folder_refused(Path("data"), OSError(code, "Words of the system"))
    assert told.reason == reason
    assert "data folder data: Words of the system" in str(told)
