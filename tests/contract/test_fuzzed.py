"""A few hundred nonsense requests and frames; `python -m tests.load fuzz` sends two hundred thousand."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from typing import Any, Final

import pytest

from controlroom.domain.roles import Role
from controlroom.server.auth import COOKIE
from tests.contract.conftest import Front
from tests.load._mangle import NAMES, Mangler
from tests.load.fuzz import facts, is_bad, screen

ROUNDS: Final = 6
ENDS_ALL_LINKS: Final = ("/api/v1/rooms/{room}/links", "delete")


def mistakes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]


async def test_no_nonsense_at_any_door_of_the_document_is_a_mistake(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    doc = (await front.http.get("/openapi.json")).json()
    mangler, chance = Mangler(doc["components"]["schemas"], 3), random.Random(3)
    known = {"room": "drill", "show": "drill-1"}
    statuses: Counter[int] = Counter()
    for path, item in doc["paths"].items():
        for method, operation in item.items():
            if (path, method) == ENDS_ALL_LINKS:
                continue
            for _ in range(ROUNDS if method == "get" else 10 * ROUNDS):
                named = operation.get("parameters", ())
                parts = {
                    one["name"]: known.get(one["name"], chance.choice(NAMES)) for one in named if one["in"] == "path"
                }
                query = {one["name"]: str(mangler.made(one["schema"])) for one in named if one["in"] == "query"}
                media: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
                kind = chance.choice([*media]) if media else None
                body = mangler.spoiled(mangler.made(media[kind].get("schema", {}))) if kind else None
                who = Role.FEED if path.endswith(("/events", "/clock")) else Role.ADMIN
                answer = await front.http.request(
                    method, path.format(**parts), params=query, content=body,
                    headers=front.as_(who, "drill") | ({"Content-Type": kind} if kind else {}),
                )  # fmt: skip
                statuses[answer.status_code] += 1
    assert not [status for status in statuses if status >= 500], statuses
    assert mistakes(caplog) == []
    assert sum(statuses.values()) > 300
    assert {200, 400} <= statuses.keys()


async def test_no_nonsense_on_a_socket_is_a_mistake(served: Front, caplog: pytest.LogCaptureFixture) -> None:
    schemas = (await served.http.get("/openapi.json")).json()["components"]["schemas"]
    at = served.address.replace("http", "ws", 1)
    answers: Counter[str] = Counter()
    await facts(f"{at}/api/v1/rooms/drill/events", served.as_(Role.FEED, "drill"), Mangler(schemas, 1), 400, answers)
    stream = f"{at}/api/v1/rooms/drill/stream?topics=show"
    await screen(stream, served.as_(Role.CONTROLLER, "drill"), Mangler(schemas, 2), 60, answers)
    page = {"Cookie": f"{COOKIE}={served.token(Role.HOST, 'drill')}", "Origin": served.address}
    await screen(f"{at}/rooms/drill/host/live", page, Mangler(schemas, 3), 30, answers)
    assert not [answer for answer in answers if is_bad(answer)], answers
    assert mistakes(caplog) == []
    assert {
        "events 200",
        "events 400",
        "events 422",
        "stream heard",
        "stream closed 1008",
        "live heard",
    } <= answers.keys()


async def test_an_answer_that_comes_after_the_wire_has_closed_itself_is_no_mistake(front: Front) -> None:
    """The server's protocol closes by itself on bytes that are no frame, and refuses whatever is sent thereafter."""
    words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    words.put_nowait({"type": "websocket.connect"})
    words.put_nowait({"type": "websocket.receive", "bytes": b'{"type":"like","count":1}'})
    told: list[str] = []

    async def send(message: Any) -> None:
        told.append(message["type"])
        if message["type"] == "websocket.send":
            words.put_nowait({"type": "websocket.disconnect", "code": 1002})
            raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")

    told_of = {"host": "localhost"} | front.as_(Role.FEED, "drill")
    headers = [(name.lower().encode(), value.encode()) for name, value in told_of.items()]
    scope = {
        "type": "websocket", "path": "/api/v1/rooms/drill/events", "raw_path": b"", "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("control.localhost", 80), "scheme": "ws", "subprotocols": [], "root_path": "",
        "state": {}, "extensions": {},
    }  # fmt: skip
    await front.http._transport.app(scope, words.get, send)  # type: ignore[attr-defined]
    assert told == ["websocket.accept", "websocket.send"]
