"""The stand-in for Twitch's EventSub welcomes everybody and counts who has subscribed to the chat."""

from __future__ import annotations

import httpx
from websockets.asyncio.client import connect

from controlroom.feeds.twitch.decode import turn_of
from sim.twitch import TOKEN, TYPES, Door


async def test_a_socket_is_welcomed_and_counts_once_the_chat_is_subscribed_to() -> None:
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
            assert session.listeners == 1
    finally:
        await session.close()
