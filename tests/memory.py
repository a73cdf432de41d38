"""The ports in memory: a journal, snapshots and a book that a test can look into and make fail.

Law: what they promise is what `controlroom.ports` asks for; nothing here imitates SQL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from msgspec.structs import replace

from controlroom.domain.records import Page, Record, Unknown, decode_page
from controlroom.domain.rejects import READY, Reject
from controlroom.domain.roles import PageName
from controlroom.domain.topics import Topic
from controlroom.live.archive import Archive
from controlroom.live.feedlist import Feeds
from controlroom.live.wordlists import WordLists
from controlroom.notify.post import Post
from controlroom.ports import (
    Clock,
    RoomRow,
    ShowRow,
    SnapshotMark,
    SnapshotRow,
    Snapshots,
    StoreUnavailable,
)
from controlroom.render.slots import Pace
from controlroom.settings import Settings
from controlroom.views.shapes import View
from tests.unit.notify.made import Shelf


class MemoryJournal:
    """Pages in lists. `fail_next`: how many appends are refused."""

    def __init__(self) -> None:
        self.shows: dict[str, list[Page]] = {}
        self.fail_next = 0

    async def append(self, show: str, page: Page) -> None:
        if self.fail_next:
            self.fail_next -= 1
            raise StoreUnavailable("full", "the disk is full: free some space")
        assert page.first_seq == await self.head(show) + 1
        self.shows.setdefault(show, []).append(page)

    async def extend(self, show: str, pages: Sequence[Page]) -> None:
        for page in pages:
            await self.append(show, page)

    async def pages(self, show: str, after_seq: int = 0) -> AsyncIterator[Page]:
        for page in list(self.shows.get(show, [])):
            if page.last_seq > after_seq:
                yield page

    async def marked(self, show: str) -> AsyncIterator[Page]:
        for page in list(self.shows.get(show, [])):
            if b"record.quarantined" in page.body:
                yield page

    async def head(self, show: str) -> int:
        pages = self.shows.get(show)
        return pages[-1].last_seq if pages else 0

    def records(self, show: str) -> list[Record | Unknown]:
        """Return everything that was written."""
        return [record for page in self.shows.get(show, []) for record in decode_page(page)]


async def save(snapshots: Snapshots, row: SnapshotRow) -> None:
    """Store a snapshot that is packed already."""
    await snapshots.save(row, row.parts)


class MemorySnapshots:
    """Snapshots in a list."""

    def __init__(self) -> None:
        self.rows: list[SnapshotRow] = []

    async def save(self, mark: SnapshotMark, parts: Iterable[bytes]) -> None:
        told = {name: getattr(mark, name) for name in SnapshotMark.__struct_fields__}
        self.rows.append(SnapshotRow(**told, parts=tuple(parts)))

    async def latest(self, show: str, fold_version: int, before_seq: int | None = None) -> SnapshotRow | None:
        fit = [
            row
            for row in self.rows
            if row.show == show and row.fold_version == fold_version and (before_seq is None or row.seq < before_seq)
        ]
        return max(fit, key=lambda row: row.seq, default=None)

    async def all(self, show: str) -> Sequence[SnapshotMark]:
        return [row for row in self.rows if row.show == show]


class MemoryBook:
    """The book in dictionaries."""

    def __init__(self, journal: MemoryJournal) -> None:
        self._journal = journal
        self._rooms: dict[str, RoomRow] = {}
        self._shows: list[ShowRow] = []
        self.kept_rejects: list[Reject] = []
        self.numbered: list[Reject] = []
        self.kept_names: dict[str, str] = {}
        self.names_until_ms = 0
        self.notes: dict[str, str | None] = {}

    async def rooms(self) -> Sequence[RoomRow]:
        return [self._rooms[slug] for slug in sorted(self._rooms)]

    async def room(self, slug: str) -> RoomRow | None:
        return self._rooms.get(slug)

    async def add_room(self, row: RoomRow) -> None:
        if row.slug in self._rooms:
            raise ValueError(row.slug)
        self._rooms[row.slug] = row

    async def shows(self, room: str | None = None) -> Sequence[ShowRow]:
        return [row for row in self._shows if room is None or row.room == room]

    async def current_show(self, room: str) -> ShowRow | None:
        return next((row for row in reversed(self._shows) if row.room == room and row.current), None)

    async def open_show(self, row: ShowRow, first: Page) -> None:
        await self._journal.append(row.id, first)
        self._shows.append(row)

    async def add_key(self, room: str, feed: str, key_hash: str, created_ms: int) -> None:
        raise NotImplementedError

    async def feed_of_key(self, room: str, key_hash: str) -> str | None:
        raise NotImplementedError

    async def add_rejects(self, rows: Iterable[Reject]) -> None:
        self.kept_rejects.extend(rows)

    async def rejects(self, room: str, limit: int = 100) -> Sequence[Reject]:
        return self.kept_rejects[-limit:]

    async def numbered_rejects(self, room: str) -> Sequence[tuple[int, Reject]]:
        self.numbered = list(self.kept_rejects)
        return list(enumerate(self.numbered))

    async def drop_rejects(self, room: str, numbers: Iterable[int]) -> None:
        gone = {id(self.numbered[nr]) for nr in numbers}
        self.kept_rejects = [row for row in self.kept_rejects if id(row) not in gone]

    async def blank_rejects(self, now_ms: int, usual_s: int) -> int:
        def over(row: Reject) -> bool:
            keep_s = int(self.notes.get(f"names:{row.room}") or usual_s)
            return bool(row.line) and row.line[0] != READY and row.received_ms + 1000 * keep_s <= now_ms

        gone = [nr for nr, row in enumerate(self.kept_rejects) if over(row)]
        await self.blank_lines("", gone, ())
        return len(gone)

    async def blank_lines(self, room: str, lines: Iterable[int], reasons: Iterable[int]) -> None:
        for nr in lines:
            self.kept_rejects[nr] = replace(self.kept_rejects[nr], line="")
        for nr in reasons:
            self.kept_rejects[nr] = replace(self.kept_rejects[nr], message=self.kept_rejects[nr].code)

    async def put_names(self, room: str, names: dict[str, str], expires_ms: int) -> None:
        self.kept_names.update(names)
        self.names_until_ms = expires_ms

    async def names(self, room: str, now_ms: int, most: int) -> dict[str, tuple[str, int]]:
        return {
            user: (name, self.names_until_ms) for user, name in self.kept_names.items() if self.names_until_ms > now_ms
        }

    async def shorten_names(self, room: str, until_ms: int) -> int:
        shortened = len(await self.names(room, until_ms, 0))
        self.names_until_ms = min(self.names_until_ms, until_ms)
        return shortened

    async def forget_names(self, before_ms: int) -> int:
        gone = len(self.kept_names) if self.names_until_ms < before_ms else 0
        if gone:
            self.kept_names = {}
        return gone

    async def forget_users(self, room: str, users: Iterable[str]) -> frozenset[str]:
        return frozenset([user for user in users if self.kept_names.pop(user, None) is not None])

    async def secret(self, name: str) -> bytes:
        return b"s" * 32

    async def put_note(self, name: str, value: str | None) -> None:
        self.notes[name] = value

    async def note(self, name: str) -> str | None:
        return self.notes.get(name)


class MemoryHouse:
    """All that a room needs of its house (`live.world.World`); its post has no target."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.journal = MemoryJournal()
        self.snapshots = MemorySnapshots()
        self.book = MemoryBook(self.journal)
        self.feeds = Feeds(self.book, settings)
        self.archive = Archive(self.journal, self.snapshots)
        self.renderer = PlainSlots()
        self.desk = None
        self.words = WordLists(None)
        self.post = Post((), Shelf(), clock, "en")


class PlainSlots:
    """A renderer that shows each topic as its text."""

    def slots(
        self,
        page: PageName,
        lang: str,
        views: Mapping[Topic, View],
        changed: frozenset[Topic],
        *,
        paced: Mapping[Pace, frozenset[Topic]] | None = None,
        alarm: bool = False,
        tiles: frozenset[str] = frozenset(),
    ) -> dict[str, str]:
        return {topic: repr(views[topic]) for topic in changed if topic in views}
