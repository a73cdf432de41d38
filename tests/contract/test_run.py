import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import websockets

from controlroom.domain.roles import Role
from controlroom.live import lifecycle
from controlroom.live.lifecycle import ADDRESS_NOTE, House, open_house
from controlroom.live.opening import make_room
from controlroom.push.hub import Audience
from controlroom.server import run
from controlroom.server.tokens import LINK_SECRET, role_token
from controlroom.settings import Settings
from controlroom.store import open_store
from controlroom.store.lock import hold_room
from tests.contract.conftest import START_MS, Front, settings_for


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com", ""])
def test_listen_refuses_what_other_machines_can_reach(host: str) -> None:
    with pytest.raises(run.CannotListen, match=r"127\.0\.0\.1"):
        run.listen(host, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_listen_takes_any_loopback_address_and_finds_a_free_port(host: str) -> None:
    with run.listen(host, 0) as sock:
        assert run.address_of(sock).startswith("http://127.0.0.")
        assert sock.getsockname()[1] > 0


def test_listen_makes_connections_that_send_at_once_and_keep_little_unsent() -> None:
    with run.listen("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        sock.setblocking(True)
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert 0 < accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) <= 64 * 1024


def test_listen_says_when_the_port_is_taken() -> None:
    with (
        run.listen("127.0.0.1", 0) as sock,
        pytest.raises(run.CannotListen, match=f"Port {sock.getsockname()[1]} .*--port"),
    ):
        run.listen("127.0.0.1", sock.getsockname()[1])


def test_address_of_an_ipv6_socket_has_brackets() -> None:
    try:
        sock = run.listen("::1", 0)
    except run.CannotListen:
        pytest.skip("this machine has no IPv6 loopback")
    with sock:
        assert run.address_of(sock).startswith("http://[::1]:")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_serve_ends_cleanly_within_two_seconds_of_a_signal(tmp_path: Path, number: int) -> None:
    houses: list[House] = []

    @asynccontextmanager
    async def open_demo(settings: Settings) -> AsyncIterator[House]:
        async with open_house(settings) as house:
            await make_room(house.book, "demo", None, now_ms=START_MS, rehearsal=False, seed=0)
            houses.append(house)
            yield house

    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(run.serve(settings_for(tmp_path), open_demo, ready.set_result))
    address = await asyncio.wait_for(ready, 5)
    (house,) = houses
    token = role_token(await house.book.secret(LINK_SECRET), "demo", Role.HOST, 0)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=address) as http,
        websockets.connect(
            address.replace("http", "ws") + "/api/v1/rooms/demo/stream", additional_headers=headers, proxy=None
        ) as screen,
    ):
        assert (await http.get("/healthz")).status_code == 200
        assert await house.book.note(ADDRESS_NOTE) == address
        assert screen.protocol.extensions == []
        began = time.monotonic()
        os.kill(os.getpid(), number)
        await asyncio.wait_for(serving, 5)
        assert time.monotonic() - began < 2
        await screen.wait_closed()
        assert screen.close_code == 1012
    async with open_house(settings_for(tmp_path)) as again:
        assert await again.book.note(ADDRESS_NOTE) is None


async def test_a_room_that_is_made_while_the_house_runs_is_started_without_anybody_asking(tmp_path: Path) -> None:
    async with open_house(settings_for(tmp_path)) as house:
        await make_room(house.book, "first", None, now_ms=START_MS, rehearsal=True, seed=0)
        await house.start_all()
        assert [room.row.slug for room in house.running()] == ["first"]
        async with open_store(settings_for(tmp_path)) as beside:
            await make_room(beside.book, "second", None, now_ms=START_MS, rehearsal=True, seed=0)
        async with asyncio.timeout(2):
            while len(house.running()) < 2:  # noqa: ASYNC110 - followed by the clock
                await asyncio.sleep(0.02)
        assert {room.row.slug for room in house.running()} == {"first", "second"}


async def test_where_links_lead_to_another_server_a_room_that_is_made_is_that_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "MADE_S", 0.01)
    async with open_house(settings_for(tmp_path)) as house:
        await house.start_all()
        house.address = "http://127.0.0.1:1"
        await house.book.put_note(ADDRESS_NOTE, "http://127.0.0.1:2")
        await make_room(house.book, "theirs", None, now_ms=START_MS, rehearsal=True, seed=0)
        await asyncio.sleep(0.2)
        assert house.running() == []
        await house.book.put_note(ADDRESS_NOTE, house.address)
        async with asyncio.timeout(2):
            while not house.running():  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def test_a_room_that_cannot_be_started_is_said_once_and_the_next_is_started(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "MADE_S", 0.01)
    async with open_house(settings_for(tmp_path)) as house:
        await house.start_all()
        with hold_room(tmp_path, "taken"):
            await make_room(house.book, "taken", None, now_ms=START_MS, rehearsal=True, seed=0)
            await asyncio.sleep(0.1)
            await make_room(house.book, "well", None, now_ms=START_MS, rehearsal=True, seed=0)
            async with asyncio.timeout(2):
                while not house.running():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
    assert len([one for one in caplog.records if "room taken" in one.message]) == 1


class Line:
    """A screen's wire that keeps with which code it was closed."""

    def __init__(self) -> None:
        self.closed: int | None = None

    def send(self, frame: bytes) -> bool:
        return True

    def close(self, code: int, reason: str) -> None:
        self.closed = code


async def test_room_that_crashes_leaves_the_others_going_and_comes_back_from_its_journal(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = {"type": "comment", "user": "u", "text": "hi"}
    for room in ("demo", "drill"):
        assert (await front.post([comment], room=room)).status_code == 200
    crashing, other = await front.house.room("demo"), await front.house.room("drill")
    assert crashing is not None
    line = Line()
    crashing.join(Audience(kind="page", role=Role.HOST, page="host", lang="en", topics=frozenset()), line)

    async def broken() -> None:
        raise RuntimeError("it does not keep itself")

    monkeypatch.setattr(crashing, "keep_snapshot", broken)
    crashing._snapshot_due.set()
    await asyncio.wait_for(front.house._tasks["demo"], 5)
    assert (front.house.running(), line.closed) == ([other], 1012)
    assert (await front.post([comment], room="drill")).status_code == 200
    again = await front.house.room("demo")
    assert again not in (None, crashing)
    assert (await front.post([comment])).status_code == 200
    state = (await front.get("state?topics=kpi")).json()
    assert state["topics"]["kpi"]["tiles"]["comments"]["value"] == 2  # one of before the crash, one of after it
