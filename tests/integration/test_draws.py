"""`controlroom draw verify` on the files that people have: a proof, a journal, something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from controlroom.cli import main
from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.live.sealing import sealed
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS

KEY = b"k" * 32
Run = Callable[[Path], tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Verify a file; returns exit code, standard output, standard error."""

    def verify(file: Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["draw", "verify", str(file)])
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    return verify


class Told:
    """A show with one drawn draw, as its room and as its exported journal."""

    def __init__(self) -> None:
        self.room = Room()
        self.lines: list[bytes] = []
        self.at_ms = OPENED_MS
        self.add(rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
        self.at_ms = STARTED_MS
        self.give(cmd.ShowStart(id="go"))
        self.give(cmd.DrawOpen(id="o", title="抽面霜", keyword="666", winners=2))
        for n in range(9):
            self.add(ev.Comment(user=f"{n:016x}", text="666" if n != 4 else "hello", id=f"c{n}", source="f"))
        self.give(cmd.DrawClose(id="c", draw="draw-3", word="七"))

    def add(self, record: rec.Record) -> None:
        seq = self.room.state.seq + 1
        self.room.apply(seq, self.at_ms, record)
        self.lines += rec.export_lines(rec.encode_page([record], seq, self.at_ms))
        self.at_ms += 1_000

    def give(self, command: cmd.AnyCommand) -> None:
        accepted = self.room.decide(command, Role.CONTROLLER, None, self.at_ms)
        assert isinstance(accepted, rec.Accepted), accepted
        self.add(sealed(accepted, self.room.state, KEY))


@pytest.fixture
def told() -> Told:
    return Told()


def proof_of(told: Told, path: Path, **changed: object) -> Path:
    proof = told.room.state.draws.by_id["draw-3"].proof()
    path.write_bytes(msgspec.json.encode(msgspec.to_builtins(proof) | changed))
    return path


def test_a_true_proof_is_proven(run: Run, told: Told, tmp_path: Path) -> None:
    code, out, _ = run(proof_of(told, tmp_path / "draw.json"))
    assert code == 0
    assert out.splitlines()[1].split() == ["draw-3", "抽面霜", "8", "2", "proven"]


def test_a_changed_winner_or_keyword_is_not(run: Run, told: Told, tmp_path: Path) -> None:
    winners = ["0" * 15 + "1", "0" * 15 + "2"]
    code, out, err = run(proof_of(told, tmp_path / "draw.json", winners=winners))
    assert (code, out.splitlines()[1].split()[-2:]) == (1, ["not", "proven"])
    assert "draw-3: winners: drawn are" in err
    rules = json.loads((tmp_path / "draw.json").read_text())["rules"] | {"keyword": "888"}
    code, _, err = run(proof_of(told, tmp_path / "draw.json", rules=rules))
    assert (code, "draw-3: commitment:" in err) == (1, True)


def test_a_journal_proves_its_draws_from_the_comments_themselves(run: Run, told: Told, tmp_path: Path) -> None:
    path = tmp_path / "show.ndjson"
    path.write_bytes(b"\n".join(told.lines))
    code, out, _ = run(path)
    assert (code, out.splitlines()[1].split()) == (0, ["draw-3", "抽面霜", "8", "2", "proven"])


def test_a_journal_in_which_a_seed_was_exchanged_is_found_out(run: Run, told: Told, tmp_path: Path) -> None:
    seed = told.room.state.draws.by_id["draw-3"].seed
    path = tmp_path / "show.ndjson"
    path.write_bytes(b"\n".join(told.lines).replace(str(seed).encode(), b"ab" * 32))
    code, _, err = run(path)
    assert (code, "commitment" in err) == (1, True)


def test_a_journal_without_a_draw_and_other_files_say_so(run: Run, told: Told, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\n".join(told.lines[:5]))
    assert run(path) == (0, "", f"{path} holds no draw that was drawn.\n")
    path.write_text('{"type": "comment", "user": "u", "text": "hi"}')
    code, _, err = run(path)
    assert (code, "neither a draw's proof" in err) == (2, True)
    assert run(tmp_path / "none")[0] == 2
