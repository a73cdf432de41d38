"""Start and stop: where everything is wired together.

Owns: the house: the store, the rooms that run in this process, their tasks and locks; the order in which they start and
stop.
Law: a room runs in one process at a time; it starts when it is first asked for (of a server: with the server, or as soon as it
is made) and stops with the house; a room that crashes is started again from its journal, and the reason is logged.
Must not know: HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, Protocol

from controlroom.domain.links import KeyLine
from controlroom.live.archive import Archive
from controlroom.live.asides import Asides
from controlroom.live.clock import DrivenClock, SystemClock
from controlroom.live.feedlist import Feeds
from controlroom.live.recovery import recover
from controlroom.live.retrying import RejectBook
from controlroom.live.room import LiveRoom
from controlroom.live.wordlists import WordLists
from controlroom.notify.post import Post
from controlroom.notify.targets import NAME, read_targets
from controlroom.ports import Clock, Desk, Journal, Links, Plans, RoomRow, Snapshots, StoreUnavailable
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.settings import Settings
from controlroom.store import Store, open_store
from controlroom.store.lock import hold_room

log = logging.getLogger(__name__)

STOP_S: Final = 1.5
ADDRESS_NOTE: Final = "address"
"""Name of the book's note that holds the running server's address, for `controlroom links`."""

MADE_S: Final = 1.0
"""So often it is looked whether a room was made."""

_TURN_S: Final = 0.001
"""The threads that pack, hash and write give the loop its turn after a millisecond (Python's own: five)."""


def _desk(address: str) -> Desk:
    """Return the desk behind an address; its client is loaded only where there is one."""
    from controlroom.desks.webhook import Webhook

    return Webhook(address)


class HouseBook(RejectBook, Protocol):
    """The book, which tells the keys of feeds too."""

    async def keys(self, room: str) -> Sequence[KeyLine]:
        """Return which feeds have keys, by name."""
        ...


class House:
    """The rooms that run in this process."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        renderer: Renderer,
        post: Post,
        group: asyncio.TaskGroup,
        clock: Clock | None,
    ) -> None:
        self.settings = settings
        self.book: HouseBook = store.book
        self.feeds = Feeds(store.book, settings)
        self.journal: Journal = store.journal
        self.snapshots: Snapshots = store.snapshots
        self.plans: Plans = store.plans
        self.links: Links = store.links
        self.asides = Asides(store.asides)
        self.archive = Archive(store.journal, store.snapshots)
        self.renderer = renderer
        self.words = WordLists(settings.words)
        for sentence in self.words.unread:
            log.warning(sentence)
        self.post = post
        self.desk: Desk | None = _desk(settings.desk_webhook) if settings.desk_webhook is not None else None
        self._group = group
        self._clock = clock
        self._rooms: dict[str, LiveRoom] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._starting: dict[str, asyncio.Lock] = {}
        self._locks = AsyncExitStack()
        self._closing = False
        self._made: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None
        self.address: str | None = None
        """Where it is found, while it is listened for: of two servers on one data folder the rooms are the one's in the book."""

    def running(self) -> Sequence[LiveRoom]:
        """Return the rooms that run."""
        return list(self._rooms.values())

    async def room(self, slug: str) -> LiveRoom | None:
        """Return a room, started if need be; None: there is no such room.

        Raises:
            Occupied: Another process runs it.
        """
        found = self._rooms.get(slug)
        if found is not None or self._closing:
            return found
        async with self._starting.setdefault(slug, asyncio.Lock()):
            found = self._rooms.get(slug)
            if found is not None:
                return found
            row = await self.book.room(slug)
            return await self._start(row) if row is not None else None

    async def _start(self, row: RoomRow) -> LiveRoom | None:
        show = await self.book.current_show(row.slug)
        if show is None:
            return None
        if row.slug not in self._tasks:
            self._locks.enter_context(hold_room(self.settings.data, row.slug))
        replayed = row.mode == "replay"  # from its first record on, at its own pace
        recovered = await recover(
            self.journal, None if replayed else self.snapshots, show.id, until_seq=1 if replayed else None
        )
        state = recovered.room.state
        clock = self._clock
        if clock is None:
            driven = row.mode == "rehearsal"
            clock = DrivenClock(max(state.received_ms, state.as_of_ms)) if driven else SystemClock()
        room = self._rooms[row.slug] = LiveRoom(row, show, recovered, self, clock)
        if row.mode == "live":
            recalling = room.before.recall(self.book, self.snapshots, show, clock.now_ms())
            self._group.create_task(recalling, name=f"before {row.slug}")
        self._tasks[row.slug] = self._group.create_task(self._keep(room), name=f"room {row.slug}")
        await asyncio.sleep(0)  # its first second is advanced
        return room

    async def _keep(self, room: LiveRoom) -> None:
        """Run a room; when it crashes, forget it, so that whoever asks next gets it anew from its journal."""
        try:
            await room.run()
        except Exception:  # the supervisor: other rooms go on
            log.exception("room %s crashed; it is started again from its journal", room.row.slug)
        finally:
            if self._rooms.get(room.row.slug) is room:
                del self._rooms[room.row.slug]
            room.hub.close_all(1012, "restart")

    async def start_all(self) -> None:
        """Start every room of the book, so that live shows run on without anybody asking, each made later, and the post."""
        known = [row.slug for row in await self.book.rooms()]
        for slug in known:
            await self.room(slug)
        self._made = self._group.create_task(self._start_made(set(known)), name="rooms made later")
        self._telling = self._group.create_task(self.post.run(), name="post")  # rooms know by now what is over

    async def _start_made(self, known: set[str]) -> None:
        while True:
            await asyncio.sleep(MADE_S)
            try:
                if await self.book.note(ADDRESS_NOTE) not in (None, self.address):
                    continue  # links lead to another server
                made = [row.slug for row in await self.book.rooms() if row.slug not in known]
            except StoreUnavailable as error:
                log.warning("whether a room was made cannot be read: %s", error)
                continue
            for slug in made:
                try:
                    if await self.room(slug) is not None:  # it has its show already
                        known.add(slug)
                except Exception:  # the supervisor: other rooms go on, and whoever asks for this one hears why
                    log.exception("room %s, which was made just now, does not start", slug)
                    known.add(slug)

    async def close(self) -> None:
        """Stop every room: what waits is written, a snapshot is made, the locks are freed."""
        self._closing = True
        if self._made is not None:
            self._made.cancel()
        for room in self.running():
            await room.stop()
        tasks = [task for task in self._tasks.values() if not task.done()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_S)
            for task in late:
                log.warning("%s did not stop in %s s", task.get_name(), STOP_S)
                task.cancel()
        if self.desk is not None:
            await self.desk.close()
        await self.asides.write()
        await self._locks.aclose()
        if self._telling is not None:
            self._telling.cancel()


@asynccontextmanager
async def open_house(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open the store and yield the house; everything is written and closed on the way out.

    Args:
        clock: Instead of every room's own (tests).

    Raises:
        StoreUnavailable: The data folder or the database cannot be used; the message says the mend.
        BadTargets: The file of the chat apps cannot be used; likewise.
    """
    sys.setswitchinterval(_TURN_S)
    targets = read_targets(settings.notify or settings.data / NAME, wanted=settings.notify is not None)
    async with open_store(settings) as store, asyncio.TaskGroup() as group:
        renderer = Renderer(find_web(), settings.lang, settings.data / "templates")
        post = Post(targets, store.outbox, clock or SystemClock(), settings.lang)
        house = House(settings, store, renderer, post, group, clock)
        try:
            yield house
        finally:
            await house.close()
