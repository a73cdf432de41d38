from __future__ import annotations

import json
from pathlib import Path

from tests.unit.sim.playing import planned, play


def test_run_differs_from_a_room_that_miscounts_and_says_where() -> None:
    room = planned()
    room.bend = {"gmv_minor": 1}
    played = play(room)
    lines = played.said[-1].splitlines()
    assert played.code == 1
    assert [line.split()[1] for line in lines if line.endswith("DIFFERS")] == ["gmv_minor"]
    assert lines[-1].endswith("1 differ")


def test_run_fails_when_the_room_refuses_facts_and_tells_why() -> None:
    room = planned()
    room.reject = {"follow"}
    played = play(room, minutes=2, scenario="evening")
    assert played.code == 1
    assert "rejected: follow x: no" in played.noted
    assert played.said[-1].endswith("all the same")


def test_run_writes_its_truth_where_it_is_told(tmp_path: Path) -> None:
    room, file = planned(), tmp_path / "truth.json"
    assert play(room, ledger=file, compare_token=None).code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(json.dumps(room.truth()))


def test_run_reports_its_progress_in_lines_of_json() -> None:
    lines = [json.loads(line) for line in play(planned(), minutes=0.5, progress=True).noted]
    assert all(set(line) == {"events", "rate", "lag_ms", "show_s"} for line in lines)
    assert sum(line["rate"] for line in lines) == lines[-1]["events"] > 0
    assert lines[-1]["show_s"] == 29
