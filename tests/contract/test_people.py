"""The door to what is kept of a viewer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from controlroom.domain.roles import PEOPLE, Right, Role, may
from controlroom.live.people import keyed, user_hash
from tests.contract.conftest import Front

NAMED = {"type": "comment", "user": "u/1 小", "name": "小满", "text": "多少钱"}


async def names(front: Front) -> list[Any]:
    state = (await front.get("state?topics=comments", Role.CONTROLLER)).json()
    return [said["name"] for said in state["topics"]["comments"]["tail"]]


async def forget(front: Front, user: str, role: Role = Role.ADMIN) -> Any:
    return await front.http.delete(f"/api/v1/rooms/demo/people/{user}", headers=front.as_(role))


@pytest.mark.parametrize("by", ["id", "hash"])
async def test_a_viewers_nickname_is_forgotten_here_and_in_the_table(front: Front, by: str) -> None:
    await front.command("show.start")
    await front.post([NAMED, NAMED | {"user": "other", "name": "阿福"}])
    assert await names(front) == ["阿福", "小满"]
    row = await front.house.book.room("demo")
    assert row is not None
    hashed = user_hash(keyed(row.user_key), "u/1 小")
    async with asyncio.timeout(30):
        while hashed not in await front.house.book.names("demo", 0, 9):  # noqa: ASYNC110 - written each second
            await asyncio.sleep(0.05)
    answer = await forget(front, "u%2F1%20%E5%B0%8F" if by == "id" else hashed)
    assert (answer.status_code, answer.json()) == (200, {"forgotten": 1, "lines": 0})
    assert await names(front) == ["阿福", None]
    assert hashed not in await front.house.book.names("demo", 0, 9)
    assert (await forget(front, hashed)).json() == {"forgotten": 0, "lines": 0}


@pytest.mark.parametrize("by", ["id", "hash"])
async def test_what_was_rejected_of_a_viewer_is_forgotten_and_the_reason_stays(front: Front, by: str) -> None:
    await front.post([NAMED | {"text": 7}, NAMED | {"user": "other", "text": 7}])
    row = await front.house.book.room("demo")
    assert row is not None
    hashed = user_hash(keyed(row.user_key), "u/1 小")
    answer = await forget(front, "u%2F1%20%E5%B0%8F" if by == "id" else hashed)
    assert answer.json() == {"forgotten": 0, "lines": 1}
    kept = (await front.get("rejects")).json()["rejects"]
    assert [(one["code"], "other" in one["line"], one["line"] == "") for one in kept] == [
        ("bad_field", True, False), ("bad_field", False, True),
    ]  # fmt: skip


async def test_a_nickname_that_is_not_in_the_table_yet_counts_too(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def later(*_: object) -> None:
        """The table is slow."""

    monkeypatch.setattr(front.house.book, "put_names", later)
    await front.command("show.start")
    await front.post([NAMED])
    assert (await forget(front, "u%2F1%20%E5%B0%8F")).json() == {"forgotten": 1, "lines": 0}


async def test_only_those_with_the_right_forget(front: Front) -> None:
    for role in PEOPLE:
        answer = await forget(front, "nobody", role)
        assert (answer.status_code == 200) is may(role, Right.FORGET), role
