"""Every version of a room's plan stays; what was rehearsed is known by what the plan says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from controlroom.ports import PlanMark, PlanRow, Rehearsed
from controlroom.settings import Settings
from controlroom.store import Store, open_store


async def test_versions_count_up_room_by_room(store: Store, show: str, settings: Settings) -> None:
    plans = store.plans
    assert await plans.save("demo", 5, "file", "d1", "a: 1") == 1
    assert await plans.save("demo", 6, "applied", "d2", "a: 2") == 2
    assert await plans.save("demo", 7, "applied", "d2", "a: 2") == 2
    assert await plans.save("demo", 8, "copy", "d1", "a: 1") == 3
    mark = PlanMark(room="demo", version=1, saved_ms=5, source="file", digest="d1")
    assert [row.version for row in await plans.all("demo")] == [1, 2, 3]
    assert (await plans.all("demo"))[0] == mark
    assert await plans.all("other") == []
    async with open_store(settings) as again:
        assert await again.plans.plan("demo", 2) == PlanRow(
            room="demo", version=2, saved_ms=6, source="applied", digest="d2", document="a: 2"
        )
        assert await again.plans.plan("demo", 4) is None
        newest = await again.plans.saying("demo", "d1")
        assert newest is not None
        assert newest.version == 3
        assert await again.plans.saying("demo", "d9") is None


async def test_a_plan_of_no_room_is_refused(store: Store) -> None:
    with pytest.raises(LookupError, match="no room 'nowhere'"):
        await store.plans.save("nowhere", 1, "file", "d", "a: 1")


async def test_two_that_save_at_once_get_two_versions(store: Store, show: str) -> None:
    given = await asyncio.gather(*(store.plans.save("demo", n, "file", f"d{n}", f"a: {n}") for n in range(8)))
    assert sorted(given) == list(range(1, 9))


async def test_the_rehearsal_that_reached_most_counts(store: Store, tmp_path: Path) -> None:
    def reached(show: str, aired: int) -> Rehearsed:
        return Rehearsed(digest="d", show=show, ended_ms=9, aired=aired, segments=12)

    assert await store.plans.rehearsed("d") is None
    for show, aired in (("r-1", 3), ("r-2", 12), ("r-3", 12), ("r-4", 5)):
        await store.plans.rehearse(reached(show, aired))
    assert await store.plans.rehearsed("d") == reached("r-3", 12)
