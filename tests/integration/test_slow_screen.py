"""A screen that never reads: it delays nobody, costs next to nothing, and finds the newest values when it wakes.

A short run; `python -m tests.load screens` does the whole one, with figures, and compares the server's resident memory.
"""

from __future__ import annotations

import asyncio
import tracemalloc
from pathlib import Path
from typing import Any

from controlroom.domain.roles import Role
from controlroom.push.hub import Audience, Hub
from controlroom.server.sockets import SocketWire
from tests.load.screens import SCREENS, run

SECONDS = 2.5
ON_TIME_MS = 3000
"""Far above what it is (a few tenths of a second), for a busy machine; who waits for a dead screen waits for seconds."""

WALL = Audience(kind="topics", role=Role.ANALYST, page=None, lang=None, topics=frozenset())


def test_twenty_screens_beside_a_dead_one_are_on_time_and_end_on_the_newest(tmp_path: Path) -> None:
    _, behind_ms, last, made, _, old_frames = run(tmp_path, SECONDS, "acknowledges")
    assert last == [made] * SCREENS
    assert made > SECONDS * 500  # there was something to be late for
    assert len(behind_ms) > SCREENS * SECONDS
    assert max(behind_ms) < ON_TIME_MS
    assert old_frames in (0, 1, 2)


async def test_dead_screen_costs_less_than_a_megabyte_however_much_changes() -> None:
    """20,000 changes of 20 kB each would be 400 MB, were they kept for it."""

    async def never(_: Any) -> None:
        await asyncio.Event().wait()

    hub = Hub("E", lambda _: {"kpi": b"0"})
    wire = SocketWire(never, lambda: None)
    wire.screen = hub.join(WALL, wire, now_ms=0, speed=1)
    padding = b'"' + b"x" * 20_000 + b'"'
    hub.publish({WALL: {"kpi": padding}}, 1)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for n in range(20_000):
            hub.publish({WALL: {"kpi": b'"%d' % n + padding[1:]}}, n)
        grew = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grew < 1024 * 1024
    wire.ended()
