"""Every door, command and topic × every role: allowed exactly as the tables say, and no door without a line in them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.roles import COMMANDS, HOME, PAGES, PEOPLE, PLAIN, READS, Role
from controlroom.domain.topics import Topic
from controlroom.server.auth import COOKIE
from controlroom.server.gates import GATES, Gate, has
from tests.contract.conftest import Front

NOBODY, STRANGER = "nobody", "a stranger"
"""Without a word; and with the token of the other room's admin."""

ASKERS: Final[tuple[Role | str, ...]] = (*Role, NOBODY, STRANGER)

EACH_PAGE: Final = {"GET /rooms/{room}/{page}", "WS /rooms/{room}/{page}/live", "POST /rooms/{room}/{page}/commands"}
EVERYTHING_ENDS: Final = "DELETE /api/v1/rooms/{room}/links"
NOT_HERE: Final = {"POST /api/v1/rooms/{room}/hooks/{feed:path}"}
"""Doors with a key of their own kind, tested with what is behind them."""


def app_of(front: Front) -> FastAPI:
    app: FastAPI = front.http._transport.app  # type: ignore[attr-defined]
    return app


def doors_of(app: FastAPI) -> Iterator[str]:
    """Yield the key of every door that the app has."""
    for route in iter_route_contexts(app.router.routes):
        for method in sorted(route.methods or {"WS"}):
            yield f"{method} {route.path}"


def path_of(key: str, front: Front, page: str) -> str:
    (room,) = [room for room in front.house.running() if room.row.slug == "drill"]
    parts = {"room": "drill", "page": page, "show": room.show, "id_": "open", "after": "open", "code": "gmv_minor"}
    path = key.partition(" ")[2].replace(":path}", "}")
    names = {
        "version": "1",
        "table": "products",
        "draw": "d",
        "offer": "o",
        "user": "u",
        "link": "none",
        "feed": "shop",
        "kind": "barragegrab",
        "name": "none.css",
    }
    return path.format(**parts, **names)


def word_of(asker: Role | str, front: Front) -> str:
    if asker == NOBODY:
        return ""
    if asker == STRANGER:
        return front.token(Role.ADMIN, "demo")
    assert isinstance(asker, Role)
    return front.keys["drill"] if asker is Role.FEED else front.token(asker, "drill")


async def ask(front: Front, key: str, page: str, headers: dict[str, str]) -> int:
    """Return the status of the answer; of a socket 200, or the code it was closed with less 4000."""
    method, path = key.partition(" ")[0], path_of(key, front, page)
    if method != "WS":
        return (await front.http.request(method, path, headers=headers)).status_code
    told: list[dict[str, Any]] = []
    words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    words.put_nowait({"type": "websocket.connect"})
    words.put_nowait({"type": "websocket.disconnect", "code": 1000})

    async def send(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "subprotocols": [], "extensions": {},
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "state": {},
        "headers": [(name.lower().encode(), value.encode()) for name, value in ({"host": "localhost"} | headers).items()],
    }  # fmt: skip
    await app_of(front)(scope, words.get, send)
    closed = [message["code"] - 4000 for message in told if message["type"] == "websocket.close"]
    return closed[0] if closed else 200


def expected(asker: Role | str, gate: Gate, page: str) -> int:
    """Return 401, 403, or 0: whatever is behind the door."""
    if not isinstance(asker, Role) or (gate.by != "token" and asker is Role.FEED):
        return 401
    opened: dict[str, frozenset[Role]] = dict([*PAGES.items(), *PLAIN.items()])
    if gate.by == "page" and asker not in opened[page]:
        return 403
    if gate.by in PLAIN and asker not in opened[gate.by]:
        return 403
    return 0 if has(asker, gate.needs) else 403


async def test_every_door_has_its_line_and_every_line_its_door(front: Front) -> None:
    found = set(doors_of(app_of(front)))
    assert found - set(GATES) == set(), "a door without a line in server.gates answers nobody"
    assert set(GATES) - found <= NOT_HERE


def slices(kinds: set[str]) -> list[str]:
    return [key for key, gate in GATES.items() if gate.by in kinds and key not in NOT_HERE]


@pytest.mark.parametrize("asker", ASKERS)
async def test_each_role_passes_the_doors_that_the_table_says_and_no_other(front: Front, asker: Role | str) -> None:
    await front.house.room("drill")
    word = word_of(asker, front)
    bearer = {"Authorization": f"Bearer {word}"} if word else {}
    home = HOME.get(asker) if isinstance(asker, Role) else None
    wrong = []
    for key in sorted(slices({"token", "page", "join", "audit"}), key=lambda key: key == EVERYTHING_ENDS):
        gate = GATES[key]
        for page in PAGES if gate.by == "page" else ("",):
            if key not in EACH_PAGE and expected(asker, gate, page) == 0 and page != home:
                continue  # what is behind it is the same from each page that the role opens
            cookie = {"Cookie": f"{COOKIE}={word}"} if word else {}
            status = await ask(front, key, page, bearer if gate.by == "token" else cookie)
            seen = status if status in (401, 403) else 0
            if seen != expected(asker, gate, page):
                wrong.append(f"{key} ({page}): {status}, wanted {expected(asker, gate, page) or 'to pass'}")
            if status >= 500:
                wrong.append(f"{key} ({page}): {status}")
    assert wrong == []


async def test_what_is_open_to_anybody_asks_for_nothing(front: Front) -> None:
    await front.house.room("drill")
    for key in slices({"anybody", "installation", "here"}):
        assert await ask(front, key, "host", {}) not in (401, 403), key


@pytest.mark.parametrize("role", Role)
async def test_each_role_gives_the_commands_that_the_table_says_and_no_other(front: Front, role: Role) -> None:
    path, wrong = "/api/v1/rooms/drill/commands", []
    for type_ in sorted(str(kind.__struct_config__.tag) for kind in COMMAND_TYPES):
        body = {"type": type_, "id": f"walk-{type_}", "none": 1}  # what is allowed gets as far as its unknown field
        answer = await front.http.post(path, json=body, headers=front.as_(role, "drill"))
        if answer.status_code != (400 if type_ in COMMANDS[role] else 403):
            wrong.append(f"{type_}: {answer.status_code}")
    assert wrong == []


async def test_every_command_that_somebody_may_give_exists_and_every_one_is_somebodys() -> None:
    types = {str(kind.__struct_config__.tag) for kind in COMMAND_TYPES}
    given = set().union(*COMMANDS.values())
    assert given <= types
    assert types - given == set()


@pytest.mark.parametrize("role", Role)
async def test_each_role_reads_the_topics_that_the_table_says_and_no_other(front: Front, role: Role) -> None:
    wrong = []
    for topic in Topic:
        answer = await front.http.get(f"/api/v1/rooms/drill/state?topics={topic}", headers=front.as_(role, "drill"))
        if answer.status_code != (200 if topic in READS[role] else 403):
            wrong.append(f"{topic}: {answer.status_code}")
    whole = (await front.http.get("/api/v1/rooms/drill/state", headers=front.as_(role, "drill"))).json()
    assert wrong == []
    assert set(whole["topics"]) == {str(topic) for topic in READS[role]}


def test_nobody_but_a_feed_posts_events_and_a_feed_does_nothing_else() -> None:
    assert [key for key in slices({"token"}) if has(Role.FEED, GATES[key].needs)] == [
        "POST /api/v1/rooms/{room}/events", "WS /api/v1/rooms/{room}/events", "POST /api/v1/rooms/{room}/clock",
        "GET /api/v1/rooms/{room}/state", "WS /api/v1/rooms/{room}/stream",
    ]  # fmt: skip
    assert not any(has(role, GATES["POST /api/v1/rooms/{room}/events"].needs) for role in PEOPLE)
