"""A record that breaks the fold, found in a real data folder when the server starts: it is left out, marked, and stays so.

The record is what a faulty `decide` of another version could have let in: a card is cleared that was never shown. It is written
into the journal as the server would have, by the store itself.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.settings import Settings
from controlroom.store import open_store
from tests.process import ROOT, Served, command

SHOW = "hurt-1"


def plant(data: Path) -> int:
    """Append a page with a record that breaks the fold between two likes; return its seq."""

    async def append() -> int:
        async with open_store(Settings(data=data)) as store:
            head = await store.journal.head(SHOW)
            last = [page async for page in store.journal.pages(SHOW)][-1]
            clear = rec.Accepted(by=Role.CONTROLLER, command=cmd.CueClear(id="planted", cue="never-shown"))
            likes = [rec.decode_page(page)[-1] async for page in store.journal.pages(SHOW) if b'"like"' in page.body]
            page = rec.encode_page([clear, likes[0]], head + 1, last.received_ms)  # type: ignore[list-item]
            await store.journal.append(SHOW, page)
            return head + 1

    return asyncio.run(append())


def likes_shown(served: Served, token: str) -> int:
    url = f"{served.url}/api/v1/rooms/hurt/state?topics=kpi"
    state = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30).json()
    value: int = state["topics"]["kpi"]["tiles"]["likes"]["value"]
    return value


def send(served: Served, key: str, *ids: str) -> None:
    answer = httpx.post(
        f"{served.url}/api/v1/rooms/hurt/events", json=[{"type": "like", "id": id_} for id_ in ids],
        headers={"Authorization": f"Bearer {key}"}, timeout=30,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["accepted"]) == (200, len(ids)), answer.text


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "controlroom", *args], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_record_that_breaks_the_fold_is_left_out_and_marked_once_over_restarts(tmp_path: Path) -> None:
    served = Served(tmp_path)
    served.room("hurt", "--rehearsal")  # its clock stands: every digest below is of one instant
    key, token = served.key("hurt", "f"), served.links("hurt")["controller"]["token"]
    served.start()
    send(served, key, "1", "2")
    served.kill()  # no snapshot: the fold begins at the first record
    bad = plant(tmp_path)
    unmarked = run("verify", "--data", str(tmp_path))
    assert (unmarked.returncode, "BREAKS" in unmarked.stdout) == (1, True)
    served.start()
    send(served, key, "3")
    assert likes_shown(served, token) == 4  # the one behind the bad record counts too
    served.kill()
    served.start()
    assert likes_shown(served, token) == 4
    send(served, key, "4")
    assert served.stop() == 0  # with a snapshot
    served.start()
    assert likes_shown(served, token) == 5
    url = f"{served.url}/api/v1/rooms/hurt/shows/{SHOW}"
    stored = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30).json()["digest"]
    served.kill()

    export = tmp_path / "hurt.ndjson"
    command("export", SHOW, "-o", str(export), data=tmp_path)
    lines = [json.loads(line) for line in export.read_text(encoding="utf-8").splitlines()]
    marks = [line for line in lines if line["type"] == "record.quarantined"]
    assert [mark["bad_seq"] for mark in marks] == [bad]
    assert "never-shown" in marks[0]["why"]
    assert (tmp_path / "server.log").read_text(encoding="utf-8").count(f"record {bad} breaks the fold") == 1
    verified = run("verify", "--data", str(tmp_path))
    assert (verified.returncode, " same" in verified.stdout) == (0, True), verified.stdout
    until = str(stored["as_of_ms"] + 1)
    assert json.loads(run("replay", str(export), "--digest", "--until-ms", until).stdout) == stored
