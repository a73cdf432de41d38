"""Looking up what a platform's push left out of its orders.

Owns: which orders of one feed wait to be asked for, how often, and what becomes of the answers.
Law: never on a request's path: an order is asked for after its push is durable, and what is told comes in as further steps of
it. What was not asked for before the server went is found again in the fold: orders of which no amount and no product is known.
One that is another room's is counted once and not asked for again. One that nobody tells of is refused once, and asked for again
ever later, or when a person asks: a service that was away comes back.
Must not know: platforms, HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final

from controlroom.feeds.base import Elsewhere, NotTold, OrderDetails
from controlroom.ports import FeedSink

log = logging.getLogger(__name__)

NO_DETAIL: Final = "no_detail"
"""What an order that nobody tells of is refused as; its line is the order's number alone."""
TRIES: Final = 8
PAUSE_FIRST_S: Final = 1.0
PAUSE_MOST_S: Final = 60.0
AGAIN_FIRST_S: Final = 60.0
AGAIN_MOST_S: Final = 900.0
"""How long what was given up waits for the next question, which is one; longer each time in which nothing was told."""
NOW_S: Final = 8.0
"""So long a person waits at most for what he asks for."""
WAITING_MOST: Final = 20_000
"""Orders beyond this are left to the next start; half of the places are for those that are told now."""
OTHERS_MOST: Final = 50_000
"""So many orders of other rooms are known again, the last ones."""
_AT_ONCE: Final = 4
_BREATH: Final = 500

Sleep = Callable[[float], Awaitable[None]]


class Others:
    """The orders of one feed that were found to be another room's, whoever asked.

    `whose`: which orders the feed's own are, as long as that stands; `count`: how many others were found.
    """

    def __init__(self, whose: object = None) -> None:
        self.whose = whose
        self.count = 0
        self._last: dict[str, None] = {}

    def __contains__(self, order: str) -> bool:
        """Tell whether an order is known to be another room's."""
        return order in self._last

    def add(self, order: str) -> None:
        """Count an order, once."""
        if order not in self._last:
            self.count += 1
            self._last[order] = None
            if len(self._last) > OTHERS_MOST:
                del self._last[next(iter(self._last))]


class Lookup:
    """Looks up one feed's orders.

    Args:
        feed: Its name.
        details: Who is asked.
        sink: Where what is told goes.
        lacking: The orders that the fold knows neither an amount nor a product of.
        sleep: Waits so many seconds.
        others: Those that are another room's; outlives a look-up.
        elsewhere: Hears how many those are.
    """

    def __init__(
        self,
        feed: str,
        details: OrderDetails,
        sink: FeedSink,
        lacking: Callable[[], Iterable[str]],
        sleep: Sleep = asyncio.sleep,
        others: Others | None = None,
        elsewhere: Callable[[int], None] = lambda count: None,
    ) -> None:
        self._feed = feed
        self._details = details
        self._sink = sink
        self._lacking = lacking
        self._sleep = sleep
        self._others = others if others is not None else Others(details.whose)
        self._elsewhere = elsewhere
        self._queue: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()
        self._waiting: set[str] = set()
        self._given_up: dict[str, None] = {}
        self._told = 0

    def ask(self, orders: Iterable[str], *, expected: bool = True) -> None:
        """Let orders be asked for. `expected`: they are the feed's own, so that one nobody tells of is a fault."""
        most = WAITING_MOST if expected else WAITING_MOST // 2
        for order in orders:
            if order not in self._waiting and order not in self._others and len(self._waiting) < most:
                self._waiting.add(order)
                self._queue.put_nowait((order, expected))

    async def now(self, orders: Iterable[str]) -> Mapping[str, int]:
        """Ask for orders at once, each once; return how many facts each told that is settled now (another room's: none)."""
        settled: dict[str, int] = {}
        free = asyncio.Semaphore(_AT_ONCE)

        async def ask(order: str) -> None:
            """Ask for one."""
            async with free:
                try:
                    settled[order] = await self._tell(order)
                except NotTold as error:
                    log.info("feed %s: %s", self._feed, error)
                except Exception:  # the worker's, as below
                    log.exception("feed %s: looking up order %s failed", self._feed, order)

        with suppress(TimeoutError):
            async with asyncio.timeout(NOW_S), asyncio.TaskGroup() as group:
                for order in orders:
                    group.create_task(ask(order))
        return settled

    async def run(self) -> None:
        """Ask until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(_AT_ONCE):
                    group.create_task(self._work())
                for place, order in enumerate(self._lacking()):
                    self.ask([order], expected=False)
                    if place % _BREATH == _BREATH - 1:
                        await asyncio.sleep(0)
                await self._ask_again()
        finally:
            await self._details.close()

    async def _ask_again(self) -> None:
        pause_s, told = AGAIN_FIRST_S, 0
        while True:
            await asyncio.sleep(pause_s)
            pause_s = AGAIN_FIRST_S if self._told > told else min(AGAIN_MOST_S, 2 * pause_s)
            told = self._told
            self.ask(list(self._given_up))

    async def _work(self) -> None:
        while True:
            order, expected = await self._queue.get()
            self._waiting.discard(order)  # one that is paid while it is asked for is asked for again
            if order in self._others:
                continue
            try:
                await self._one(order, expected)
            except Exception:  # the worker's: one order that fails must not end the others
                log.exception("feed %s: looking up order %s failed", self._feed, order)

    async def _one(self, order: str, expected: bool) -> None:
        tries = 1 if order in self._given_up else TRIES
        for tried in range(tries):
            try:
                await self._tell(order)
                return
            except NotTold as error:
                pause_s = random.uniform(0.5, 1.0) * min(PAUSE_MOST_S, PAUSE_FIRST_S * 2**tried)
                if error.again and (tried < tries - 1 or error.wait_s is not None):
                    await self._sleep(max(pause_s, error.wait_s or 0.0))
                if not error.again or tried == tries - 1:
                    await self._give_up(order, expected, f"{error}.")
                    return

    async def _tell(self, order: str) -> int:
        """Ask for an order once, and pass on what is told; return how many facts that is.

        Raises:
            NotTold: Nothing is; not when it is another room's.
        """
        try:
            facts = list(await self._details.of(order))
        except Elsewhere:
            self._others.add(order)
            self._elsewhere(self._others.count)
            facts = []
        else:
            await self._sink.deliver(self._feed, facts)
            self._told += 1
        self._given_up.pop(order, None)
        return len(facts)

    async def _give_up(self, order: str, expected: bool, why: str) -> None:
        if not expected or order in self._given_up:
            return
        if len(self._given_up) < WAITING_MOST // 2:
            self._given_up[order] = None
        log.warning("feed %s: %s", self._feed, why)
        await self._sink.reject(self._feed, NO_DETAIL, "", why, order)
