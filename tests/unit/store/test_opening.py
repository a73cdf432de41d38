"""The door: what is opened is whole, two may be inside, and nothing is left open."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from controlroom.ports import Book, Journal, RoomRow, ShowRow, Snapshots, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store import Store, open_store

from .conftest import MakePage


async def test_store_is_what_the_ports_ask_for(store: Store) -> None:
    journal: Journal = store.journal
    snapshots: Snapshots = store.snapshots
    book: Book = store.book
    assert (await journal.head("s"), await snapshots.all("s"), await book.rooms()) == (0, [], [])


async def test_server_and_command_line_may_be_inside_at_once(
    store: Store, settings: Settings, show: str, page: MakePage
) -> None:
    async with open_store(settings) as other:
        await other.book.add_room(RoomRow(slug="new", mode="live", user_key=b"k", created_ms=1))
        await store.journal.append(show, page(2))
        await other.book.open_show(ShowRow(id="new-1", room="new", opened_ms=1, current=True), page(1))
        assert await other.journal.head(show) == 2
        assert await store.journal.head("new-1") == 1
        assert [row.slug for row in await store.book.rooms()] == ["demo", "new"]


async def test_error_inside_comes_out_as_it_is_and_the_door_closes(settings: Settings) -> None:
    async def fail() -> None:
        async with open_store(settings) as store:
            await store.book.put_note("a", "b")
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    async with open_store(settings) as again:
        assert await again.book.note("a") == "b"


async def test_no_thread_and_no_side_file_is_left(settings: Settings) -> None:
    before = set(threading.enumerate())
    async with open_store(settings) as store:
        await store.book.put_note("a", "b")
        await store.book.note("a")
    left = {thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio_")}
    for thread in left:
        thread.join(10)
        assert not thread.is_alive()
    assert sorted(path.name for path in settings.data.iterdir()) == ["controlroom.db"]


async def test_folder_with_a_difficult_name_is_opened(tmp_path: Path) -> None:
    data = tmp_path / "my show #1 100% ? 直播"
    async with open_store(Settings(data=data)) as store:
        await store.book.put_note("a", "b")
        assert await store.book.note("a") == "b"
    assert (data / "controlroom.db").exists()


async def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, no folder")
    with pytest.raises(StoreUnavailable, match="cannot write in the data folder"):
        async with open_store(Settings(data=tmp_path / "data")):
            pass
