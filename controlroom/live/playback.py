"""A recorded show played on the screens again: the journal conducts, at a pace.

Owns: the pace at which a replay room applies its journal.
Law: every record keeps its own `received_ms`, and every second comes before a later record, as when it was recorded;
nothing is written: what people do on the screens of a replay changes no journal.
Must not know: where the recording comes from, how a screen looks.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Final

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.live.answers import ClockRefused, Done
from controlroom.live.clock import PacedClock
from controlroom.live.conductor import Conductor
from controlroom.live.intake import Batch
from controlroom.live.recovery import recover
from controlroom.ports import StoreUnavailable
from controlroom.room.room import Changes, FoldBroken

log = logging.getLogger(__name__)

_REFUSED: Final = Refusal(code="replaying", message="this is a replay of a past show: nothing can be changed in it")


class Playback(Conductor):
    """Conducts a replay room; `room` stands at or before the clock's now, and the clock runs."""

    async def facts(self, batch: Batch) -> int:
        """Refuse: a past show takes no facts.

        Raises:
            StoreUnavailable: Always.
        """
        raise StoreUnavailable("failed", "this room is a replay of a past show: send the facts to another room")

    async def command(self, command: cmd.AnyCommand, by: Role, person: str | None) -> Done | Refusal:
        """Refuse: what was commanded then is in the journal."""
        return _REFUSED

    async def drive(self, to_ms: int | None, speed: float | None) -> None:
        """Refuse: a replay's pace is given when it starts.

        Raises:
            ClockRefused: Always.
        """
        raise ClockRefused("this room is a replay, which runs at its own pace: give another with --speed")

    def observe(self, record: rec.Seen) -> None:
        """Let it pass: who watches a replay is no part of the show."""

    async def run(self) -> None:
        """Play the journal to its end, then stand still until stopped."""
        async for page in self._journal.pages(self.show, after_seq=self.room.state.seq):
            if not await self._reach(page.received_ms):
                return
            await self._play(page)
        end_ms = floor_second(self.room.state.received_ms) + SECOND_MS
        if await self._reach(end_ms) and isinstance(self._clock, PacedClock):
            self._clock.stop(end_ms)
        while not self._stopping:
            await self._pause_for(None)

    async def _play(self, page: rec.Page) -> None:
        done = max(0, self.room.state.seq + 1 - page.first_seq)
        records = rec.decode_page(page)[done:]
        first_seq = page.first_seq + done
        try:
            changes = self.room.apply_page(first_seq, page.received_ms, records)
        except FoldBroken as broken:
            log.warning("%s; it is left out", broken)
            left_out = {broken.seq: str(broken)}
            self.room = (await recover(self._journal, None, self.show, until_seq=page.last_seq, skip=left_out)).room
            changes = Changes(frozenset(Topic))
        self._desk.applied(changes, at_once=bool(records) and isinstance(records[0], rec.Accepted))

    async def _reach(self, to_ms: int) -> bool:
        """Advance second by second, as the clock passes them, up to an instant; False: stopped before."""
        while not self._stopping:
            now_ms = min(self._clock.now_ms(), to_ms)
            second = floor_second(now_ms)
            if second > self.room.state.as_of_ms:
                self._desk.applied(self.room.advance(second), at_once=False)
            if now_ms >= to_ms:
                return True
            await self._pause_for(self._clock.until_ms(min(to_ms, second + SECOND_MS)))
        return False

    async def _pause_for(self, wait_s: float | None) -> None:
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait_s)
