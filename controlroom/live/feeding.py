"""The feeds that this server fetches itself: which a room has, and their running clients.

Owns: what the book keeps of a room's feeds, and one supervised client for each feed of its list (`live.feedlist`); for a platform
that comes to us, who looks up what it left out.
Law: a change made in the file, on a page or on the command line reaches a running room within two seconds; a feed that cannot be
made is said once and costs no other feed. A link that is cut for a change is told as down: what was said meanwhile is lost.
Must not know: platforms; what facts mean.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final, Literal, Protocol

from msgspec import DecodeError, Struct, json, structs

from controlroom.domain.events import Fact
from controlroom.feeds.base import BadOption
from controlroom.feeds.faults import fault
from controlroom.feeds.registry import UnknownKind, details, door, find, make
from controlroom.feeds.supervise import Supervisor
from controlroom.live.lookups import Lookup, Others
from controlroom.ports import Book, FeedSink, StoreUnavailable

log = logging.getLogger(__name__)

LOOK_S: Final = 2.0


class FeedRow(Struct, frozen=True):
    """One feed that a room fetches. `options`: as its kind's options say."""

    name: str
    kind: str
    options: Mapping[str, str] = {}


Origin = Literal["file", "page"]
"""Where a feed is entered: in the feeds' file; on a page or the command line (kept in the book)."""


class Listed(Struct, frozen=True, kw_only=True):
    """A feed of a room's list.

    Args:
        row: As it is entered, a secret option saying at most where it stands.
        opened: The same with its secrets, for who makes it; never shown, printed or written.
        secrets: Its secret options that are set.
        origin: Where it is entered. `twice`: on the page too, where the file wins.
        fault: Why it cannot run.
    """

    row: FeedRow
    opened: FeedRow
    secrets: frozenset[str] = frozenset()
    origin: Origin = "page"
    twice: bool = False
    fault: str | None = None

    def __repr__(self) -> str:
        return f"Listed({self.row.name!r}, {self.row.kind!r}, {self.origin!r}, fault={self.fault!r})"


class Known(Struct, frozen=True, kw_only=True):
    """What screens are told of a feed that is entered; see `views.shapes.FeedView`. `money`: the currency of its gifts."""

    kind: str
    origin: Origin
    twice: bool
    way: Literal["client", "hook"] | None = None
    carries: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()
    money: str | None = None


class FeedList(Struct, frozen=True):
    """A room's feeds. `faults`: what is wrong with the file as a whole."""

    feeds: tuple[Listed, ...] = ()
    faults: tuple[str, ...] = ()


class Lists(Protocol):
    """Who knows the feeds of each room."""

    async def of(self, room: str) -> FeedList:
        """Return the feeds of a room.

        Raises:
            StoreUnavailable: The book cannot be read.
        """
        ...


def _note(room: str) -> str:
    return f"feeds:{room}"


async def feeds_of(book: Book, room: str) -> list[FeedRow]:
    """Return the feeds that a room fetches.

    Raises:
        ValueError: What is stored cannot be read.
    """
    text = await book.note(_note(room))
    if text is None:
        return []
    try:
        return json.decode(text, type=list[FeedRow])
    except DecodeError as error:
        raise ValueError(f"the feeds of room {room!r} cannot be read: {error}; add them again") from error


def check(row: FeedRow) -> None:
    """Return when a feed can be made like this.

    Raises:
        UnknownKind, BadOption: It cannot; the message says why.
    """
    kind = find(row.kind)
    if kind.hook is not None:
        door(row.kind, row.options)
        details(row.kind, row.options)
    if kind.make is not None or kind.hook is None:
        make(row.kind, row.name, row.options)


async def add_feed(book: Book, room: str, row: FeedRow) -> None:
    """Let a room have a feed; one of the same name is replaced. Its secrets stand elsewhere (`live.feedlist`).

    Raises:
        UnknownKind, BadOption: It cannot be made like this; the message says why.
    """
    check(row)
    await put_feed(book, room, row)


async def put_feed(book: Book, room: str, row: FeedRow) -> None:
    """Enter a feed that was checked; one of the same name is replaced."""
    others = [known for known in await feeds_of(book, room) if known.name != row.name]
    await book.put_note(_note(room), json.encode([*others, row]).decode())


async def remove_feed(book: Book, room: str, name: str) -> bool:
    """Let a room fetch a feed no more; return whether it did."""
    rows = await feeds_of(book, room)
    left = [row for row in rows if row.name != name]
    await book.put_note(_note(room), json.encode(left).decode() if left else None)
    return len(left) < len(rows)


class Feeding:
    """Runs a room's clients.

    Args:
        room: Its slug.
        lists: Who knows its feeds.
        sink: The room.
        gone: Hears that the room has a feed no more: its name and kind.
        had: The feeds that the room knew when it was last running, and their kinds.
        lacking: The orders that the room knows neither an amount nor a product of.
        followed: Hears that the list was read and its feeds are `known`.
        elsewhere: Hears of a feed how many of the orders that it told of are another room's.
    """

    def __init__(
        self, room: str, lists: Lists, sink: FeedSink, *, gone: Callable[[str, str], None] = lambda name, kind: None,
        had: Callable[[], Mapping[str, str]] = dict, lacking: Callable[[], Iterable[str]] = tuple,
        followed: Callable[[], None] = lambda: None, elsewhere: Callable[[str, int], None] = lambda name, count: None,
    ) -> None:  # fmt: skip
        self._gone = gone
        self._had: Callable[[], Mapping[str, str]] | None = had
        self._lacking = lacking
        self._followed = followed
        self._elsewhere = elsewhere
        self._room = room
        self._lists = lists
        self._sink = sink
        self._tasks: dict[tuple[object, ...], asyncio.Task[None]] = {}
        self._here: dict[str, str] = {}
        self.listed: dict[str, Listed] = {}
        """The room's feeds by name, as they were last read."""
        self.known: dict[str, Known] = {}
        """What screens are told of them."""
        self.faults: tuple[str, ...] = ()
        """What is wrong with the feeds' file as a whole."""
        self._supervisors: dict[str, Supervisor] = {}
        self._lookups: dict[str, Lookup] = {}
        self._others: dict[str, Others] = {}

    async def run(self) -> None:
        """Keep the clients as the list has them, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    self._follow(await self._lists.of(self._room), group)
                    self._followed()
                except (StoreUnavailable, ValueError) as error:
                    log.warning("feeds of %s are left as they are: %s", self._room, error)
                await asyncio.sleep(LOOK_S)

    def look_up(self, feed: str, orders: Iterable[str]) -> None:
        """Ask for what a feed's push left out of orders. (A feed that does not run yet finds them when it does.)"""
        if (lookup := self._lookups.get(feed)) is not None:
            lookup.ask(orders)

    def money(self, feed: str) -> str | None:
        """Return the currency in which a feed tells what gifts are worth; None: the show's, or nobody knows."""
        known = self.known.get(feed)
        return known.money if known is not None else None

    async def look_up_now(self, feed: str, orders: Iterable[str]) -> Mapping[str, int]:
        """Ask for what a feed's push left out of orders, at once; return the settled ones, as `Lookup.now` does."""
        lookup = self._lookups.get(feed)
        return await lookup.now(orders) if lookup is not None else {}

    async def _look_up(self, row: FeedRow) -> None:
        asked = details(row.kind, row.options)
        if asked is None:
            return
        others = self._others.setdefault(row.name, Others(asked.whose))
        if others.whose != asked.whose:  # one that was another room's may be this one's now
            others = self._others[row.name] = Others(asked.whose)
            self._elsewhere(row.name, 0)
        lookup = self._lookups[row.name] = Lookup(
            row.name, asked, self._sink, self._lacking, others=others, elsewhere=partial(self._elsewhere, row.name)
        )  # fmt: skip
        try:
            await lookup.run()
        finally:
            if self._lookups.get(row.name) is lookup:
                del self._lookups[row.name]

    def _follow(self, found: FeedList, group: asyncio.TaskGroup) -> None:
        for wrong in found.faults:
            if wrong not in self.faults:
                log.error("%s", wrong)
        self.faults = found.faults
        if found.feeds != tuple(self.listed.values()):
            self.known = {one.row.name: _known(one) for one in found.feeds}
        if self._had is not None:
            self._here, self._had = {**self._had()}, None
        before, self.listed = self.listed, {one.row.name: one for one in found.feeds}
        self._here |= {one.row.name: one.row.kind for one in found.feeds}
        wanted = {_key(one): one for one in found.feeds}
        for key, task in [(key, task) for key, task in self._tasks.items() if key not in wanted]:
            task.cancel()
            del self._tasks[key]
            self._cut(str(key[0]), group)
        # Of a file with a fault from the start nobody knows which feeds it would name.
        for name in (before.keys() & self._here.keys() if found.faults else self._here.keys()) - self.listed.keys():
            self._others.pop(name, None)
            self._gone(name, self._here.pop(name))
        for key, one in wanted.items():
            if key not in self._tasks:
                self._tasks[key] = group.create_task(self._one(one), name=f"feed {self._room}/{one.row.name}")

    def _cut(self, name: str, group: asyncio.TaskGroup) -> None:
        """Tell that a feed's link stands no more, where it did and the room goes on having the feed."""
        supervisor = self._supervisors.pop(name, None)
        if supervisor is not None and supervisor.live and name in self.listed:
            down = self._sink.changed(name, self.listed[name].row.kind, "down", fault("changed"))
            group.create_task(down, name=f"feed {self._room}/{name} is cut")

    async def _one(self, listed: Listed) -> None:
        row = listed.opened
        try:
            if listed.fault is not None:
                raise BadOption(listed.fault)
            kind = find(row.kind)
            if kind.make is None and kind.hook is not None:  # its platform comes to us: there is no link to be down
                door(row.kind, row.options)  # what is wrong with it is said here
                await self._look_up(row)
                return
            client = make(row.kind, row.name, row.options)
            supervisor = self._supervisors[row.name] = Supervisor(client, kind, self._sink)
            await supervisor.run()
            return
        except (UnknownKind, BadOption) as error:
            why = str(error)
        except Exception as error:  # the supervisor of a stranger's code: the room and its other feeds go on
            log.exception("feed %s of room %s failed", row.name, self._room)
            why = fault("failed", error=type(error).__name__)
        log.error("feed %s of room %s does not run: %s", row.name, self._room, why)
        await self._sink.changed(row.name, row.kind, "down", why)


def _known(listed: Listed) -> Known:
    entered = Known(kind=listed.row.kind, origin=listed.origin, twice=listed.twice)
    try:
        kind = find(listed.row.kind)
    except UnknownKind:
        return entered
    return structs.replace(
        entered,
        way="client" if kind.make is not None else "hook" if kind.hook is not None else None,
        carries=tags(kind.carries),
        estimates=tags(kind.estimates),
        money=kind.money,
    )


def tags(types: Iterable[type[Fact]]) -> tuple[str, ...]:
    """Return what types of facts are called on the wire."""
    return tuple(str(kind.__struct_config__.tag) for kind in types)


def _key(listed: Listed) -> tuple[object, ...]:
    row = listed.opened
    return row.name, row.kind, tuple(sorted(row.options.items())), listed.fault
