"""What a rule is tried on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.live.trying import Told
from controlroom.live.tryout import Errand
from controlroom.server import tries

RULE = Rule(id="crowd", metric="online", above=Limit(value_millionths=100_000_000))
SHOWS = [f"demo-{n}" for n in range(1, 8)]


@pytest.mark.parametrize(("started_ms", "ago"), [(None, [1, 2, 3]), (1_000, [0, 1, 2, 3])])
def test_no_more_past_shows_are_tried_than_are_told(
    monkeypatch: pytest.MonkeyPatch, started_ms: int | None, ago: list[int]
) -> None:
    asked: list[Errand] = []

    async def answers(errand: Errand) -> list[Told]:
        asked.append(errand)
        return [Told(show=one.show, firings=((),)) for one in errand.spans[: errand.wanted]]

    async def shows(_: str) -> list[Any]:
        return [SimpleNamespace(id=show) for show in (*SHOWS, "demo-8")]

    def read(of: Callable[[Any], Any]) -> Any:
        return of(SimpleNamespace(started_ms=started_ms, as_of_ms=9_000))

    monkeypatch.setattr(tries, "answers", answers)
    at: Any = SimpleNamespace(
        house=SimpleNamespace(book=SimpleNamespace(shows=shows), settings=SimpleNamespace(data=Path("data")))
    )
    live: Any = SimpleNamespace(row=SimpleNamespace(slug="demo"), show="demo-8", read=read)
    told = asyncio.run(tries.Asked(at, live, None, RULE).tried())
    assert [one.ago for one in told] == ago
    assert [one.wanted for one in asked] == [len(ago)]
