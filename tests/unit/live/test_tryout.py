"""Rules are tried in a process of its own: what it answers, and that it ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.live.importing import bring_in
from controlroom.live.opening import make_room
from controlroom.live.trying import Span
from controlroom.live.tryout import Errand, answers
from controlroom.settings import Settings
from controlroom.store import open_store
from tests.unit.live.told import PLAN, START_MS, line, opening, pages_of

RULE = Rule(id="sold", metric="orders", above=Limit(value_millionths=1_000_000))


async def shows(data: Path, *names: str) -> None:
    """A data folder with past shows of a room: two orders each, or none where its name says so."""
    async with open_store(Settings(data=data)) as store:
        row = await make_room(store.book, "demo", PLAN, now_ms=START_MS, rehearsal=False, seed=0)
        for name in names:
            orders = [
                line("order", n * 1000, id=f"o{n}", order=f"o{n}", status="paid", amount_minor=100) for n in (1, 2)
            ]
            how = opening(PLAN, name)
            await bring_in(store, row, how, pages_of([*orders, line("like", 9000, count=1)], how), {})


def errand(data: Path, *names: str, **more: float) -> Errand:
    spans = tuple(Span(show=name) for name in names)
    return Errand(data=str(data), rules=(RULE,), spans=spans, wanted=2, **more)  # type: ignore[arg-type]


async def test_each_show_is_answered_until_enough_were_live(tmp_path: Path) -> None:
    await shows(tmp_path, "demo-2", "demo-3", "demo-4")
    told = await answers(errand(tmp_path, "demo-1", "demo-4", "demo-3", "demo-2"))
    assert [(one.show, one.lack) for one in told] == [("demo-1", "never_live"), ("demo-4", None), ("demo-3", None)]
    assert [len(one.firings[0]) for one in told[1:]] == [1, 1]


async def test_what_takes_too_long_is_ended_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    start, second = asyncio.create_subprocess_exec, asyncio.Event()

    async def noted(*given: object, **more: object) -> asyncio.subprocess.Process:
        started.append(await start(*given, **more))  # type: ignore[arg-type]
        if len(started) == 2:
            second.set()
        return started[-1]

    monkeypatch.setattr("asyncio.create_subprocess_exec", noted)
    monkeypatch.setattr("controlroom.live.tryout._START_S", 0.0)
    assert await answers(errand(tmp_path, "demo-1", within_s=0.05)) == []
    asked = asyncio.create_task(answers(errand(tmp_path, "demo-1")))
    await second.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert all(process.returncode is not None for process in started)
