"""A room has one writer, and a writer that died leaves no lock behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from controlroom.ports import Occupied, StoreUnavailable
from controlroom.store.lock import hold_room, take

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys
from pathlib import Path
from controlroom.store.lock import hold_room
with hold_room(Path(sys.argv[1]), "demo"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_room_held_by_another_process_is_refused_and_free_after_its_death(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(
            Occupied, match=rf"room 'demo' is already written by process {other.pid}\. Stop that process"
        ):
            hold_room(tmp_path, "demo")
        hold_room(tmp_path, "other").release()
        other.kill()
        other.wait(10)
    hold_room(tmp_path, "demo").release()


def test_room_held_in_this_process_is_refused_until_released(tmp_path: Path) -> None:
    with hold_room(tmp_path, "demo") as lock:
        with pytest.raises(Occupied, match=f"process {os.getpid()}"):
            hold_room(tmp_path, "demo")
        lock.release()
        lock.release()
        hold_room(tmp_path, "demo").release()


def test_file_left_by_a_dead_process_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "demo.lock").write_text("999999999\n")
    with hold_room(tmp_path, "demo") as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"


def test_slug_never_leaves_the_folder(tmp_path: Path) -> None:
    with hold_room(tmp_path, "../../etc/房") as lock:
        assert lock.path.parent == tmp_path / "locks"


def test_waiting_for_a_lock_ends(tmp_path: Path) -> None:
    path = tmp_path / "some.lock"
    with hold_room(tmp_path, "demo") as lock:
        assert take(lock.path, wait_s=0.05) is None
    taken = take(path)
    assert taken is not None
    taken.release()


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, no folder")
    with pytest.raises(StoreUnavailable, match="cannot write in the data folder"):
        hold_room(tmp_path / "data", "demo")
