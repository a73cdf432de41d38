from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.__main__ import _options, _parser, main
from sim.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[3]
ROOM = ("--url", "http://127.0.0.1:9", "--room", "demo", "--key", "k")


def started(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("run",),
        ("run", *ROOM, "--speed", "61"),
        ("run", *ROOM, "--speed", "0.5"),
        ("run", *ROOM, "--minutes", "0"),
        ("run", *ROOM, "--scenario", "nonsense"),
        ("relay", "--dialect", "nonsense"),
    ],
)
def test_bad_arguments_exit_with_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m sim" in capsys.readouterr().err


def test_accounts_of_the_team_are_taken_as_they_are() -> None:
    accounts = ("studio", "抖音 小店", "-a", "b,c")
    asked = _parser().parse_args(["run", *ROOM, *(f"--staff={account}" for account in accounts)])
    assert _options(asked).staff == accounts


def test_room_that_is_not_there_exits_with_2_and_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.wire.GREETING_S", 0.1)
    assert main(("run", *ROOM)) == 2
    assert "http://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_relay_alone_says_where_it_listens_and_ends_within_a_second_of_a_signal(number: signal.Signals) -> None:
    with started("relay", "--port", "0", "--dialect", "wushuaihua") as relay:
        assert relay.stdout is not None
        line = relay.stdout.readline()
        began = time.monotonic()
        relay.send_signal(number)
        said, noted = relay.communicate(timeout=10)
        took_s = time.monotonic() - began
    assert line.startswith("ws://127.0.0.1:")
    assert line.endswith(" speaks wushuaihua\n")
    assert (relay.returncode, said, noted) == (0, "", "")
    assert took_s < 2  # the law is one second; a busy machine gets another


def test_scenarios_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("scenarios",)) == 0
    assert capsys.readouterr().out.split() == sorted(SCENARIOS)
