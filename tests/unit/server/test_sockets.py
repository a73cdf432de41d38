"""The wire of a screen, stepped by hand over a `send` that a test can pause."""

from __future__ import annotations

import asyncio
from typing import Any

from controlroom.domain.roles import Role
from controlroom.push.hub import Audience, Hub, Screen
from controlroom.server import sockets
from controlroom.server.sockets import SocketWire

PROGRAM = Audience(kind="topics", role=Role.HOST, page=None, lang=None, topics=frozenset())


class Line:
    """A server's `send`: it waits while the line is paused, like a socket whose buffer is full."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.error: Exception | None = None
        self.aborted = 0

    async def send(self, message: Any) -> None:
        await self.open.wait()
        if self.error is not None:
            raise self.error
        self.sent.append(message)

    def abort(self) -> None:
        self.aborted += 1


def screen_on(line: Line) -> tuple[Hub, Screen, SocketWire]:
    hub = Hub("E", lambda _: {"n": b"0"})
    wire = SocketWire(line.send, line.abort)
    screen = wire.screen = hub.join(PROGRAM, wire, now_ms=0, speed=1)
    return hub, screen, wire


def publish(hub: Hub, n: int) -> None:
    hub.publish({PROGRAM: {"n": b"%d" % n}}, n)


async def test_wire_sends_at_once_while_the_line_is_open() -> None:
    line = Line()
    hub, _, _ = screen_on(line)
    publish(hub, 1)
    assert [m["text"][:15] for m in line.sent] == ['{"kind":"hello"', '{"kind":"update']


async def test_wire_keeps_one_frame_while_paused_and_the_newest_follows() -> None:
    line = Line()
    hub, _, _ = screen_on(line)
    line.open.clear()
    for n in range(1, 100):
        publish(hub, n)
    assert len(line.sent) == 1
    line.open.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [m["text"].partition('"topics":')[2] for m in line.sent[1:]] == ['{"n":1}}', '{"n":99},"skipped":97}']


async def test_wire_of_a_lost_connection_takes_frames_and_sends_nothing() -> None:
    line = Line()
    hub, _, wire = screen_on(line)
    line.error = OSError("gone")
    publish(hub, 1)
    line.error = None
    publish(hub, 2)
    assert len(line.sent) == 1
    assert wire.send(b"{}")


async def test_wire_lost_while_paused_ends_quietly() -> None:
    line = Line()
    hub, _, _ = screen_on(line)
    line.open.clear()
    publish(hub, 1)
    line.error = OSError("gone")
    line.open.set()
    await asyncio.sleep(0)
    publish(hub, 2)
    assert len(line.sent) == 1


async def test_close_while_paused_drops_the_frame_and_follows_when_the_line_opens() -> None:
    line = Line()
    hub, _, wire = screen_on(line)
    line.open.clear()
    publish(hub, 1)
    wire.close(1013, "slow")
    wire.close(1013, "slow")
    publish(hub, 2)
    line.open.set()
    await asyncio.sleep(0)
    assert [m["type"] for m in line.sent] == ["websocket.send", "websocket.close"]
    assert (line.sent[-1]["code"], line.sent[-1]["reason"]) == (1013, "slow")
    wire.ended()


async def test_a_client_that_takes_no_notice_of_the_close_is_cut_off(monkeypatch: Any) -> None:
    monkeypatch.setattr(sockets, "_CLOSE_WITHIN_S", 0.0)
    line = Line()
    _, _, wire = screen_on(line)
    line.open.clear()
    wire.close(1013, "slow")
    await asyncio.sleep(0.01)
    assert line.aborted == 1


async def test_a_client_that_ends_after_the_close_is_not_cut_off(monkeypatch: Any) -> None:
    monkeypatch.setattr(sockets, "_CLOSE_WITHIN_S", 0.0)
    line = Line()
    _, _, wire = screen_on(line)
    wire.close(1012, "restart")
    wire.ended()
    await asyncio.sleep(0.01)
    assert line.aborted == 0
