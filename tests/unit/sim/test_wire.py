from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sim.wire import BATCH, Wire, WireError

Answer = Callable[[httpx.Request], httpx.Response]


def wire(answer: Answer, **more: Any) -> Wire:
    return Wire("http://room/", "demo", "key", transport=httpx.MockTransport(answer), **more)


def taken(request: httpx.Request) -> httpx.Response:
    count = len(request.content.splitlines())
    return httpx.Response(200, json={"accepted": count, "duplicates": 0, "rejected": [], "seq": count})


def events(count: int) -> list[dict[str, Any]]:
    return [{"type": "like", "id": f"e{n}"} for n in range(count)]


async def test_events_go_as_ndjson_in_batches_with_the_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return taken(request)

    accepted = await wire(answer).post(events(BATCH + 1))
    assert [len(request.content.splitlines()) for request in seen] == [BATCH, 1]
    assert seen[0].headers["content-type"] == "application/x-ndjson"
    assert seen[0].headers["authorization"] == "Bearer key"
    assert str(seen[0].url) == "http://room/api/v1/rooms/demo/events"
    assert accepted.taken == events(BATCH + 1)
    assert accepted.seq == BATCH


async def test_no_events_are_no_request() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    assert (await wire(answer).post([])).taken == []


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(503, headers={"retry-after": "0"}),
        httpx.Response(429, headers={"retry-after": "0"}),
        httpx.ConnectError("refused"),
        httpx.ReadError("lost"),
        httpx.ReadTimeout("slow"),
    ],
)
async def test_body_that_was_not_answered_is_sent_again_as_it_was(trouble: httpx.Response | Exception) -> None:
    seen: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.content)
        if len(seen) > 1:
            return taken(request)
        if isinstance(trouble, Exception):
            raise trouble
        return trouble

    door = wire(answer)
    assert len((await door.post(events(3))).taken) == 3
    assert seen[0] == seen[1]
    assert door.retries == 1


async def test_rejected_events_are_left_out_and_their_reasons_kept() -> None:
    rejected = [{"index": 1, "code": "bad_field", "path": "count", "message": "too many"}]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"accepted": 2, "duplicates": 0, "rejected": rejected, "seq": 2})

    accepted = await wire(answer).post(events(3))
    assert [event["id"] for event in accepted.taken] == ["e0", "e2"]
    assert accepted.rejected == ["like count: too many"]


async def test_body_that_was_rejected_whole_is_no_reason_to_stop() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"title": "all refused", "detail": "none of it can be read"})

    accepted = await wire(answer).post(events(2))
    assert accepted.taken == []
    assert accepted.rejected == ["like : none of it can be read"] * 2


async def test_room_that_stays_away_is_given_up_with_its_address() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(WireError, match=r"GET http://room/api/v1/rooms/demo/state.*is the server running\?"):
        await wire(answer, patience_s=0.1).state(["show"])


@pytest.mark.parametrize(
    ("status", "mend"), [(401, "check the key"), (403, "may not"), (404, "rooms list"), (400, "bad")]
)
async def test_refusal_is_not_sent_again_and_says_the_mend(status: int, mend: str) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json={"detail": "bad"} if status == 400 else {})

    with pytest.raises(WireError, match=mend):
        await wire(answer).clock(5, 1)
    assert len(seen) == 1


async def test_command_is_given_with_the_roles_token_and_a_refusal_is_its_code() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"ok": True}) if len(seen) == 1 else httpx.Response(409, json={"code": "stale"})

    door = wire(answer)
    assert await door.command({"type": "next"}, "token") is None
    assert await door.command({"type": "next"}, "token") == "stale"
    assert seen[0].headers["authorization"] == "Bearer token"


async def test_clock_says_where_to_and_how_fast() -> None:
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json={"now_ms": 5, "speed": 60})

    await wire(answer).clock(5, 60)
    assert seen == [{"to_ms": 5, "speed": 60}]


async def test_answer_that_is_not_an_object_is_refused() -> None:
    for content in (b"<html>", b"[]"):
        with pytest.raises(WireError, match="JSON"):
            await wire(lambda _, content=content: httpx.Response(200, content=content)).state(["show"])


async def test_wire_can_be_stopped_while_it_waits() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503, headers={"retry-after": "9"})

    task = asyncio.create_task(wire(answer).state(["show"]))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
