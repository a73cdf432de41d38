"""From elsewhere: refused until it is set up, then by one name; a proxy that is named may say how people came."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import websockets

from controlroom.domain.roles import Role
from controlroom.server import run
from controlroom.server.auth import ADMIN_COOKIE, ADMINS_NOTE, COOKIE
from controlroom.server.gates import GATES
from controlroom.server.reach import forgotten
from controlroom.server.tokens import LINK_SECRET, admin_token
from controlroom.settings import Settings
from tests.contract.conftest import Begun, Front, frame, open_front
from tests.contract.test_access import app_of, path_of

PUBLIC = "https://room.example"


def test_elsewhere_is_listened_to_only_where_access_is_set_up(tmp_path: Path) -> None:
    with pytest.raises(run.CannotListen, match=r"CONTROLROOM_PUBLIC_URL=https://"):
        run.listen("0.0.0.0", 0, Settings(data=tmp_path))
    with run.listen("0.0.0.0", 0, Settings(data=tmp_path, public_url=PUBLIC)) as sock:
        assert run.address_of(sock).startswith("http://127.0.0.1:")


@contextlib.asynccontextmanager
async def proxied(
    begun: Begun, folder: Path, *proxies: str, public_url: str | None = PUBLIC
) -> AsyncIterator[tuple[Front, str]]:
    """The front behind a server, behind a proxy that ends TLS: the address of the proxy."""
    async with open_front(begun, folder, public_url=public_url, proxies=proxies) as front:
        with contextlib.closing(run.listen("127.0.0.1", 0)) as sock:
            async with run.listening(front.house, sock) as front.address:
                port = int(front.address.rpartition(":")[2])
                server = await asyncio.start_server(lambda r, w: forward(r, w, port), "127.0.0.1", 0)
                async with server:
                    yield front, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def forward(client: asyncio.StreamReader, back: asyncio.StreamWriter, port: int) -> None:
    """Pass one connection on, with what a proxy says of it put into each head."""
    up, server = await asyncio.open_connection("127.0.0.1", port)
    head = await client.readuntil(b"\r\n\r\n")
    first, _, rest = head.partition(b"\r\n")
    server.write(first + b"\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\n" + rest)

    async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65_536):
                sink.write(data)
                await sink.drain()
        sink.close()

    await asyncio.gather(pass_on(client, server), pass_on(up, back))


async def test_behind_a_proxy_that_is_named_cookies_are_secure_and_links_are_https(
    begun: Begun, tmp_path: Path
) -> None:
    async with proxied(begun, tmp_path, "127.0.0.1") as (front, address):
        named = {"Host": "room.example", "Connection": "close"}
        async with httpx.AsyncClient(base_url=address, headers=named, timeout=30) as http:
            opened = await http.get(f"/rooms/demo/host?token={front.token(Role.HOST)}")
            assert "; Secure" in opened.headers["set-cookie"]
            told = await http.get("/api/v1/rooms/demo/links", headers=front.as_(Role.CONTROLLER))
            assert told.json()["links"][0]["url"].startswith(f"{PUBLIC}/rooms/demo/")
        front.address = address
        cookie = {"Cookie": f"{COOKIE}={front.token(Role.HOST)}"}
        async with front.connect("/rooms/demo/host/live", cookie) as screen:
            await frame(screen, "hello")


async def test_a_proxy_that_is_not_named_is_not_believed(begun: Begun, tmp_path: Path) -> None:
    async with (
        proxied(begun, tmp_path, "10.0.0.0/8") as (front, address),
        httpx.AsyncClient(base_url=address, headers={"Connection": "close"}, timeout=30) as http,
    ):
        opened = await http.get(f"/rooms/demo/host?token={front.token(Role.HOST)}")
        assert "; Secure" not in opened.headers["set-cookie"]


async def test_where_the_proxy_was_forgotten_cookies_are_secure_all_the_same_and_the_start_says_so(
    begun: Begun, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        proxied(begun, tmp_path) as (front, address),
        httpx.AsyncClient(base_url=address, headers={"Host": "room.example", "Connection": "close"}) as http,
    ):
        opened = await http.get(f"/rooms/demo/host?token={front.token(Role.HOST)}")
        admin = await http.get(f"/?token={admin_token(await front.house.book.secret(LINK_SECRET), 0)}")
    assert ["; Secure" in one.headers["set-cookie"] for one in (opened, admin)] == [True, True]
    assert [one.message for one in caplog.records if "CONTROLROOM_PROXIES=127.0.0.1" in one.message]
    assert forgotten(Settings(data=tmp_path, public_url="http://192.168.1.20:8787")) is None


async def test_from_elsewhere_only_the_names_that_are_ours_are_answered(begun: Begun, tmp_path: Path) -> None:
    async with open_front(begun, tmp_path, public_url=PUBLIC) as front:
        for host, status in (
            ("room.example", 200), ("127.0.0.1:8787", 200), ("localhost", 200), ("evil.test", 421), ("", 421),
            ("room.example.evil.test", 421), ("[", 421), ("[::1]:8787", 200), ("[::ffff:127.0.0.1]", 200),
        ):  # fmt: skip
            assert (await front.http.get("/", headers={"Host": host})).status_code == status, host
        assert (await front.http.get("/healthz", headers={"Host": "10.1.2.3"})).status_code == 200
        assert (await front.http.get("/readyz", headers={"Host": "10.1.2.3"})).status_code == 200
        assert (await front.http.get("/metrics", headers={"Host": "10.1.2.3"})).status_code == 421


async def test_on_this_machine_alone_only_its_own_names_are_answered(front: Front) -> None:
    for host, status in (
        ("127.0.0.1:8787", 200), ("127.9.9.9", 200), ("localhost:8787", 200), ("Room.localhost", 200), ("[::1]:8787", 200),
        ("rebind.evil.test:8787", 421), ("localhost.evil.test", 421), ("evillocalhost", 421), ("10.1.2.3", 421), ("", 421),
        ("[", 421),
    ):  # fmt: skip
        for path in ("/", "/metrics"):
            answer = await front.http.get(path, headers={"Host": host})
            assert (answer.status_code, "demo" in answer.text and status != 200) == (status, False), (host, path)
        assert (await front.http.get("/readyz", headers={"Host": host})).status_code == 200


async def test_a_socket_by_another_name_is_refused_on_this_machine_alone(served: Front) -> None:
    port = int(served.address.rpartition(":")[2])
    for name, comes in (("rebind.evil.test", False), ("room.localhost", True)):
        opening = websockets.connect(
            f"ws://{name}:{port}/api/v1/rooms/demo/stream", host="127.0.0.1", port=port, proxy=None,
            additional_headers=served.as_(Role.CONTROLLER),
        )  # fmt: skip
        with contextlib.nullcontext() if comes else pytest.raises(websockets.InvalidStatus, match="403"):
            async with opening as socket:
                await frame(socket, "hello")


async def test_who_comes_by_a_proxy_that_is_named_comes_by_its_name_without_a_public_address(
    begun: Begun, tmp_path: Path
) -> None:
    async with proxied(begun, tmp_path, "127.0.0.1", public_url=None) as (front, address):
        named = {"Host": "room.example", "Connection": "close"}
        async with httpx.AsyncClient(base_url=address, headers=named, timeout=30) as http:
            assert (await http.get(f"/rooms/demo/host?token={front.token(Role.HOST)}")).status_code == 200
            assert "drill" not in (await http.get("/")).text
            assert (await http.get("/metrics")).status_code == 403


async def test_who_is_nobody_is_told_of_no_room_where_others_can_ask(begun: Begun, tmp_path: Path) -> None:
    async with open_front(begun, tmp_path, public_url=PUBLIC) as front:
        here = {"Host": "room.example"}
        await front.house.room("drill")
        elsewhere = httpx.ASGITransport(app_of(front), client=("203.0.113.9", 1))
        async with httpx.AsyncClient(transport=elsewhere, base_url=PUBLIC) as http:
            for key, gate in GATES.items():
                if key.startswith("GET ") and gate.by in ("anybody", "installation", "here"):
                    path = path_of(key, front, "host").replace("drill", "nowhere")
                    told = await http.get(path)
                    assert not any(word in told.text + str(told.headers) for word in ("demo", "drill")), key
        secret = await front.house.book.secret(LINK_SECRET)
        token = admin_token(secret, 0)
        opened = await front.http.get(f"/?token={token}", headers=here)
        assert f"{ADMIN_COOKIE}={token}" in opened.headers["set-cookie"]
        admin = here | {"Cookie": f"{ADMIN_COOKIE}={token}"}
        assert "/rooms/demo/join" in (await front.http.get("/", headers=admin)).text
        for page in ("controller", "host", "analyst", "join", "audit"):
            assert (await front.http.get(f"/rooms/drill/{page}", headers=admin)).status_code == 200, page
        assert (await front.http.get(f"/?token={front.token(Role.ADMIN)}", headers=here)).status_code == 401


async def test_of_the_admins_links_only_the_newest_counts(front: Front) -> None:
    await front.house.book.put_note(ADMINS_NOTE, "1")
    secret = await front.house.book.secret(LINK_SECRET)
    for generation, status in ((0, 401), (1, 200), (2, 401)):
        bearer = {"Authorization": f"Bearer {admin_token(secret, generation)}"}
        assert (await front.http.get("/api/v1/rooms/demo/state", headers=bearer)).status_code == status


async def test_an_origin_that_is_no_address_is_another_one(front: Front) -> None:
    told = {"Cookie": f"{COOKIE}={front.token(Role.HOST)}", "Origin": "http://["}
    answer = await front.http.post("/rooms/demo/host/commands", json={"type": "undo", "id": "1"}, headers=told)
    assert answer.status_code == 403
