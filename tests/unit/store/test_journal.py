"""Pages are durable, gapless and read back whole, from anywhere."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from controlroom.domain.records import RECORD_VERSION, Page, RecordQuarantined, encode_page
from controlroom.ports import RoomRow, ShowRow, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store import Store, open_store
from controlroom.store.journal import _MARKED, JournalGap

from .conftest import MakePage

ROOT = Path(__file__).resolve().parents[3]


async def read(store: Store, show: str, after_seq: int = 0) -> list[Page]:
    return [page async for page in store.journal.pages(show, after_seq)]


async def test_head_of_a_journal_that_is_not_there_is_0(store: Store) -> None:
    assert await store.journal.head("nothing") == 0
    assert await read(store, "nothing") == []


async def test_pages_come_back_as_they_were_written(store: Store, show: str, page: MakePage) -> None:
    written = [page(1), page(2, 500), page(502)]
    for each in written[1:]:
        await store.journal.append(show, each)
    assert await read(store, show) == written
    assert await store.journal.head(show) == 502


async def test_page_is_there_after_a_reopen(store: Store, show: str, page: MakePage, settings: Settings) -> None:
    await store.journal.append(show, page(2, 3))
    async with open_store(settings) as again:
        assert await read(again, show) == [page(1), page(2, 3)]


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
async def test_page_is_there_after_its_writer_was_killed(
    store: Store, show: str, page: MakePage, settings: Settings
) -> None:
    program = f"""
import asyncio, os, signal
from pathlib import Path
from controlroom.domain.records import Page
from controlroom.settings import Settings
from controlroom.store import open_store

async def main():
    async with open_store(Settings(data=Path({str(settings.data)!r}))) as store:
        page = Page(first_seq=2, count=1, received_ms=5, body=b'{{"type":"enter"}}\\n')
        await store.journal.append({show!r}, page)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=ROOT)
    assert await asyncio.wait_for(process.wait(), 30) == -signal.SIGKILL
    assert await read(store, show, 1) == [Page(first_seq=2, count=1, received_ms=5, body=b'{"type":"enter"}\n')]


@pytest.mark.parametrize("first_seq", [1, 3, 100])
async def test_page_that_does_not_follow_is_refused(store: Store, show: str, page: MakePage, first_seq: int) -> None:
    with pytest.raises(JournalGap, match=f"seq {first_seq} does not follow on seq 1"):
        await store.journal.append(show, page(first_seq))
    assert await read(store, show) == [page(1)]
    await store.journal.append(show, page(2))


async def test_page_of_an_unknown_show_is_refused(store: Store, page: MakePage) -> None:
    with pytest.raises(LookupError, match="no show 'ghost'"):
        await store.journal.append("ghost", page(1))
    assert await store.journal.head("ghost") == 0


async def test_pages_written_together_come_back_as_they_were_written(store: Store, show: str, page: MakePage) -> None:
    await store.journal.extend(show, [page(2, 3), page(5), page(6, 10)])
    assert await read(store, show) == [page(1), page(2, 3), page(5), page(6, 10)]


async def test_pages_written_together_end_where_one_does_not_follow(store: Store, show: str, page: MakePage) -> None:
    with pytest.raises(JournalGap, match="from seq 6 does not follow on seq 2"):
        await store.journal.extend(show, [page(2), page(6)])
    assert await store.journal.head(show) == 2


async def test_pages_of_an_unknown_show_are_refused_together(store: Store, page: MakePage) -> None:
    with pytest.raises(LookupError, match="nothing"):
        await store.journal.extend("nothing", [page(1), page(2)])
    assert await store.journal.head("nothing") == 0


async def test_two_shows_have_journals_of_their_own(store: Store, show: str, page: MakePage) -> None:
    await store.book.add_room(RoomRow(slug="other", mode="live", user_key=b"k", created_ms=1))
    await store.book.open_show(ShowRow(id="other-1", room="other", opened_ms=1, current=True), page(1, filler="o"))
    await store.journal.append(show, page(2, 10))
    await store.journal.append("other-1", page(2, filler="o"))
    assert await read(store, show) == [page(1), page(2, 10)]
    assert await read(store, "other-1") == [page(1, filler="o"), page(2, filler="o")]


@pytest.mark.parametrize(
    ("after_seq", "firsts"),
    [(0, [1, 2, 12, 22]), (1, [2, 12, 22]), (5, [2, 12, 22]), (11, [12, 22]), (21, [22]), (22, []), (99, [])],
)
async def test_pages_begin_with_the_one_that_holds_the_next_record(
    store: Store, show: str, page: MakePage, after_seq: int, firsts: list[int]
) -> None:
    for each in (page(2, 10), page(12, 10), page(22)):
        await store.journal.append(show, each)
    assert [each.first_seq for each in await read(store, show, after_seq)] == firsts


async def test_long_journal_is_read_in_chunks_without_loss(store: Store, show: str, page: MakePage) -> None:
    pages = [page(seq, filler="x" * 400_000 if seq % 9 == 0 else "") for seq in range(2, 60)]
    for each in pages:
        await store.journal.append(show, each)
    assert await read(store, show) == [page(1), *pages]
    assert [each.first_seq for each in await read(store, show, 30)] == list(range(31, 60))


async def test_page_written_while_a_slow_reader_reads_comes_too(store: Store, show: str, page: MakePage) -> None:
    for seq in range(2, 40):
        await store.journal.append(show, page(seq))
    seen = []
    async for each in store.journal.pages(show):
        seen.append(each.first_seq)
        if each.first_seq == 1:
            await store.journal.append(show, page(40))
    assert seen == list(range(1, 41))


async def test_page_of_a_newer_record_version_is_refused_on_reading(store: Store, show: str, page: MakePage) -> None:
    await store.journal.append(show, page(2, version=RECORD_VERSION + 1))
    with pytest.raises(StoreUnavailable, match="Install the version that wrote it") as caught:
        await read(store, show)
    assert caught.value.reason == "failed"


async def test_marked_pages_are_found_by_their_index_alone(
    store: Store, show: str, page: MakePage, settings: Settings
) -> None:
    mark = encode_page([RecordQuarantined(bad_seq=2, why="x")], 3, 5)
    for each in (page(2), mark, page(4)):
        await store.journal.append(show, each)
    assert [each async for each in store.journal.marked(show)] == [mark]
    assert [each async for each in store.journal.marked("nothing")] == []
    with closing(sqlite3.connect(settings.database)) as other:
        plan = other.execute(f"EXPLAIN QUERY PLAN {_MARKED.sql}", (show,)).fetchall()
    assert "INDEX pages_marked" in plan[0][-1], plan
