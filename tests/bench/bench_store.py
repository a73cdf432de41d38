"""How long a page's commit takes, beside the bare disk, and how fast a journal is written and read.

The floor, measured in the same run: the same bytes appended to a file and synced, nothing else. A command is a page of
one record; a busy feed fills pages of hundreds. Set `BENCH_STORE_DATA` to measure another
disk than the temporary folder's.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from controlroom.domain.commands import ShowStart
from controlroom.domain.events import Comment, Enter, Event
from controlroom.domain.records import Accepted, Page, Record, decode_page, encode_page
from controlroom.ports import RoomRow, ShowRow, SnapshotRow
from controlroom.settings import Settings
from controlroom.store import Store, open_store

AT_MS = 1_767_225_600_000
COMMITS = int(os.environ.get("BENCH_COMMITS", "1000"))
ROOMS = 4
USER = "3f2a9c51d07be846"


def command() -> list[Record]:
    """A page as a command makes it."""
    return [Accepted(by="controller", command=ShowStart(id="0195b2c4-77aa-7e31-9c55-1d2e3f405162"))]


def batch(count: int) -> list[Record]:
    """A page as a busy feed fills it: comings and comments."""
    events: list[Event] = []
    for n in range(count):
        if n % 5:
            events.append(Enter(id=f"e-{n}", at=AT_MS, user=USER))
        else:
            events.append(Comment(id=f"c-{n}", at=AT_MS, user=USER, text="这件有红色吗？"))
    return list(events)


def bare(path: Path, body: bytes) -> list[float]:
    """Seconds of each write and sync of these bytes at a file's end."""
    took = []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(COMMITS):
        begun = time.perf_counter()
        os.write(descriptor, body)
        os.fsync(descriptor)
        took.append(time.perf_counter() - begun)
    os.close(descriptor)
    return took


async def appended(store: Store, show: str, records: list[Record]) -> list[float]:
    """Seconds of each append of these records at a journal's end, one after another."""
    took = []
    seq = await store.journal.head(show)
    for _ in range(COMMITS):
        page = encode_page(records, seq + 1, AT_MS)
        begun = time.perf_counter()
        await store.journal.append(show, page)
        took.append(time.perf_counter() - begun)
        seq = page.last_seq
    return took


def line(what: str, took: list[float], events: int) -> None:
    """Print a row of the table."""
    took = sorted(took)
    p50, p99, most = (1000 * took[min(len(took) - 1, int(len(took) * part))] for part in (0.5, 0.99, 1.0))
    rate = len(took) / sum(took)
    print(f"{what:<44}{p50:>9.2f}{p99:>9.2f}{most:>9.2f}{rate:>10,.0f}{rate * events:>13,.0f}")


async def rooms_at_once(store: Store, records: list[Record]) -> None:
    """Print how rooms share the writer."""
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(appended(store, f"show-{n}", records)) for n in range(ROOMS)]
    took_s = time.perf_counter() - begun
    rate = ROOMS * COMMITS / took_s
    rooms = [sorted(task.result()) for task in tasks]
    p50s = [1000 * room[len(room) // 2] for room in rooms]
    p99s = [1000 * room[int(len(room) * 0.99)] for room in rooms]
    print(
        f"{f'{ROOMS} rooms at once, pages of {len(records)} (worst room)':<44}{max(p50s):>9.2f}{max(p99s):>9.2f}"
        f"{1000 * max(room[-1] for room in rooms):>9.2f}{rate:>10,.0f}{rate * len(records):>13,.0f}"
    )


async def timed(what: str, work: Callable[[], Awaitable[int]]) -> None:
    """Print how long something took once, and its events a second."""
    begun = time.perf_counter()
    events = await work()
    took_s = time.perf_counter() - begun
    print(f"{what:<44}{1000 * took_s:>27.1f}{'':>10}{f'{events / took_s:,.0f}' if events else '':>13}")


async def read(store: Store, decode: Callable[[Page], int]) -> int:
    """Return how many events a reading of a whole journal met."""
    return sum([decode(page) async for page in store.journal.pages("show-0")])


async def measure(data: Path) -> None:
    """Print the table."""
    print(f"{COMMITS} commits each; milliseconds")
    print(f"{'':<44}{'p50':>9}{'p99':>9}{'max':>9}{'pages/s':>10}{'events/s':>13}")
    begun = time.perf_counter()
    async with open_store(Settings(data=data)) as store:
        print(f"{'open, a new database':<44}{1000 * (time.perf_counter() - begun):>27.1f}")
        for n in range(ROOMS):
            await store.book.add_room(RoomRow(slug=f"room-{n}", mode="live", user_key=b"k", created_ms=AT_MS))
            show = ShowRow(id=f"show-{n}", room=f"room-{n}", opened_ms=AT_MS, current=True)
            await store.book.open_show(show, encode_page(command(), 1, AT_MS))
        for name, records in (("command", command()), ("50 events", batch(50)), ("500 events", batch(500))):
            body = encode_page(records, 1, AT_MS).body
            line(f"bare write and sync, {len(body):,} bytes", bare(data / "bare", body), len(records))
            line(f"append, a page of a {name}", await appended(store, "show-0", records), len(records))
        await rooms_at_once(store, command())
        await rooms_at_once(store, batch(500))
        await timed("read a journal", lambda: read(store, lambda page: page.count))
        await timed("read and decode a journal", lambda: read(store, lambda page: len(decode_page(page))))
        body = b"".join(b'{"%d":{"units":%d,"gmv_minor":%d}}' % (n, n % 7, n * 37) for n in range(250_000))
        row = SnapshotRow(show="show-0", seq=1, as_of_ms=AT_MS, fold_version=1, digest="d", parts=(body,))

        async def save() -> int:
            await store.snapshots.save(row, row.parts)
            return 0

        await timed(f"save a snapshot of {len(body) / 1e6:.0f} MB", save)
    begun = time.perf_counter()
    async with open_store(Settings(data=data)) as store:
        await store.journal.head("show-0")
        print(f"{'open again and find the head':<44}{1000 * (time.perf_counter() - begun):>27.1f}")


def main() -> None:
    """Measure in a temporary folder, and leave nothing."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_STORE_DATA")) as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
