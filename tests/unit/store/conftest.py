"""What the store's tests begin with: a data folder, an open store, and a room with a show in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from controlroom.domain.records import RECORD_VERSION, Page
from controlroom.ports import RoomRow, ShowRow
from controlroom.settings import Settings
from controlroom.store import Store, open_store

MakePage = Callable[..., Page]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings) as opened:
        yield opened


@pytest.fixture
def page() -> MakePage:
    """Make a page of `count` records from `first_seq`."""

    def make(first_seq: int, count: int = 1, *, filler: str = "", version: int = RECORD_VERSION) -> Page:
        lines = [
            b'{"type":"enter","id":"e-%d","user":"u%s"}\n' % (first_seq + n, filler.encode()) for n in range(count)
        ]
        return Page(
            first_seq=first_seq,
            count=count,
            received_ms=1_767_225_600_000 + first_seq,
            body=b"".join(lines),
            version=version,
        )

    return make


@pytest.fixture
async def show(store: Store, page: MakePage) -> str:
    """The current show of room `demo`, with one record."""
    await store.book.add_room(RoomRow(slug="demo", mode="live", user_key=b"\x00key", created_ms=1))
    await store.book.open_show(ShowRow(id="demo-1", room="demo", opened_ms=1, current=True), page(1))
    return "demo-1"
