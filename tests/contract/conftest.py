"""A running house with two rooms, a program's way in over HTTP, and a real server for sockets."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, ShowPlan
from controlroom.domain.roles import Role
from controlroom.live.clock import SystemClock
from controlroom.live.lifecycle import House, open_house
from controlroom.live.opening import make_room
from controlroom.ports import StoreUnavailable
from controlroom.server import run
from controlroom.server.app import create_app
from controlroom.server.tokens import LINK_SECRET, key_hash, new_feed_key, role_token
from controlroom.settings import Settings

START_MS = 1_767_225_600_000
PLAN = Plan(
    show=ShowPlan(title="Try-on", room="drill", timezone="Asia/Shanghai", currency="CNY", starts_ms=START_MS + 900_000),
    products=(ProductPlan(sku="K-1", title="Lamp", price_minor=9900, link=1, stock=10),),
    segments=(
        SegmentPlan(id="open", title="Opening", planned_for_ms=60_000, kind="opening"),
        SegmentPlan(id="lamp", title="Lamp", planned_for_ms=60_000, kind="product", sku="K-1"),
    ),
)


class Front:
    """A program's view of the server: the rooms `demo` (live, no plan) and `drill` (a rehearsal with a plan)."""

    def __init__(self, house: House, http: httpx.AsyncClient, keys: dict[str, str], secret: bytes) -> None:
        self.house = house
        self.http = http
        self.keys = keys
        self._secret = secret
        self.address = ""

    def token(self, role: Role = Role.CONTROLLER, room: str = "demo", generation: int = 0) -> str:
        return role_token(self._secret, room, role, generation)

    def as_(self, role: Role = Role.CONTROLLER, room: str = "demo") -> dict[str, str]:
        word = self.keys[room] if role is Role.FEED else self.token(role, room)
        return {"Authorization": f"Bearer {word}"}

    def store_fails(self, fails: bool = True) -> None:
        """Let the store refuse every write, or take them again."""

        async def refuse(*_: object) -> None:
            raise StoreUnavailable("full", "the disk is full: free some space")

        places: list[tuple[Any, str]] = [(self.house.journal, "append"), (self.house.book, "put_note")]
        for port, name in places:
            if fails:
                setattr(port, name, refuse)
            else:
                delattr(port, name)

    async def post(
        self, body: bytes | str | list[Any] | dict[str, Any], room: str = "demo", **headers: str
    ) -> httpx.Response:
        """Post events with the feed's key; headers with `_` for `-`."""
        content = body if isinstance(body, bytes | str) else msgspec.json.encode(body)
        told = {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
        return await self.http.post(
            f"/api/v1/rooms/{room}/events", content=content, headers=self.as_(Role.FEED, room) | told
        )

    async def command(
        self, type_: str, role: Role = Role.CONTROLLER, room: str = "demo", **fields: Any
    ) -> httpx.Response:
        body = {"id": f"c-{type_}", "type": type_} | {k.rstrip("_"): v for k, v in fields.items()}
        return await self.http.post(f"/api/v1/rooms/{room}/commands", json=body, headers=self.as_(role, room))

    async def get(self, path: str, role: Role = Role.CONTROLLER, room: str = "demo") -> httpx.Response:
        return await self.http.get(f"/api/v1/rooms/{room}/{path}", headers=self.as_(role, room))

    def connect(self, path: str, headers: dict[str, str] | None = None) -> Any:
        """Open a WebSocket (needs `served`)."""
        address = self.address.replace("http", "ws", 1) + path
        return websockets.connect(address, additional_headers=headers or {}, compression=None, proxy=None)

    def stream(self, query: str = "", role: Role = Role.CONTROLLER, room: str = "demo") -> Any:
        return self.connect(f"/api/v1/rooms/{room}/stream?{query}", self.as_(role, room))


async def frame(socket: ClientConnection, kind: str | None = None) -> dict[str, Any]:
    """Return the next frame, of a kind where one is named (others are passed over)."""
    while True:
        text = await socket.recv()
        found: dict[str, Any] = msgspec.json.decode(text)
        if kind is None or found["kind"] == kind:
            return found


def settings_for(folder: Path, **more: Any) -> Settings:
    return Settings(data=folder, port=0, lang="en", **more)


class Begun(NamedTuple):
    """A data folder as the command line would leave it: two rooms, a feed's key for each. Made once, copied for each test."""

    folder: Path
    keys: dict[str, str]


async def _begin(folder: Path) -> dict[str, str]:
    async with open_house(settings_for(folder)) as house:
        await make_room(house.book, "demo", None, now_ms=SystemClock().now_ms(), rehearsal=False, seed=0)
        await make_room(house.book, "drill", PLAN, now_ms=START_MS, rehearsal=True, seed=7)
        keys = {room: new_feed_key() for room in ("demo", "drill")}
        for room, key in keys.items():
            await house.book.add_key(room, "shop", key_hash(key), START_MS)
    return keys


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    folder = tmp_path_factory.mktemp("begun")
    return Begun(folder, asyncio.run(_begin(folder)))


@contextlib.asynccontextmanager
async def open_front(begun: Begun, folder: Path, **more: Any) -> AsyncIterator[Front]:
    """Open a house on a copy of the begun folder, with other settings where named."""
    shutil.copytree(begun.folder, folder, dirs_exist_ok=True)
    async with open_house(settings_for(folder, **more)) as house:
        web = folder / "web"
        (web / "static").mkdir(parents=True)
        transport = httpx.ASGITransport(create_app(house, web))
        async with httpx.AsyncClient(transport=transport, base_url="http://control.localhost") as http:
            yield Front(house, http, begun.keys, await house.book.secret(LINK_SECRET))


@pytest.fixture
async def front(begun: Begun, tmp_path: Path) -> AsyncIterator[Front]:
    async with open_front(begun, tmp_path) as front:
        yield front


@pytest.fixture
async def served(front: Front) -> AsyncIterator[Front]:
    """The front behind a real server on loopback."""
    with contextlib.closing(run.listen("127.0.0.1", 0)) as sock:
        async with run.listening(front.house, sock) as address:
            front.address = address
            yield front
