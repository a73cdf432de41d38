"""Keeps one feed's client running for ever, and says when its link comes and goes.

Owns: reconnecting, the idle alarm, the feed's state towards the journal.
Law: `changed` is called on changes only. A link that dies, whatever the reason, is tried again after the wait that the other
side asked for and a random pause of 0 to min(30 s, 0.5 s · 2^n); n begins anew after a healthy minute: connected, and messages
came. A connected link that is silent for longer than its kind allows is dropped; then the feed is `down` until a message
comes, not merely a socket.
Must not know: any platform; what the facts mean.

This is where `except Exception` may stand: a feed's failure must not end the room, and its reason is logged.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.events import Fact
from controlroom.feeds.base import Kind, LinkLost
from controlroom.feeds.faults import fault
from controlroom.ports import Feed, FeedSink

OFTEN: Final = 20
"""A type of fact has a usual pause once so many messages brought it …"""
PAUSES: Final = 20
"""… and has stopped when it stays away for so many of them (and its kind's `rare_s`): chance alone hardly ever does that."""
PAUSE_FIRST_S: Final = 0.5
PAUSE_MOST_S: Final = 30.0
HEALTHY_S: Final = 60.0
RECHECK_S: Final = 1.0
"""While the room takes a delivery, silence is not the feed's; it is looked at again after this."""

_STEPS: Final = 6  # 0.5 · 2^6 > 30

_log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


class Silent(LinkLost):
    """Connected, but nothing comes."""


class Supervisor:
    """Runs a feed.

    Args:
        feed: Its client; `run` is called again and again.
        kind: What it is; its limits.
        sink: The room's intake.
        monotonic: Seconds that never go back.
        sleep: Waits so many of them.
        uniform: A random number between two.
    """

    def __init__(
        self,
        feed: Feed,
        kind: Kind,
        sink: FeedSink,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._feed = feed
        self._kind = kind
        self._sink = sink
        self._monotonic = monotonic
        self._sleep = sleep
        self._uniform = uniform
        self._told: Literal["live", "down"] | None = None
        self._proof_wanted = False
        self._failures = 0
        self._why = ""
        self._wait_s = 0.0
        self._seen: set[type[Fact]] = set()
        self._paces: dict[type[Fact], Pace] = {}

    @property
    def live(self) -> bool:
        """Whether the journal was told that the link stands."""
        return self._told == "live"

    async def run(self) -> None:
        """Run the feed until cancelled. Cancelling says nothing to the journal: the feed did not fail."""
        while True:
            link = _Link(self._kind, self._sink, self._seen, self._paces, self._came, self._monotonic)
            why = await self._until_lost(link)
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise asyncio.CancelledError  # it came while the link was being lost, where a task group keeps it to itself
            if link.healthy():
                self._failures = 0
            await self._went(why)
            most = min(PAUSE_MOST_S, PAUSE_FIRST_S * 2 ** min(self._failures, _STEPS))
            self._failures += 1
            await self._sleep(self._wait_s + self._uniform(0.0, most))

    async def _until_lost(self, link: _Link) -> str:
        self._wait_s = 0.0
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(self._watch(link))
                await self._feed.run(link, link.connected)
                watch.cancel()
        except Exception as error:  # noqa: BLE001 - the supervisor's: reported as the reason
            cause = _cause(error)
            if not isinstance(cause, LinkLost):
                _log.exception("feed %s failed", self._feed.name)
            else:
                self._wait_s = cause.wait_s or 0.0
            silent = isinstance(cause, Silent)
            why = str(cause) or type(cause).__name__
        else:
            silent, why = False, fault("closed")
        self._proof_wanted = silent or (self._proof_wanted and not link.spoke)
        return why

    async def _watch(self, link: _Link) -> None:
        # No limit that begins during a nap of this length can be due before its end.
        kind = self._kind
        shortest = min(kind.opens_within_s, kind.silence_s or HEALTHY_S, *kind.idle_s.values(), *kind.rare_s.values())
        while True:
            due, why = link.next_limit()
            wait = due - self._monotonic()
            if wait <= 0:
                link.forget_paces()
                raise (Silent if link.opened else LinkLost)(why)
            await self._sleep(min(wait, shortest))

    async def _came(self, spoke: bool) -> None:
        if self._told != "live" and (spoke or not self._proof_wanted):
            await self._tell("live", None)

    async def _went(self, why: str) -> None:
        if why != self._why:
            _log.warning("feed %s is down: %s", self._feed.name, why)
        self._why = why
        if self._told != "down":
            await self._tell("down", why)

    async def _tell(self, state: Literal["live", "down"], why: str | None) -> None:
        try:
            await self._sink.changed(self._feed.name, self._feed.kind, state, why)
        except Exception:  # noqa: BLE001 - the store is away: told again with the next message
            _log.exception("feed %s: its state (%s) could not be journaled", self._feed.name, state)
            return
        self._told = state
        if state == "live":
            self._why = ""
            _log.info("feed %s is live", self._feed.name)


class Pace(Struct):
    """How often a type of fact comes. `first`, `last`: when it came (monotonic); `count`: how many messages brought it."""

    first: float
    last: float
    count: int = 1

    def came(self, now: float) -> None:
        """One more came."""
        self.last, self.count = now, self.count + 1

    def most_s(self, least_s: float) -> float | None:
        """Return after how long without one it has stopped; None: too few came to tell."""
        if self.count < OFTEN:
            return None
        return max(least_s, PAUSES * (self.last - self.first) / (self.count - 1))


class _Link:
    """One connection's life: the sink as its client sees it, and what was heard when."""

    def __init__(
        self,
        kind: Kind,
        sink: FeedSink,
        seen: set[type[Fact]],
        paces: dict[type[Fact], Pace],
        came: Callable[[bool], Awaitable[None]],
        monotonic: Callable[[], float],
    ) -> None:
        self._kind = kind
        self._sink = sink
        self._seen = seen
        self._paces = paces
        self._came = came
        self._monotonic = monotonic
        self._began = monotonic()
        self._opened: float | None = None
        self._newest: float | None = None
        self._heard: dict[type[Fact], float] = {}
        self._under_way = 0

    @property
    def opened(self) -> bool:
        """Whether the connection stood."""
        return self._opened is not None

    @property
    def spoke(self) -> bool:
        """Whether any message came."""
        return self._newest is not None

    def healthy(self) -> bool:
        """Return whether messages came for a minute or more after it opened."""
        return self._opened is not None and self._newest is not None and self._newest - self._opened >= HEALTHY_S

    async def connected(self) -> None:
        """Note that the connection stands."""
        if self._opened is None:
            self._open()
            await self._came(False)

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        """Pass facts on; none: the feed only says that it lives."""
        await self._note(set(map(type, facts)))
        if facts:
            await self._pass_on(self._sink.deliver(feed, facts))

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        """Pass on a message that could not be read."""
        await self._note(set())
        await self._pass_on(self._sink.reject(feed, code, path, message, line))

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        """Pass on the types of messages that no adapter has heard of."""
        await self._note(set())
        await self._sink.unknown(feed, types)

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        """Pass on what a client says of itself."""
        await self._sink.changed(feed, kind, state, why)

    def next_limit(self) -> tuple[float, str]:
        """Return when the link is to be given up unless something is heard, and why."""
        now = self._monotonic()
        if self._opened is None:
            within = self._kind.opens_within_s
            return self._began + within, fault("not_up", seconds=f"{within:g}")
        if self._under_way:
            return now + RECHECK_S, ""
        limits: list[tuple[float, str]] = []
        if (most := self._kind.silence_s) is not None:
            since = self._opened if self._newest is None else self._newest
            limits.append((since + most, fault("silent", seconds=f"{most:g}")))
        for fact, most in self._kind.idle_s.items():
            if (heard := self._heard.get(fact)) is not None:
                tag = fact.__struct_config__.tag
                limits.append((heard + most, fault("without", what=tag, seconds=f"{most:g}")))
        for fact, (due, most) in self._rare().items():
            limits.append((due, fault("without", what=fact.__struct_config__.tag, seconds=f"{most:.0f}")))
        return min(limits, default=(now + HEALTHY_S, ""))

    def forget_paces(self) -> None:
        """Expect no more of a type that has stopped until it comes often again: it is said once."""
        now = self._monotonic()
        for fact in [fact for fact, (due, _) in self._rare().items() if due <= now]:
            del self._paces[fact]

    def _rare(self) -> dict[type[Fact], tuple[float, float]]:
        """Return the rare types that come often enough, with when each has stopped and after how long without."""
        found = {}
        for fact, least_s in self._kind.rare_s.items():
            pace, heard = self._paces.get(fact), self._heard.get(fact)
            if pace is not None and heard is not None and (most := pace.most_s(least_s)) is not None:
                found[fact] = (heard + most, most)
        return found

    def _open(self) -> None:
        self._opened = self._monotonic()
        self._heard = dict.fromkeys(self._seen, self._opened)

    async def _note(self, kinds: set[type[Fact]]) -> None:
        if self._opened is None:
            self._open()
        self._newest = self._monotonic()
        self._seen |= kinds
        self._heard.update(dict.fromkeys(kinds, self._newest))
        for fact in kinds & self._kind.rare_s.keys():
            if (pace := self._paces.get(fact)) is not None:
                pace.came(self._newest)
            else:
                self._paces[fact] = Pace(self._newest, self._newest)
        await self._came(True)

    async def _pass_on(self, work: Awaitable[None]) -> None:
        self._under_way += 1
        began = self._monotonic()
        try:
            await work
        finally:
            self._under_way -= 1
            self._excuse(self._monotonic() - began)

    def _excuse(self, waited_s: float) -> None:
        """Move the limits by the time in which the room, not the feed, kept things waiting."""
        if self._newest is not None:
            self._newest += waited_s
        self._heard = {kind: at + waited_s for kind, at in self._heard.items()}


def _cause(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
