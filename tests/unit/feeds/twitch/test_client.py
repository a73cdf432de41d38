"""The client against a stand-in of EventSub."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from controlroom.feeds.base import BadOption, LinkLost
from controlroom.feeds.twitch import client
from controlroom.feeds.twitch.client import TWITCH, WANTED, make
from tests.unit.feeds.answering import Asked, answering, nothing
from tests.unit.feeds.taking import Taker

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "twitch"
OPTIONS = {"client": "c", "token": "t0ken", "broadcaster": "1971641"}


def frame(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((GOLDEN / f"eventsub_{name}.json").read_bytes())
    return told


def chat(id_: str) -> str:
    told = frame("chat_message")
    told["metadata"]["message_id"] = id_
    return json.dumps(told)


async def played(
    play: Callable[[ServerConnection, str], Awaitable[None]], status: int = 202
) -> tuple[Taker, list[Asked], str]:
    """Run the client until it is lost; return what it delivered, what it asked for, and why it ended."""
    url = ""

    async def serving(socket: ServerConnection) -> None:
        await play(socket, url)

    sink = Taker()
    async with (
        serve(serving, "127.0.0.1", 0, ping_interval=None) as server,
        answering(lambda asked: (status, {})) as (api, asked),
    ):
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(LinkLost) as caught:
            await make("t", {**OPTIONS, "url": url, "api": api}).run(sink, nothing)
    return sink, asked, str(caught.value)


async def test_after_the_welcome_it_subscribes_and_delivers() -> None:
    async def play(socket: ServerConnection, _: str) -> None:
        await socket.send(json.dumps(frame("session_welcome")))
        await socket.send(chat("1"))

    sink, asked, _ = await played(play)
    assert [fact.id for fact in sink.facts] == ["1"]
    wanted = [json.loads(request.body) for request in asked]
    assert [body["type"] for body in wanted] == [one.type for one in WANTED]
    assert wanted[0]["condition"] == {"broadcaster_user_id": "1971641", "user_id": "1971641"}
    assert wanted[0]["transport"] == {"method": "websocket", "session_id": "AQoQILE98gtqShGmLD7AM6yJThAB"}
    assert asked[0].headers["authorization"] == "Bearer t0ken"


async def test_a_move_loses_nothing_and_subscribes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "DRAIN_S", 0.1)
    sockets: list[ServerConnection] = []

    async def play(socket: ServerConnection, url: str) -> None:
        sockets.append(socket)
        if len(sockets) == 1:
            await socket.send(json.dumps(frame("session_welcome")))
            await socket.send(chat("1"))
            move = frame("session_reconnect")
            move["payload"]["session"]["reconnect_url"] = f"{url}/next"
            await socket.send(json.dumps(move))
            await socket.send(chat("2"))
            await socket.wait_closed()
        else:
            await sockets[0].send(chat("3"))
            await socket.send(json.dumps(frame("session_welcome")))
            await socket.send(chat("4"))

    sink, asked, _ = await played(play)
    assert [fact.id for fact in sink.facts] == ["1", "2", "3", "4"]
    assert len(asked) == len(WANTED)


async def test_a_token_that_may_not_read_the_chat_is_a_loss_after_what_came_was_delivered() -> None:
    async def play(socket: ServerConnection, _: str) -> None:
        await socket.send(chat("1"))
        await socket.send(json.dumps(frame("session_welcome")))
        await socket.wait_closed()

    sink, asked, why = await played(play, 403)
    assert [fact.id for fact in sink.facts] == ["1"]
    assert len(asked) == 1
    assert "refuses channel.chat.message: 403" in why
    assert "t0ken" not in why


async def test_a_revoked_subscription_to_the_chat_is_a_loss() -> None:
    async def play(socket: ServerConnection, _: str) -> None:
        await socket.send(revoked())
        await socket.wait_closed()

    _, _, why = await played(play)
    assert "authorization_revoked" in why


def revoked() -> str:
    ended = {"type": "channel.chat.message", "status": "authorization_revoked"}
    return json.dumps(
        {"metadata": {"message_type": "revocation", "message_id": "9"}, "payload": {"subscription": ended}}
    )


@pytest.mark.parametrize("end", ["revoked", "cancelled before the welcome", "cancelled after it"])
async def test_no_socket_is_left_open_when_it_ends_during_a_move(end: str) -> None:
    opened: list[ServerConnection] = []
    there, url = asyncio.Event(), ""

    async def serving(socket: ServerConnection) -> None:
        opened.append(socket)
        if len(opened) == 1:
            move = frame("session_reconnect")
            move["payload"]["session"]["reconnect_url"] = f"{url}/next"
            await socket.send(json.dumps(move))
        else:
            if end != "cancelled before the welcome":
                await socket.send(json.dumps(frame("session_welcome")))
            if end == "revoked":
                await opened[0].send(revoked())
            there.set()
        await socket.wait_closed()

    async with serve(serving, "127.0.0.1", 0, ping_interval=None) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        running = asyncio.create_task(make("t", {**OPTIONS, "url": url}).run(Taker(), nothing))
        await asyncio.wait_for(there.wait(), 5)
        if end != "revoked":
            await asyncio.sleep(0.1)
            running.cancel()
        with pytest.raises((LinkLost, asyncio.CancelledError)):
            await running
        async with asyncio.timeout(1):
            for socket in opened:
                await socket.wait_closed()


def test_options_are_checked_and_the_token_is_a_secret() -> None:
    with pytest.raises(BadOption, match="token is missing"):
        make("t", {"client": "c"})
    assert {option.name for option in TWITCH.options if option.secret} == {"token"}
