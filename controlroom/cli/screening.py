"""A past show on the screens.

Owns: the temporary data folder of a replay, and where in the show it begins.
Law: the recording is not touched; the folder is gone when the replay ends.
Must not know: how a replay is paced (`live.playback`).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from controlroom.cli.addresses import free_port, show_links
from controlroom.cli.reading import ShowFile
from controlroom.cli.rooms import role_links
from controlroom.cli.saying import Wrong, note
from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.events import BEFORE_LIVE, Fact
from controlroom.live.clock import PacedClock
from controlroom.live.lifecycle import House, open_house
from controlroom.live.replay import Opening, renamed
from controlroom.ports import RoomRow, ShowRow
from controlroom.server.run import run
from controlroom.settings import Settings
from controlroom.store import open_store

EARLY_MS: Final = 5_000
"""A replay begins this long before the show went live: people rehearse and set up for hours."""


def screen(settings: Settings, source: ShowFile, opening: Opening, until_ms: int | None, speed: float) -> None:
    """Play a file's show on the screens until Ctrl-C.

    Raises:
        Wrong: The file holds nothing to play.
    """
    with tempfile.TemporaryDirectory(prefix="controlroom-replay-") as folder:
        ours = replace(settings, data=Path(folder), port=free_port(settings.port))
        room, from_ms = asyncio.run(_keep(ours, source, opening, until_ms))
        source.tell()

        @asynccontextmanager
        async def opened(given: Settings) -> AsyncIterator[House]:
            async with open_house(given, clock=PacedClock(from_ms, speed)) as house:
                await house.start_all()
                yield house

        def ready(address: str) -> None:
            show_links({role: {"url": address + link["url"]} for role, link in links.items()}, browser=True)
            note(f"{source.path} runs at {speed:g} times its pace. Ctrl-C ends it.")

        links = asyncio.run(_links(ours, room))
        run(ours, opened, ready)


async def _keep(settings: Settings, source: ShowFile, opening: Opening, until_ms: int | None) -> tuple[str, int]:
    """Write the show into the folder; return its room and the instant from which it is played."""
    room: str | None = None
    from_ms: int | None = None
    show, last_ms = "", 0
    async with open_store(settings) as store:
        for page in source.pages(opening)():
            if until_ms is not None and page.received_ms >= until_ms:
                break
            records = rec.decode_page(page)
            if room is None:
                assert isinstance(records[0], rec.ShowOpened), "every show begins with it"
                room, show = records[0].room, records[0].show
                row = RoomRow(slug=room, mode="replay", user_key=opening.user_key, created_ms=page.received_ms)
                await store.book.add_room(row)
                first = ShowRow(id=show, room=room, opened_ms=page.received_ms, current=True)
                await store.book.open_show(first, renamed(page, room, show, "replay"))
            else:
                await store.journal.append(show, page)
            if from_ms is None and any(map(_begins, records)):
                from_ms = page.received_ms - EARLY_MS
            last_ms = page.received_ms
    if room is None:
        raise Wrong(f"{source.path} holds nothing to play.")
    return room, from_ms if from_ms is not None else last_ms


def _begins(record: rec.Record | rec.Unknown) -> bool:
    """Tell whether a show goes live with this record, if it is not live yet."""
    if isinstance(record, rec.Accepted):
        return isinstance(record.command, cmd.ShowStart)
    return isinstance(record, Fact) and type(record) not in BEFORE_LIVE


async def _links(settings: Settings, room: str) -> dict[str, dict[str, str]]:
    async with open_store(settings) as store:
        row = await store.book.room(room)
        assert row is not None, "it was just entered"
        return await role_links(store.book, row, "")
