"""The single writer: what a page holds, and what becomes of those who wait when it cannot go on."""

from __future__ import annotations

import asyncio

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.events import Like
from controlroom.domain.roles import Role
from controlroom.live.answers import Done, IntakeFull
from controlroom.live.clock import ManualClock
from controlroom.live.conductor import Conductor
from controlroom.live.intake import Batch
from controlroom.ports import Clock, StoreUnavailable
from controlroom.room.room import Changes, FoldBroken, Room
from tests.memory import MemoryJournal

NOW = 1_764_000_000_000


class Desk:
    """Keeps what the conductor tells."""

    def __init__(self) -> None:
        self.applied_at_once: list[bool] = []
        self.problems: list[str | None] = []

    def applied(self, changes: Changes, *, at_once: bool) -> None:
        self.applied_at_once.append(at_once)

    def store(self, problem: StoreUnavailable | None) -> None:
        self.problems.append(problem.reason if problem else None)

    async def open_show(self, command: cmd.ShowOpen, by: Role, now_ms: int) -> Room:
        raise AssertionError("no show is opened here")

    async def rebuild(self, broken: FoldBroken) -> Room:
        raise AssertionError("nothing breaks here")

    def sealed(self, accepted: rec.Accepted, room: Room) -> rec.Accepted:
        return accepted

    def kept(self, records: int) -> None:
        pass


def batch(*ids: str) -> Batch:
    made = Batch()
    made.facts = [Like(id=id_, source="f") for id_ in ids]
    return made


async def conductor(journal: MemoryJournal, *, page_events: int = 1000, clock: Clock | None = None) -> Conductor:
    page = rec.encode_page([rec.ShowOpened(room="demo", show="s", mode="live")], 1, NOW)
    await journal.append("s", page)
    room = Room()
    room.apply_page(1, NOW, rec.decode_page(page))
    return Conductor(
        room, "s", journal, clock or ManualClock(NOW + 500), Desk(), room_for=1000, page_events=page_events
    )


def kinds(journal: MemoryJournal) -> list[list[str]]:
    return [[type(r).__name__ for r in rec.decode_page(page)] for page in journal.shows["s"][1:]]


async def test_command_begins_a_page_and_a_page_holds_at_most_one() -> None:
    journal = MemoryJournal()
    writer = await conductor(journal)
    first = asyncio.create_task(writer.facts(batch("1")))
    cue = asyncio.create_task(writer.command(cmd.CueShow(id="a", text="x"), Role.CONTROLLER, None))
    second = asyncio.create_task(writer.facts(batch("2", "3")))
    again = asyncio.create_task(writer.command(cmd.CueShow(id="b", text="y"), Role.CONTROLLER, None))
    await asyncio.sleep(0)
    await writer.stop()
    await writer.run()
    assert kinds(journal) == [["Like"], ["Accepted", "Like", "Like"], ["Accepted"]]
    assert (await first, await cue, await second, await again) == (2, Done(seq=3), 5, Done(seq=6))


async def test_refused_commands_leave_no_page() -> None:
    journal = MemoryJournal()
    writer = await conductor(journal)
    asked = [asyncio.create_task(writer.command(cmd.CueAck(id=id_, cue="none"), Role.HOST, None)) for id_ in ("a", "b")]
    await asyncio.sleep(0)
    await writer.stop()
    await writer.run()
    assert [answer.code for answer in await asyncio.gather(*asked) if isinstance(answer, Refusal)] == [
        "unknown_cue"
    ] * 2
    assert kinds(journal) == []


async def test_page_takes_whole_batches_up_to_its_size() -> None:
    journal = MemoryJournal()
    writer = await conductor(journal, page_events=3)
    asked = [asyncio.create_task(writer.facts(batch(f"{i}a", f"{i}b"))) for i in range(3)]
    await asyncio.sleep(0)
    await writer.stop()
    await writer.run()
    assert [page.count for page in journal.shows["s"][1:]] == [4, 2]
    assert await asyncio.gather(*asked) == [3, 5, 7]


async def test_clock_that_goes_back_does_not_take_received_with_it() -> None:
    journal = MemoryJournal()
    clock = ManualClock(NOW + 5000)
    writer = await conductor(journal, clock=clock)
    running = asyncio.create_task(writer.run())
    await writer.facts(batch("1"))
    clock.time_ms = NOW + 1000
    await writer.facts(batch("2"))
    await writer.stop()
    await running
    received = [page.received_ms for page in journal.shows["s"]]
    assert received == sorted(received)


async def test_whoever_waits_when_the_conductor_breaks_is_told_to_come_again() -> None:
    journal = MemoryJournal()
    writer = await conductor(journal)
    journal.shows["s"].clear()  # somebody else's hand: the next page does not fit on the journal
    in_hand = asyncio.create_task(writer.facts(batch("1")))
    waiting = asyncio.create_task(writer.command(cmd.CueShow(id="a", text="x"), Role.CONTROLLER, None))
    await asyncio.sleep(0)
    with pytest.raises(AssertionError):
        await writer.run()
    for task in (in_hand, waiting):
        with pytest.raises(IntakeFull):
            await task
    with pytest.raises(IntakeFull):
        await writer.facts(batch("2"))
