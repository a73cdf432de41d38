"""Heads and bodies on their way to the kernel."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from controlroom.server.writing import Together

HEAD, BODY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", b"{}"


class Bare:
    """A transport that keeps what was written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Keep it."""
        self.written.append(data)

    def close(self) -> None:
        """Keep that it was closed."""
        self.written.append(b"closed")

    def get_extra_info(self, name: str) -> str:
        """Return what it knows."""
        return name


def together() -> tuple[Any, list[bytes]]:
    """Return one, and what comes through it."""
    bare = Bare()
    return Together(cast("asyncio.Transport", bare)), bare.written


async def test_a_head_goes_with_its_body_and_what_follows_by_itself() -> None:
    wire, written = together()
    for data in (HEAD, BODY, b"more", HEAD, BODY):
        wire.write(data)
    assert written == [HEAD + BODY, b"more", HEAD + BODY]


async def test_a_head_without_a_body_goes_when_the_turn_is_over() -> None:
    wire, written = together()
    wire.write(HEAD)
    assert written == []
    await asyncio.sleep(0)
    assert written == [HEAD]
    wire.write(BODY)
    assert written == [HEAD, BODY]


async def test_whoever_is_to_go_on_is_told_at_once() -> None:
    wire, written = together()
    wire.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert written == [b"HTTP/1.1 100 Continue\r\n\r\n"]


async def test_a_connection_is_closed_after_what_was_held() -> None:
    wire, written = together()
    wire.write(HEAD)
    wire.close()
    await asyncio.sleep(0)
    assert written == [HEAD, b"closed"]
    assert wire.get_extra_info("peername") == "peername"
