"""The desk over the wire: acts for people, and for a program that does them by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from controlroom.domain.roles import Role
from tests.contract.conftest import Begun, open_front


class Standin:
    """A program behind an address that takes acts and answers `status`."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.acts: list[dict[str, Any]] = []
        self.heard = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        self.acts.append(msgspec.json.decode(await reader.readexactly(length)))
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self.heard.set()


async def acted(begun: Begun, folder: Path, status: int) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """Sell a product in a live room whose desk answers `status`; return what it heard, and the desk as it went on."""
    standin = Standin(status)
    server = await asyncio.start_server(standin.serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/desk"
    seen: list[list[dict[str, Any]]] = []
    async with server, open_front(begun, folder, desk_webhook=address) as front:
        await front.post({"type": "stock", "id": "s", "sku": "K-9", "on_hand": 9})
        await front.command("show.start")
        await front.command("product.switch", sku="K-9")
        async with asyncio.timeout(10):
            await standin.heard.wait()
            while True:
                desk = (await front.get("state?topics=desk")).json()["topics"]["desk"]
                if desk[0]["state"] != "todo" or desk[0]["why"]:
                    break
                await asyncio.sleep(0.01)  # a request within the process gives the loop to nobody
        seen.append(desk)
        await front.post({"type": "product", "id": "p", "sku": "K-9", "state": "explaining"})
        seen.append((await front.get("state?topics=desk", Role.OPERATOR)).json()["topics"]["desk"])
    return standin.acts, seen


async def test_a_program_takes_an_act_on_and_the_feed_confirms_it(begun: Begun, tmp_path: Path) -> None:
    acts, (sent, confirmed) = await acted(begun, tmp_path, 200)
    assert [(act["act"], act["sku"], act["room"], act["again"]) for act in acts] == [("explain", "K-9", "demo", False)]
    assert [(act["state"], act["why"]) for act in sent] == [("sent", None)]
    assert [act["state"] for act in confirmed] == ["confirmed"]


async def test_an_act_that_the_program_refuses_is_left_to_people_with_the_reason(begun: Begun, tmp_path: Path) -> None:
    _, (refused, confirmed) = await acted(begun, tmp_path, 503)
    assert [(act["state"], act["why"]) for act in refused] == [("todo", "answered 503")]
    assert [act["state"] for act in confirmed] == ["confirmed"]
