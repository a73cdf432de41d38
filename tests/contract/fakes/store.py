"""What the ports in memory lack for the contract's tests: feeds' keys, rejects by room, a store that fails as one."""

from __future__ import annotations

from collections.abc import Sequence

from controlroom.ports import Reject, StoreUnavailable
from tests.memory import MemoryBook, MemoryJournal

FOR_GOOD = 10**9


class ContractBook(MemoryBook):
    """The book, failing together with its journal."""

    def __init__(self, journal: MemoryJournal) -> None:
        super().__init__(journal)
        self._keys: dict[tuple[str, str], str] = {}

    async def add_key(self, room: str, feed: str, key_hash: str, created_ms: int) -> None:
        self._keys[room, key_hash] = feed

    async def feed_of_key(self, room: str, key_hash: str) -> str | None:
        return self._keys.get((room, key_hash))

    async def rejects(self, room: str, limit: int = 100) -> Sequence[Reject]:
        return [row for row in reversed(self.kept_rejects) if row.room == room][:limit]

    async def put_note(self, name: str, value: str | None) -> None:
        if self._journal.fail_next:
            raise StoreUnavailable("full", "the disk is full: free some space")
        await super().put_note(name, value)
