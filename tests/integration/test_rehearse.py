"""The processes of the command line: serve, rehearse and a replay on the screens, as a person starts and ends them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from controlroom.cli import rehearsal as rehearsal_rules
from tests.process import ROOT, command, free_port

ADDRESS = re.compile(r"http://\S+")
ENDS_WITHIN_S = 2.0
SLACK_STARTS = 15
"""A busy machine gets what so many starts of an empty Python take there just then: 0.3 s where nothing else runs."""
SLACK_MOST_S = 2.0
"""However busy it is: what does not end by itself is killed in time (`test_what_does_not_end_is_killed_in_time`)."""


class Started:
    """A command in a process group of its own, as under a shell."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []

    def line_with(self, pattern: re.Pattern[str] | str) -> str:
        """Read standard output up to a line with the pattern; fail when it ends before."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if re.search(pattern, line):
                return line
        pytest.fail(f"it ended without a line like {pattern}: {''.join(self.said)}")

    def interrupted(self) -> tuple[int, float]:
        """Send Ctrl-C to the group; return the exit code and the seconds it took."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.stdout is not None
        self.said += self.process.stdout.readlines()
        return self.process.wait(30), time.monotonic() - began

    def children(self) -> list[int]:
        """The processes it has started."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, row.split())) for row in listed.splitlines()]
        return [pid for pid, parent in pairs if parent == self.process.pid]


@contextmanager
def started(*argv: str, data: Path | None = None) -> Iterator[Started]:
    """Start a command; whatever becomes of the test, it and its children are ended."""
    words = [sys.executable, "-m", "controlroom", *argv, *(["--data", str(data)] if data else [])]
    process = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    hung = threading.Timer(90, process.kill)
    hung.start()
    try:
        yield Started(process)
    finally:
        hung.cancel()
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def gone(pids: Sequence[int]) -> bool:
    return not [
        pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_rehearsal_plays_a_show_to_its_end_and_the_figures_agree(tmp_path: Path) -> None:
    argv = ("--minutes", "1", "--speed", "60", "--scenario", "faulty", "--seed", "3", "--port", str(free_port()))
    with started("rehearse", *argv, "--no-browser", data=tmp_path) as rehearsal:
        first = rehearsal.line_with(ADDRESS)
        assert ADDRESS.fullmatch(first.strip())
        assert httpx.get(first.strip()).status_code == 200
        rehearsal.line_with("figures compared: all the same")
        assert rehearsal.process.wait(30) == 0
        assert not [line for line in rehearsal.said if "Traceback" in line]
    shows = command("verify", data=tmp_path).splitlines()[1:]
    assert [row.split()[-1] for row in shows] == ["same"]


def test_same_seed_plays_the_same_show_twice(tmp_path: Path) -> None:
    journals = []
    for name in ("a", "b"):
        argv = ("--minutes", "0.2", "--speed", "60", "--seed", "5", "--port", str(free_port()), "--no-browser")
        with started("rehearse", *argv, data=tmp_path / name) as rehearsal:
            rehearsal.line_with("figures compared")
            assert rehearsal.process.wait(30) == 0
        records = command("export", "demo-1", data=tmp_path / name).splitlines()
        journals.append([record for record in records if '"type":"command"' not in record])
    assert journals[0] == journals[1]
    assert len(journals[0]) > 100


def test_ctrl_c_ends_server_and_simulator_cleanly() -> None:
    with started("rehearse", "--port", str(free_port()), "--no-browser") as rehearsal:
        link = rehearsal.line_with(ADDRESS).strip()
        rehearsal.line_with("events")
        children = rehearsal.children()
        assert len(children) == 2
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        slack_s = min(SLACK_MOST_S, SLACK_STARTS * (time.monotonic() - began))
        code, took_s = rehearsal.interrupted()
        assert code == 0
        assert took_s < ENDS_WITHIN_S + slack_s
        assert gone(children)
        assert not [line for line in rehearsal.said if "Traceback" in line]
    with pytest.raises(httpx.TransportError):
        httpx.get(link)


def test_what_does_not_end_is_killed_in_time() -> None:
    assert rehearsal_rules._SIM_ENDS_S + rehearsal_rules._SERVER_ENDS_S < ENDS_WITHIN_S


@pytest.mark.parametrize("via", ["douyin", "oba", "tiktokshop"])
def test_rehearsal_by_way_of_a_platforms_own_words_agrees_too(via: str) -> None:
    argv = ("--minutes", "0.3", "--speed", "60", "--via", via, "--port", str(free_port()), "--no-browser")
    with started("rehearse", *argv) as rehearsal:
        rehearsal.line_with("figures compared: all the same")
        assert rehearsal.process.wait(30) == 0


def test_rehearsal_on_a_taken_port_says_so() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with started("rehearse", "--port", port, "--no-browser") as rehearsal:
            rehearsal.line_with(f"Port {port} of 127.0.0.1 cannot be used")
            assert rehearsal.process.wait(30) == 2


def test_rehearsal_of_an_unknown_scenario_names_the_known_ones_and_starts_nothing(tmp_path: Path) -> None:
    with started("rehearse", "--scenario", "nonsense", "--no-browser", data=tmp_path / "data") as rehearsal:
        rehearsal.line_with("There is no scenario 'nonsense': choose one of calm, evening, faulty, incidents, rush")
        assert rehearsal.process.wait(30) == 2
    assert not (tmp_path / "data").exists()


def test_rehearsal_beside_a_room_of_the_same_name_takes_another_name(tmp_path: Path) -> None:
    command("rooms", "new", "demo", data=tmp_path)
    argv = ("--minutes", "0.1", "--speed", "60", "--port", str(free_port()), "--no-browser")
    with started("rehearse", *argv, data=tmp_path) as rehearsal:
        assert "/rooms/demo-rehearsal/" in rehearsal.line_with(ADDRESS)
        rehearsal.line_with("figures compared: all the same")
    assert "demo-rehearsal" in command("rooms", "list", data=tmp_path)


def test_server_tells_where_it_is_and_takes_rooms_made_meanwhile(tmp_path: Path) -> None:
    with started("serve", "--port", "0", data=tmp_path) as server:
        address = ADDRESS.search(server.line_with("listens on"))
        assert address is not None
        command("rooms", "new", "shop", data=tmp_path)
        key = command("keys", "new", "shop", "till", data=tmp_path).strip()
        answer = httpx.post(
            f"{address.group()}/api/v1/rooms/shop/events",
            json={"type": "like", "id": "1"},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert answer.json()["accepted"] == 1
        row = command("feeds", "shop", data=tmp_path).splitlines()[1].split()
        assert row[:3] == ["till", "http", "live"]
        assert command("links", "shop", data=tmp_path).split()[1].startswith(address.group())
        assert server.interrupted()[0] == 0
    assert command("links", "shop", data=tmp_path).split()[1].startswith("http://127.0.0.1:8787/")


def test_second_server_on_the_same_room_is_refused(tmp_path: Path) -> None:
    command("rooms", "new", "shop", data=tmp_path)
    with started("serve", "--port", "0", data=tmp_path) as server:
        server.line_with("listens on")
        with started("serve", "--port", "0", data=tmp_path) as second:
            second.line_with("room 'shop' is already written by process")
            assert second.process.wait(30) == 2


def test_replay_without_a_question_runs_on_the_screens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command("rooms", "new", "demo", data=tmp_path)
    events = tmp_path / "events.ndjson"
    start_ms = 1_795_435_200_000
    lines = [f'{{"type":"like","id":"{n}","at":{start_ms + 1000 * n}}}\n' for n in range(600)]
    events.write_text("".join(lines), encoding="utf-8")
    monkeypatch.setenv("CONTROLROOM_PORT", str(free_port()))
    with started("replay", str(events), "--speed", "60") as replay:
        link = httpx.URL(replay.line_with(ADDRESS).strip())
        assert httpx.get(link).status_code == 200
        token = {"Authorization": f"Bearer {link.params['token']}"}
        api = link.copy_with(path="/api/v1/rooms/replay/", query=None)
        counts = []
        for _ in range(2):
            state = httpx.get(api.join("state?topics=kpi"), headers=token).json()
            counts.append(state["topics"]["kpi"]["tiles"]["likes"]["value"])
            time.sleep(0.5)
        assert (state["mode"], state["clock"]["speed"]) == ("replay", 60)
        assert counts[0] < counts[1] < 600
        refused = httpx.post(api.join("commands"), headers=token, json={"id": "x", "type": "show.end"})
        assert (refused.status_code, refused.json()["code"]) == (409, "replaying")
        assert replay.interrupted()[0] == 0
