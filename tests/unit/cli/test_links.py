"""Ending links and keys from the command line, with and without a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from controlroom.cli.links import _revoke
from controlroom.cli.rooms import _revoke_keys, make_key
from controlroom.cli.saying import CheckFailed, Wrong
from controlroom.domain.links import GivenLink
from controlroom.domain.roles import PEOPLE, Role
from controlroom.live.opening import make_room
from controlroom.server.tokens import key_hash
from controlroom.settings import Settings
from controlroom.store import Store, open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings) as store:
        await make_room(store.book, "demo", None, now_ms=5, rehearsal=False, seed=0)
        yield store


async def ended(store: Store) -> list[str]:
    return sorted([row.id for row in await store.links.all("demo") if row.revoked_ms is not None])


async def noted(store: Store) -> list[tuple[str, str]]:
    show = await store.book.current_show("demo")
    assert show is not None
    return [(one.what, one.about) for one in await store.asides.of_show("demo", show.id)]


async def test_without_a_server_the_store_is_changed_itself(settings: Settings, store: Store) -> None:
    assert await _revoke(settings, "demo", "host") == 0
    assert await _revoke(settings, "demo", "assistant.zhang") == 0
    assert await ended(store) == ["assistant.zhang", "host"]
    with pytest.raises(Wrong, match=r"No link 'assistant\.zhang'"):
        await _revoke(settings, "demo", "assistant.zhang")
    assert await noted(store) == [("link.end", "host"), ("link.end", "zhang")]


async def test_a_members_name_ends_all_of_theirs_and_one_that_nobody_heard_of_none(
    settings: Settings, store: Store
) -> None:
    await store.links.give(GivenLink(room="demo", id="x-1", role=Role.WALL, person="li", made_ms=6))
    assert await _revoke(settings, "demo", "li") == 0
    assert await ended(store) == sorted(["x-1", *(f"{role}.li" for role in PEOPLE)])
    assert await noted(store) == [("link.end", "li")]
    with pytest.raises(Wrong, match="No link 'zhang'"):
        await _revoke(settings, "demo", "zhang")


async def test_a_server_that_fails_is_told_of_and_nothing_is_done_behind_its_back(
    settings: Settings, store: Store
) -> None:
    async def fail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(fail, "127.0.0.1", 0) as server:
        await store.book.put_note("address", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(CheckFailed, match="503"):
            await _revoke(settings, "demo", "host")
    assert await ended(store) == []


async def test_all_keys_of_a_feed_end(settings: Settings, store: Store) -> None:
    keys = [await make_key(store.book, "demo", "shop") for _ in range(2)]
    assert [await _revoke_keys(settings, "demo", "shop"), await _revoke_keys(settings, "demo", "shop")] == [2, 0]
    assert {await store.book.feed_of_key("demo", key_hash(key)) for key in keys} == {None}
    assert await noted(store) == [("key.end", "shop")]
