"""Plans' texts on a real data folder: kept with the room, copied from a show, people's own links from their team."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from controlroom.cli import main
from controlroom.planfile.documents import read_document
from tests.process import Served
from tests.process import command as run

PLAN = """
# kept as it was written
show:
  {title: Evening, room: demo, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-23T20:00:00+08:00,
   team: [{id: zhang, name: 张, role: assistant}, {id: wang, name: 王, role: controller}]}
segments:
  - {id: one, title: One, minutes: 5, kind: opening}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the room `demo`, opened with the plan."""
    monkeypatch.setenv("CONTROLROOM_DATA", str(tmp_path / "data"))
    (tmp_path / "show.yaml").write_text(PLAN, encoding="utf-8")
    assert command("rooms", "new", "demo", "--plan", tmp_path / "show.yaml") == 0
    return tmp_path


def command(*argv: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in argv])
    return int(left.value.code or 0)


def test_a_show_is_copied_as_a_plan_with_its_comments(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert command("plan", "copy", "demo-1") == 0
    out = capfd.readouterr().out
    assert "# kept as it was written" in out
    assert read_document(out).plan == read_document(PLAN).plan
    assert command("plan", "copy", "demo-1", "-o", folder / "next.yaml") == 0
    assert command("check", folder / "next.yaml") == 0
    assert command("plan", "copy", "demo-1", "-o", folder / "next.yaml") == 2
    assert "exists already" in capfd.readouterr().err
    assert command("plan", "copy", "demo-7") == 2
    assert "There is no show 'demo-7'" in capfd.readouterr().err


def test_each_member_of_the_team_has_a_link_of_their_own(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert command("links", "demo", "--people", "--format", "json") == 0
    links = json.loads(capfd.readouterr().out)
    assert list(links) == ["zhang", "wang"]
    assert "/rooms/demo/mine?token=" in links["zhang"]["url"]
    assert command("rooms", "new", "bare") == 0
    assert command("links", "bare", "--people") == 2
    assert "no plan with a team" in capfd.readouterr().err


def test_a_plan_is_applied_to_an_open_show_and_says_what_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "show.yaml"
    file.write_text(PLAN, encoding="utf-8")
    served = Served(tmp_path / "data")
    served.room("demo", "--plan", str(file))
    served.start()
    try:
        headers = {"Authorization": f"Bearer {served.links('demo')['controller']['token']}"}
        edit = {"id": "e", "type": "rundown.set_duration", "segment": "one", "planned_for_ms": 420_000}
        address = f"{served.url}/api/v1/rooms/demo"
        assert httpx.post(f"{address}/commands", json=edit, headers=headers, timeout=5).status_code == 200
        edit = {"id": "f", "type": "segment.edit", "segment": "one", "script": "Hi", "kind": "interaction"}
        assert httpx.post(f"{address}/commands", json=edit, headers=headers, timeout=5).status_code == 200
        insert = {"id": "g", "type": "rundown.insert", "segment": {"id": "x", "title": "X", "planned_for_ms": 60_000}}
        insert |= {"after": "one"}
        assert httpx.post(f"{address}/commands", json=insert, headers=headers, timeout=5).status_code == 200
        file.write_text(PLAN + "  - {id: two, title: Two, minutes: 3, kind: closing}\n", encoding="utf-8")
        capfd.readouterr()
        monkeypatch.setenv("CONTROLROOM_DATA", str(served.data))
        assert command("plan", "apply", "demo", file) == 0
        said, named = capfd.readouterr()
        assert "one: minutes, kind, script as edited live." in named
        assert "x: stay in, put in live or on air before." in named
        assert said.startswith("Show demo-1 goes on by ")
        assert "version 2 of the room's plan" in said
        rundown = httpx.get(f"{address}/state?topics=rundown", headers=headers, timeout=5).json()["topics"]["rundown"]
        assert [(s["id"], s["planned_for_ms"]) for s in rundown["segments"]] == [
            ("one", 420_000), ("x", 60_000), ("two", 180_000)
        ]  # fmt: skip
        served.room("bare", "--plan", str(bare(tmp_path)))
        with pytest.raises(RuntimeError, match="the plan is for room 'demo', this is 'bare'"):
            run("plan", "apply", "bare", str(file), data=served.data)
    finally:
        served.stop()


def bare(folder: Path) -> Path:
    """A plan for another room."""
    path = folder / "bare.yaml"
    path.write_text(PLAN.replace("room: demo", "room: bare"), encoding="utf-8")
    return path
