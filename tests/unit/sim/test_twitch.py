"""The stand-in for Twitch's EventSub welcomes everybody and lets in who has subscribed to all that it tells."""

from __future__ import annotations

import asyncio

import httpx
from websockets.asyncio.client import connect

from controlroom.feeds.twitch.decode import turn_of
from sim.twitch import TOKEN, TYPES, Door


async def test_a_socket_is_welcomed_and_is_in_once_all_is_subscribed_to() -> None:
    session = Door().session(0, 0)
    await session.open()
    try:
        async with connect(f"ws://127.0.0.1:{session.port}") as socket:
            turn = turn_of(str(await socket.recv()).encode())
            assert turn is not None
            assert turn.what == "welcome"
            assert session.listeners == 0
            asked = {"type": TYPES["comment"], "transport": {"method": "websocket", "session_id": turn.told}}
            url, strange = f"http://127.0.0.1:{session.interface}/", {**asked, "transport": {"session_id": "other"}}
            async with httpx.AsyncClient(trust_env=False) as http:
                answers = [
                    (await http.post(url, json=body, headers={"Authorization": f"Bearer {token}"})).status_code
                    for token, body in (("other", asked), (TOKEN, strange), (TOKEN, asked))
                ]
            assert answers == [401, 400, 202]
            assert session.listeners == 0
            session.tell("too early")
            async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {TOKEN}"}) as http:
                for type_ in TYPES.values():
                    assert (await http.post(url, json={**asked, "type": type_})).status_code == 202
            async with asyncio.timeout(5):
                while not session.listeners:  # noqa: ASYNC110 - a moment after the answer
                    await asyncio.sleep(0.01)
            async with connect(f"ws://127.0.0.1:{session.port}") as again:
                assert turn_of(str(await again.recv()).encode()) is not None
                assert session.listeners == 1, "another session has subscriptions of its own"
            session.tell("now")
            assert await socket.recv() == "now"
    finally:
        await session.close()
