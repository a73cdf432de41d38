"""Two people press "next" at the same moment, five hundred times: the show advances five hundred, and never skips."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.process import Served, command

TIMES = 500


def plan(path: Path) -> Path:
    """Write a plan of one segment more than there are presses."""
    show = {
        "title": "Long", "room": "studio", "timezone": "Asia/Shanghai", "currency": "CNY",
        "starts": "2026-11-22T20:00:00+08:00",
    }  # fmt: skip
    segments = [{"id": f"s{i:03}", "title": f"Segment {i}", "minutes": 1, "kind": "interaction"} for i in range(TIMES)]
    path.write_text(json.dumps({"show": show, "segments": segments}), encoding="utf-8")
    return path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    server.room("studio", "--plan", str(plan(tmp_path / "show.yaml")))
    server.start(timeout_s=60)
    yield server
    assert server.stop() == 0


async def press(client: httpx.AsyncClient, id_: str, **told: Any) -> httpx.Response:
    return await client.post("commands", json={"id": id_, **told}, timeout=30)


async def race(served: Served) -> tuple[list[list[int]], list[str | None]]:
    """Press twice at once, over and over; return each pair's statuses, and what was on air after each."""
    links = json.loads(command("links", "studio", "--format", "json", data=served.data))
    base = f"{served.url}/api/v1/rooms/studio/"
    headers = {"Authorization": f"Bearer {links['controller']['token']}"}
    statuses: list[list[int]] = []
    aired: list[str | None] = []
    async with (
        httpx.AsyncClient(base_url=base, headers=headers) as left,
        httpx.AsyncClient(base_url=base, headers=headers) as right,
    ):
        assert (await press(left, "start", type="show.start")).status_code == 200
        on_air: str | None = None
        for n in range(TIMES):
            two = await asyncio.gather(
                press(left, f"l{n}", type="next", **{"from": on_air}),
                press(right, f"r{n}", type="next", **{"from": on_air}),
            )
            statuses.append(sorted(answer.status_code for answer in two))
            assert {answer.json()["code"] for answer in two if answer.status_code == 409} <= {"stale"}
            segments = (await left.get("state?topics=rundown")).json()["topics"]["rundown"]["segments"]
            on_air = next((s["id"] for s in segments if s["state"] == "on_air"), None)
            aired.append(on_air)
    return statuses, aired


def test_two_nexts_at_once_advance_one_and_never_skip(served: Served) -> None:
    statuses, aired = asyncio.run(race(served))
    assert statuses == [[200, 409]] * TIMES
    assert aired == [f"s{i:03}" for i in range(TIMES)]
