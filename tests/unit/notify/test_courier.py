"""A target's courier on a clock that the test moves: at least once, and none twice within its window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from controlroom.live.clock import ManualClock
from controlroom.notify.courier import ASKED_MOST_MS, FIRST_MS, KEEP_MS, LONGEST_MS, SPACING_MS, Courier
from controlroom.ports import NotTaken
from tests.unit.notify.made import AT_MS, NO, SILENT, Line, Shelf, letter, quiet, until

MINUTE = 60_000


class Round:
    """A courier at work."""

    def __init__(self, *answers: NotTaken) -> None:
        self.clock, self.shelf, self.line = ManualClock(AT_MS), Shelf(), Line(*answers)
        self.changes = 0
        self.over: set[str] = set()
        self.courier = self.anew()

    def anew(self) -> Courier:
        """A courier as after a restart."""
        return Courier(
            "duty",
            "en",
            self.line,
            self.shelf,
            self.clock,
            lambda: 1.0,
            self._changed,
            lambda one: one.notice in self.over,
        )

    def _changed(self) -> None:
        self.changes += 1

    async def bring(self, *numbers: int, **fields: object) -> None:
        await self.shelf.enter([letter(n, at_ms=self.clock.time_ms, **fields) for n in numbers])
        self.courier.give(await self.shelf.due())

    async def pass_ms(self, ms: int, step_ms: int = 1_000) -> None:
        """Let time go by."""
        for _ in range(ms // step_ms):
            self.clock.time_ms += step_ms
            await quiet(8)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Round]:
        work = asyncio.create_task(self.courier.run())
        try:
            yield self
        finally:
            work.cancel()
            await asyncio.wait({work})
            if not work.cancelled():
                work.result()


async def test_what_comes_is_told_at_once_and_never_again() -> None:
    async with Round().working() as r:
        await r.bring(1)
        await until(lambda: r.shelf.states() == ["sent"])
        r.courier.give([letter(1, nr=1)])
        assert r.courier.trouble() is None
    assert r.line.ids() == ["demo-1/low/1"]


async def test_what_comes_close_together_goes_out_together() -> None:
    async with Round().working() as r:
        await r.bring(1)
        await until(lambda: r.line.attempts == 1)
        await r.bring(2, 3)
        await quiet()
        assert r.line.attempts == 1
        r.clock.time_ms += SPACING_MS
        await until(lambda: r.shelf.states() == ["sent"] * 3)
    assert [message.ids for message in r.line.told] == [("demo-1/low/1",), ("demo-1/low/2", "demo-1/low/3")]


async def test_a_refusal_is_tried_again_with_growing_pauses_and_is_seen_meanwhile() -> None:
    async with Round(*[NO] * 7).working() as r:
        await r.bring(1)
        at = []
        while r.shelf.states() != ["sent"]:
            before = r.line.attempts
            await quiet(5)
            if r.line.attempts > before or not at:
                at.append(r.clock.time_ms - AT_MS)
                trouble = r.courier.trouble()
                if r.line.attempts < 8:
                    assert trouble is not None
                    assert (trouble.since_ms, trouble.waiting, trouble.why) == (AT_MS, 1, "refused")
            r.clock.time_ms += 1_000
        assert r.courier.trouble() is None
    pauses = [b - a for a, b in pairwise(at)]
    assert pauses[:4] == [FIRST_MS, 2 * FIRST_MS, 4 * FIRST_MS, 8 * FIRST_MS]
    assert max(pauses) == LONGEST_MS
    assert r.line.ids() == ["demo-1/low/1"]
    assert r.changes >= 8


@pytest.mark.parametrize(("asked_s", "waits_ms"), [(20.0, 20_000), (1.0, FIRST_MS), (3_600.0, ASKED_MOST_MS)])
async def test_no_attempt_is_made_before_the_wait_is_over_that_the_target_asks_for(
    asked_s: float, waits_ms: int
) -> None:
    async with Round(NotTaken("refused", surely=True, detail="429", wait_s=asked_s)).working() as r:
        await r.bring(1)
        await until(lambda: r.line.attempts == 1)
        await r.bring(2)
        await r.pass_ms(waits_ms - 1_000)
        assert r.line.attempts == 1
        r.clock.time_ms += 1_000
        await until(lambda: r.shelf.states() == ["sent", "sent"])
    assert r.line.ids() == ["demo-1/low/1", "demo-1/low/2"]


async def test_what_is_told_after_its_end_says_so() -> None:
    async with Round(SILENT).working() as r:
        await r.bring(1)
        await until(lambda: r.line.attempts == 1)
        r.over.add("demo-1/low/1")
        await r.pass_ms(MINUTE, 5_000)
        await r.bring(2)
        await until(lambda: r.line.attempts == 2)
        await r.pass_ms(3 * MINUTE, 5_000)
        await until(lambda: r.shelf.states() == ["sent", "sent"])
    assert [message.title for message in r.line.told] == ["[CRITICAL] demo", "[CRITICAL] demo", "[OVER] demo"]
    assert [message.severity for message in r.line.told] == ["critical", "critical", "info"]


async def test_ten_minutes_without_a_receiver_then_everything_due_arrives_once() -> None:
    async with Round(*[NO] * 1_000).working() as r:
        for n in range(1, 5):
            await r.bring(n)
            await r.pass_ms(150_000, 5_000)
        assert r.line.told == []
        r.line.answers.clear()
        await r.pass_ms(LONGEST_MS, 5_000)
        await until(lambda: r.shelf.states() == ["sent"] * 4)
        await r.pass_ms(20 * MINUTE, 10_000)
    assert r.line.ids() == [f"demo-1/low/{n}" for n in range(1, 5)]
    assert len(r.line.told) == 1


async def test_silence_is_not_asked_twice_within_the_window_but_after_it() -> None:
    async with Round(SILENT).working() as r:
        await r.bring(1)
        await until(lambda: r.line.attempts == 1)
        await r.pass_ms(175_000, 5_000)
        assert r.line.attempts == 1
        await r.bring(2)  # another letter need not wait for it
        await until(lambda: r.line.attempts == 2)
        assert r.line.told[-1].ids == ("demo-1/low/2",)
        await r.pass_ms(10_000)
        await until(lambda: r.shelf.states() == ["sent", "sent"])
    assert r.line.ids() == ["demo-1/low/1", "demo-1/low/2", "demo-1/low/1"]


async def test_what_a_killed_process_had_begun_waits_for_its_window_and_what_it_had_not_does_not() -> None:
    r = Round()
    await r.shelf.enter([letter(1), letter(2)])
    await r.shelf.begin([1], AT_MS - 20_000)
    r.courier.give(await r.shelf.due())
    async with r.working():
        await until(lambda: r.line.ids() == ["demo-1/low/2"])
        await r.pass_ms(155_000, 5_000)
        assert r.line.ids() == ["demo-1/low/2"]
        await r.pass_ms(10_000)
        await until(lambda: r.shelf.states() == ["sent", "sent"])
    assert r.line.ids() == ["demo-1/low/2", "demo-1/low/1"]


async def test_nothing_is_told_while_the_outbox_cannot_be_written_and_nothing_twice_when_it_can() -> None:
    async with Round().working() as r:
        await r.bring(1)
        await until(lambda: r.shelf.states() == ["sent"])
        r.clock.time_ms += SPACING_MS
        await r.shelf.enter([letter(2)])
        due = await r.shelf.due()
        r.shelf.fails = True
        r.courier.give(due)
        await r.pass_ms(5_000)
        assert r.line.attempts == 1
        r.shelf.fails = False
        await r.pass_ms(2_000)
        await until(lambda: r.shelf.states() == ["sent", "sent"])
    assert r.line.ids() == ["demo-1/low/1", "demo-1/low/2"]


async def test_a_mark_that_cannot_be_written_is_written_later_and_the_letter_not_told_again() -> None:
    r = Round()

    async def send(message: object) -> None:
        r.line.attempts += 1
        r.shelf.fails = True

    r.line.send = send  # type: ignore[method-assign,assignment]
    async with r.working():
        await r.bring(1)
        await until(lambda: r.line.attempts == 1)
        await r.pass_ms(3_000)
        r.shelf.fails = False
        r.courier.give(await r.shelf.due())
        await r.pass_ms(3_000)
        assert r.shelf.states() == ["sent"]
    assert r.line.attempts == 1


async def test_after_a_day_it_is_given_up_and_that_is_seen() -> None:
    async with Round(*[NO] * 5_000).working() as r:
        await r.bring(1)
        await until(lambda: r.line.attempts == 1)
        r.clock.time_ms += KEEP_MS + 1
        await until(lambda: r.shelf.states() == ["given_up"])
        trouble = r.courier.trouble()
        assert trouble is not None
        assert (trouble.waiting, trouble.given_up) == (0, 1)
