"""Over a limit is said, in time and with what to do; what is under it never hears of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import websockets

from controlroom.domain.roles import Role
from controlroom.server import limits, run, strangers
from controlroom.server.auth import is_loopback
from controlroom.server.limits import BURST_S, Buckets
from tests.contract.conftest import Begun, Front, frame, open_front
from tests.contract.test_access import ask


def test_a_bucket_takes_a_burst_then_its_rate_and_says_how_long_to_wait() -> None:
    buckets = Buckets()
    assert [buckets.wait_s("a", 10, 0.0) for _ in range(int(10 * BURST_S))] == [0.0] * int(10 * BURST_S)
    assert buckets.wait_s("a", 10, 0.0) == pytest.approx(0.1)
    assert buckets.wait_s("b", 10, 0.0) == 0.0
    assert [buckets.wait_s("a", 10, 0.1), buckets.wait_s("a", 10, 0.1)] == [0.0, pytest.approx(0.1)]


def test_of_addresses_only_so_many_are_remembered() -> None:
    buckets = Buckets()
    for n in range(25_000):
        buckets.wait_s(str(n), 10, 0.0)
    assert len(buckets._filled) == 20_000


async def test_over_the_rate_is_429_with_when_to_come_again(begun: Begun, tmp_path: Path) -> None:
    async with open_front(begun, tmp_path, rate=2) as front:
        answers = [await front.get("shows") for _ in range(10)]
        told = next(answer for answer in answers if answer.status_code == 429)
        assert answers[0].status_code == 200
        assert (told.json()["code"], told.headers["content-type"]) == ("too_many_requests", "application/problem+json")
        assert told.headers["retry-after"] == "1"
        assert told.headers["x-content-type-options"] == "nosniff"
        assert (await front.http.get("/healthz")).status_code == 200


async def test_on_this_machine_there_is_no_limit_by_itself_and_elsewhere_there_is(front: Front) -> None:
    assert {(await front.http.get("/openapi.json")).status_code for _ in range(500)} == {200}
    limited = limits.Limits(app=None, settings=front.house.settings)  # type: ignore[arg-type]
    scope = {"type": "http", "path": "/", "headers": [], "client": ("203.0.113.9", 1)}
    assert any((limited._turn(scope) or float)() > 0 for _ in range(1000))


async def test_frames_of_events_take_from_the_same_buckets_and_the_answer_says_when_to_come_again(
    begun: Begun, tmp_path: Path
) -> None:
    def entered(id_: str) -> dict[str, str]:
        return {"type": "enter", "user": "u", "id": id_}

    async with open_front(begun, tmp_path, rate=2) as front:
        with contextlib.closing(run.listen("127.0.0.1", 0)) as sock:
            async with (
                run.listening(front.house, sock) as front.address,
                front.connect("/api/v1/rooms/demo/events", front.as_(Role.FEED)) as socket,
            ):
                for n in range(20):
                    await socket.send(json.dumps(entered(str(n))))
                told = [json.loads(await socket.recv()) for _ in range(20)]
                taken = [one for one in told if "accepted" in one]
                over = [one for one in told if one.get("code") == "too_many_requests"]
                assert 2 * BURST_S - 1 <= len(taken) <= 2 * BURST_S + 6
                assert len(taken) + len(over) == 20
                assert {(one["status"], one["retry_after_s"]) for one in over} == {(429, 1)}
                answers = [await front.post(entered(f"http{n}")) for n in range(9)]
                assert 429 in {answer.status_code for answer in answers}, "the same bucket"
                await asyncio.sleep(1.1)
                await socket.send(json.dumps(entered("later")))
                assert json.loads(await socket.recv())["accepted"] == 1


async def test_a_flood_of_strangers_waits_its_turns_and_who_is_known_waits_for_none(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "AT_ONCE", 5)
    monkeypatch.setattr(strangers, "A_SECOND", 20)
    bad = {"Authorization": "Bearer nobody"}
    began = time.monotonic()
    flood = [asyncio.create_task(front.http.get("/api/v1/rooms/demo/state", headers=bad)) for _ in range(60)]
    await asyncio.sleep(0.2)
    asked = time.monotonic()
    assert (await front.get("state")).status_code == 200
    known_s = time.monotonic() - asked
    answers = await asyncio.gather(*flood)
    took_s = time.monotonic() - began
    refused = [answer.status_code for answer in answers]
    assert (refused.count(401), refused.count(429)) == (pytest.approx(45, abs=5), pytest.approx(15, abs=5))
    assert known_s < 0.5
    assert 1.5 < took_s < 6
    late = next(answer for answer in answers if answer.status_code == 429)
    assert (late.json()["code"], late.headers["connection"]) == ("too_many_strangers", "close")


@pytest.mark.parametrize("more", [{"sockets": 1}, {"room_sockets": 1}])
async def test_over_the_number_of_sockets_one_is_told_to_come_back(
    begun: Begun, tmp_path: Path, more: dict[str, int]
) -> None:
    async with open_front(begun, tmp_path, **more) as front:
        with contextlib.closing(run.listen("127.0.0.1", 0)) as sock:
            async with run.listening(front.house, sock) as front.address:
                async with front.stream() as one:
                    await frame(one, "hello")
                    for path, role in (("stream", Role.HOST), ("events", Role.FEED)):
                        async with front.connect(f"/api/v1/rooms/demo/{path}", front.as_(role)) as other:
                            with pytest.raises(websockets.ConnectionClosed):
                                await other.recv()
                            assert other.close_code == 1013
                async with front.stream() as again:
                    await frame(again, "hello")


class Calls:
    """Connections of a test: each asks once, and is held until the end."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.held: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def status(self, here: str = "127.0.0.1") -> int:
        """Connect from an address and ask; the answer's status."""
        host, port = self.front.address.removeprefix("http://").split(":")
        self.held.append(await asyncio.open_connection(host, int(port), local_addr=(here, 0)))
        return await self.again(-1)

    async def again(self, which: int) -> int:
        reader, writer = self.held[which]
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        if b"connection: close" in head:
            assert await asyncio.wait_for(reader.read(), 5) == b""
        else:
            await asyncio.wait_for(reader.readuntil(b"}"), 5)
        return int(head.split()[1])

    async def end(self, *which: int) -> None:
        for one in which:
            self.held[one][1].close()
            with contextlib.suppress(ConnectionError):
                await self.held[one][1].wait_closed()
        await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def calling(begun: Begun, folder: Path, **more: Any) -> AsyncIterator[Calls]:
    async with open_front(begun, folder, **more) as front:
        with contextlib.closing(run.listen("127.0.0.1", 0)) as sock:
            async with run.listening(front.house, sock) as front.address:
                calls = Calls(front)
                try:
                    yield calls
                finally:
                    await calls.end(*range(len(calls.held)))


async def test_over_the_number_of_connections_one_more_hears_503_and_those_that_are_open_go_on(
    begun: Begun, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with calling(begun, tmp_path, connections=3) as calls:
        assert [await calls.status() for _ in range(6)] == [200, 200, 200, 503, 503, 503]
        assert await calls.status("127.0.0.2") == 200, "another address has its own"
        assert await calls.again(0) == 200
        await calls.end(0)
        async with calls.front.stream() as screen:  # by the free place, which it leaves as it becomes a socket
            await frame(screen, "hello")
            assert [await calls.status(), await calls.status()] == [200, 503]
    assert len([record for record in caplog.records if "CONTROLROOM_CONNECTIONS" in record.getMessage()]) == 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_of_all_together_only_so_many_are_open_and_a_proxy_may_have_them_all(
    begun: Begun, tmp_path: Path
) -> None:
    async with calling(begun, tmp_path, connections=2, all_connections=10, proxies=("127.0.0.1",)) as calls:
        assert [await calls.status("127.0.0.2") for _ in range(3)] == [200, 200, 503]
        assert [await calls.status() for _ in range(9)] == [200] * 8 + [503]


@pytest.mark.parametrize("said", ['{"ack":1,"x":' + "[" * 1500, "[" * 2000, '{"ack":' * 500])
async def test_what_nests_too_deep_closes_its_socket_and_is_no_mistake_of_ours(
    served: Front, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    async with served.stream() as screen:
        await frame(screen, "hello")
        await screen.send(said)
        await asyncio.wait_for(screen.wait_closed(), 5)
        assert screen.close_code == 1008
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("depth", [40, 500, 900, 100_000])
async def test_a_body_that_nests_too_deep_is_400(front: Front, depth: int) -> None:
    for inner in ('{"x":', "["):
        body = (
            '{"type":"note.add","id":"1","text":"a","x":'
            + inner * depth
            + "1"
            + ("}" if ":" in inner else "]") * depth
            + "}"
        )
        answer = await front.http.post("/api/v1/rooms/demo/commands", content=body, headers=front.as_(Role.CONTROLLER))
        assert answer.status_code == 400


async def test_a_head_that_does_not_come_or_does_not_end_closes_its_connection(
    served: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "HEAD_S", 0.3)
    host, port = served.address.removeprefix("http://").split(":")
    for words in (b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(words)
        began = time.monotonic()
        answer = await asyncio.wait_for(reader.read(), 5)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 3
        writer.close()
    reader, writer = await asyncio.open_connection(host, int(port))
    with contextlib.suppress(ConnectionError):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000)
        await writer.drain()
    assert (await asyncio.wait_for(reader.read(100), 5)).startswith(b"HTTP/1.1 400 ")
    writer.close()


async def test_a_body_that_does_not_come_is_408(served: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_S", 0.3)
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST /api/v1/rooms/demo/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {served.keys['demo']}\r\n"
    )
    writer.write(head.encode() + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n[")
    assert (await asyncio.wait_for(reader.read(200), 5)).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_an_empty_line_after_an_answer_does_not_keep_its_connection_and_a_socket_does(
    served: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run.HeadedProtocol.__init__

    def soon(self: run.HeadedProtocol, *args: Any, **more: Any) -> None:
        made(self, *args, **more)
        self.timeout_keep_alive = 0.3  # type: ignore[assignment]

    monkeypatch.setattr(run.HeadedProtocol, "__init__", soon)
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 ")
    writer.write(b"\r\n")
    assert await asyncio.wait_for(reader.read(), 3) == b""
    writer.close()
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"}")
    head = (
        "GET /api/v1/rooms/demo/stream HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        f"Authorization: Bearer {served.token(Role.HOST)}", "", "",
    )  # fmt: skip
    writer.write("\r\n".join(head).encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    await asyncio.sleep(0.5)
    while not reader.at_eof():  # a socket stays: it is a connection's last
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader.read(100_000), 0.05)
            continue
        break
    assert not reader.at_eof()
    writer.close()


async def test_of_one_address_handshakes_count_and_files_do_not(begun: Begun, tmp_path: Path) -> None:
    async with open_front(begun, tmp_path, rate=2) as front:
        assert {(await front.http.get("/static/none.css")).status_code for _ in range(20)} == {404}
        await front.house.room("drill")
        told = [await ask(front, "WS /api/v1/rooms/{room}/stream", "", front.as_(room="drill")) for _ in range(20)]
        assert 1013 - 4000 in told


@pytest.mark.parametrize(
    ("client", "address"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("::1", "::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"), ("203.0.113.9", "203.0.113.9"), ("fe80::1%eth0", "fe80::/64"), ("x", "x"),
    ],
)  # fmt: skip
def test_an_address_is_a_households(client: str, address: str) -> None:
    assert limits.address_of({"client": (client, 1)}) == address


def test_this_machine_is_known_in_either_writing() -> None:
    told = {
        host: is_loopback(host) for host in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost", "::ffff:10.0.0.1")
    }
    assert [host for host, here in told.items() if not here] == ["::ffff:10.0.0.1"]
