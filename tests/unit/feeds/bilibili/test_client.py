"""The client against a stand-in of the open platform."""

from __future__ import annotations

import asyncio
import json
from hashlib import md5, sha256
from hmac import HMAC
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from controlroom.domain.events import Comment
from controlroom.feeds.base import BadOption, LinkLost
from controlroom.feeds.bilibili import client
from controlroom.feeds.bilibili.client import BILIBILI, Keys, make, signed
from controlroom.feeds.bilibili.packets import AUTH, AUTH_REPLY, HEARTBEAT, MESSAGE, Packet, packed, packets
from tests.unit.feeds.answering import Asked, answering, nothing
from tests.unit.feeds.taking import Taker

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "bilibili"
OPTIONS = {"key": "k", "secret": "s3cret", "app": "17", "code": "anchor"}


def test_a_call_is_signed_over_its_headers_in_their_order() -> None:
    headers = signed(Keys("k", "s", 1, "c"), b'{"a":1}', "nonce", 1700000000)
    text = (
        "x-bili-accesskeyid:k\nx-bili-content-md5:" + md5(b'{"a":1}').hexdigest() + "\n"
        "x-bili-signature-method:HMAC-SHA256\nx-bili-signature-nonce:nonce\n"
        "x-bili-signature-version:1.0\nx-bili-timestamp:1700000000"
    )
    assert headers["Authorization"] == HMAC(b"s", text.encode(), sha256).hexdigest()


async def test_a_session_is_started_kept_alive_read_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "BEAT_S", 0.02)
    monkeypatch.setattr(client, "SESSION_BEAT_S", 0.02)
    heard: list[Packet] = []

    async def play(socket: ServerConnection) -> None:
        while len(heard) < 3:
            frame = await socket.recv()
            assert isinstance(frame, bytes)
            heard.extend(packets(frame))
            await socket.send(packed(AUTH_REPLY, b'{"code":0}'))
        await socket.send(packed(MESSAGE, (GOLDEN / "open_dm.json").read_bytes(), 0))
        await asyncio.sleep(0.05)

    async with serve(play, "127.0.0.1", 0) as server:
        link = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        data = {"websocket_info": {"auth_body": "let me in", "wss_link": [link]}, "game_info": {"game_id": "g"}}

        def answer(asked: Asked) -> tuple[int, Any]:
            return 200, {"code": 0, "message": "0", "data": data if asked.path.endswith("start") else None}

        async with answering(answer) as (api, asked):
            sink = Taker()
            await make("b", {**OPTIONS, "api": api}).run(sink, nothing)
    assert [type(fact) for fact in sink.facts] == [Comment]
    assert heard[0] == Packet(AUTH, b"let me in")
    assert {packet.operation for packet in heard[1:]} == {HEARTBEAT}
    paths = [request.path for request in asked]
    assert (paths[0], paths[-1], set(paths[1:-1])) == ("/v2/app/start", "/v2/app/end", {"/v2/app/heartbeat"})
    assert json.loads(asked[0].body) == {"code": "anchor", "app_id": 17}
    assert "authorization" in asked[0].headers


async def test_a_session_that_names_no_socket_is_ended() -> None:
    data = {"websocket_info": {"auth_body": "a", "wss_link": ["http://x"]}, "game_info": {"game_id": "g"}}
    async with answering(lambda asked: (200, {"code": 0, "data": data})) as (api, asked):
        with pytest.raises(LinkLost, match="names no socket"):
            await make("b", {**OPTIONS, "api": api}).run(Taker(), nothing)
    assert [request.path for request in asked] == ["/v2/app/start", "/v2/app/end"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"code": 7001, "message": "cooling"}, "refuses: cooling .code 7001."),
        ({"code": 0, "data": {"websocket_info": {"auth_body": "a", "wss_link": []}}}, "names no socket"),
        ({"code": 0, "data": {}}, "cannot be read"),
        ([], "no answer that can be read"),
    ],
)
async def test_a_refusal_says_why_and_no_secret(told: Any, why: str) -> None:
    async with answering(lambda asked: (200, told)) as (api, _):
        with pytest.raises(LinkLost, match=why) as caught:
            await make("b", {**OPTIONS, "api": api}).run(Taker(), nothing)
    assert "s3cret" not in str(caught.value)
    assert "anchor" not in str(caught.value)


def test_options_are_checked_and_secrets_marked() -> None:
    with pytest.raises(BadOption, match="secret is missing"):
        make("b", {"key": "k"})
    with pytest.raises(BadOption, match="app is 'x'"):
        make("b", {**OPTIONS, "app": "x"})
    assert {option.name for option in BILIBILI.options if option.secret} == {"secret", "code"}
