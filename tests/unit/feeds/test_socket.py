"""The shared client against a stand-in relay that plays the golden frames of BarrageGrab."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from controlroom.domain.events import Audience, Fact, Follow
from controlroom.feeds import batches, socket
from controlroom.feeds.barragegrab.client import BARRAGEGRAB, make
from controlroom.feeds.barragegrab.decode import Decoder
from controlroom.feeds.base import BadOption, LinkLost
from controlroom.feeds.batches import each
from controlroom.feeds.socket import SocketFeed, Way, needed, ping_of, url_of
from controlroom.feeds.supervise import Supervisor

GOLDEN = Path(__file__).parents[2] / "golden" / "feeds"
DIALECTS = ("douyin_barragegrab", "douyin_wushuaihua_barragegrab")
WITHIN_S = 10
"""No test waits longer, whatever is broken."""


def golden(dialect: str) -> tuple[list[str], list[Any]]:
    """Return the frames of a dialect and the events they give (the like total goes with the statistics)."""
    frames, events = [], []
    for path in sorted((GOLDEN / dialect).glob("*.expected.json")):
        frames.append((path.parent / path.name.replace(".expected", "")).read_text(encoding="utf-8"))
        events += json.loads(path.read_bytes()).get("facts", [])
    total = 41806 if dialect == "douyin_barragegrab" else 418060
    return frames, [e | {"likes": total} if e["type"] == "audience" else e for e in events]


def frame(name: str) -> str:
    return (GOLDEN / "douyin_barragegrab" / f"{name}.json").read_text(encoding="utf-8")


class Relay:
    """A stand-in relay on a loopback port; `play` is what it does with each client."""

    def __init__(self, play: Callable[[ServerConnection], Awaitable[None]]) -> None:
        self.play = play
        self.port = 0
        self._server: Server | None = None

    async def start(self) -> None:
        self._server = await serve(self._serve, "127.0.0.1", self.port, ping_interval=None)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, socket: ServerConnection) -> None:
        await self.play(socket)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@asynccontextmanager
async def relay(play: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[Relay]:
    stand_in = Relay(play)
    await stand_in.start()
    try:
        yield stand_in
    finally:
        await stand_in.stop()


class Sink:
    """Remembers what it was given and wakes who waits for it."""

    def __init__(self) -> None:
        self.batches: list[list[Fact]] = []
        self.rejects: list[tuple[str, str, str]] = []
        self.changes: list[tuple[str, str | None]] = []
        self.unheard: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._news = asyncio.Condition()

    @property
    def facts(self) -> list[Fact]:
        return [fact for batch in self.batches for fact in batch]

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        await self.gate.wait()
        if facts:
            self.batches.append(facts)
        await self._tell()

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        self.rejects.append((code, path, line))
        await self._tell()

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        self.unheard += types
        await self._tell()

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        self.changes.append((state, why))
        await self._tell()

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S), self._news:
            await self._news.wait_for(done)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


def client(url: str, ping_s: float | None = socket.PING_S) -> SocketFeed:
    return SocketFeed("douyin", "barragegrab", Way(url=url, ping_s=ping_s), each(Decoder()))


async def nothing() -> None:
    """Be told that it is connected."""


def sending(*frames: str | bytes, then_wait: bool = False) -> Callable[[ServerConnection], Awaitable[None]]:
    async def play(socket: ServerConnection) -> None:
        for frame in frames:
            await socket.send(frame)
        if then_wait:
            await socket.wait_closed()

    return play


async def run(feed: SocketFeed, sink: Sink) -> None:
    async with asyncio.timeout(WITHIN_S):
        await feed.run(sink, nothing)


def events(facts: list[Fact]) -> Any:
    return json.loads(msgspec.json.encode(facts))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_golden_frames_arrive_in_order_and_are_all_delivered_before_the_end(dialect: str) -> None:
    frames, expected = golden(dialect)
    sink = Sink()
    async with relay(sending(*frames)) as stand_in:
        await run(client(stand_in.url), sink)
    assert events(sink.facts) == expected
    assert sink.rejects == []


async def test_garbled_frames_are_rejected_one_by_one_and_the_rest_arrives() -> None:
    follow = frame("follow")
    bad_utf8 = b'{"Type":1,"Data":"\xff"}'
    sink = Sink()

    async def play(socket: ServerConnection) -> None:
        await socket.send(follow)
        await socket.send("{torn")
        await socket.send(bad_utf8, text=True)
        await socket.send('{"Type":4,"Data":"{\\"MsgId\\":1}"}')
        await socket.send(follow)
        await socket.send("x" * 20_000)

    async with relay(play) as stand_in:
        await run(client(stand_in.url), sink)
    assert [type(fact) for fact in sink.facts] == [Follow, Follow]
    assert [(code, path) for code, path, _ in sink.rejects] == [
        ("bad_json", ""),
        ("bad_json", ""),
        ("missing_field", "Data.User"),
        ("bad_json", ""),
    ]
    assert sink.rejects[1][2] == '{"Type":1,"Data":"\ufffd"}'
    assert len(sink.rejects[3][2]) == 16_384


async def test_a_relay_that_is_not_there_is_named_with_the_mend() -> None:
    async with relay(sending()) as stand_in:
        url = stand_in.url
    with pytest.raises(LinkLost, match=f"{url} does not answer .*: start the relay"):
        await run(client(url), Sink())


async def test_a_connection_that_breaks_is_lost_after_what_came_was_delivered() -> None:
    sink = Sink()

    async def play(socket: ServerConnection) -> None:
        await socket.send(frame("follow"))
        await (await socket.ping())  # the pong says that the frame is there
        socket.transport.abort()

    async with relay(play) as stand_in:
        with pytest.raises(LinkLost, match="the connection broke"):
            await run(client(stand_in.url), sink)
    assert [type(fact) for fact in sink.facts] == [Follow]


async def test_facts_that_come_together_go_in_few_batches_of_at_most_500() -> None:
    sink = Sink()
    async with relay(sending(*[frame("follow")] * 1700)) as stand_in:
        await run(client(stand_in.url), sink)
    assert len(sink.facts) == 1700
    assert max(map(len, sink.batches)) <= batches.BATCH_ITEMS
    assert len(sink.batches) < 60


async def test_a_room_that_takes_nothing_stops_the_reading_and_loses_nothing() -> None:
    sink, sent = Sink(), 0
    sink.gate.clear()
    many = 20_000

    async def play(socket: ServerConnection) -> None:
        nonlocal sent
        for _ in range(many):
            await socket.send(frame("follow"))
            sent += 1

    async with relay(play) as stand_in:
        task = asyncio.create_task(run(client(stand_in.url, ping_s=None), sink))
        before = -1
        while sent != before or not sent:  # until the relay can write no more
            before = sent
            await asyncio.sleep(0.1)
        assert 0 < sent < many
        sink.gate.set()
        await task
    assert len(sink.facts) == many


async def test_a_relay_that_does_not_answer_pings_is_lost() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        key = next(
            line.split(b": ")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")
        )
        writer.write(accepting(key))
        with contextlib.suppress(ConnectionError):
            while await reader.read(1000):
                pass
        writer.close()

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        feed = client(f"ws://127.0.0.1:{port}", ping_s=0.05)
        with pytest.raises(LinkLost, match="the connection broke"):
            await run(feed, Sink())


def accepting(key: bytes) -> bytes:
    from websockets.utils import accept_key

    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept_key(key.decode()).encode() + b"\r\n\r\n"
    )


async def test_under_a_supervisor_a_relay_killed_and_back_is_down_and_live_again() -> None:
    sink = Sink()
    async with relay(sending(frame("follow"), then_wait=True)) as stand_in:
        feed = client(stand_in.url)
        supervisor = Supervisor(feed, BARRAGEGRAB, sink, uniform=lambda low, high: 0.01)
        task = asyncio.create_task(supervisor.run())
        await sink.until(lambda: len(sink.facts) == 1)
        await stand_in.stop()
        await sink.until(lambda: len(sink.changes) == 2)
        await stand_in.start()
        await sink.until(lambda: len(sink.facts) == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [state for state, _ in sink.changes] == ["live", "down", "live"]


async def test_under_a_supervisor_a_silent_socket_is_dropped_and_taken_up_again() -> None:
    sink = Sink()
    connections = 0

    async def play(socket: ServerConnection) -> None:
        nonlocal connections
        connections += 1
        if connections == 3:
            await socket.send(frame("room_stats"))
        await socket.wait_closed()

    impatient = msgspec.structs.replace(BARRAGEGRAB, silence_s=0.1)
    async with relay(play) as stand_in:
        feed = make("douyin", {"url": stand_in.url, "ping_s": "0"})
        supervisor = Supervisor(feed, impatient, sink, uniform=lambda low, high: 0.01)
        task = asyncio.create_task(supervisor.run())
        await sink.until(lambda: len(sink.changes) == 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert sink.changes == [("live", None), ("down", "connected, but silent for 0.1 s"), ("live", None)]
    assert [type(fact) for fact in sink.facts] == [Audience]


async def test_cancelling_a_client_ends_it_within_its_close_timeout() -> None:
    async with relay(sending(then_wait=True)) as stand_in:
        up = asyncio.Event()

        async def connected() -> None:
            up.set()

        task = asyncio.create_task(client(stand_in.url).run(Sink(), connected))
        await up.wait()
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - began < socket.CLOSE_TIMEOUT_S + 1


async def test_hello_headers_and_beats_are_sent_and_unknown_types_are_told() -> None:
    heard: list[str | bytes] = []
    asked: list[str | None] = []

    async def play(socket: ServerConnection) -> None:
        asked.append(socket.request.headers.get("Authorization") if socket.request else None)
        for _ in range(3):
            heard.append(await socket.recv())
        await socket.send('{"Type":77,"Data":{}}')

    sink = Sink()
    async with relay(play) as stand_in:
        way = Way(url=stand_in.url, headers={"Authorization": "Bearer t"}, hello=("hello",), beat=b"b", beat_s=0.01)
        await run(SocketFeed("douyin", "barragegrab", way, each(Decoder())), sink)
    assert heard == ["hello", b"b", b"b"]
    assert asked == ["Bearer t"]
    assert sink.unheard == ["type 77"]


async def test_a_server_that_refuses_for_now_is_asked_again_when_it_says() -> None:
    def refuse(connection: ServerConnection, request: Request) -> Response:
        answer = connection.respond(503, "later")
        answer.headers["Retry-After"] = "7"
        return answer

    async with serve(refuse_all, "127.0.0.1", 0, process_request=refuse) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(LinkLost, match="refuses: 503") as caught:
            await run(client(f"ws://127.0.0.1:{port}/?key=secret"), Sink())
    assert caught.value.wait_s == 7
    assert "key=" not in str(caught.value)


async def refuse_all(socket: ServerConnection) -> None:
    raise AssertionError("nobody gets in")


def test_options_that_cannot_be_used_are_named() -> None:
    assert url_of({"url": "wss://a/b"}, "wss://x") == "wss://a/b"
    assert (ping_of({"ping_s": "0"}), ping_of({})) == (None, 10.0)
    assert needed({"key": "k"}, "key") == ["k"]
    for options in ({}, {"url": "http://a"}, {"url": "ws://"}, {"url": "ws://[x"}, {"url": "ws://a:b"}):
        with pytest.raises(BadOption, match="use an address such as wss://x"):
            url_of(options, "wss://x")
    for ping, said in (("often", "often"), ("9" * 5000, "9" * 20), ("3601", "3601")):
        with pytest.raises(BadOption, match=f"ping_s is '{said}'"):
            ping_of({"ping_s": ping})
    with pytest.raises(BadOption, match="key is missing"):
        needed({"key": ""}, "key")
