"""One writer per room: a lock of the operating system, held for the process's life.

Owns: the lock files under the data folder, on POSIX and on Windows.
Law: the lock is the kernel's, not the file's existence: a process that was killed leaves none behind, and a
file that is left means nothing. The process's id stands in the file for the message only.
Must not know: SQL, rooms beyond their slug. Works on a local disk; a network disk may not honour it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

from controlroom.ports import Occupied
from controlroom.store.errors import folder_refused

_FAR: Final = 1 << 30
"""Windows locks bytes against reading too: one far behind the text is taken."""
_PAUSE_S: Final = 0.02


class FileLock:
    """A lock file that this process holds until `release` (or its end)."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go; once is enough, twice does no harm."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            _unlock(descriptor)
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def hold_room(data: Path, slug: str) -> FileLock:
    """Take a room for this process.

    Args:
        data: The data folder.

    Raises:
        Occupied: Another process (or another part of this one) has it; the message says which.
        StoreUnavailable: The lock file cannot be written.
    """
    path = _lock_path(data, slug)
    lock = take(path)
    if lock is None:
        raise Occupied(
            f"room {slug!r} is already written by {_holder(path)}. Stop that process,"
            " or use another data folder (--data)."
        )
    return lock


def take(path: Path, wait_s: float = 0.0) -> FileLock | None:
    """Take the lock of this file, making it where it is missing; None: another has held it for `wait_s`.

    Raises:
        StoreUnavailable: The file cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise folder_refused(path.parent, error) from error
    give_up = time.monotonic() + wait_s
    while not _lock(descriptor):
        if time.monotonic() >= give_up:
            os.close(descriptor)
            return None
        time.sleep(_PAUSE_S)
    lock = FileLock(path, descriptor)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b"%d\n" % os.getpid())
    except OSError as error:
        lock.release()
        raise folder_refused(path.parent, error) from error
    return lock


def _lock_path(data: Path, slug: str) -> Path:
    return data / "locks" / f"{quote(slug, safe='')}.lock"


def _holder(path: Path) -> str:
    try:
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        text = ""
    return f"process {text}" if text.isdigit() else "another process"


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
