"""What people did that no journal holds: kept a room at a time, the newest of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.asides import Aside
from controlroom.domain.roles import Role
from controlroom.store import Store
from controlroom.store.fields import ASIDES_KEPT

REFUSED = Aside(
    room="demo", show="demo-1", at_ms=5, role=Role.HOST, person="li", what="take", about="灯", code="not_allowed"
)  # fmt: skip
ENDED = Aside(room="demo", show="demo-1", at_ms=6, role=None, what="key.end", about="main")


async def test_what_was_noted_is_told_of_its_show_in_order(store: Store, show: str) -> None:
    await store.asides.enter([])
    await store.asides.enter([REFUSED, replace(ENDED, show="demo-2"), ENDED])
    assert await store.asides.of_show("demo", "demo-1") == [REFUSED, ENDED]
    assert await store.asides.of_show("other", "demo-1") == []
    with pytest.raises(LookupError):
        await store.asides.enter([replace(ENDED, room="nowhere")])


async def test_the_newest_of_a_room_are_kept(store: Store, show: str) -> None:
    for first in (0, 6000):
        await store.asides.enter([replace(REFUSED, at_ms=first + n) for n in range(6000)])
    kept = await store.asides.of_show("demo", "demo-1")
    assert [one.at_ms for one in kept] == list(range(12_000 - ASIDES_KEPT, 12_000))
