"""The stand-in for bilibili's open platform lets in who signs right, and nobody else."""

from __future__ import annotations

import httpx
from websockets.asyncio.client import connect

from controlroom.feeds.bilibili.client import Keys, signed
from controlroom.feeds.bilibili.packets import AUTH, HEARTBEAT, packed, packets
from sim.bilibili import AUTH_REPLY, HEARTBEAT_REPLY, KEY, SECRET, Door


async def test_a_session_is_opened_by_a_signed_call_and_its_socket_answers() -> None:
    session = Door().session(0, 0)
    await session.open()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{session.interface}", trust_env=False) as http:
            codes = []
            for secret in ("other", SECRET):
                headers = signed(Keys(KEY, secret, 1, "code"), b"{}", "nonce", 1)
                codes.append((await http.post("/v2/app/start", content=b"{}", headers=headers)).json())
        assert [answer["code"] for answer in codes] == [4002, 0]
        [link] = codes[1]["data"]["websocket_info"]["wss_link"]
        async with connect(link) as socket:
            word = codes[1]["data"]["websocket_info"]["auth_body"].encode()
            for operation, body, reply, inside in (
                (AUTH, b"{}", AUTH_REPLY, 0),
                (HEARTBEAT, b"{}", HEARTBEAT_REPLY, 0),
                (AUTH, word, AUTH_REPLY, 0),
                (HEARTBEAT, b"{}", HEARTBEAT_REPLY, 1),
            ):
                if not session.listeners:
                    session.tell(packed(5, b"too early"))
                await socket.send(packed(operation, body))
                said = await socket.recv()
                assert isinstance(said, bytes)
                assert [packet.operation for packet in packets(said)] == [reply]
                if operation == HEARTBEAT:
                    assert session.listeners == inside
    finally:
        await session.close()
