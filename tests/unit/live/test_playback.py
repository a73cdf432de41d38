"""A recorded show on the screens: its own instants, its own seconds, and no way to change it."""

from __future__ import annotations

import asyncio

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.live.answers import ClockRefused
from controlroom.live.clock import ManualClock, PacedClock
from controlroom.live.intake import Batch
from controlroom.live.playback import Playback
from controlroom.live.recovery import recover
from controlroom.live.replay import fold
from controlroom.ports import Clock, StoreUnavailable
from controlroom.room.room import Changes, FoldBroken, Room
from controlroom.room.snapshot import digest
from tests.memory import MemoryJournal
from tests.unit.live.told import START_MS, pages_of


class Desk:
    """Notes where the room stood each time something was shown."""

    def __init__(self) -> None:
        self.playback: Playback
        self.shown: list[tuple[int, int]] = []
        self.moved = asyncio.Event()

    def applied(self, changes: Changes, *, at_once: bool) -> None:
        state = self.playback.room.state
        self.shown.append((state.seq, state.as_of_ms - START_MS))
        self.moved.set()

    def store(self, problem: StoreUnavailable | None) -> None:
        raise AssertionError("a replay writes nothing")

    async def open_show(self, command: cmd.ShowOpen, by: Role, now_ms: int) -> Room:
        raise AssertionError("a replay opens nothing")

    async def rebuild(self, broken: FoldBroken) -> Room:
        raise AssertionError("a replay rebuilds by itself")

    def sealed(self, accepted: rec.Accepted, room: Room) -> rec.Accepted:
        return accepted

    def kept(self, records: int) -> None:
        raise AssertionError("a replay writes nothing")


async def playing(clock: Clock) -> tuple[Playback, Desk, MemoryJournal]:
    """A playback of the small show that stands after its first record."""
    journal, desk = MemoryJournal(), Desk()
    for page in pages_of()():
        await journal.append("demo-1", page)
    room = (await recover(journal, None, "demo-1", until_seq=1)).room
    playback = desk.playback = Playback(room, "demo-1", journal, clock, desk, room_for=10, page_events=10)
    return playback, desk, journal


async def reached(playback: Playback, desk: Desk, seq: int) -> None:
    async with asyncio.timeout(5):
        while playback.room.state.seq < seq:
            desk.moved.clear()
            await desk.moved.wait()


async def test_records_come_when_the_clock_reaches_them() -> None:
    clock = ManualClock(START_MS + 1_600)
    playback, desk, _ = await playing(clock)
    running = asyncio.create_task(playback.run())
    await reached(playback, desk, 5)
    assert playback.room.state.received_ms == START_MS + 1_500
    clock.time_ms = START_MS + 2_000
    await reached(playback, desk, 6)
    assert playback.room.state.as_of_ms == START_MS + 2_000
    await playback.stop()
    await running


async def test_whole_replay_gives_the_fold_of_the_file_and_then_stands_still() -> None:
    clock = PacedClock(START_MS + 3_600_000, 60)
    playback, desk, journal = await playing(clock)
    running = asyncio.create_task(playback.run())
    await reached(playback, desk, 7)
    async with asyncio.timeout(5):
        while clock.speed:  # noqa: ASYNC110 - the clock tells nobody that it has stopped
            await asyncio.sleep(0)
    assert digest(playback.room.state) == digest(fold(lambda: journal.shows["demo-1"]).room.state)
    assert clock.now_ms() == playback.room.state.as_of_ms
    await playback.stop()
    await running


async def test_nothing_can_be_changed_in_a_replay() -> None:
    playback, _, journal = await playing(ManualClock(START_MS))
    before = await journal.head("demo-1")
    answer = await playback.command(cmd.ShowEnd(id="x"), Role.CONTROLLER, None)
    assert isinstance(answer, Refusal)
    assert answer.code == "replaying"
    with pytest.raises(StoreUnavailable, match="replay"):
        await playback.facts(Batch())
    with pytest.raises(ClockRefused, match="replay"):
        await playback.drive(START_MS, 1)
    playback.observe(rec.ScreenCame(screen="s", role=Role.HOST))
    await playback.stop()
    await playback.run()
    assert await journal.head("demo-1") == before


async def test_record_that_breaks_the_fold_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from controlroom.domain.events import Comment
    from controlroom.room import facts

    monkeypatch.setitem(facts.HANDLERS, Comment, lambda *_: 1 // 0)
    playback, desk, _ = await playing(ManualClock(START_MS + 3_600_000))
    running = asyncio.create_task(playback.run())
    await reached(playback, desk, 7)
    assert playback.room.state.comments.tail == []
    assert playback.room.state.status == "live"
    await playback.stop()
    await running
