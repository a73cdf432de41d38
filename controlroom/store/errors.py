"""What the database's errors mean to the room, and what a person does about them.

Owns: the table from SQLite's result codes to a reason, and the sentences with the mend.
Law: an error of the store that is not ours to raise leaves this floor as `StoreUnavailable`, never as the
driver's own.
Must not know: which statement failed.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final, Literal

from controlroom.ports import StoreUnavailable

Reason = Literal["full", "locked", "failed"]

DRIVER_ERRORS: Final = (sqlite3.Error, ValueError)
"""What the driver raises. ValueError: aiosqlite's word for a connection that is closed."""

_GOES_ON: Final = "Control Room goes on by itself when it is over."
_MEANING: Final[dict[int, tuple[Reason, str]]] = {
    sqlite3.SQLITE_FULL: ("full", f"the disk is full. Free some space there; {_GOES_ON}"),
    sqlite3.SQLITE_BUSY: (
        "locked",
        f"another process holds it (a backup, an SQLite shell?). Close that; {_GOES_ON}",
    ),
    sqlite3.SQLITE_READONLY: (
        "failed",
        "it is read-only. Give this user the right to write the file and its folder, or mount the disk for writing.",
    ),
    sqlite3.SQLITE_PERM: (
        "failed",
        "this user may not use it. Give it the right to read and write the file.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "failed",
        "it cannot be opened. Look whether the data folder is still there and may be written.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "failed",
        "it is damaged. Stop, and put a backup of the data folder in its place.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "failed",
        "it is not a Control Room database. Move the file away, or choose another folder with --data.",
    ),
}


def unavailable(error: BaseException, database: Path) -> StoreUnavailable:
    """Return what a driver's error means.

    Args:
        error: One of `DRIVER_ERRORS`.
        database: The file, for the message.
    """
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_LOCKED:
        primary = sqlite3.SQLITE_BUSY
    if primary in _MEANING:
        reason, words = _MEANING[primary]
        return StoreUnavailable(reason, f"{database}: {words}")
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreUnavailable(
        "failed", f"{database}: {error} ({name}). Look at the disk and the system's log; {_GOES_ON}"
    )


def unanswered(database: Path, patience_s: float) -> StoreUnavailable:
    """Return the error of a disk that does not answer.

    Args:
        patience_s: How long it was waited for, seconds.
    """
    return StoreUnavailable(
        "failed", f"{database}: the disk has not answered for {patience_s:g} s. Look at the disk; {_GOES_ON}"
    )


def all_reading(database: Path) -> StoreUnavailable:
    """Return the error of a read that found no place among those under way."""
    return StoreUnavailable("locked", f"{database}: all reading connections are in use. Try again.")


def folder_refused(folder: Path, error: OSError) -> StoreUnavailable:
    """Return the error of a data folder that cannot be used."""
    reason: Reason = "full" if error.errno == errno.ENOSPC else "failed"
    return StoreUnavailable(
        reason,
        f"cannot write in the data folder {folder}: {error.strerror or error}. "
        "Choose another with --data or CONTROLROOM_DATA, or give this user the right to write there.",
    )
