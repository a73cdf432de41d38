"""What is known of links: given, used, ended; all of a room's ended at once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.links import GivenLink
from controlroom.domain.roles import Role
from controlroom.settings import Settings
from controlroom.store import Store, open_store

HOST = GivenLink(room="demo", id="host", role=Role.HOST, made_ms=5)
WALL = GivenLink(room="demo", id="x-1", role=Role.WALL, person="li", made_ms=6, until_ms=99)


async def test_what_was_given_used_and_ended_is_known(store: Store, show: str, settings: Settings) -> None:
    links = store.links
    assert await links.all("demo") == []
    await links.give(WALL)
    await links.used(replace(WALL, used_ms=7, until_ms=0))
    await links.used(replace(HOST, used_ms=8))
    await links.revoke(replace(HOST, revoked_ms=9, used_ms=0))
    await links.revoke(replace(HOST, revoked_ms=10))
    known = [replace(HOST, used_ms=8, revoked_ms=9), replace(WALL, used_ms=7)]
    assert await links.all("demo") == known
    async with open_store(settings) as again:
        assert await again.links.all("demo") == known
        assert await again.links.all("other") == []


async def test_giving_one_forgets_those_that_had_ended_by_themselves(store: Store, show: str) -> None:
    await store.links.give(WALL)
    await store.links.give(replace(WALL, id="x-2", made_ms=98))
    assert len(await store.links.all("demo")) == 2
    await store.links.give(replace(WALL, id="x-3", made_ms=99, until_ms=None))
    assert [row.id for row in await store.links.all("demo")] == ["x-3"]


async def test_all_links_end_with_their_generation(store: Store, show: str) -> None:
    await store.links.give(WALL)
    assert await store.links.generation("demo") == 0
    assert await store.links.revoke_all("demo") == 1
    assert await store.links.all("demo") == []
    row = await store.book.room("demo")
    assert row is not None
    assert row.link_generation == 1
    assert await store.links.generation("nowhere") == -1


@pytest.mark.parametrize("act", ["give", "revoke"])
async def test_a_link_of_no_room_is_refused(store: Store, act: str) -> None:
    with pytest.raises(LookupError, match="no room 'demo'"):
        await getattr(store.links, act)(HOST)
