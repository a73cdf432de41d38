"""A running room: its conductor, intake, publisher and hub, as one thing to talk to.

Owns: what servers, feeds and commands call; screens' comings and goings; snapshots; the names beside the journal.
Law: everything that changes the fold goes through the conductor; everything shown comes out of the publisher.
Must not know: HTTP, SQL, other rooms.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, Literal, TypeVar

from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.baselines import Baselines
from controlroom.domain.errors import Refusal
from controlroom.domain.events import Fact
from controlroom.domain.roles import READS, Role
from controlroom.domain.topics import Topic
from controlroom.feeds.native.refusals import Decoded
from controlroom.live.answers import Done, IntakeFull, Receipt, Rejected
from controlroom.live.archive import now_of
from controlroom.live.bringing import Bringing
from controlroom.live.conductor import Conductor
from controlroom.live.deskwork import Deskwork
from controlroom.live.feedhealth import FeedHealth
from controlroom.live.feeding import Feeding
from controlroom.live.intake import Intake
from controlroom.live.naming import Names
from controlroom.live.notifying import Notifying
from controlroom.live.opening import first_page, next_show_id
from controlroom.live.people import stands_for, with_hashed_staff
from controlroom.live.playback import Playback
from controlroom.live.publisher import Publisher
from controlroom.live.recovery import Recovered, recover, settled_ms, take
from controlroom.live.rejecting import Rejects, forget_lines
from controlroom.live.sealing import completed
from controlroom.live.seen import Seen
from controlroom.live.world import World
from controlroom.ports import Clock, RoomRow, ShowRow, StoreUnavailable, Wire
from controlroom.push.hub import Audience, Hub, Screen, ScreenRow
from controlroom.room.room import Changes, FoldBroken, Room
from controlroom.room.snapshot import Freezer
from controlroom.room.state import RoomState
from controlroom.views import shapes
from controlroom.views.beside import Beside

log = logging.getLogger(__name__)

T = TypeVar("T")

_GONE_KEPT: Final = 20
_GONE_MS: Final = 600_000


class LiveRoom:
    """One room while the server runs it.

    Args:
        row: The room's line in the book.
        show: Its current show.
        recovered: The show's fold, up to the journal's head.
        world: The house's store, settings and renderer.
        clock: System's for a live room, driven for a rehearsal.
    """

    def __init__(self, row: RoomRow, show: ShowRow, recovered: Recovered, world: World, clock: Clock) -> None:
        self.row = row
        self._world = world
        self._clock = clock
        settings = world.settings
        conductor = Playback if row.mode == "replay" else Conductor
        self._conductor = conductor(
            recovered.room, show.id, world.journal, clock, self,
            room_for=settings.intake_events, page_events=settings.page_events,
        )  # fmt: skip
        self._words = world.words.of(row.slug)
        self._bringing = Bringing(self._state, self._feeds, self._conductor.observe)
        self._feeding = Feeding(
            row.slug, world.feeds, self, gone=self._feed_gone,
            had=lambda: self.read(lambda s: {name: line.kind for name, line in s.feeds.items()}),
            lacking=lambda: self.read(lambda s: s.tally.unpriced()), followed=self._bringing.look,
            elsewhere=self._elsewhere,
        )  # fmt: skip
        self.look_up, self.look_up_now = self._feeding.look_up, self._feeding.look_up_now
        self._intake = Intake(
            row.user_key, recovered.seen, lambda: self._conductor.room.state.currency, self._words,
            names_keep_ms=settings.names_keep_s * 1000, plan=lambda: self._conductor.room.state.plan, money=self._feeding.money,
        )  # fmt: skip
        self._names, self.before = Names(row, self._intake, world.book, settings.names_keep_s), self._intake.before
        self._publisher = Publisher(self._state, self._beside, world.renderer)
        self.hub = Hub(secrets.token_hex(6), self._publisher.fill, clock.now_ms())
        self.hub.seq = recovered.room.state.seq
        self._publisher.hub = self.hub
        self._publisher.published = self._published
        self.hub.on_ack(self._acked)
        self.hub.on_left(self._left)
        self._deskwork = Deskwork(world.desk if row.mode == "live" else None, self._conductor.observe, settings.lang)
        show_unsent = partial(self._publisher.changed, (Topic.SHOW,))
        self._notifying = Notifying(world.post if row.mode == "live" else None, clock, show_unsent)
        self._problem: str | None = None
        self._gone: dict[str, shapes.ScreenView] = {}
        self._cue_pos: dict[str, int] = {}
        self._delivered: set[str] = set()
        self._rejects = Rejects(row.slug, clock.now_ms, lambda: self._names.keep_s > 0)
        self._since_snapshot = 0
        self._snapshot_due = asyncio.Event()
        self._snapshotting = asyncio.Lock()
        self._freezer = Freezer()
        self._usual: Baselines | None = None
        self._resume(recovered.room)  # first of all: nothing matures in an absence
        for seq, why in recovered.broken.items():
            self._conductor.observe(rec.RecordQuarantined(bad_seq=seq, why=why))
        for screen in recovered.room.state.screens:  # their sockets went with the old process
            self._conductor.observe(rec.ScreenLeft(screen=screen))
        self._notifying.look(recovered.room.state)

    def _state(self) -> RoomState:
        return self._conductor.room.state

    def _resume(self, room: Room) -> None:
        """Journal that the server was away, where the room's time went on without it."""
        if self._clock.until_ms(0) is None:
            return
        state, now_ms = room.state, self._clock.now_ms()
        from_ms = max(state.received_ms, state.as_of_ms)
        if now_ms - from_ms > 5_000:
            self._conductor.observe(rec.RoomResumed(from_ms=from_ms, to_ms=now_ms))

    # What servers, feeds and programs call.

    @property
    def show(self) -> str:
        """Return the id of the current show."""
        return self._conductor.show

    @property
    def seq(self) -> int:
        """Return the newest record's seq."""
        return self._conductor.room.state.seq

    def clock(self) -> dict[str, object]:
        """Return where the room's clock is and how fast it runs."""
        return {"now_ms": self._clock.now_ms(), "speed": self._clock.speed}

    async def post(self, feed: str, decoded: Decoded, *, again: bool = False) -> Receipt:
        """Take a decoded body of events; returns when what it brought, or repeats, is durable.

        Args:
            again: They were rejected before: their users are hashed, and what is refused is on the list already.

        Raises:
            IntakeFull, StoreUnavailable: Nothing was taken: the same body may be sent again.
        """
        now_ms, heard = self._clock.now_ms(), feed in self._intake.feeds
        batch = self._intake.take(feed, decoded.facts, decoded.indexes, now_ms, again=again)
        try:
            seq = await self._conductor.facts(batch)
        except (IntakeFull, StoreUnavailable):
            self._intake.give_back(batch)
            raise
        if not heard:
            self._bringing.look()  # what it can bring counts from now on
        refused = [
            Rejected(index=r.index, code=r.code, path=r.path, message=r.message) for r in decoded.refused
        ] + batch.rejected
        if refused:
            refused.sort(key=lambda r: r.index)
            if not again:
                self._intake.health(feed).rejected += len(decoded.refused)
                self._rejects.keep(feed, decoded, zip(batch.rejected, batch.foreign, strict=True))
        return Receipt(accepted=len(batch.facts), duplicates=batch.duplicates, rejected=refused, seq=seq)

    async def command(self, command: cmd.AnyCommand, by: Role, person: str | None = None) -> Done | Refusal:
        """Give a command.

        Raises:
            StoreUnavailable, IntakeFull: It was not accepted; the same id may be given again.
        """
        if isinstance(command, cmd.PlanApply):
            hashed = with_hashed_staff(command.plan, self.row.user_key)
            command = structs.replace(command, plan=hashed)
        if isinstance(command, cmd.ShowOpen):  # read now, so that the room runs on meanwhile
            self._usual = await self._gather()
        return await self._conductor.command(command, by, person)

    async def _gather(self) -> Baselines | None:
        """Return what a show that is opened now will be compared with."""
        shows = await self._world.book.shows(self.row.slug)
        return await self._world.archive.baselines(shows, now_of(self._conductor.room.state))

    async def drive(self, to_ms: int | None, speed: float | None) -> None:
        """Move a rehearsal's clock; returns when all up to then is applied.

        Raises:
            ClockRefused: The clock is not driven, or would go back.
        """
        await self._conductor.drive(to_ms, speed)
        self.hub.heartbeat(self._clock.now_ms(), self._clock.speed)

    def state(self, role: Role, topics: Iterable[Topic]) -> dict[str, object]:
        """Return the document of `GET …/state` for a role."""
        s = self._conductor.room.state
        views = self._publisher.view(role, sorted(frozenset(topics) & READS[role]))
        return {
            "room": self.row.slug,
            "show": s.show,
            "mode": s.mode,
            "clock": self.clock(),
            "epoch": self.hub.epoch,
            "pos": self.hub.pos,
            "seq": s.seq,
            "as_of_ms": s.as_of_ms,
            "topics": {topic: shapes.wire(view) for topic, view in views.items()},
        }

    def read(self, project: Callable[[RoomState], T]) -> T:
        """Return what `project`, which changes nothing and keeps nothing of it, makes of the state as it is now."""
        return project(self._conductor.room.state)

    def views(self, role: Role) -> dict[Topic, shapes.View]:
        """Return every view that a role may read, as of now and of the hub's position (the first view of a page)."""
        self._publisher.now(())  # else a value that is newer than the boards' could change back unseen
        return self._publisher.view(role, READS[role])

    def glance(self, role: Role, topics: Iterable[Topic]) -> tuple[dict[Topic, shapes.View], int]:
        """Return some of a role's views as of now, and the last whole second advanced (epoch ms)."""
        wanted = frozenset(topics) & READS[role]
        return self._publisher.view(role, sorted(wanted)), self._conductor.room.state.as_of_ms

    def join(
        self, audience: Audience, wire: Wire, *, name: str | None = None, tab: str | None = None,
        resume: tuple[str, int] | None = None,
    ) -> Screen:  # fmt: skip
        """Attach a screen; its hello is sent at once."""
        screen = self.hub.join(
            audience, wire, now_ms=self._clock.now_ms(), speed=self._clock.speed,
            screen_id=secrets.token_hex(4), name=name, tab=tab, resume=resume,
        )  # fmt: skip
        if audience.kind == "page":
            self._gone = {id_: gone for id_, gone in self._gone.items() if gone.role != audience.role}
            self._conductor.observe(rec.ScreenCame(screen=screen.id, role=audience.role, name=name, tab=tab))
        return screen

    # ports.FeedSink: where a feed's client delivers.

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        """Take a client's facts; a full or failing room makes the client wait, not lose."""
        while True:
            try:
                await self.post(feed, Decoded(facts, None, [], len(facts)))
                return
            except (IntakeFull, StoreUnavailable) as error:
                log.warning("feed %s waits: %s", feed, error)
                await asyncio.sleep(1.0)

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        """Keep a message that a feed's client could not read."""
        self._intake.health(feed).rejected += 1
        self._rejects.add(feed, code, path, message, line)

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        """Count message types that no adapter has heard of, and log each once."""
        for type_ in self._intake.health(feed).heard(types):
            log.warning("feed %s of room %s: nobody has told me of messages of type %r", feed, self.row.slug, type_)

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        """Journal that a feed's connection came or went."""
        self._conductor.observe(rec.FeedChanged(feed=feed, kind=kind, state=state, why=why))

    def _elsewhere(self, feed: str, count: int) -> None:
        """Note how many of a feed's orders are another room's."""
        self._intake.health(feed).elsewhere = count

    def _feed_gone(self, feed: str, kind: str) -> None:
        """Journal that the room has a feed no more, where it was heard or its connection told of."""
        self._intake.feeds.pop(feed, None)
        if self.read(lambda s: feed in s.feeds or feed in s.observed.sources):
            self._conductor.observe(rec.FeedChanged(feed=feed, kind=kind, state="gone"))

    # conductor.Desk: what the conductor tells us.

    def applied(self, changes: Changes, *, at_once: bool) -> None:
        """Publish what changed."""
        if Topic.DESK in changes.topics:
            self._deskwork.look(self._conductor.room.state)
        if Topic.ALERTS in changes.topics:
            self._notifying.look(self._conductor.room.state)
        if at_once:
            self._publisher.now(changes.topics)
        else:
            self._publisher.changed(changes.topics)

    def store(self, problem: StoreUnavailable | None) -> None:
        """Show on every screen that nothing can be written, or that it can again."""
        self._problem = problem.reason if problem is not None else None
        self._publisher.changed((Topic.SHOW,))

    async def open_show(self, command: cmd.ShowOpen, by: Role, now_ms: int) -> Room:
        """Open a new show in this room, durably."""
        book = self._world.book
        await self.keep_snapshot(settle=True)
        id_ = next_show_id(self.row.slug, await book.shows(self.row.slug))
        voices = self._conductor.room.state.prompter.voices
        page = first_page(
            self.row, id_, command.plan, now_ms, command=command.id, by=by, baselines=self._usual, voices=voices,
            words_version=self._words.version,
        )  # fmt: skip
        await book.open_show(ShowRow(id=id_, room=self.row.slug, opened_ms=now_ms, current=True), page)
        self._intake.reset(Seen(), now_ms if self.row.mode == "live" else None)
        self._cue_pos.clear()
        self._delivered.clear()
        room = Room()
        room.apply_page(page.first_seq, page.received_ms, rec.decode_page(page))
        for row in self.hub.screens():
            if row.audience.kind == "page":
                self._conductor.observe(rec.ScreenCame(screen=row.id, role=row.audience.role, name=row.name))
        for name, line in self._conductor.room.state.feeds.items():  # whoever fetches them tells changes only
            self._conductor.observe(rec.FeedChanged(feed=name, kind=line.kind, state=line.state, why=line.why))
        return room

    async def rebuild(self, broken: FoldBroken) -> Room:
        """Fold the show again without the record that broke it."""
        recovered = await recover(self._world.journal, self._world.snapshots, self.show, skip={broken.seq: str(broken)})
        return recovered.room

    def sealed(self, accepted: rec.Accepted, room: Room) -> rec.Accepted:
        """Add what the fold needs of the server: a draw's commitment or seed, the watched words of what is said."""
        return completed(accepted, room.state, self.row.user_key, self._words)

    def kept(self, records: int) -> None:
        """Count records towards the next snapshot."""
        self._since_snapshot += records
        ended = self._conductor.room.state.status == "ended"
        if self._since_snapshot >= self._world.settings.snapshot_records or (ended and records):
            self._snapshot_due.set()

    # Running.

    async def run(self) -> None:
        """Conduct, beat and keep until `stop` is called."""
        await self._recall_names()
        async with asyncio.TaskGroup() as group:
            conducting = group.create_task(self._conductor.run(), name=f"conductor {self.row.slug}")
            aside = [
                group.create_task(self._beat(), name=f"heartbeat {self.row.slug}"),
                group.create_task(self._snapshots(), name=f"snapshots {self.row.slug}"),
                group.create_task(self._feeding.run(), name=f"feeds {self.row.slug}"),
                group.create_task(self._deskwork.run(), name=f"desk {self.row.slug}"),
                group.create_task(asyncio.to_thread(self._words.warm), name=f"words {self.row.slug}"),
                group.create_task(self._notifying.run(), name=f"notices {self.row.slug}"),
            ]
            await conducting
            for task in aside:
                task.cancel()
        self._publisher.close()
        await self.keep_aside()
        if self._since_snapshot:
            await self.keep_snapshot(settle=True)

    async def stop(self) -> None:
        """Let what waits be done and stop."""
        await self._conductor.stop()

    async def _beat(self) -> None:
        known = self._feeding.known
        while True:
            await asyncio.sleep(1.0)
            self.hub.heartbeat(self._clock.now_ms(), self._clock.speed)
            self._publisher.along((Topic.FEEDS, Topic.SCREENS))
            if self._feeding.known != known:
                known = self._feeding.known
                self._publisher.changed((Topic.SHOW, Topic.KPI, Topic.PULSE))
            await self.keep_aside()

    async def _snapshots(self) -> None:
        while True:
            timeout = self._world.settings.snapshot_every_s
            try:
                await asyncio.wait_for(self._snapshot_due.wait(), timeout)
            except TimeoutError:
                if not self._since_snapshot:
                    continue
            self._snapshot_due.clear()
            await self._settle()
            await self.keep_snapshot()

    async def _settle(self) -> None:
        """Let an ended show's time come to where its replay ends, so that no copy is needed; a driven clock may stand still."""
        wait_s = self._clock.until_ms(settled_ms(self._conductor.room))
        if self._conductor.room.state.status == "ended" and wait_s is not None:
            await asyncio.sleep(min(wait_s, 1.0) + 0.05)

    async def keep_snapshot(self, *, settle: bool = False) -> None:
        """Make a snapshot and store it; a failing store costs it, never the show.

        Args:
            settle: The room runs no longer: an ended show may be advanced itself, not a copy, to where its replay ends.
        """
        async with self._snapshotting:
            conductor = self._conductor
            if settle:
                conductor.room.advance(settled_ms(conductor.room))
            taken = take(self._freezer, conductor.show, conductor.room, self._intake.seen, conductor.on_their_way())
            self._since_snapshot = 0
            mark = await asyncio.to_thread(taken.mark)
            try:
                await self._world.snapshots.save(mark, taken.parts())
            except StoreUnavailable as error:
                log.warning("no snapshot of %s at %d: %s", mark.show, mark.seq, error)

    async def keep_aside(self) -> None:
        """Write nicknames and rejects to their tables; a failing store costs them, never the show."""
        now_ms = self._clock.now_ms()
        self._intake.seen.trim(now_ms)
        if await self._names.look(now_ms):
            self._publisher.changed((Topic.COMMENTS, Topic.DRAWS, Topic.DESK))
        names, self._intake.new_names = self._intake.new_names, {}
        rejects = self._rejects.take()
        try:
            if names:
                await self._names.write(names, now_ms)
            if rejects:
                await self._world.book.add_rejects(rejects)
        except StoreUnavailable as error:
            log.warning("%d names and %d rejects were not kept: %s", len(names), len(rejects), error)

    async def _recall_names(self) -> None:
        """Know the nicknames again that are still kept; a failing store costs them, never the show."""
        try:
            await self._names.recall(self._clock.now_ms())
        except StoreUnavailable as error:
            log.warning("the nicknames of %s were not read: %s", self.row.slug, error)

    def hashed(self, user: str) -> str:
        """Return what stands for a platform's user in the journal."""
        return self._intake.hashed(user)

    async def forget(self, user: str) -> tuple[int, int]:
        """Forget a user (an id, or its hash), here and in the tables; return how many nicknames and rejects' lines there were."""
        users = stands_for(self.row.user_key, user)
        here = self._intake.forget(users)
        in_table = await self._world.book.forget_users(self.row.slug, users)
        self._publisher.changed((Topic.COMMENTS, Topic.DRAWS, Topic.DESK))
        await self.keep_aside()
        return len(here | in_table), await forget_lines(self._world.book, self.row, user)

    # Beside the fold.

    def _beside(self) -> Beside:
        return Beside(
            self._feeds(), self._screens(), self._intake.names, self._problem, self._notifying.unsent(), self._feeding.faults
        )  # fmt: skip

    def _feeds(self) -> list[shapes.FeedView]:
        s, now_ms, known = self._conductor.room.state, self._clock.now_ms(), self._feeding.known
        counted, fresh = self._intake.feeds, FeedHealth()  # looking at one makes none: a feed that is gone stays gone
        names = dict.fromkeys([*counted, *s.feeds, *known])
        return [counted.get(name, fresh).view(name, s.feeds.get(name), now_ms, known.get(name)) for name in names]

    def _screens(self) -> list[shapes.ScreenView]:
        here = [_seen(row, row.state, row.last_seen_ms) for row in self.hub.screens() if row.audience.kind == "page"]
        return here + list(self._gone.values())

    def _left(self, screen: Screen) -> None:
        if screen.audience.kind != "page":
            return
        row, now_ms = screen.row(), self._clock.now_ms()
        self._gone[row.id] = _seen(row, "gone", now_ms)
        self._gone = dict([one for one in self._gone.items() if now_ms - one[1].last_seen_ms < _GONE_MS][-_GONE_KEPT:])
        self._conductor.observe(rec.ScreenLeft(screen=row.id))

    def _published(self, topics: frozenset[Topic], pos: int) -> None:
        if Topic.CUE in topics:
            waiting = {c.id for c in self._conductor.room.state.cues.waiting() if c.delivered_ms is None}
            self._cue_pos = {id_: self._cue_pos.get(id_, pos) for id_ in waiting}

    def _acked(self, screen: Screen, pos: int) -> None:
        """Journal that a host's screen has drawn the cards that were published up to `pos`."""
        if screen.audience.role is not Role.HOST or screen.audience.kind != "page":
            return
        for id_, cue_pos in list(self._cue_pos.items()):
            if cue_pos <= pos:
                del self._cue_pos[id_]
                if id_ not in self._delivered:
                    self._delivered.add(id_)
                    self._conductor.observe(rec.CueDelivered(cue=id_, screen=screen.id))


def _seen(row: ScreenRow, state: Literal["live", "stale", "gone"], seen_ms: int) -> shapes.ScreenView:
    return shapes.ScreenView(
        id=row.id, role=row.audience.role, name=row.name, state=state, last_seen_ms=seen_ms, pos=row.pos, tab=row.tab
    )
