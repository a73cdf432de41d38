"""What keeps a browser safe: headers on every answer, no other site's word, no token where it could be read by others."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

import httpx
import pytest
import websockets

from controlroom.domain.roles import HOME, PEOPLE, Role
from controlroom.server.auth import COOKIE
from controlroom.server.gates import GATES
from controlroom.server.tokens import link_path
from tests.contract.conftest import Front
from tests.contract.test_access import NOT_HERE, ask, path_of

TYPED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
FROM_ELSEWHERE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("role", PEOPLE)
async def test_a_browser_that_opens_a_link_is_led_to_the_address_without_the_token(front: Front, role: Role) -> None:
    token = front.token(role)
    first = await front.http.get(link_path("demo", role, token) + "&lang=en", headers=TYPED)
    wall = "wall=1&" if role is Role.WALL else ""
    assert (first.status_code, first.headers["location"]) == (303, f"/rooms/demo/{HOME[role]}?{wall}lang=en")
    assert f"{COOKIE}={token}" in first.headers["set-cookie"]
    second = await front.http.get(first.headers["location"])
    assert (second.status_code, token in second.text) == (200, False)


async def test_a_link_on_another_sites_page_is_answered_directly_for_its_strict_cookie_would_not_come(
    front: Front,
) -> None:
    answer = await front.http.get(link_path("demo", Role.HOST, front.token(Role.HOST)), headers=FROM_ELSEWHERE)
    assert answer.status_code == 200
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_every_answer_carries_the_headers_of_safety(front: Front) -> None:
    await front.house.room("drill")
    admin = {"Cookie": f"{COOKIE}={front.token(Role.ADMIN, 'drill')}"} | front.as_(Role.ADMIN, "drill")
    for key, gate in GATES.items():
        if key.startswith("GET "):
            answer = await front.http.get(path_of(key, front, "controller"), headers=admin | {"Accept": "text/html"})
            assert gate.by == "anybody" or answer.status_code not in (401, 403), key
            assert answer.headers["x-content-type-options"] == "nosniff", key
            assert answer.headers["referrer-policy"] in ("no-referrer", "origin"), key
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy, key
            assert "frame-ancestors 'none'" in policy, key
            assert "unsafe" not in policy, key


async def test_a_token_in_the_address_opens_a_page_and_nothing_below_it(front: Front) -> None:
    token = front.token(Role.CONTROLLER, "drill")
    await front.house.room("drill")
    for key, gate in GATES.items():
        if gate.by == "page" and key.startswith("GET ") and not key.endswith("/{page}"):
            path = path_of(key, front, "controller")
            assert (await front.http.get(f"{path}?token={token}")).status_code == 401, key


async def test_no_change_by_cookie_comes_from_another_site(front: Front) -> None:
    await front.house.room("drill")
    headers = {"Cookie": f"{COOKIE}={front.token(Role.ADMIN, 'drill')}", "Origin": "http://evil.test"}
    for key, gate in GATES.items():
        if gate.by in ("page", "join", "audit") and not key.startswith("GET "):
            assert await ask(front, key, "controller", headers) == 403, key


@pytest.mark.parametrize("path", ["/api/v1/rooms/demo/stream", "/api/v1/rooms/demo/events", "/rooms/demo/host/live"])
async def test_no_socket_opens_for_another_sites_page(served: Front, path: str) -> None:
    role = Role.FEED if path.endswith("events") else Role.HOST
    word = served.keys["demo"] if role is Role.FEED else served.token(role)
    headers = {"Authorization": f"Bearer {word}", "Cookie": f"{COOKIE}={word}", "Origin": "http://evil.test"}
    async with served.connect(path, headers) as socket:
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4403


async def test_reading_changes_nothing(front: Front) -> None:
    live = await front.house.room("drill")
    assert live is not None
    admin = {"Cookie": f"{COOKIE}={front.token(Role.ADMIN, 'drill')}"} | front.as_(Role.ADMIN, "drill")
    before = live.seq
    for key in GATES:
        if key.startswith("GET ") and key not in NOT_HERE:
            assert await ask(front, key, "controller", admin) < 500, key
    assert live.seq == before


async def test_no_token_stands_in_any_log(served: Front, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token, key = served.token(Role.HOST), served.keys["demo"]
    async with httpx.AsyncClient(base_url=served.address) as http:
        for asked in (token, token[:-2], "x" * 5000):
            await http.get(f"/rooms/demo/host?token={asked}", headers={"Accept": "text/html"})
            await http.get(f"/rooms/none/host?token={asked}")
        bearer: dict[str, Any] = {"Authorization": f"Bearer {key}"}
        await http.post("/api/v1/rooms/demo/events", content=b"{", headers=bearer)
        await http.post("/api/v1/rooms/demo/events?key=" + key, content=b"[]")
    for headers in ({"Cookie": f"{COOKIE}={token}"}, {}):
        async with served.connect(f"/rooms/demo/host/live?token={token}", headers) as socket:
            with contextlib.suppress(websockets.ConnectionClosed):
                await socket.recv()
    ours = "\n".join(record.getMessage() for record in caplog.records if _servers(record.name))
    assert token not in ours
    assert key not in ours


def _servers(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in ("controlroom", "uvicorn", "fastapi", "starlette")
