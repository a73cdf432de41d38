"""Links: scoped, expiring, ended singly and all at once; an ended one opens nothing and its screens are taken off."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
import websockets

from controlroom.domain.links import GivenLink
from controlroom.domain.roles import Role
from controlroom.server import linking
from controlroom.server.auth import ADMINS_NOTE, COOKIE, now_ms
from controlroom.server.seats import CLOSE_ENDED
from controlroom.server.tokens import LINK_SECRET, Link, admin_token, sign
from tests.contract.conftest import Front, frame

WITHIN_S = 1.0
"""A connected screen is off within this of the link's end."""


PLAN = """
show:
  {title: Evening, room: drill, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z,
   team: [{id: wang, name: Wang, role: controller}]}
segments:
  - {id: open, title: Hello, minutes: 5, kind: opening}
"""
"""Wang leads; with another role in its place he does that."""


async def applied(front: Front, *, wang: str) -> str:
    plan = PLAN.replace("role: controller", f"role: {wang}")
    id_ = uuid4().hex
    answer = await front.command("plan.apply", room="drill", id=id_, plan=plan)
    assert answer.status_code == 200, answer.text
    return id_


async def own(front: Front, role: Role, person: str = "wang", room: str = "drill") -> str:
    return sign(await front.house.book.secret(LINK_SECRET), Link(room, role, 0, person))


async def given(front: Front, by: Role = Role.ADMIN, room: str = "demo", **wanted: Any) -> httpx.Response:
    return await front.http.post(f"/api/v1/rooms/{room}/links", json=wanted, headers=front.as_(by, room))


async def ends(front: Front, link: str, role: Role = Role.ADMIN, room: str = "demo") -> httpx.Response:
    return await front.http.delete(f"/api/v1/rooms/{room}/links/{link}", headers=front.as_(role, room))


async def reads(front: Front, token: str, room: str = "demo") -> int:
    answer = await front.http.get(f"/api/v1/rooms/{room}/state", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


async def standing(front: Front, name: str) -> dict[str, Any]:
    links = (await front.get("links", Role.ADMIN)).json()["links"]
    found: dict[str, Any] = next(link for link in links if link["standing"] and link["role"] == name)
    return found


async def test_the_links_told_are_those_of_the_roles_one_may_give_and_they_open(front: Front) -> None:
    admins = (await front.get("links", Role.ADMIN)).json()
    mine = (await front.get("links", Role.CONTROLLER)).json()["links"]
    assert {link["role"] for link in admins["links"]} - {link["role"] for link in mine} == {"admin"}
    host = next(link for link in mine if link["role"] == "host")
    assert (host["id"], host["token"], host["standing"]) == ("host", front.token(Role.HOST), True)
    assert (await front.http.get(host["url"])).status_code == 200
    assert (await front.get("links", Role.ANALYST)).status_code == 403


async def test_a_link_that_ended_opens_nothing_and_the_next_one_takes_its_place(front: Front) -> None:
    old, other = front.token(Role.HOST), front.token(Role.ANALYST)
    assert (await ends(front, "host")).json() == {"ended": 0}
    assert (await reads(front, old), await reads(front, other)) == (401, 200)
    assert (await front.http.get("/rooms/demo/host", headers={"Cookie": f"{COOKIE}={old}"})).status_code == 401
    assert (await front.http.get(f"/rooms/demo/host?token={old}")).status_code == 401
    new = await standing(front, "host")
    assert (new["id"], await reads(front, new["token"])) == ("host+1", 200)
    assert (await ends(front, new["token"])).status_code == 200
    assert (await standing(front, "host"))["id"] == "host+2"
    assert (await ends(front, "host")).status_code == 404


async def test_all_links_end_at_once_and_a_feeds_key_stays(front: Front) -> None:
    path = "/api/v1/rooms/demo/links"
    assert (await front.http.delete(path, headers=front.as_(Role.CONTROLLER))).status_code == 403
    wanted = (await given(front, role="wall", expires_for_ms=60_000)).json()
    assert (await front.http.delete(path, headers=front.as_(Role.ADMIN))).status_code == 200
    for token in (front.token(Role.ADMIN), front.token(Role.HOST), wanted["token"]):
        assert await reads(front, token) == 401
    assert await reads(front, front.token(Role.HOST, generation=1)) == 200
    assert (await front.post(b"")).status_code == 200


async def test_a_given_link_ends_by_itself_and_its_cookie_with_it(front: Front) -> None:
    link = (await given(front, role="host", expires_for_ms=1000)).json()
    opened = await front.http.get(link["url"])
    (cookie,) = [c for c in opened.headers.get_list("set-cookie") if c.startswith(COOKIE)]
    assert (opened.status_code, "Max-Age=0" in cookie or "Max-Age=1" in cookie) == (200, True)
    await asyncio.sleep((link["expires_ms"] - now_ms() + 5) / 1000)
    assert await reads(front, link["token"]) == 401
    kept = (await front.get("links", Role.ADMIN)).json()["links"]
    assert link["id"] not in {each["id"] for each in kept}


async def test_who_lets_people_in_neither_gives_nor_ends_an_admins_link(front: Front) -> None:
    assert (await given(front, Role.CONTROLLER, role="admin")).status_code == 403
    assert (await ends(front, "admin", Role.CONTROLLER)).status_code == 404
    assert (await given(front, Role.CONTROLLER, role="controller")).status_code == 200
    assert (await given(front, Role.HOST, role="host")).status_code == 403
    assert await reads(front, front.token(Role.ADMIN)) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"role": "feed"}, {"role": "host", "person": "nobody"}, {"role": "host", "expires_ms": 5},
        {"role": "host", "expires_for_ms": 0}, {"role": "host", "expires_for_ms": 10**12}, {"role": "host", "rooms": "x"},
    ],
)  # fmt: skip
async def test_a_wrong_wish_is_refused(front: Front, wrong: dict[str, Any]) -> None:
    answer = await given(front, **wrong)
    assert answer.status_code == (403 if wrong.get("role") == "feed" else 400)


async def test_when_a_link_was_used_is_known_to_the_minute(front: Front) -> None:
    assert (await standing(front, "host"))["used_ms"] is None
    await front.http.get(f"/rooms/demo/host?token={front.token(Role.HOST)}")
    used_ms = (await standing(front, "host"))["used_ms"]
    assert used_ms is not None
    assert 0 <= now_ms() - used_ms < 120_000


async def test_ending_a_link_takes_its_screens_off_within_a_second_and_no_others(served: Front) -> None:
    page = {"Cookie": f"{COOKIE}={served.token(Role.HOST)}", "Origin": served.address}
    async with (
        served.connect("/rooms/demo/host/live", page) as screen,
        served.stream(role=Role.HOST) as program,
        served.stream(role=Role.CONTROLLER) as other,
    ):
        for socket in (screen, program, other):
            await frame(socket, "hello")
        async with httpx.AsyncClient(base_url=served.address, headers=served.as_(Role.ADMIN)) as http:
            await http.get("/api/v1/rooms/demo/links")
            began = time.monotonic()
            answer = await http.delete("/api/v1/rooms/demo/links/host")
        assert answer.json() == {"ended": 2}
        for socket in (screen, program):
            await asyncio.wait_for(socket.wait_closed(), 5)
            assert socket.close_code == CLOSE_ENDED
        assert time.monotonic() - began < WITHIN_S
        await frame(other, "heartbeat")
    async with served.connect("/rooms/demo/host/live", page) as again:
        with pytest.raises(websockets.ConnectionClosed):
            await again.recv()
        assert again.close_code == CLOSE_ENDED


async def test_a_screen_goes_when_its_link_ends_by_itself(served: Front) -> None:
    link = (await given(served, role="wall", expires_for_ms=1200)).json()
    headers = {"Authorization": f"Bearer {link['token']}"}
    async with served.connect("/api/v1/rooms/demo/stream", headers) as screen:
        await frame(screen, "hello")
        await asyncio.wait_for(screen.wait_closed(), 5)
        assert screen.close_code == CLOSE_ENDED
        assert 0 <= now_ms() - link["expires_ms"] < WITHIN_S * 1000
    assert served.house.running()[0].hub.screens() == []


@pytest.mark.parametrize("name", ["token", "url", "id"])
async def test_without_a_plan_the_link_of_a_member_of_an_earlier_one_ends_singly(front: Front, name: str) -> None:
    link = Link("demo", Role.ASSISTANT, 0, "zhang")
    token = await own(front, Role.ASSISTANT, "zhang", "demo")
    named = {"token": token, "url": f"http://x/rooms/demo/mine?token={token}", "id": "assistant.zhang"}[name]
    assert await reads(front, token) == 200
    assert (await ends(front, quote(named, safe=""), Role.OPERATOR)).status_code == 200
    assert (await reads(front, token), (await ends(front, link.name)).status_code) == (401, 404)


async def test_without_a_plan_the_link_of_a_member_of_an_earlier_one_is_told_once_it_was_used(front: Front) -> None:
    token = await own(front, Role.ASSISTANT, "zhang", "demo")
    assert (await front.http.get(f"/rooms/demo/mine?token={token}")).status_code == 200
    told = [each for each in (await front.get("links", Role.OPERATOR)).json()["links"] if each["person"]]
    assert [(each["id"], each["token"], each["standing"]) for each in told] == [("assistant.zhang", token, False)]


async def test_a_members_link_counts_while_the_plan_gives_them_its_role(front: Front) -> None:
    leads, helps = await own(front, Role.CONTROLLER), await own(front, Role.ASSISTANT)
    await applied(front, wang="controller")
    lent = (await given(front, room="drill", role="controller", person="wang")).json()
    assert [await reads(front, token, "drill") for token in (leads, lent["token"], helps)] == [200, 200, 401]
    id_ = await applied(front, wang="assistant")
    assert [await reads(front, token, "drill") for token in (leads, lent["token"], helps)] == [401, 401, 200]
    told = (await front.get("links", Role.ADMIN, "drill")).json()["links"]
    assert [each["id"] for each in told if each["person"]] == ["assistant.wang"]
    assert await reads(front, front.token(Role.CONTROLLER, "drill"), "drill") == 200
    assert (await front.command("undo", room="drill", id="u", command=id_)).status_code == 200
    assert [await reads(front, token, "drill") for token in (leads, lent["token"], helps)] == [200, 200, 401]


async def test_a_members_name_ends_all_their_links_and_those_the_plan_may_give_again(front: Front) -> None:
    leads, helps = await own(front, Role.CONTROLLER), await own(front, Role.ASSISTANT)
    await applied(front, wang="controller")
    lent = (await given(front, room="drill", role="controller", person="wang")).json()
    await applied(front, wang="assistant")
    assert (await ends(front, "wang", Role.CONTROLLER, "drill")).status_code == 200
    assert await reads(front, helps, "drill") == 401
    await applied(front, wang="host")
    await applied(front, wang="controller")
    assert [await reads(front, token, "drill") for token in (leads, lent["token"])] == [401, 401]
    assert await reads(front, front.token(Role.CONTROLLER, "drill"), "drill") == 200
    noted = (await front.house.asides.of_show("drill", front.house.running()[0].show))[-1]
    assert (noted.what, noted.about) == ("link.end", "wang")


async def test_who_may_not_end_an_admins_link_ends_none_of_that_member(front: Front) -> None:
    await applied(front, wang="admin")
    assert (await ends(front, "wang", Role.CONTROLLER, "drill")).status_code == 404
    assert await reads(front, await own(front, Role.ADMIN), "drill") == 200
    assert (await ends(front, "wang", Role.ADMIN, "drill")).status_code == 200


async def test_another_plan_takes_a_members_screens_off_within_a_second_and_no_others(served: Front) -> None:
    await applied(served, wang="controller")
    token = await own(served, Role.CONTROLLER)
    page = {"Cookie": f"{COOKIE}={token}", "Origin": served.address}
    async with (
        served.connect("/rooms/drill/controller/live", page) as screen,
        served.connect("/api/v1/rooms/drill/stream", {"Authorization": f"Bearer {token}"}) as program,
        served.stream(room="drill") as other,
    ):
        for socket in (screen, program, other):
            await frame(socket, "hello")
        await applied(served, wang="host")
        began = time.monotonic()
        for socket in (screen, program):
            await asyncio.wait_for(socket.wait_closed(), 5)
            assert socket.close_code == CLOSE_ENDED
        assert time.monotonic() - began < WITHIN_S
        await frame(other, "heartbeat")


async def test_what_is_no_link_of_the_room_that_one_may_end_is_not_ended(front: Front) -> None:
    secret = await front.house.book.secret(LINK_SECRET)
    strange = [
        sign(secret, Link("drill", Role.ASSISTANT, 0, "zhang")), sign(secret, Link("demo", Role.ASSISTANT, 7, "zhang")),
        sign(secret, Link("demo", Role.ADMIN, 0, "zhang")), "admin.zhang", "feed.zhang", "assistant.", "command",
        linking.passing_token(secret, "demo", 0, Role.HOST, 60_000),
    ]  # fmt: skip
    for name in strange:
        assert (await ends(front, name, Role.CONTROLLER)).status_code == 404, name


async def test_a_room_has_so_many_links_and_forgets_those_that_ended_by_themselves(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "MOST", 2)
    first = (await given(front, role="host", expires_for_ms=4000)).json()
    assert (await given(front, role="host")).status_code == 200
    assert (await given(front, role="host")).json()["code"] == "too_many_links"
    await asyncio.sleep((first["expires_ms"] - now_ms() + 5) / 1000)
    assert (await given(front, role="host")).status_code == 200
    assert first["id"] not in {row.id for row in await front.house.links.all("demo")}


async def test_what_is_ended_in_the_store_itself_takes_its_sockets_off_within_a_second(served: Front) -> None:
    house, secret = served.house, await served.house.book.secret(LINK_SECRET)
    admin = {"Authorization": f"Bearer {admin_token(secret, 0)}"}
    feed = served.as_(Role.FEED)
    path = "/api/v1/rooms/demo"
    async with (
        served.stream(role=Role.HOST) as host,
        served.connect(f"{path}/stream", admin) as admins,
        served.connect(f"{path}/stream", feed) as reading,
        served.connect(f"{path}/events", feed) as posting,
        served.stream() as other,
    ):
        for socket in (host, admins, reading, other):
            await frame(socket, "hello")
        await posting.send('{"type":"like"}')
        assert "accepted" in await posting.recv()
        began = time.monotonic()
        await house.links.revoke(GivenLink(room="demo", id="host", role=Role.HOST, made_ms=1, revoked_ms=2))
        await house.book.put_note(ADMINS_NOTE, "1")
        assert await house.book.end_keys("demo", "shop") == 1
        for socket in (host, admins, reading, posting):
            await asyncio.wait_for(socket.wait_closed(), 5)
            assert socket.close_code == CLOSE_ENDED
        assert time.monotonic() - began < WITHIN_S
        await frame(other, "heartbeat")
    assert (await served.post(b"")).status_code == 401
