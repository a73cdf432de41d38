"""A target's courier: tells it what waits for it, again until it has arrived.

Owns: the order of telling, the pauses between attempts, and how a target in trouble looks.
Law: that an attempt begins is durable before it begins. One that surely did not arrive is made again soon, with jitter, but
not before the wait is over that the target asks for; one of which nobody knows, because there was no answer or the server was
killed, only when its letters' windows are over. So each arrives at least once, and none twice within its window; what is about
something that is over by then says so. A target that hangs holds up nobody else.
Must not know: HTTP, rooms, SQL.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

from msgspec import Struct, structs

from controlroom.notify.message import compose, fitting
from controlroom.ports import Channel, Clock, Letter, NotTaken, Outbox, Posted, StoreUnavailable, Unsent

log = logging.getLogger(__name__)

SPACING_MS: Final = 3_000
"""Between two messages: a chat app's robot may send twenty a minute. What comes meanwhile goes out together."""

FIRST_MS: Final = 2_000
LONGEST_MS: Final = 30_000
"""The pause after a failure: from two seconds, twice as long each time, to half a minute."""

ASKED_MOST_MS: Final = 600_000
"""No attempt before the target's `Retry-After`, up to this: what an alert tells is of little use later."""

KEEP_MS: Final = 24 * 3_600_000
"""What could not be told for a day is given up."""

STORE_MS: Final = 1_000


class Trouble(Struct, frozen=True, kw_only=True):
    """A target that cannot be told.

    Args:
        target: Its name. `since_ms`: when the first attempt failed. `waiting`: letters that wait.
        given_up: Letters given up since it was last told anything.
        why, detail: Of the newest failure.
    """

    target: str
    since_ms: int
    waiting: int
    given_up: int
    why: Unsent
    detail: str


class Courier:
    """Tells one target.

    Args:
        name: The target's name. `lang`: its language.
        channel: The way to it.
        outbox, clock: See there; instants are the clock's.
        chance: Draws a number from 0 to 1, for the jitter.
        changed: Called when the target gets into trouble, out of it, or its trouble changes.
        over: Tells whether people are done with what a letter is about.
    """

    def __init__(
        self,
        name: str,
        lang: str,
        channel: Channel,
        outbox: Outbox,
        clock: Clock,
        chance: Callable[[], float],
        changed: Callable[[], None],
        over: Callable[[Letter], bool],
    ) -> None:
        self._name, self._lang = name, lang
        self._channel, self._outbox, self._clock = channel, outbox, clock
        self._chance, self._changed, self._over = chance, changed, over
        self._waiting: dict[int, Letter] = {}
        self._marks: list[tuple[list[int], Posted, str | None]] = []
        """What came of attempts and is not written yet."""
        self._not_before_ms = 0
        self._pause_ms = FIRST_MS
        self._since_ms: int | None = None
        self._last: NotTaken | None = None
        self._given_up = 0
        self._wake = asyncio.Event()

    def give(self, letters: Iterable[Letter]) -> None:
        """Take letters from the outbox; those that it has already stay as they are."""
        settled = {n for numbers, state, _ in self._marks if state in ("sent", "given_up") for n in numbers}
        for letter in letters:
            if letter.nr not in self._waiting and letter.nr not in settled:
                self._waiting[letter.nr] = letter
                self._wake.set()

    def trouble(self) -> Trouble | None:
        """Return how the target is in trouble; None: it is not."""
        if self._last is None or self._since_ms is None:
            return None
        return Trouble(
            target=self._name, since_ms=self._since_ms, waiting=len(self._waiting), given_up=self._given_up,
            why=self._last.why, detail=self._last.detail,
        )  # fmt: skip

    async def run(self) -> None:
        """Tell what comes, until cancelled."""
        await self._channel.ready()  # before any attempt begins: whoever is killed while it loads has begun none
        while True:
            now_ms = self._clock.now_ms()
            if now_ms < self._not_before_ms or not await self._written(now_ms):
                await self._sleep()
                continue
            self._give_up(now_ms)
            ready = self._ready(now_ms)
            if ready:
                await self._tell(ready, now_ms)
            elif not self._marks:
                await self._sleep()

    def _ready(self, now_ms: int) -> list[Letter]:
        ready = [letter for letter in self._waiting.values() if _from_ms(letter) <= now_ms]
        ready.sort(key=lambda letter: (letter.at_ms, letter.nr))
        return fitting(ready, self._lang)

    async def _sleep(self) -> None:
        instants = [_from_ms(letter) for letter in self._waiting.values()]
        if self._marks:
            instants.append(self._not_before_ms)
        wait_s = self._clock.until_ms(max(min(instants), self._not_before_ms)) if instants else None
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait_s)

    async def _tell(self, letters: Sequence[Letter], now_ms: int) -> None:
        numbers = [letter.nr for letter in letters]
        try:
            await self._outbox.begin(numbers, now_ms)
        except StoreUnavailable as error:
            self._unwritten(now_ms, error)
            return
        for letter in letters:
            begun = structs.replace(letter, state="under_way", tries=letter.tries + 1, tried_ms=now_ms)
            self._waiting[letter.nr] = begun
        try:
            await self._channel.send(compose(letters, self._lang, {one.nr for one in letters if self._over(one)}))
        except NotTaken as failure:
            self._failed(numbers, failure)
        else:
            self._arrived(numbers)
        await self._written(self._clock.now_ms())
        self._changed()

    def _arrived(self, numbers: list[int]) -> None:
        for number in numbers:
            del self._waiting[number]
        self._marks.append((numbers, "sent", None))
        if self._since_ms is not None:
            log.info("%s can be told again", self._name)
        self._since_ms = self._last = None
        self._given_up, self._pause_ms = 0, FIRST_MS
        self._not_before_ms = self._clock.now_ms() + SPACING_MS

    def _failed(self, numbers: list[int], failure: NotTaken) -> None:
        now_ms = self._clock.now_ms()
        if self._since_ms is None:
            self._since_ms = now_ms
            log.warning("%s cannot be told: %s", self._name, failure)
        self._last = failure
        state: Posted = "waiting" if failure.surely else "under_way"
        for number in numbers:
            self._waiting[number] = structs.replace(self._waiting[number], state=state)
        self._marks.append((numbers, state, str(failure)))
        asked_ms = min(math.ceil(1000 * failure.wait_s), ASKED_MOST_MS)
        self._not_before_ms = now_ms + max(int(self._pause_ms * (0.5 + self._chance() / 2)), asked_ms)
        self._pause_ms = min(2 * self._pause_ms, LONGEST_MS)

    def _give_up(self, now_ms: int) -> None:
        old = [letter.nr for letter in self._waiting.values() if now_ms - letter.at_ms > KEEP_MS]
        if not old:
            return
        for number in old:
            del self._waiting[number]
        self._given_up += len(old)
        self._marks.append((old, "given_up", str(self._last) if self._last is not None else None))
        log.error("%s could not be told for a day: %d alerts are given up", self._name, len(old))
        self._changed()

    async def _written(self, now_ms: int) -> bool:
        """Write what came of attempts; return whether all of it stands in the outbox."""
        try:
            while self._marks:
                numbers, state, why = self._marks[0]
                await self._outbox.end(numbers, state, why)
                del self._marks[0]
        except StoreUnavailable as error:
            self._unwritten(now_ms, error)
        return not self._marks

    def _unwritten(self, now_ms: int, error: StoreUnavailable) -> None:
        log.warning("nothing is told to %s while the outbox cannot be written: %s", self._name, error)
        self._not_before_ms = max(self._not_before_ms, now_ms + STORE_MS)


def _from_ms(letter: Letter) -> int:
    """Return from when on a letter may be told: at once, or after the window of an attempt of which nobody knows."""
    if letter.state != "under_way" or letter.tried_ms is None:
        return 0
    return letter.tried_ms + letter.window_ms
