import asyncio
import contextlib
import re
from typing import Any

import pytest
import websockets

from controlroom.domain.roles import PAGES, READS, Role
from controlroom.domain.topics import Topic
from controlroom.push.hub import SLOW_BEATS
from controlroom.render.slots import slots_of
from controlroom.server import sockets
from tests.contract.conftest import START_MS, Front, frame


async def test_hello_has_the_contracts_members_and_the_roles_topics(served: Front) -> None:
    for role in (Role.CONTROLLER, Role.HOST, Role.FEED):
        async with served.stream(role=role) as socket:
            hello = await frame(socket)
        assert set(hello) == {"kind", "epoch", "pos", "seq", "clock", "resumed", "topics"}
        assert (hello["kind"], hello["resumed"]) == ("hello", False)
        assert set(hello["topics"]) == {str(topic) for topic in READS[role]}


async def test_update_brings_changed_topics_whole_and_moves_pos_and_seq(served: Front) -> None:
    async with served.stream("topics=stock,cue", room="drill") as socket:
        hello = await frame(socket)
        assert set(hello["topics"]) == {"stock", "cue"}
        done = (await served.command("stock.set", room="drill", sku="K-1", on_hand=7)).json()
        update = await frame(socket, "update")
    assert set(update) == {"kind", "pos", "seq", "topics"}
    assert list(update["topics"]) == ["stock"]
    assert update["topics"]["stock"]["K-1"]["on_hand"] == 7
    assert update["pos"] > hello["pos"]
    assert update["seq"] >= done["seq"]


async def test_what_one_command_changes_leaves_in_one_frame(served: Front) -> None:
    await served.command("show.start", room="drill")
    async with served.stream("topics=rundown,program", room="drill") as socket:
        await frame(socket)
        await served.command("take", room="drill", segment="lamp", from_=None)
        update = await frame(socket, "update")
    assert set(update["topics"]) == {"rundown", "program"}
    assert update["topics"]["program"]["sku"] == "K-1"


async def test_heartbeat_comes_each_second_with_pos_and_clock(served: Front) -> None:
    async with served.stream("topics=cue", room="drill") as socket:
        hello = await frame(socket)
        beat = await frame(socket, "heartbeat")
    assert beat == {"kind": "heartbeat", "pos": beat["pos"], "now_ms": START_MS, "speed": 0}
    assert beat["pos"] >= hello["pos"]


async def test_resume_brings_what_changed_since_and_only_that(served: Front) -> None:
    async with served.stream("topics=cue,stock,show", room="drill") as socket:
        hello = await frame(socket)
    await served.command("stock.set", room="drill", sku="K-1", on_hand=3)
    place = f"epoch={hello['epoch']}&since={hello['pos']}"
    async with served.stream(f"topics=cue,stock,show&{place}", room="drill") as socket:
        again = await frame(socket)
    assert (again["resumed"], set(again["topics"]) - {"show"}) == (True, {"stock"})
    for wrong in (f"epoch=other&since={hello['pos']}", f"epoch={hello['epoch']}&since=-1", "since=3"):
        async with served.stream(f"topics=cue,stock,show&{wrong}", room="drill") as socket:
            anew = await frame(socket)
        assert (anew["resumed"], set(anew["topics"])) == (False, {"cue", "stock", "show"})


async def test_who_acknowledges_has_at_most_two_updates_under_way(served: Front) -> None:
    async with served.stream("topics=stock", room="drill") as socket:
        hello = await frame(socket)
        await socket.send(f'{{"ack":{hello["pos"]}}}')
        await socket.send('{"time":1}')
        await frame(socket, "time")
        for n in range(6):
            await served.command("stock.set", room="drill", id=f"s{n}", sku="K-1", on_hand=n)
        first, second = await frame(socket, "update"), await frame(socket, "update")
        assert (await frame(socket))["kind"] == "heartbeat"
        await socket.send(f'{{"ack":{second["pos"]}}}')
        newest = await frame(socket, "update")
    values = [f["topics"]["stock"]["K-1"]["on_hand"] for f in (first, second, newest)]
    assert (values, newest["skipped"]) == ([0, 1, 5], 3)


async def test_time_is_answered_with_the_clients_own_instant(served: Front) -> None:
    async with served.stream("topics=cue", room="drill") as socket:
        await socket.send('{"time":12.5}')
        assert await frame(socket, "time") == {"kind": "time", "t0": 12.5, "now_ms": START_MS}


@pytest.mark.parametrize("said", ["nonsense", '{"ack":"x"}', "x" * 5000])
async def test_a_client_that_talks_nonsense_is_closed(served: Front, said: str) -> None:
    async with served.stream("topics=cue") as socket:
        await socket.send(said)
        await _closed(socket)
        assert socket.close_code == 1008


@pytest.mark.parametrize(
    ("path", "role", "code"),
    [
        ("/api/v1/rooms/demo/stream", None, 4401),
        ("/api/v1/rooms/demo/stream?topics=screens", Role.HOST, 4403),
        ("/api/v1/rooms/demo/stream?topics=mood", Role.HOST, 4400),
        ("/api/v1/rooms/nowhere/stream", Role.HOST, 4404),
        ("/rooms/demo/host/live", None, 4401),
        ("/rooms/demo/kitchen/live", None, 4404),
    ],
)
async def test_close_codes_say_why(served: Front, path: str, role: Role | None, code: int) -> None:
    async with served.connect(path, served.as_(role) if role else {}) as socket:
        await _closed(socket)
        assert socket.close_code == code
        assert socket.close_reason


async def _closed(socket: Any) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await socket.recv()


def cookie(front: Front, role: Role, room: str = "demo") -> dict[str, str]:
    return {"Cookie": f"cr_session={front.token(role, room)}"}


@pytest.mark.parametrize("page", list(PAGES))
async def test_page_socket_pushes_slots_to_its_roles_only(served: Front, page: str) -> None:
    for role in (Role.HOST, Role.CONTROLLER, Role.ANALYST):
        async with served.connect(f"/rooms/demo/{page}/live?lang=zh-CN", cookie(served, role)) as socket:
            if role in PAGES[page]:  # type: ignore[index]
                hello = await frame(socket)
                assert set(hello["slots"]) == set(slots_of(page))  # type: ignore[index]
                assert "待开播" in hello["slots"]["strip"]
            else:
                await _closed(socket)
                assert socket.close_code == 4403


async def test_page_socket_of_another_origin_is_closed(served: Front) -> None:
    headers = cookie(served, Role.HOST) | {"Origin": "https://evil.test"}
    async with served.connect("/rooms/demo/host/live", headers) as socket:
        await _closed(socket)
        assert socket.close_code == 4403
    own = cookie(served, Role.HOST) | {"Origin": served.address}
    async with served.connect("/rooms/demo/host/live", own) as socket:
        assert (await frame(socket))["kind"] == "hello"


async def test_page_resumes_from_its_own_html(served: Front) -> None:
    path = f"/rooms/drill/host?token={served.token(Role.HOST, 'drill')}"
    html = (await served.http.get(path)).text
    told = dict(re.findall(r'data-(epoch|pos)="(.+?)"', html))
    query = f"lang=en&epoch={told['epoch']}&since={told['pos']}"
    async with served.connect(f"/rooms/drill/host/live?{query}", cookie(served, Role.HOST, "drill")) as socket:
        hello = await frame(socket)
    assert (hello["resumed"], hello["slots"]) == (True, {})


async def test_screens_come_and_go_on_the_topic_screens(served: Front) -> None:
    async with served.stream("topics=screens") as socket:
        await frame(socket)
        async with served.connect("/rooms/demo/host/live?name=iPad", cookie(served, Role.HOST)) as page:
            await frame(page)
            update = await frame(socket, "update")
            assert [(s["role"], s["name"], s["state"]) for s in update["topics"]["screens"]] == [
                ("host", "iPad", "live")
            ]
        while update["topics"]["screens"][0]["state"] != "gone":
            update = await frame(socket, "update")


async def test_a_screen_that_stops_reading_delays_no_other_and_wakes_to_two_old_frames_at_most(served: Front) -> None:
    async with (
        served.stream("topics=cue", room="drill") as dead,
        served.stream("topics=cue", room="drill") as lively,
    ):
        hello = await frame(dead)
        await dead.send(f'{{"ack":{hello["pos"]}}}')
        await dead.send('{"time":1}')
        await frame(dead, "time")
        dead.transport.pause_reading()
        await frame(lively)
        for n in range(60):
            await served.command("cue.show", room="drill", id=f"q{n}", text=f"cue {n}")
            assert f"cue {n}" in _texts(await frame(lively, "update"))
        dead.transport.resume_reading()
        old = [await frame(dead, "update"), await frame(dead, "update")]
        assert ["cue 1" in _texts(update) for update in old] == [False, True]
        await dead.send(f'{{"ack":{old[1]["pos"]}}}')
        newest = await frame(dead, "update")
        assert "cue 59" in _texts(newest)
        assert newest["skipped"] == 57


def _texts(update: dict[str, Any]) -> list[str]:
    topic = update["topics"]["cue"]
    current = [topic["current"]] if topic["current"] else []
    return [cue["text"] for cue in (*current, *topic["queue"], *topic["recent"])]


async def test_sockets_are_told_to_come_back_when_the_server_ends(front: Front) -> None:
    from controlroom.server import run

    with contextlib.closing(run.listen("127.0.0.1", 0)) as sock:
        async with run.listening(front.house, sock) as address:
            front.address = address
            socket = await front.stream("topics=cue")
            await frame(socket)
            assert await front.house.book.note(run.ADDRESS_NOTE) == address
    await asyncio.wait_for(_closed(socket), 2)
    assert (socket.close_code, socket.close_reason) == (1012, "the server restarts: come back")
    assert await front.house.book.note(run.ADDRESS_NOTE) is None
    assert Topic.CUE in READS[Role.CONTROLLER]


async def test_a_client_that_stays_deaf_is_cut_off_and_forgotten(
    served: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "_CLOSE_WITHIN_S", 0.1)
    async with served.stream("topics=cue", room="drill") as deaf:
        await frame(deaf)
        deaf.transport.pause_reading()
        (room,) = served.house.running()
        (audience,) = room.hub.audiences()
        gone = asyncio.Event()
        room.hub.on_left(lambda _: gone.set())
        for n in range(300):  # some 30 MB: more than any kernel takes for a client that does not read
            room.hub.publish({audience: {"cue": b'"%d %b"' % (n, b"x" * 100_000)}}, n)
            await asyncio.sleep(0)
        for _ in range(SLOW_BEATS + 2):
            room.hub.heartbeat(START_MS, 0)
        await asyncio.wait_for(gone.wait(), 5)
        assert list(room.hub.screens()) == []
        deaf.transport.resume_reading()
        read = 0
        with contextlib.suppress(websockets.ConnectionClosed):
            while await deaf.recv():
                read += 1
        assert read < 150
