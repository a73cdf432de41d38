"""Looking up what pushes left out: each once, again when it may help, never in the way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Literal

from controlroom.domain.events import Fact, OrderStep
from controlroom.feeds.base import Elsewhere, NotTold
from controlroom.live.lookups import TRIES, Lookup


class Details:
    """Answers by script, else at once."""

    def __init__(self, **script: list[NotTold]) -> None:
        self.script = script
        self.asked: list[str] = []
        self.closed = False

    async def of(self, order: str) -> Sequence[Fact]:
        self.asked.append(order)
        if self.script.get(order):
            raise self.script[order].pop(0)
        if order == "broken":
            raise RuntimeError("a mistake of the adapter's")
        return [OrderStep(id=order, order=order, status="paid", amount_minor=1)]

    async def close(self) -> None:
        self.closed = True


class Sink:
    def __init__(self) -> None:
        self.told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        for fact in facts:
            self.told.put_nowait(("fact", fact.id or ""))

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        assert message.endswith(".")
        self.told.put_nowait((code, line))

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        raise AssertionError(types)

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        raise AssertionError(state)


@contextlib.asynccontextmanager
async def looking_up(details: Details, lacking: Iterable[str] = ()) -> AsyncIterator[tuple[Lookup, Sink, list[float]]]:
    sink, pauses = Sink(), list[float]()

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)

    lookup = Lookup("store", details, sink, lambda: lacking, sleep, lambda: sink.told.put_nowait(("elsewhere", "")))
    running = asyncio.create_task(lookup.run())
    try:
        async with asyncio.timeout(10):
            yield lookup, sink, pauses
    finally:
        running.cancel()
        await asyncio.wait({running})
    assert details.closed


async def test_what_is_told_comes_in_and_a_waiting_order_is_asked_for_once() -> None:
    details = Details()
    async with looking_up(details) as (lookup, sink, _):
        lookup.ask(["a", "b", "a"])
        assert {await sink.told.get(), await sink.told.get()} == {("fact", "a"), ("fact", "b")}
        lookup.ask(["a"])  # paid since, say
        assert await sink.told.get() == ("fact", "a")
    assert sorted(details.asked) == ["a", "a", "b"]


async def test_what_the_fold_lacks_is_asked_for_at_the_start_and_nobody_is_blamed() -> None:
    details = Details(other=[NotTold("not ours", again=False)])
    async with looking_up(details, ["other", "mine"]) as (_, sink, _):
        assert await sink.told.get() == ("fact", "mine")
        assert sink.told.empty()


async def test_a_failure_that_may_pass_is_tried_again_ever_later() -> None:
    async with looking_up(Details(a=[NotTold("busy", again=True)] * 3)) as (lookup, sink, pauses):
        lookup.ask(["a"])
        assert await sink.told.get() == ("fact", "a")
    assert [0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(pauses)] == [True] * 3


async def test_one_that_does_not_pass_is_kept_with_its_reason_and_costs_no_other() -> None:
    details = Details(a=[NotTold("busy", again=True)] * TRIES, b=[NotTold("unknown", again=False)])
    async with looking_up(details) as (lookup, sink, _):
        lookup.ask(["a", "b", "broken", "c"])
        told = {await sink.told.get() for _ in range(3)}
    assert told == {("no_detail", "a"), ("no_detail", "b"), ("fact", "c")}
    assert (details.asked.count("a"), details.asked.count("b")) == (TRIES, 1)


async def test_another_rooms_order_is_counted_and_is_no_fault() -> None:
    async with looking_up(Details(a=[Elsewhere("a")])) as (lookup, sink, _):
        lookup.ask(["a", "b"])
        assert {await sink.told.get(), await sink.told.get()} == {("elsewhere", ""), ("fact", "b")}
        assert sink.told.empty()
