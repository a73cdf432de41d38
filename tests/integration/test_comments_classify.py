"""The comments of a file, classified on the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from controlroom.planfile.demo import demo_text

ROOM = [sys.executable, "-m", "controlroom", "comments", "classify"]


def run(*args: str, given: bytes = b"", data: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*ROOM, *args, "--data", str(data)], input=given, capture_output=True, check=False, timeout=60
    )


def test_a_line_out_for_each_line_in(tmp_path: Path) -> None:
    answer = run(given="\ufeff多少钱\r\n没声音\n\nlink please\t!".encode(), data=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout.decode() == "question\t多少钱\nnegative\t没声音\nother\t\nintent\tlink please\t!\n"


def test_a_file_is_read_as_well_and_one_that_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("hello\n", encoding="utf-8")
    assert run(str(tmp_path / "said.txt"), data=tmp_path).stdout == b"other\thello\n"
    missing = run(str(tmp_path / "none.txt"), data=tmp_path)
    assert (missing.returncode, missing.stdout) == (2, b"")
    assert b"none.txt: No such file" in missing.stderr


def test_a_file_of_the_own_lists_that_nothing_reads_is_named_and_so_by_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, plan = tmp_path / "words", tmp_path / "demo.yaml"
    words.mkdir()
    (words / "lines.tsv").write_text("intent\t扣个波浪\n", encoding="utf-8")
    plan.write_text(demo_text(), encoding="utf-8")
    monkeypatch.setenv("CONTROLROOM_WORDS", str(words))
    answer = run(given="多少钱\n".encode(), data=tmp_path)
    assert (answer.returncode, answer.stdout.decode()) == (0, "question\t多少钱\n")
    checked = subprocess.run(
        [sys.executable, "-m", "controlroom", "check", str(plan), "--data", str(tmp_path)],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    for told in (answer.stderr.decode(), checked.stderr.decode()):
        assert f"{words / 'lines.tsv'} is read by nothing" in told


def test_a_plans_products_are_known_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("买面霜\n", encoding="utf-8")
    (tmp_path / "demo.yaml").write_text(demo_text(), encoding="utf-8")
    said, plan = str(tmp_path / "said.txt"), str(tmp_path / "demo.yaml")
    assert run(said, data=tmp_path).stdout.decode().startswith("other")
    assert run(said, "--plan", plan, data=tmp_path).stdout.decode().startswith("intent")
