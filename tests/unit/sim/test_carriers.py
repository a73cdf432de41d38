"""What carries a stand-in's words."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from websockets.asyncio.client import connect

from sim.carriers import Line, Pages, Relay, Unheard
from sim.http import Answer


async def test_relay_tells_every_listener_every_frame_and_minds_no_command() -> None:
    relay = Relay(0)
    await relay.open()
    try:
        async with connect(f"ws://127.0.0.1:{relay.port}") as one, connect(f"ws://127.0.0.1:{relay.port}") as two:
            await one.send('{"Cmd": 1, "Data": true}')
            assert relay.listeners == 2
            await two.send("ping")
            assert await two.recv() == "pong"
            relay.tell("")
            relay.tell("frame")
            assert [await one.recv(), await two.recv()] == ["frame", "frame"]
    finally:
        await relay.close()


async def test_a_relay_greets_answers_and_beats() -> None:
    relay = Relay(0, Line(greeting=lambda name: "welcome", answer=lambda said: f"{said}?", beat="beat", beat_s=0.01))
    await relay.open()
    try:
        async with connect(f"ws://127.0.0.1:{relay.port}") as one:
            heard = [str(await one.recv())]
            await one.send("hello")
            async with asyncio.timeout(5):
                while not {"beat", "hello?"} <= set(heard):
                    heard.append(str(await one.recv()))
            assert heard[0] == "welcome"
    finally:
        await relay.close()


async def test_pages_are_told_from_a_place_and_heard_when_the_next_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = Pages(0, lambda told, place: {"told": told, "next": place}, lambda asked: int(asked.query.get("at", "0")))
    await pages.open()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{pages.port}", trust_env=False) as http:
            pages.tell("a")
            pages.tell("")
            assert pages.listeners == 0
            assert (await http.get("/")).json() == {"told": ["a"], "next": 1}
            assert pages.listeners == 1
            waits = asyncio.create_task(pages.heard())
            await asyncio.sleep(0.05)
            assert not waits.done()
            assert (await http.get("/?at=1")).json() == {"told": [], "next": 1}
            await asyncio.wait_for(waits, 5)
    finally:
        await pages.close()


async def test_who_is_not_let_in_is_told_nothing_but_the_beat() -> None:
    line = Line(greeting=lambda name: name, answer=str, beat="beat", beat_s=0.01, open=False, admits="please")
    relay = Relay(0, line)
    await relay.open()
    try:
        async with connect(f"ws://127.0.0.1:{relay.port}") as one, connect(f"ws://127.0.0.1:{relay.port}") as two:
            names = [str(await socket.recv()) for socket in (one, two)]
            await one.send("let me in")
            while await one.recv() != "let me in":
                assert relay.listeners == 0
            relay.tell("early")
            await one.send("please")
            while await one.recv() != "please":
                pass
            relay.let_in(names[1])
            assert [relay.knows(name) for name in (*names, "other")] == [True, True, False]
            async with asyncio.timeout(5):
                while relay.listeners < 2:  # noqa: ASYNC110 - a moment after the answer
                    await asyncio.sleep(0.01)
            relay.tell("frame")
            for socket in (one, two):
                while (heard := await socket.recv()) != "frame":
                    assert heard == "beat"
        async with asyncio.timeout(5):
            while relay.listeners:  # noqa: ASYNC110 - they have hung up
                await asyncio.sleep(0.01)
    finally:
        await relay.close()


async def test_pages_that_nobody_asks_for_are_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.carriers.HEARD_WITHIN_S", 0.05)
    pages = Pages(0, lambda told, place: told, lambda asked: 0)
    await pages.open()
    try:
        pages.tell("a")
        with pytest.raises(
            Unheard, match=rf"127.0.0.1:{pages.port}: of 1 messages the room has asked for 0.*feed switched on"
        ):
            await pages.heard()
    finally:
        await pages.close()


async def test_a_question_that_is_not_to_be_answered_hears_why() -> None:
    pages = Pages(0, lambda told, place: told, lambda asked: Answer(401, "no"))
    await pages.open()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{pages.port}", trust_env=False) as http:
            assert (await http.get("/")).status_code == 401
        assert pages.listeners == 0
    finally:
        await pages.close()
