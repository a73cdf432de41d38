"""A house of real rooms over a store in memory, with plain words for pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from controlroom.domain.errors import Refusal
from controlroom.domain.topics import Topic
from controlroom.live.clock import DrivenClock, SystemClock
from controlroom.live.recovery import recover
from controlroom.live.room import LiveRoom
from controlroom.settings import Settings
from tests.contract.fakes.store import ContractBook
from tests.memory import MemoryJournal, MemorySnapshots


class PlainRenderer:
    """Says what it was asked for, so that a test can see it."""

    def page(self, page: str, **given: Any) -> str:
        show = given["views"][Topic.SHOW]
        told = " ".join(f"{k}={given[k]}" for k in ("room", "role", "lang", "theme", "epoch", "pos", "seq"))
        return f"<title>{page}</title><body {told}>{show.status}</body>"

    def slots(self, page: str, lang: str, views: Mapping[Topic, Any], changed: frozenset[Topic]) -> dict[str, str]:
        return {str(topic): f"{page} {lang} {views[topic]}" for topic in sorted(changed & views.keys())}

    def refusal(self, lang: str, refusal: Refusal) -> str:
        return f"<p>{lang}: {refusal.code}</p>"

    def rooms(self, *, lang: str, theme: str, rooms: Sequence[Any]) -> str:
        return f"<ul lang={lang}>" + "".join(f"<li>{r.slug} {sorted(r.pages.values())}</li>" for r in rooms)

    def failure(self, *, lang: str, theme: str, status: int, room: str | None = None) -> str:
        return f"<h1 lang={lang}>{status} {room}</h1>"


class MemoryHouse:
    def __init__(self, settings: Settings, group: asyncio.TaskGroup) -> None:
        self.settings = settings
        self.journal = MemoryJournal()
        self.book = ContractBook(self.journal)
        self.snapshots = MemorySnapshots()
        self.renderer: Any = PlainRenderer()
        self._group = group
        self._rooms: dict[str, LiveRoom] = {}

    def running(self) -> Sequence[LiveRoom]:
        return list(self._rooms.values())

    async def room(self, slug: str) -> LiveRoom | None:
        row, show = await self.book.room(slug), await self.book.current_show(slug)
        if row is None or show is None:
            return None
        if slug not in self._rooms:
            recovered = await recover(self.journal, self.snapshots, show.id)
            clock = DrivenClock(recovered.room.state.received_ms) if row.mode == "rehearsal" else SystemClock()
            self._rooms[slug] = LiveRoom(row, show, recovered, self, clock)
            self._group.create_task(self._rooms[slug].run())
        return self._rooms[slug]


@asynccontextmanager
async def open_memory_house(settings: Settings) -> AsyncIterator[MemoryHouse]:
    async with asyncio.TaskGroup() as group:
        house = MemoryHouse(settings, group)
        yield house
        for room in house.running():
            await room.stop()
