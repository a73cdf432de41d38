"""The secrets of feeds that were typed once: one file, for its owner's eyes only.

Owns: `secrets.json` of the data folder: room → feed → option → value.
Law: the file is written whole or not at all, with the permissions 0600, and is refused while others may read it; what stands in
it goes to who makes the feed and nowhere else. It is not in the database, so that a copy of that can be handed on.
Must not know: kinds of feeds. Everything here blocks: it runs on a thread.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from controlroom.ports import StoreUnavailable
from controlroom.store.errors import folder_refused
from controlroom.store.lock import take

NAME: Final = "secrets.json"
_WAIT_S: Final = 5.0

_Rooms = dict[str, dict[str, dict[str, str]]]


def others_may_read(path: Path) -> bool:
    """Tell whether anybody but its owner may use a file.

    Raises:
        OSError: It cannot be looked at.
    """
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


class FeedSecrets:
    """The typed secrets of all rooms.

    Args:
        data: The data folder.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self.path = data / NAME

    def of_room(self, room: str) -> Mapping[str, Mapping[str, str]]:
        """Return the secrets of a room's feeds: feed → option → value.

        Raises:
            StoreUnavailable: The file cannot be read, or others may.
        """
        return self._read().get(room, {})

    def put(self, room: str, feed: str, values: Mapping[str, str]) -> None:
        """Keep exactly these secrets of a feed (none: it has none any more), durably.

        Raises:
            StoreUnavailable: The file cannot be read or written, or others may read it.
        """
        lock = take(self._data / "locks" / ".secrets.lock", _WAIT_S)
        if lock is None:
            raise StoreUnavailable("locked", f"another process has held the secrets for {_WAIT_S:g} s. Try again.")
        with lock:
            rooms = self._read()
            feeds = rooms.setdefault(room, {})
            if values:
                feeds[feed] = dict(values)
            else:
                feeds.pop(feed, None)
            if not feeds:
                rooms.pop(room)
            try:
                self._write(rooms)
            except OSError as error:
                raise folder_refused(self.path.parent, error) from error

    def _read(self) -> _Rooms:
        try:
            if others_may_read(self.path):
                raise StoreUnavailable(
                    "failed", f"{self.path}: others may read it, and it holds secrets: chmod 600 {self.path}"
                )
            return msgspec.json.decode(self.path.read_bytes(), type=_Rooms)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise folder_refused(self.path.parent, error) from error
        except msgspec.MsgspecError as error:
            said = (
                f"{self.path} is damaged. Put its backup in its place, or delete it and type the feeds' secrets again."
            )
            raise StoreUnavailable("failed", said) from error

    def _write(self, rooms: _Rooms) -> None:
        fresh = self.path.with_name(NAME + ".new")
        fresh.unlink(missing_ok=True)  # of a process that was killed here
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(rooms), indent=1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)
