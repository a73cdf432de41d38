"""Looking up what a platform's push left out of its orders.

Owns: which orders of one feed wait to be asked for, how often, and what becomes of the answers.
Law: never on a request's path: an order is asked for after its push is durable, and what is told comes in as further steps of
it. What was not asked for before the server went is found again in the fold: orders of which no amount and no product is known.
One that is another room's is counted once and not asked for again.
Must not know: platforms, HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from controlroom.feeds.base import Elsewhere, NotTold, OrderDetails
from controlroom.ports import FeedSink

log = logging.getLogger(__name__)

TRIES: Final = 8
PAUSE_FIRST_S: Final = 1.0
PAUSE_MOST_S: Final = 60.0
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

    def ask(self, orders: Iterable[str], *, expected: bool = True) -> None:
        """Let orders be asked for. `expected`: they are the feed's own, so that one nobody tells of is a fault."""
        most = WAITING_MOST if expected else WAITING_MOST // 2
        for order in orders:
            if order not in self._waiting and order not in self._others and len(self._waiting) < most:
                self._waiting.add(order)
                self._queue.put_nowait((order, expected))

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
        finally:
            await self._details.close()

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
        for tried in range(TRIES):
            try:
                facts = await self._details.of(order)
            except Elsewhere:
                self._others.add(order)
                self._elsewhere(self._others.count)
                return
            except NotTold as error:
                if not error.again or tried == TRIES - 1:
                    if expected:
                        log.warning("feed %s: %s", self._feed, error)
                        await self._sink.reject(self._feed, "no_detail", "", f"{error}.", order)
                    return
                await self._sleep(random.uniform(0.5, 1.0) * min(PAUSE_MOST_S, PAUSE_FIRST_S * 2**tried))
            else:
                await self._sink.deliver(self._feed, list(facts))
                return
