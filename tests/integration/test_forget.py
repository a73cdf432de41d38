"""`controlroom forget`: without a running server the table itself is changed; one that is there is not passed over."""

from __future__ import annotations

import asyncio
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from controlroom.cli import asking, main
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


async def _told_address(data: Path, address: str) -> None:
    async with open_store(Settings(data=data)) as store:
        await store.book.put_note("address", address)


class _Refuses(BaseHTTPRequestHandler):
    """A server that does not forget."""

    def do_DELETE(self) -> None:
        self.send_error(503)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_running_server_that_refuses_is_not_passed_over(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hashed = asyncio.run(_named(tmp_path))
    with HTTPServer(("127.0.0.1", 0), _Refuses) as server:
        asyncio.run(_told_address(tmp_path, f"http://127.0.0.1:{server.server_port}"))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        assert forget(capfd, "demo", "u-1", "--data", str(tmp_path)) == (1, "")
        server.shutdown()
    assert asyncio.run(_kept(tmp_path, [hashed])) == {hashed: "小满"}
    assert forget(capfd, "demo", "u-1", "--data", str(tmp_path)) == (0, "Forgotten.\n"), "nobody listens there any more"


def test_a_running_server_that_is_slow_is_not_passed_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = asyncio.run(_named(tmp_path))
    monkeypatch.setattr(asking, "_ANSWERS_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asyncio.run(_told_address(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}"))
        assert forget(capfd, "demo", "u-1", "--data", str(tmp_path)) == (1, "")
    assert asyncio.run(_kept(tmp_path, [hashed])) == {hashed: "小满"}


def test_a_room_that_is_not_there_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_named(tmp_path))
    assert forget(capfd, "nowhere", "u-1", "--data", str(tmp_path))[0] == 2


def test_a_room_says_itself_how_long_it_keeps_names(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_named(tmp_path))

    def names(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["rooms", "names", "demo", *args, "--data", str(tmp_path)])
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out + err

    assert names() == (0, "demo keeps nicknames for 1d (as all rooms: CONTROLROOM_NAMES_KEEP_S).\n")
    assert names("90m") == (0, "demo keeps nicknames for 90m (its own time).\n")
    assert names() == names("90m")
    forgotten = "demo keeps no nicknames (its own time).\n{} forgotten.\n"
    assert names("0") == (0, forgotten.format("2 that it had are"))
    assert names("0") == (0, forgotten.format("0 that it had are"))
    for wrong in ("soon", "9999d", "-1h"):
        assert names(wrong)[0] == 2
    assert names("usual") == (0, "demo keeps nicknames for 1d (as all rooms: CONTROLROOM_NAMES_KEEP_S).\n")

    async def kept() -> tuple[int, list[str]]:
        async with open_store(Settings(data=tmp_path)) as store:
            told = [one.about for one in await store.asides.of_show("demo", "demo-1")]
            return len(await store.book.names("demo", -1, 9)), told

    assert asyncio.run(kept()) == (0, ["90m", "90m", "0", "0", "usual"])
