"""The supervisor: reconnecting, the idle alarm, and what the journal is told."""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Literal

import pytest
from msgspec.structs import replace

from controlroom.domain.events import Audience, Comment, Fact, Like
from controlroom.feeds.base import Kind, LinkLost
from controlroom.feeds.supervise import OFTEN, PAUSES, Supervisor
from controlroom.ports import FeedSink

KIND = Kind(
    name="stand-in",
    title={"en": "S"},
    carries=(Audience, Like),
    silence_s=60,
    idle_s={Audience: 100},
    opens_within_s=15,
)
Script = Callable[[FeedSink, Callable[[], Awaitable[None]]], Awaitable[None]]


class ManualTime:
    """Seconds that move only when told."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.now + seconds, next(self._order), future))
        await future

    async def pass_by(self, seconds: float) -> None:
        """Let time pass, waking sleepers one instant after another."""
        end = self.now + seconds
        await settle()
        while self._waiting and self._waiting[0][0] <= end:
            due, _, future = heapq.heappop(self._waiting)
            self.now = max(self.now, due)
            if not future.done():
                future.set_result(None)
            await settle()
        self.now = end
        await settle()


async def settle() -> None:
    """Let every task that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)


class Sink:
    """Remembers what it was given."""

    def __init__(self, time: ManualTime) -> None:
        self.time = time
        self.facts: list[Fact] = []
        self.rejects: list[str] = []
        self.changes: list[tuple[float, str, str | None]] = []
        self.broken = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        await self.gate.wait()
        self.facts += facts

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        self.rejects.append(code)

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        raise AssertionError(types)

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        if self.broken:
            raise OSError("the store is away")
        assert (feed, kind) == ("douyin", "stand-in")
        self.changes.append((self.time.now, state, why))


class ScriptedFeed:
    """Plays one script a connection; the last one again and again."""

    name = "douyin"
    kind = "stand-in"

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.runs = 0

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        script = self.scripts[min(self.runs, len(self.scripts) - 1)]
        self.runs += 1
        await script(sink, connected)


@asynccontextmanager
async def supervised(feed: ScriptedFeed, kind: Kind = KIND) -> AsyncIterator[tuple[ManualTime, Sink, list[float]]]:
    time, pauses = ManualTime(), []
    sink = Sink(time)

    def highest(low: float, high: float) -> float:
        assert low == 0
        pauses.append(high)
        return high

    supervisor = Supervisor(feed, kind, sink, monotonic=time.monotonic, sleep=time.sleep, uniform=highest)
    task = asyncio.create_task(supervisor.run())
    await settle()
    try:
        yield time, sink, pauses
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def refuses(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
    raise LinkLost("nobody listens")


async def stays(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
    await connected()
    await asyncio.Event().wait()


async def hangs(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
    await asyncio.Event().wait()


def says(*facts: Fact, every_s: float, times: int) -> Callable[[ManualTime], Script]:
    def timed(time: ManualTime) -> Script:
        async def script(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
            await connected()
            for _ in range(times):
                await time.sleep(every_s)
                await sink.deliver("douyin", list(facts))
            await asyncio.Event().wait()

        return script

    return timed


async def test_pauses_grow_to_thirty_seconds_and_down_is_told_once() -> None:
    feed = ScriptedFeed(refuses)
    async with supervised(feed) as (time, sink, pauses):
        await time.pass_by(200)
        assert pauses[:9] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
        assert sink.changes == [(0.0, "down", "nobody listens")]


async def test_live_and_down_are_told_on_changes_only() -> None:
    async def closes(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        await connected()
        await connected()

    feed = ScriptedFeed(refuses, refuses, closes, refuses, stays)
    async with supervised(feed) as (time, sink, _):
        await time.pass_by(20)
        assert [(state, why) for _, state, why in sink.changes] == [
            ("down", "nobody listens"),
            ("live", None),
            ("down", "the other side closed the connection"),
            ("live", None),
        ]


async def test_pauses_begin_anew_after_a_healthy_minute_only() -> None:
    feed = ScriptedFeed(refuses)
    async with supervised(feed) as (time, sink, pauses):

        def breaks_after(seconds: float) -> Script:
            async def script(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
                await connected()
                await time.sleep(seconds)
                await sink.deliver("douyin", [Like()])
                raise LinkLost("broke")

            return script

        feed.scripts = [refuses, refuses, breaks_after(59), breaks_after(60), refuses]
        await time.pass_by(130)
        assert pauses[:5] == [0.5, 1, 2, 0.5, 1]
        assert len(sink.facts) == 2


async def test_a_link_that_does_not_open_is_given_up() -> None:
    feed = ScriptedFeed(hangs, stays)
    async with supervised(feed) as (time, sink, _):
        await time.pass_by(16)
        assert feed.runs == 2
        assert sink.changes == [(15.0, "down", "no connection within 15 s"), (15.5, "live", None)]


async def test_a_silent_link_is_dropped_and_stays_down_until_a_message_comes() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed) as (time, sink, _):
        feed.scripts = [stays, stays, says(Like(), every_s=30, times=3)(time)]
        await time.pass_by(60)
        assert sink.changes == [(0.0, "live", None), (60.0, "down", "connected, but silent for 60 s")]
        await time.pass_by(100)
        assert feed.runs == 3
        assert sink.changes[2:] == [(151.5, "live", None)]  # 60.5 + 60 + 1 s of pause + 30 s to the message


async def test_a_silence_shorter_than_the_time_to_open_is_noticed_in_time() -> None:
    impatient = Kind(name="k", title={}, carries=(Like,), silence_s=4, opens_within_s=15)
    async with supervised(ScriptedFeed(stays), impatient) as (time, sink, _):
        await time.pass_by(10)
        assert sink.changes == [(0.0, "live", None), (4.0, "down", "connected, but silent for 4 s")]


async def test_messages_keep_a_link_alive_and_rejects_and_empty_deliveries_count() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed) as (time, sink, _):

        async def mixed(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
            await connected()
            for _ in range(3):
                await time.sleep(50)
                await sink.deliver("douyin", [])
                await time.sleep(50)
                await sink.reject("douyin", "bad_json", "", "…", "x")
            await asyncio.Event().wait()

        feed.scripts = [refuses, mixed]
        await time.pass_by(60)  # the first one is silent
        await time.pass_by(330)
        assert feed.runs == 2
        assert sink.facts == []
        assert len(sink.rejects) == 3


async def test_a_type_that_no_longer_comes_is_idle_once_it_was_seen() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed) as (time, sink, _):

        async def likes_only(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
            await connected()
            while True:
                await time.sleep(20)
                await sink.deliver("douyin", [Like()])

        async def audience_once(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
            await connected()
            await sink.deliver("douyin", [Audience(online=3)])
            await likes_only(sink, connected)

        feed.scripts = [stays, audience_once, likes_only]
        await time.pass_by(60)
        assert [state for _, state, _ in sink.changes] == ["live", "down"]
        await time.pass_by(120)
        assert sink.changes[3:] == [(160.5, "down", "connected, but no audience for 100 s")]


RARE = replace(KIND, rare_s={Comment: 300.0})


def comments_stop(time: ManualTime, every_s: float, times: int) -> Script:
    """Comments that come for a while and then no more; likes go on."""

    async def script(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        await connected()
        for _ in range(times):
            await sink.deliver("douyin", [Comment(user="u", text="?")])
            await time.sleep(every_s)
        while True:
            await sink.deliver("douyin", [Like()])
            await time.sleep(20)

    return script


@pytest.mark.parametrize(("every_s", "most_s"), [(2, 300), (30, 30 * PAUSES)])
async def test_what_came_often_and_stops_while_the_rest_goes_on_is_said_once(every_s: float, most_s: float) -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed, RARE) as (time, sink, _):
        feed.scripts = [stays, comments_stop(time, every_s, OFTEN), comments_stop(time, 0, 0)]
        await time.pass_by(60.5)
        began = time.now
        await time.pass_by((OFTEN - 1) * every_s + most_s - 1)
        assert [state for _, state, _ in sink.changes] == ["live", "down", "live"]
        await time.pass_by(5000)
        assert sink.changes[3][0] == pytest.approx(began + (OFTEN - 1) * every_s + most_s, abs=1)
        assert sink.changes[3][1:] == ("down", f"connected, but no comment for {most_s} s")
        assert [state for _, state, _ in sink.changes[4:]] == ["live"], "said again"


async def test_what_came_again_may_stop_again() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed, RARE) as (time, sink, _):
        feed.scripts = [stays, comments_stop(time, 2, OFTEN)]
        await time.pass_by(1000)
        assert [state for _, state, _ in sink.changes] == ["live", "down"] * 3 + ["live"]


async def test_what_comes_seldom_sets_no_limit() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed, RARE) as (time, sink, _):
        feed.scripts = [stays, comments_stop(time, 2, OFTEN - 1)]
        await time.pass_by(10_000)
        assert (feed.runs, [state for _, state, _ in sink.changes]) == (2, ["live", "down", "live"])


async def test_a_type_never_seen_sets_no_limit() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed) as (time, sink, _):
        feed.scripts = [stays, says(Like(), every_s=50, times=100)(time)]
        await time.pass_by(2000)
        assert feed.runs == 2
        assert len(sink.facts) > 35


async def test_time_in_which_the_room_takes_nothing_is_not_the_feeds_silence() -> None:
    feed = ScriptedFeed(stays)
    async with supervised(feed) as (time, sink, _):
        feed.scripts = [stays, says(Like(), every_s=10, times=1)(time)]
        await time.pass_by(65)
        sink.gate.clear()
        await time.pass_by(500)
        assert feed.runs == 2
        sink.gate.set()
        await time.pass_by(59)
        assert (feed.runs, len(sink.facts)) == (2, 1)
        await time.pass_by(3)
        assert sink.changes[-1][1:] == ("down", "connected, but silent for 60 s")


async def test_an_unexpected_failure_is_logged_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        await connected()
        async with asyncio.TaskGroup():
            raise ZeroDivisionError("by nought")

    feed = ScriptedFeed(fails, stays)
    with caplog.at_level(logging.WARNING):
        async with supervised(feed) as (time, sink, _):
            await time.pass_by(1)
            assert [(state, why) for _, state, why in sink.changes] == [
                ("live", None),
                ("down", "by nought"),
                ("live", None),
            ]
    assert "ZeroDivisionError" in caplog.text


async def test_the_same_reason_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with supervised(ScriptedFeed(refuses)) as (time, _, _):
            await time.pass_by(300)
    assert [record.getMessage() for record in caplog.records] == ["feed douyin is down: nobody listens"]


async def test_a_change_that_could_not_be_journaled_is_told_with_the_next_message() -> None:
    feed = ScriptedFeed(refuses)
    async with supervised(feed) as (time, sink, _):
        feed.scripts = [refuses, says(Like(), every_s=10, times=5)(time)]
        sink.broken = True
        await time.pass_by(15)
        assert sink.changes == [(0.0, "down", "nobody listens")]
        sink.broken = False
        await time.pass_by(10)
        assert sink.changes[1:] == [(20.5, "live", None)]
        assert len(sink.facts) == 2


async def test_cancelling_ends_the_client_and_tells_the_journal_nothing() -> None:
    ended: list[str] = []

    async def tidy(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        await connected()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("closed")

    async with supervised(ScriptedFeed(tidy)) as (_, sink, _):
        assert sink.changes == [(0.0, "live", None)]
    assert ended == ["closed"]
    assert len(sink.changes) == 1
    assert len(asyncio.all_tasks()) == 1


async def test_the_other_sides_wait_is_obeyed_once() -> None:
    async def told_to_wait(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        raise LinkLost("busy", 90.0)

    async def lost(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        raise LinkLost("gone")

    feed = ScriptedFeed(told_to_wait, lost)
    async with supervised(feed) as (time, _, _):
        await time.pass_by(90.4)
        assert feed.runs == 1
        await time.pass_by(0.2)  # the wait and the pause of 0.5 s
        assert feed.runs == 2
        await time.pass_by(1.1)
        assert feed.runs == 3


async def test_a_supervisor_that_is_cancelled_while_its_link_is_lost_ends() -> None:
    async def lost(sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Lose the link in the very moment in which nobody wants it any more."""
        asyncio.get_running_loop().call_soon(running.cancel)
        raise LinkLost("it broke")

    running = asyncio.create_task(
        Supervisor(ScriptedFeed(lost), KIND, Sink(ManualTime()), uniform=lambda *_: 30.0).run()
    )
    done, _ = await asyncio.wait([running], timeout=1)
    running.cancel()
    assert done
