"""Looking up what pushes left out: each once, again when it may help, never in the way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final, Literal

import pytest

from controlroom.domain.events import Fact, OrderStep
from controlroom.feeds.base import Elsewhere, NotTold
from controlroom.live import lookups
from controlroom.live.lookups import TRIES, Lookup, Others


class Details:
    """Answers by script, else at once."""

    whose: Final = None

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
async def looking_up(
    details: Details, lacking: Iterable[str] = (), others: Others | None = None
) -> AsyncIterator[tuple[Lookup, Sink, list[float]]]:
    sink, pauses = Sink(), list[float]()

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)

    def heard(count: int) -> None:
        sink.told.put_nowait(("elsewhere", str(count)))

    lookup = Lookup("store", details, sink, lambda: lacking, sleep, others, heard)
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


async def test_what_was_given_up_is_refused_once_and_asked_for_again_until_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookups, "AGAIN_FIRST_S", 0.01)
    monkeypatch.setattr(lookups, "AGAIN_MOST_S", 0.02)
    down = [NotTold("busy", again=True)] * (TRIES + 3)
    details = Details(a=down, b=[NotTold("status 403", again=False)] * 3)
    async with looking_up(details) as (lookup, sink, _):
        lookup.ask(["a", "b"])
        lookup.ask(["a", "b"])  # paid since
        assert [await sink.told.get() for _ in range(2)] == [("no_detail", "a"), ("no_detail", "b")]
        assert {await sink.told.get() for _ in range(2)} == {("fact", "a"), ("fact", "b")}
        asked = len(details.asked)
        await asyncio.sleep(0.1)
        assert (sink.told.empty(), len(details.asked)) == (True, asked)
    assert (details.asked.count("a"), details.asked.count("b")) == (TRIES + 4, 4)


async def test_a_person_asks_at_once_and_hears_what_is_settled() -> None:
    late = [NotTold("busy", again=True)] * (TRIES + 1)
    async with looking_up(Details(a=late, other=[Elsewhere("other")])) as (lookup, sink, _):
        lookup.ask(["a"])
        assert await sink.told.get() == ("no_detail", "a")
        assert await lookup.now(["a", "b", "other", "broken"]) == {"b": 1, "other": 0}
        assert await lookup.now(["a"]) == {"a": 1}


async def test_a_person_waits_no_longer_than_he_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "NOW_S", 0.02)

    class Slow(Details):
        async def of(self, order: str) -> Sequence[Fact]:
            await asyncio.sleep(9 if order == "slow" else 0)
            return await super().of(order)

    async with looking_up(Slow()) as (lookup, _, _):
        assert await lookup.now(["slow", "a"]) == {"a": 1}


async def test_the_wait_that_the_other_side_asks_for_is_waited() -> None:
    async with looking_up(Details(a=[NotTold("busy", again=True, wait_s=95.0)])) as (lookup, sink, pauses):
        lookup.ask(["a"])
        assert await sink.told.get() == ("fact", "a")
    assert pauses == [95.0]


async def test_another_rooms_order_is_counted_and_is_no_fault() -> None:
    async with looking_up(Details(a=[Elsewhere("a")])) as (lookup, sink, _):
        lookup.ask(["a", "b"])
        assert {await sink.told.get(), await sink.told.get()} == {("elsewhere", "1"), ("fact", "b")}
        assert sink.told.empty()


async def test_another_rooms_order_is_counted_once_and_not_asked_for_again_whoever_asks() -> None:
    others = Others()
    details = Details(a=[Elsewhere("a")], b=[Elsewhere("b")])
    async with looking_up(details, others=others) as (lookup, sink, _):
        lookup.ask(["a"])
        assert await sink.told.get() == ("elsewhere", "1")
        lookup.ask(["a", "b"])  # paid since
        assert await sink.told.get() == ("elsewhere", "2")
    again = Details()
    async with looking_up(again, ["a", "b", "mine"], others) as (_, sink, _):
        assert await sink.told.get() == ("fact", "mine")
    assert (sorted(details.asked), again.asked, others.count) == (["a", "b"], ["mine"], 2)


def test_the_last_of_other_rooms_orders_are_known_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "OTHERS_MOST", 2)
    others = Others()
    for order in "abbc":
        others.add(order)
    assert (others.count, [order in others for order in "abc"]) == (3, [False, True, True])


async def test_what_the_fold_lacks_leaves_places_for_what_is_told_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "WAITING_MOST", 4)
    sink = Sink()
    lookup = Lookup("store", Details(), sink, tuple)
    lookup.ask("abc", expected=False)
    lookup.ask("xyz")
    running = asyncio.create_task(lookup.run())
    assert [(await asyncio.wait_for(sink.told.get(), 5))[1] for _ in range(4)] == ["a", "b", "x", "y"]
    running.cancel()


async def test_another_rooms_order_takes_no_place_and_one_found_meanwhile_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookups, "WAITING_MOST", 2)
    others, details, sink = Others(), Details(), Sink()
    others.add("a")
    lookup = Lookup("store", details, sink, tuple, others=others)
    lookup.ask(["a", "b", "c"])
    others.add("b")
    running = asyncio.create_task(lookup.run())
    assert await asyncio.wait_for(sink.told.get(), 5) == ("fact", "c")
    running.cancel()
    assert details.asked == ["c"]
