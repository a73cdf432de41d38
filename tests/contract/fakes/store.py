"""A store in memory, through the ports: what the contract's tests need of it, and a way to let it fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence

from controlroom.domain.records import Page
from controlroom.ports import Reject, RoomRow, ShowRow, SnapshotRow, StoreUnavailable


class MemoryJournal:
    def __init__(self) -> None:
        self.shows: dict[str, list[Page]] = {}
        self.failing = False

    async def append(self, show: str, page: Page) -> None:
        if self.failing:
            raise StoreUnavailable("full", "the disk is full: make room")
        self.shows.setdefault(show, []).append(page)

    async def pages(self, show: str, after_seq: int = 0) -> AsyncIterator[Page]:
        for page in list(self.shows.get(show, [])):
            if page.last_seq > after_seq:
                yield page

    async def head(self, show: str) -> int:
        pages = self.shows.get(show)
        return pages[-1].last_seq if pages else 0


class MemorySnapshots:
    def __init__(self) -> None:
        self.rows: list[SnapshotRow] = []

    async def save(self, row: SnapshotRow) -> None:
        self.rows.append(row)

    async def latest(self, show: str, fold_version: int, before_seq: int | None = None) -> SnapshotRow | None:
        fit = [r for r in self.rows if r.show == show and r.fold_version == fold_version]
        return next((r for r in reversed(fit) if before_seq is None or r.seq < before_seq), None)

    async def all(self, show: str) -> Sequence[SnapshotRow]:
        return [row for row in self.rows if row.show == show]


class MemoryBook:
    def __init__(self, journal: MemoryJournal) -> None:
        self._journal = journal
        self._rooms: dict[str, RoomRow] = {}
        self._shows: dict[str, ShowRow] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._rejects: list[Reject] = []
        self._notes: dict[str, str] = {}

    async def rooms(self) -> Sequence[RoomRow]:
        return [self._rooms[slug] for slug in sorted(self._rooms)]

    async def room(self, slug: str) -> RoomRow | None:
        return self._rooms.get(slug)

    async def add_room(self, row: RoomRow) -> None:
        self._rooms[row.slug] = row

    async def shows(self, room: str | None = None) -> Sequence[ShowRow]:
        return [row for row in self._shows.values() if room in (None, row.room)]

    async def current_show(self, room: str) -> ShowRow | None:
        rows = [row for row in self._shows.values() if row.room == room]
        return rows[-1] if rows else None

    async def open_show(self, row: ShowRow, first: Page) -> None:
        await self._journal.append(row.id, first)
        self._shows[row.id] = row

    async def add_key(self, room: str, feed: str, key_hash: str, created_ms: int) -> None:
        self._keys[room, key_hash] = feed

    async def feed_of_key(self, room: str, key_hash: str) -> str | None:
        return self._keys.get((room, key_hash))

    async def add_rejects(self, rows: Iterable[Reject]) -> None:
        self._rejects += rows

    async def rejects(self, room: str, limit: int = 100) -> Sequence[Reject]:
        return [row for row in reversed(self._rejects) if row.room == room][:limit]

    async def put_names(self, room: str, names: dict[str, str], expires_ms: int) -> None:
        return None

    async def names(self, room: str, users: Iterable[str], now_ms: int) -> dict[str, str]:
        return {}

    async def forget_names(self, before_ms: int) -> int:
        return 0

    async def secret(self, name: str) -> bytes:
        return name.encode().ljust(32, b".")

    async def put_note(self, name: str, value: str | None) -> None:
        if self._journal.failing:
            raise StoreUnavailable("full", "the disk is full: make room")
        if value is None:
            self._notes.pop(name, None)
        else:
            self._notes[name] = value

    async def note(self, name: str) -> str | None:
        return self._notes.get(name)
