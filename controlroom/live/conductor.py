"""The single writer of a room: journal, then fold, then publish.

Owns: the order of everything that happens in a room: facts, commands, observations, the clock's seconds.
Law: one task takes them in order. A page's `received_ms` is taken when the page is closed, never below an earlier
record's or
the last instant advanced; until that page is applied no instant is advanced. A command begins a page and a page holds
at most one. Nobody is answered or shown anything before it is durable.
Must not know: HTTP, SQL, how a frame looks.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import Final, Protocol, TypeVar

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.events import Fact
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.live.answers import ClockRefused, Done, IntakeFull
from controlroom.live.clock import DrivenClock
from controlroom.live.intake import Batch
from controlroom.ports import Clock, Journal, StoreUnavailable
from controlroom.room.room import AlreadyDone, Changes, FoldBroken, Room

log = logging.getLogger(__name__)

_T = TypeVar("_T")

AWAY_MS: Final = 5_000
"""The server was away when the clock jumps by more than this between two looks at it."""

_LEFT_OUT: Final = Refusal(
    code="left_out", message="it failed when carried out: its record is marked and left out of the show, and nothing changed"
)  # fmt: skip

RETRY_S: Final = 1.0
_SLICE_S: Final = 120
"""Seconds that a driven clock advances before others get a turn."""


class Facts:
    """A batch on its way; resolved with the seq of its last record (or the head, if it brought none)."""

    __slots__ = ("batch", "done")

    def __init__(self, batch: Batch, done: asyncio.Future[int]) -> None:
        self.batch = batch
        self.done = done


class Order:
    """A command on its way."""

    __slots__ = ("by", "command", "done", "person")

    def __init__(
        self, command: cmd.AnyCommand, by: Role, person: str | None, done: asyncio.Future[Done | Refusal]
    ) -> None:
        self.command = command
        self.by = by
        self.person = person
        self.done = done


class Sight:
    """Something the server itself observed."""

    __slots__ = ("record",)

    def __init__(self, record: rec.Seen) -> None:
        self.record = record


class Drive:
    """The driver moves the rehearsal's clock."""

    __slots__ = ("done", "speed", "to_ms")

    def __init__(self, to_ms: int | None, speed: float | None, done: asyncio.Future[None]) -> None:
        self.to_ms = to_ms
        self.speed = speed
        self.done = done


Item = Facts | Order | Sight | Drive


class Desk(Protocol):
    """What the conductor tells the room it conducts."""

    def applied(self, changes: Changes, *, at_once: bool) -> None:
        """Publish what changed."""
        ...

    def store(self, problem: StoreUnavailable | None) -> None:
        """Show that the store cannot write, or can again."""
        ...

    async def open_show(self, command: cmd.ShowOpen, by: Role, now_ms: int) -> Room:
        """Open a new show durably and return its room, its first record applied.

        Raises:
            StoreUnavailable: Nothing was written.
        """
        ...

    async def rebuild(self, broken: FoldBroken) -> Room:
        """Return the room folded again without the record that broke it."""
        ...

    def sealed(self, accepted: rec.Accepted, room: Room) -> rec.Accepted:
        """Return an accepted command as it is journaled, next after all that `room` has folded."""
        ...

    def kept(self, records: int) -> None:
        """So many records were written and applied (a good moment for a snapshot)."""
        ...


class Conductor:
    """Runs one room.

    Args:
        room: Folded up to the journal's head.
        show: The current show.
        journal, clock, desk: See there.
        room_for: Facts that may wait; `page_events`: facts of one page.
    """

    def __init__(
        self, room: Room, show: str, journal: Journal, clock: Clock, desk: Desk, *, room_for: int, page_events: int
    ) -> None:
        self.room = room
        self.show = show
        self._journal = journal
        self._clock = clock
        self._desk = desk
        self._items: deque[Item] = deque()
        self._in_hand: list[Item] = []
        self._waiting = 0
        self._room_for = room_for
        self._page_events = page_events
        self._wake = asyncio.Event()
        self._failing: StoreUnavailable | None = None
        self._looked_ms = clock.now_ms()
        self._stopping = False

    # What others may call: they only put items in the queue.

    async def facts(self, batch: Batch) -> int:
        """Journal a batch; return the seq of its last record, or the head.

        Raises:
            IntakeFull: Too much is waiting; nothing was taken.
            StoreUnavailable: It could not be written.
        """
        if self._waiting + len(batch.facts) > self._room_for or self._stopping:
            raise IntakeFull(1)
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting += len(batch.facts)
        self._put(Facts(batch, done))
        return await done

    async def command(self, command: cmd.AnyCommand, by: Role, person: str | None) -> Done | Refusal:
        """Decide and journal a command.

        Raises:
            IntakeFull: The room is closing.
            StoreUnavailable: It could not be written; it was not accepted.
        """
        if self._stopping:
            raise IntakeFull(1)
        done: asyncio.Future[Done | Refusal] = asyncio.get_running_loop().create_future()
        self._put(Order(command, by, person, done))
        return await done

    async def drive(self, to_ms: int | None, speed: float | None) -> None:
        """Move the driven clock; returns when all up to then is applied.

        Raises:
            ClockRefused: It is not driven, or would go back.
        """
        if self._stopping:
            raise IntakeFull(1)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(Drive(to_ms, speed, done))
        await done

    def observe(self, record: rec.Seen) -> None:
        """Journal something the server saw, as soon as its turn comes."""
        self._put(Sight(record))

    def on_their_way(self) -> list[Fact]:
        """Return the facts that wait for the journal."""
        return [fact for item in self._items if isinstance(item, Facts) for fact in item.batch.facts]

    def _put(self, item: Item) -> None:
        self._items.append(item)
        self._wake.set()

    async def stop(self) -> None:
        """Take nothing new; `run` ends when all that waits is done."""
        self._stopping = True
        self._wake.set()

    # The one task.

    async def run(self) -> None:
        """Conduct until stopped. However it ends, nobody is left waiting: what was not done is refused, to be sent again."""
        try:
            await self._conduct()
        finally:
            self._stopping = True
            for item in (*self._in_hand, *self._items):
                if not isinstance(item, Sight) and not item.done.done():
                    item.done.set_exception(IntakeFull(1))

    async def _conduct(self) -> None:
        if not self._items:  # what was seen while opening may say that time went by without the room
            await self._tick()  # windows are of now before anybody looks
        while True:
            if not self._items:
                if self._stopping:
                    return
                await self._sleep()
            self._notice_absence()
            if self._items:
                await self._step()
                self._in_hand.clear()
            else:
                await self._tick()

    async def _sleep(self) -> None:
        now_ms = self._clock.now_ms()
        wait_s = self._clock.until_ms(floor_second(now_ms) + SECOND_MS)
        if self._failing is not None:
            wait_s = RETRY_S if wait_s is None else min(wait_s, RETRY_S)
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait_s)

    def _notice_absence(self) -> None:
        """Journal that the machine slept or the process was frozen: nothing matures in that time."""
        now_ms = self._clock.now_ms()
        from_ms = max(self._looked_ms, self.room.state.received_ms)
        if (
            self._clock.until_ms(now_ms) is not None
            and now_ms - from_ms > AWAY_MS
            and self._looked_ms < now_ms - AWAY_MS
        ):
            self._items.appendleft(Sight(rec.RoomResumed(from_ms=from_ms, to_ms=now_ms)))
        self._looked_ms = max(self._looked_ms, now_ms)

    async def _step(self) -> None:
        item = self._items[0]
        if isinstance(item, Drive | Order):
            self._in_hand.append(self._items.popleft())
        match item:
            case Drive():
                await self._drive(item)
            case Order(command=cmd.ShowOpen()):
                await self._open(item)
            case Order():
                await self._order(item)
            case _:
                await self._page(None, None)

    async def _order(self, item: Order) -> None:
        await self._tick()  # decided on the state of this very second
        decided = self.room.decide(item.command, item.by, item.person, self._now_ms())
        match decided:
            case AlreadyDone():
                _resolve(item.done, Done(seq=decided.seq))
            case Refusal():
                _resolve(item.done, decided)
            case rec.Accepted():
                await self._page(self._desk.sealed(decided, self.room), item)

    def _gather(self, first: rec.Accepted | None) -> tuple[list[rec.Record], list[Facts | Sight]]:
        records: list[rec.Record] = [first] if first is not None else []
        taken: list[Facts | Sight] = []
        items = self._items
        while items and len(records) < self._page_events:
            item = items[0]
            if isinstance(item, Facts):
                records.extend(item.batch.facts)  # type: ignore[arg-type]  # every Fact that decodes is an Event
            elif isinstance(item, Sight):
                records.append(item.record)
            else:
                break
            taken.append(item)
            items.popleft()
        self._in_hand.extend(taken)
        return records, taken

    async def _page(self, first: rec.Accepted | None, order: Order | None) -> None:
        records, taken = self._gather(first)
        state = self.room.state
        first_seq, received_ms = state.seq + 1, self._now_ms()
        if records:
            try:
                await self._journal.append(self.show, rec.encode_page(records, first_seq, received_ms))
            except StoreUnavailable as error:
                self._unwritten(error, order, taken)
                return
            self._written()
            changes = await self._apply(first_seq, received_ms, records)
            self._desk.applied(changes, at_once=order is not None)
        self._answer(first_seq, order, taken)
        if records:
            self._desk.kept(len(records))

    async def _apply(self, first_seq: int, received_ms: int, records: list[rec.Record]) -> Changes:
        try:
            return self.room.apply_page(first_seq, received_ms, records)
        except FoldBroken as broken:
            log.exception("a record is quarantined")
            self.room = await self._desk.rebuild(broken)
            self._items.appendleft(Sight(rec.RecordQuarantined(bad_seq=broken.seq, why=str(broken))))
            return Changes(frozenset(Topic))

    def _answer(self, first_seq: int, order: Order | None, taken: list[Facts | Sight]) -> None:
        seq = first_seq - 1
        if order is not None:
            seq += 1
            _resolve(order.done, Done(seq=seq) if not self.room.left_out(seq) else _LEFT_OUT)
        head = self.room.state.seq
        for item in taken:
            if isinstance(item, Facts):
                n = len(item.batch.facts)
                self._waiting -= n
                seq += n
                _resolve(item.done, seq if n else head)
            else:
                seq += 1

    def _unwritten(self, error: StoreUnavailable, order: Order | None, taken: list[Facts | Sight]) -> None:
        if self._failing is None:
            log.error("nothing can be written: %s", error)
        self._failing = error
        self._desk.store(error)
        if order is not None:
            _fail(order.done, error)
        for item in taken:
            if isinstance(item, Facts):
                self._waiting -= len(item.batch.facts)
                _fail(item.done, error)
        sights = [item for item in taken if isinstance(item, Sight)]
        if sights:
            self._pause(sights)

    def _pause(self, sights: list[Sight]) -> None:
        """Let the observations wait, so that a failing store is not hammered and no command waits behind them."""

        def again() -> None:
            """Put them back in front."""
            self._items.extendleft(reversed(sights))
            self._wake.set()

        asyncio.get_running_loop().call_later(RETRY_S, again)

    def _written(self) -> None:
        if self._failing is not None:
            log.info("the store can write again")
            self._failing = None
            self._desk.store(None)

    def _now_ms(self) -> int:
        state = self.room.state
        return max(self._clock.now_ms(), state.received_ms, state.as_of_ms)

    async def _tick(self) -> None:
        """Advance to the last whole second, journaling the instant when time alone did something people will see."""
        to_ms = floor_second(self._now_ms())
        if to_ms > self.room.state.as_of_ms:
            await self._advance(to_ms)
        if self._failing is not None and not self._items:
            self._items.append(Sight(rec.RoomReached(to_ms=to_ms)))

    async def _advance(self, to_ms: int) -> None:
        changes = self.room.advance(to_ms)
        if changes.transition:
            page = rec.encode_page([rec.RoomReached(to_ms=to_ms)], self.room.state.seq + 1, self._now_ms())
            try:
                await self._journal.append(self.show, page)
            except StoreUnavailable as error:
                self._unwritten(error, None, [])  # the next page advances to this instant all the same
            else:
                self._written()
                self.room.apply_page(page.first_seq, page.received_ms, rec.decode_page(page))
        self._desk.applied(changes, at_once=False)

    async def _drive(self, item: Drive) -> None:
        clock = self._clock
        if not isinstance(clock, DrivenClock):
            _fail(item.done, ClockRefused("this room's clock is the system's: only a rehearsal's is driven"))
            return
        if item.to_ms is not None and item.to_ms < clock.now_ms():
            _fail(item.done, ClockRefused(f"the room's clock is at {clock.now_ms()}: it does not go back"))
            return
        to_ms = item.to_ms if item.to_ms is not None else clock.now_ms()
        second = floor_second(max(clock.now_ms(), self.room.state.as_of_ms))
        while second + SECOND_MS <= to_ms:
            second += SECOND_MS
            clock.move(second)
            await self._advance(second)
            if second // SECOND_MS % _SLICE_S == 0:
                await asyncio.sleep(0)
        clock.move(to_ms)
        if item.speed is not None:
            clock.speed = item.speed
        _resolve(item.done, None)

    async def _open(self, item: Order) -> None:
        command = item.command
        assert isinstance(command, cmd.ShowOpen)
        await self._tick()
        decided = self.room.decide(command, item.by, item.person, self._now_ms())
        if isinstance(decided, AlreadyDone):
            _resolve(item.done, Done(seq=decided.seq))
        elif isinstance(decided, Refusal):
            _resolve(item.done, decided)
        else:
            try:
                self.room = await self._desk.open_show(command, item.by, self._now_ms())
            except StoreUnavailable as error:
                self._unwritten(error, item, [])
                return
            self.show = self.room.state.show
            self._written()
            self._desk.applied(Changes(frozenset(Topic)), at_once=True)
            _resolve(item.done, Done(seq=self.room.state.seq))


def _resolve(future: asyncio.Future[_T], value: _T) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: asyncio.Future[_T], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
