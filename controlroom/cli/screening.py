"""A past show on the screens.

Owns: the room that a recording runs in, in a temporary data folder, and where in the show it begins.
Law: the recording is read as it stands, never copied or touched; the folder is gone when the replay ends.
Must not know: how a replay is paced (`live.playback`).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.cli.addresses import free_port, show_links
from controlroom.cli.reading import ShowFile
from controlroom.cli.rooms import role_links
from controlroom.cli.saying import Wrong, note
from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.events import Fact, begins
from controlroom.live.clock import PacedClock
from controlroom.live.lifecycle import House, open_house
from controlroom.live.replay import Opening, renamed
from controlroom.ports import RoomRow, ShowRow, StoreUnavailable
from controlroom.server.run import run
from controlroom.settings import Settings
from controlroom.store import open_store

EARLY_MS: Final = 5_000
"""A replay begins this long before the show went live: people rehearse and set up for hours."""

_TURN: Final = 200
"""Pages between two turns of others, while the whole recording is read."""


class Recording(Struct, frozen=True, kw_only=True):
    """What is known of a file's show before it is played. `first`: its first page; `from_ms`: where playing begins."""

    room: str
    show: str
    first: rec.Page
    from_ms: int
    last_seq: int


class FileJournal:
    """`ports.Journal` on a file that is only read.

    Args:
        pages: Yields the show's pages anew each time.
        last_seq: Of the last of them.
    """

    def __init__(self, pages: Callable[[], Iterable[rec.Page]], last_seq: int) -> None:
        self._pages = pages
        self._last_seq = last_seq

    async def append(self, show: str, page: rec.Page) -> None:
        """Refuse.

        Raises:
            StoreUnavailable: Always.
        """
        raise StoreUnavailable("failed", "a recording is played, not written")

    async def extend(self, show: str, pages: Sequence[rec.Page]) -> None:
        """Refuse, as `append` does.

        Raises:
            StoreUnavailable: Always.
        """
        raise StoreUnavailable("failed", "a recording is played, not written")

    async def pages(self, show: str, after_seq: int = 0) -> AsyncIterator[rec.Page]:
        """Yield the pages that hold records after `after_seq`."""
        for count, page in enumerate(self._pages()):
            if page.last_seq > after_seq:
                yield page
            if count % _TURN == 0:
                await asyncio.sleep(0)

    async def marked(self, show: str) -> AsyncIterator[rec.Page]:
        """Yield the pages that may hold a mark: any."""
        async for page in self.pages(show):
            yield page

    async def head(self, show: str) -> int:
        """Return the last record's seq."""
        return self._last_seq


def screen(settings: Settings, source: ShowFile, opening: Opening, until_ms: int | None, speed: float) -> None:
    """Play a file's show on the screens until Ctrl-C.

    Raises:
        Wrong: The file holds nothing to play.
    """

    def pages() -> Iterable[rec.Page]:
        """The pages that are played, marked as a replay."""
        for page in source.pages(opening)():
            if until_ms is not None and page.received_ms >= until_ms:
                return
            yield replayed(page) if page.first_seq == 1 else page

    recording = look_through(pages())
    source.tell()
    if recording is None:
        raise Wrong(f"{source.path} holds nothing to play.")
    with tempfile.TemporaryDirectory(prefix="controlroom-replay-") as folder:
        ours = replace(settings, data=Path(folder), port=free_port(settings.port))
        links = asyncio.run(_make_room(ours, recording, opening))

        @asynccontextmanager
        async def opened(given: Settings) -> AsyncIterator[House]:
            """The house with the file for its journal, on a clock that runs at the pace asked for."""
            async with open_house(given, clock=PacedClock(recording.from_ms, speed)) as house:
                house.journal = FileJournal(pages, recording.last_seq)
                await house.start_all()
                yield house

        def ready(address: str) -> None:
            """Say where the screens are."""
            show_links({role: {"url": address + link["url"]} for role, link in links.items()}, browser=True)
            note(f"{source.path} runs at {speed:g} times its pace. Ctrl-C ends it.")

        run(ours, opened, ready)


def replayed(first: rec.Page) -> rec.Page:
    """Return a show's first page as that of a replay."""
    opened = rec.decode_page(first)[0]
    assert isinstance(opened, rec.ShowOpened), "every show begins with it"
    return renamed(first, opened.room, opened.show, "replay")


def look_through(pages: Iterable[rec.Page]) -> Recording | None:
    """Return what a recording holds; None: nothing."""
    first: rec.Page | None = None
    live_ms: int | None = None
    last_seq = last_ms = 0
    for page in pages:
        first = first or page
        last_seq, last_ms = page.last_seq, page.received_ms
        if live_ms is None and any(map(_begins, rec.decode_page(page))):
            live_ms = page.received_ms
    if first is None:
        return None
    opened = rec.decode_page(first)[0]
    assert isinstance(opened, rec.ShowOpened), "every show begins with it"
    from_ms = last_ms if live_ms is None else max(first.received_ms, live_ms - EARLY_MS)
    return Recording(room=opened.room, show=opened.show, first=first, from_ms=from_ms, last_seq=last_seq)


def _begins(record: rec.Record | rec.Unknown) -> bool:
    """Tell whether a show goes live with this record, if it is not live yet."""
    if isinstance(record, rec.Accepted):
        return isinstance(record.command, cmd.ShowStart)
    return isinstance(record, Fact) and begins(record)


async def _make_room(settings: Settings, recording: Recording, opening: Opening) -> dict[str, dict[str, str]]:
    """Enter the room and its show in the temporary folder; return the links, without an address."""
    at_ms, first = recording.first.received_ms, recording.first
    row = RoomRow(slug=recording.room, mode="replay", user_key=opening.user_key, created_ms=at_ms)
    async with open_store(settings) as store:
        await store.book.add_room(row)
        await store.book.open_show(ShowRow(id=recording.show, room=row.slug, opened_ms=at_ms, current=True), first)
        return await role_links(store.book, row, "")
