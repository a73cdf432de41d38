"""`controlroom rules test`: what passes, what fails beside what was expected, what cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RULES = Path(__file__).parent.parent / "rules"
HOT = "rules: [{id: hot, metric: online, above: 5}]\n"


def test(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "controlroom", "rules", "test", *map(str, arguments)],
        cwd=cwd, text=True, capture_output=True, timeout=120, check=False,
    )  # fmt: skip


test.__test__ = False  # type: ignore[attr-defined]


def test_good_tests_pass_and_are_counted(tmp_path: Path) -> None:
    done = test(RULES / "engines.yaml", RULES / "transitions.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done
    assert done.stderr.rstrip().endswith(" tests, 0 failed.")


def test_a_test_that_fails_shows_expected_beside_got_and_the_others_run(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        HOT + "tests:\n"
        "  - name: first\n"
        "    interval: 60s\n"
        "    series: {online: 6x9}\n"
        "    expect:\n"
        "      - {at: 1m30s, alerts: [{rule: hot, state: pending}]}\n"
        "  - {name: second, series: {online: 6x9}, expect: [{at: 1s, alerts: [{rule: hot, state: firing}]}]}\n",
        encoding="utf-8",
    )
    done = test("a.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "FAILED a.yaml:3 first",
        "  at 1m30s, alerts (line 7):",
        "      expected       got",
        "    ≠ hot pending    hot firing",
    ]
    assert done.stderr == "2 tests, 1 failed.\n"
    done = test("a.yaml", "--run", "second", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "1 test, 0 failed.\n")


def test_a_file_without_tests_is_named(tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text(HOT + "tests: []\n", encoding="utf-8")
    done = test("none.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "There is no test in none.yaml.\n")


def test_a_file_that_cannot_be_used_is_told_by_line_and_nothing_is_run(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(HOT + "tests: [{name: a, expect: [{at: 0s, alerts: []}]}]\n", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("rules: [{id: hot, metric: onlin, above: 5}]\ntests: []\n", encoding="utf-8")
    done = test("good.yaml", "bad.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("bad.yaml:1:27: error unknown_metric: rules[0].metric: There is no metric 'onlin'")
    assert test("none.yaml", cwd=tmp_path).returncode == 2
    assert test(cwd=tmp_path).returncode == 2
