"""`controlroom forget` without a running server: the table itself is changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from controlroom.cli import main
from controlroom.live.opening import make_room
from controlroom.live.people import keyed, user_hash
from controlroom.settings import Settings
from controlroom.store import open_store


async def _named(data: Path) -> str:
    async with open_store(Settings(data=data)) as store:
        row = await make_room(store.book, "demo", None, now_ms=1000, rehearsal=False, seed=1)
        hashed = user_hash(keyed(row.user_key), "u-1")
        await store.book.put_names("demo", {hashed: "小满", "other": "阿福"}, 2**50)
    return hashed


async def _kept(data: Path, users: list[str]) -> dict[str, str]:
    async with open_store(Settings(data=data)) as store:
        return {user: name for user, (name, _) in (await store.book.names("demo", 0, 9)).items() if user in users}


def forget(capfd: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["forget", *args])
    return int(left.value.code or 0), capfd.readouterr().out


def test_a_viewer_is_forgotten_also_while_no_server_runs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hashed = asyncio.run(_named(tmp_path))
    assert forget(capfd, "demo", "u-1", "--data", str(tmp_path)) == (0, "Forgotten.\n")
    assert asyncio.run(_kept(tmp_path, [hashed, "other"])) == {"other": "阿福"}
    assert forget(capfd, "demo", "u-1", "--data", str(tmp_path)) == (0, "No nickname of this user was kept.\n")


def test_a_room_that_is_not_there_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_named(tmp_path))
    assert forget(capfd, "nowhere", "u-1", "--data", str(tmp_path))[0] == 2
