"""Two processes on one data folder: a second server, a person's commands beside a running one, and the end by Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.load.screens import Sleeper
from tests.process import ROOT, Served, command
from tests.streams import stream

LIKES = [{"type": "like"}] * 20
ENDS_WITHIN_S = 2.0
SLACK_S = 3.0
"""A busy test machine is slower than a person's; what hangs is caught all the same."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    server.room("studio")
    server.start()
    yield server
    assert server.stop() == 0


def second_serve(data: Path) -> subprocess.CompletedProcess[str]:
    """Run another `controlroom serve` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "controlroom", "serve", "--port", "0", "--data", str(data)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def post(url: str, room: str, key: str, id_: str) -> httpx.Response:
    return httpx.post(
        f"{url}/api/v1/rooms/{room}/events", json={"type": "like", "id": id_}, timeout=30,
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip


def test_second_server_is_refused_and_the_first_goes_on(served: Served) -> None:
    key = served.key("studio", "f")
    seq = post(served.url, "studio", key, "1").json()["seq"]
    second = second_serve(served.data)
    assert second.returncode == 2
    assert f"room 'studio' is already written by process {served.pid}" in second.stderr
    assert "Stop that process, or use another data folder (--data)" in second.stderr
    assert "Traceback" not in second.stderr
    assert post(served.url, "studio", key, "2").json()["seq"] == seq + 1
    # The address that `links` gives is still the first one's.
    assert served.links("studio")["host"]["url"].startswith(served.url)


def test_room_that_another_server_has_taken_is_refused_with_503(tmp_path: Path) -> None:
    """Both start on an empty folder; each may run rooms, but a room is one process's, and the newest's where nobody asks."""
    first, second = Served(tmp_path), Served(tmp_path)
    try:
        first.start()
        second.start()
        first.room("studio")
        key = first.key("studio", "f")
        assert second.links("studio")["host"]["url"].startswith(second.url)
        assert post(second.url, "studio", key, "1").status_code == 200
        refused = post(first.url, "studio", key, "2")
        assert (refused.status_code, refused.json()["code"]) == (503, "occupied")
        assert int(refused.headers["Retry-After"]) > 0
        assert f"process {second.pid}" in refused.json()["detail"]
        assert first.stop() == 0
        # The first has taken its own address away, not the second's.
        assert second.links("studio")["host"]["url"].startswith(second.url)
        assert second.stop() == 0
        first.start()
        assert post(first.url, "studio", key, "2").json()["accepted"] == 1
    finally:
        for server in (first, second):
            if server.running:
                server.stop()


def test_rooms_and_keys_made_beside_a_running_server_are_there_at_once(served: Served) -> None:
    assert post(served.url, "late", "crk_nobody", "1").status_code in (401, 404)
    assert post(served.url, "studio", "crk_nobody", "1").status_code == 401
    command("rooms", "new", "late", data=served.data)
    key = served.key("late", "f")
    answer = post(served.url, "late", key, "1")
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    link = served.links("late")["controller"]
    assert link["url"].startswith(f"{served.url}/rooms/late/controller")
    with stream(served, "late", link["token"], "kpi") as screen:
        screen.until(lambda topics: topics["kpi"]["tiles"]["likes"]["value"] == 1)
    assert post(served.url, "studio", key, "2").status_code in (401, 403)
    other = served.key("studio", "g")
    assert post(served.url, "studio", other, "2").status_code == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_server_soon_and_tells_its_screens_to_come_back(tmp_path: Path, number: signal.Signals) -> None:
    server = Served(tmp_path)
    server.room("studio")
    server.start()
    key, token = server.key("studio", "f"), server.links("studio")["analyst"]["token"]
    assert post(server.url, "studio", key, "1").status_code == 200
    with stream(server, "studio", token, "kpi") as one, stream(server, "studio", token, "show") as other:
        one.until(lambda topics: topics["kpi"]["tiles"]["likes"]["value"] == 1)
        other.until(lambda topics: topics["show"]["status"] == "live")
        began = time.monotonic()
        server.signal(number)
        assert [one.closed_with(), other.closed_with()] == [1012, 1012]
        assert server.wait() == 0
        assert time.monotonic() - began < ENDS_WITHIN_S + SLACK_S
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")
    # Nothing is left: the next one starts, knows everything, and says nothing was lost.
    server.start()
    with stream(server, "studio", token, "kpi") as again:
        again.until(lambda topics: topics["kpi"]["tiles"]["likes"]["value"] == 1)
    server.stop()
    assert "same" in command("verify", data=tmp_path)


def test_server_ends_soon_while_a_screen_never_reads_and_a_feed_keeps_sending(served: Served) -> None:
    token, key = served.links("studio")["analyst"]["token"], served.key("studio", "f")
    taken: list[int] = []

    def keep_sending() -> None:
        url, headers = f"{served.url}/api/v1/rooms/studio/events", {"Authorization": f"Bearer {key}"}
        with suppress(httpx.TransportError), httpx.Client(headers=headers, timeout=30) as client:
            while (answer := client.post(url, json=LIKES)).status_code == 200:
                taken.append(answer.json()["accepted"])

    sleeper = Sleeper(served.port, token, "silent", room="studio")
    sending = threading.Thread(target=keep_sending)
    sending.start()
    give_up = time.monotonic() + 20
    while len(taken) < 50 and time.monotonic() < give_up:
        time.sleep(0.01)
    began = time.monotonic()
    served.signal(signal.SIGINT)
    assert served.wait() == 0
    took_s = time.monotonic() - began
    sending.join(30)
    sleeper.close()
    assert took_s < ENDS_WITHIN_S + SLACK_S
    likes = [line for line in command("export", "studio-1", data=served.data).splitlines() if '"type":"like"' in line]
    assert len(likes) in (sum(taken), sum(taken) + len(LIKES))  # the last answer may have been cut off
    assert "same" in command("verify", data=served.data)
