"""The installation's secrets: a small file each, for its owner's eyes only.

Owns: the folder `secrets` of the data folder.
Law: a secret is made once, at first use, and is whole or not there; it is never in the database, so that a
copy of the database can be handed on without it.
Must not know: what a secret is for. Everything here blocks: it runs on a thread.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import quote

from controlroom.ports import StoreUnavailable
from controlroom.store.errors import folder_refused
from controlroom.store.lock import take

SECRET_BYTES: Final = 32
_WAIT_S: Final = 5.0


def read_or_make(data: Path, name: str) -> bytes:
    """Return the secret of this name, made now if there is none.

    Raises:
        StoreUnavailable: It cannot be read or written, or the file is damaged.
    """
    path = data / "secrets" / quote(name, safe="")
    try:
        if not path.exists():
            _make(data, path)
        value = path.read_bytes()
    except OSError as error:
        raise folder_refused(path.parent, error) from error
    if len(value) != SECRET_BYTES:
        raise StoreUnavailable(
            "failed",
            f"the secret {path} is damaged: it has {len(value)} bytes and should have {SECRET_BYTES}. "
            "Put its backup in its place; without one delete it, and every link and hash made with it changes.",
        )
    return value


def _make(data: Path, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = take(data / "locks" / ".secrets.lock", _WAIT_S)
    if lock is None:
        raise StoreUnavailable("locked", f"another process has held {data / 'locks'} for {_WAIT_S:g} s. Try again.")
    with lock:
        if path.exists():  # another process was first
            return
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)  # of a process that was killed here
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
