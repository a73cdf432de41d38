"""A database that another process locks, and a disk that is full, under a running server.

New facts and commands get 503, every screen says so, it goes on by itself when it is over, and nothing acknowledged is lost.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import in_ci
from tests.process import ROOT, Served, command
from tests.streams import stream

ROOM = "trouble"
UNSHARE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
_GOES_ON_WITHIN_S = 20.0
ENDS_WITHIN_S = 2.0
SLACK_S = 2.5
"""For a busy test machine; waiting for the lock would take five seconds more."""


class Sender:
    """Posts numbered likes and remembers which were acknowledged."""

    def __init__(self, url: str, key: str) -> None:
        self.acknowledged: list[str] = []
        self._n = 0
        self._client = httpx.Client(
            base_url=f"{url}/api/v1/rooms/{ROOM}/", headers={"Authorization": f"Bearer {key}"}, timeout=30
        )

    def send(self, count: int = 50) -> httpx.Response:
        """Post the next likes; refused ones are the next again."""
        ids = [f"like-{self._n + i}" for i in range(count)]
        answer = self._client.post("events", json=[{"type": "like", "id": id_} for id_ in ids])
        if answer.status_code == 200:
            self.acknowledged += ids
            self._n += count
        return answer

    def send_until_refused(self) -> httpx.Response:
        return self._until(lambda answer: answer.status_code != 200)

    def send_until_taken(self) -> httpx.Response:
        return self._until(lambda answer: answer.status_code == 200)

    def _until(self, wanted: Callable[[httpx.Response], bool]) -> httpx.Response:
        give_up = time.monotonic() + _GOES_ON_WITHIN_S
        while not wanted(answer := self.send()):
            assert time.monotonic() < give_up, f"still {answer.status_code}: {answer.text}"
        return answer

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    server.room(ROOM)
    server.start()
    yield server
    server.stop()


@contextmanager
def locked(served: Served) -> Iterator[None]:
    """Hold the database's writing lock, as a backup or a shell would."""
    with closing(sqlite3.connect(served.data / "controlroom.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def no_file_may_grow(served: Served) -> Iterator[None]:
    """Let the kernel refuse the server whatever it writes beyond a file's first page."""
    before = resource.prlimit(served.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, before)


def hold(sender: Sender, served: Served, trouble: AbstractContextManager[None], reason: str) -> None:
    """Bring trouble over a running server and see what it says, before, during and after."""
    token = served.links(ROOM)["controller"]["token"]
    url = f"{served.url}/api/v1/rooms/{ROOM}/commands"
    cue = {"id": "trouble-1", "type": "cue.show", "text": "last 83", "priority": "urgent"}

    def give_cue() -> httpx.Response:
        return httpx.post(url, json=cue, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    assert sender.send().status_code == 200
    with stream(served, ROOM, token, "show,cue,kpi") as screen:
        screen.until(lambda topics: topics["show"]["store"] is None and topics["kpi"]["tiles"]["likes"]["value"] == 50)
        with trouble:
            refused = sender.send_until_refused()
            assert (refused.status_code, refused.json()["code"]) == (503, f"store_{reason}")
            assert int(refused.headers["Retry-After"]) > 0
            assert "controlroom.db" in refused.json()["detail"]
            screen.until(lambda topics: topics["show"]["store"] == reason)
            given = give_cue()
            assert (given.status_code, given.json()["code"]) == (503, f"store_{reason}")
            assert httpx.get(f"{served.url}/healthz").status_code == 200
            give_up = time.monotonic() + 5  # its answer may be a second old
            while httpx.get(f"{served.url}/readyz", timeout=30).status_code != 503:
                assert time.monotonic() < give_up
                time.sleep(0.2)
            state = httpx.get(
                f"{served.url}/api/v1/rooms/{ROOM}/state?topics=kpi", headers={"Authorization": f"Bearer {token}"}
            ).json()
            assert state["topics"]["kpi"]["tiles"]["likes"]["value"] == len(sender.acknowledged)
        screen.until(lambda topics: topics["show"]["store"] is None, _GOES_ON_WITHIN_S)
        sender.send_until_taken()
        assert give_cue().json()["ok"]
        likes = len(sender.acknowledged)
        screen.until(
            lambda topics: (
                topics["kpi"]["tiles"]["likes"]["value"] == likes
                and [card["text"] for card in (topics["cue"]["current"], *topics["cue"]["queue"]) if card]
                == ["last 83"]
            )
        )


def likes_of(journal: str) -> list[str]:
    lines = [json.loads(line) for line in journal.splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    return [line["id"] for line in lines if line["type"] == "like"]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [pytest.param(locked, "locked", id="locked"), pytest.param(no_file_may_grow, "failed", id="no-file-may-grow")],
)
def test_trouble_is_said_and_costs_nothing_acknowledged(
    served: Served, trouble: Callable[[Served], AbstractContextManager[None]], reason: str
) -> None:
    with closing(Sender(served.url, served.key(ROOM, "f"))) as sender:
        hold(sender, served, trouble(served), reason)
    served.kill()
    assert likes_of(command("export", f"{ROOM}-1", data=served.data)) == sender.acknowledged
    assert "differ" not in command("verify", data=served.data)


def test_server_ends_soon_and_cleanly_while_another_process_holds_the_lock(tmp_path: Path) -> None:
    server = Served(tmp_path)
    server.room(ROOM)
    server.start()
    with closing(Sender(server.url, server.key(ROOM, "f"))) as sender:
        assert sender.send().status_code == 200
        with locked(server):
            sender.send_until_refused()
            began = time.monotonic()
            assert server.stop(30) == 0
            assert time.monotonic() - began < ENDS_WITHIN_S + SLACK_S
        server.start()
        sender.send_until_taken()
        assert server.stop() == 0
        assert likes_of(command("export", f"{ROOM}-1", data=tmp_path)) == sender.acknowledged
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


class OnSmallDisk(Served):
    """A server on a copy of its data folder, on a file system of 4 MB that is mounted for it alone."""

    def start(self, timeout_s: float = 20) -> float:
        """Mount, bring the data in, start."""
        self.disk = self.data.with_name("disk")
        self.disk.mkdir()
        script = 'mount -t tmpfs -o size=4m none "$1" && cp -r "$2/." "$1" && shift 2 && exec "$@"'
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [
                *UNSHARE, script, "sh", str(self.disk), str(self.data),
                sys.executable, "-m", "controlroom", "serve", "--port", str(self.port), "--data", str(self.disk),
            ],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while time.perf_counter() - began < timeout_s and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return time.perf_counter() - began
            except httpx.TransportError:
                time.sleep(0.02)
        raise RuntimeError("no server on the small disk")

    @property
    def inside(self) -> Path:
        """The disk as this process can see it."""
        return Path(f"/proc/{self.pid}/root{self.disk}")


def namespaces() -> bool:
    """Whether this machine lets a user mount a file system of their own."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        [*UNSHARE, "mount -t tmpfs -o size=1m none /mnt"], capture_output=True, timeout=20, check=False
    )
    return tried.returncode == 0


@contextmanager
def full(served: OnSmallDisk) -> Iterator[None]:
    """Fill the disk to its last byte with somebody else's file."""
    filler = served.inside / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


def test_full_disk_is_said_and_costs_nothing_acknowledged(tmp_path: Path) -> None:
    if not namespaces():
        missing = "this machine lets no user mount a small file system; the test above refuses growth instead"
        (pytest.fail if in_ci() else pytest.skip)(missing)
    (tmp_path / "made").mkdir()
    served = OnSmallDisk(tmp_path / "made")
    served.room(ROOM)
    key, token = served.key(ROOM, "f"), served.links(ROOM)["controller"]["token"]
    served.start()
    try:
        with closing(Sender(served.url, key)) as sender:
            hold(sender, served, full(served), "full")
        url = f"{served.url}/api/v1/rooms/{ROOM}/shows/{ROOM}-1/journal"
        journal = httpx.get(url, headers={"Authorization": f"Bearer {token}"})
        assert likes_of(journal.text) == sender.acknowledged
    finally:
        served.stop()
