"""What a person types to try the chat apps that are told of alerts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process import ROOT
from tests.unit.notify.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    made.open()
    yield made
    made.close()


def told(data: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run `controlroom notify …` on a data folder."""
    return subprocess.run(
        [sys.executable, "-m", "controlroom", "notify", *args, "--data", str(data)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def file(data: Path, *targets: dict[str, object]) -> None:
    """Write the targets' file; JSON is YAML too."""
    path = data / "notify.yaml"
    path.write_text(json.dumps({"targets": targets}), encoding="utf-8")
    path.chmod(0o600)


def test_a_person_tries_the_targets_and_sees_which_takes_it(tmp_path: Path, receiver: Receiver) -> None:
    file(
        tmp_path,
        {"name": "值班群", "url": receiver.url, "lang": "zh-CN"},
        {"name": "off", "url": "json://127.0.0.1:9/x"},
    )
    both = told(tmp_path, "test")
    assert both.returncode == 1
    assert both.stdout.splitlines() == ["值班群: taken", "off: it cannot be reached (ConnectionError)"]
    assert [message["title"] for message in receiver.told] == ["Control Room · 测试"]
    one = told(tmp_path, "test", "值班群")
    assert (one.returncode, one.stdout) == (0, "值班群: taken\n")
    nobody = told(tmp_path, "test", "nobody")
    assert (nobody.returncode, "There is no target 'nobody'" in nobody.stderr) == (2, True)


def test_the_list_says_what_is_wrong_and_never_an_address(tmp_path: Path) -> None:
    file(tmp_path, {"name": "a", "url": "json://127.0.0.1/hidden"}, {"name": "b", "url": "pigeon://hidden"})
    listed = told(tmp_path, "list")
    assert listed.returncode == 1
    assert "pigeon:// is not understood" in listed.stdout
    assert "hidden" not in listed.stdout + listed.stderr


def test_a_file_that_others_may_read_is_refused_by_commands_and_server_alike(tmp_path: Path) -> None:
    file(tmp_path, {"name": "a", "url": "json://127.0.0.1/x"})
    (tmp_path / "notify.yaml").chmod(0o644)
    serve = [sys.executable, "-m", "controlroom", "serve", "--port", "0", "--data", str(tmp_path)]
    served = subprocess.run(serve, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    for done in (told(tmp_path, "list"), served):
        assert done.returncode == 2, done
        assert "chmod 600" in done.stderr


def test_without_targets_it_says_how_to_come_by_them(tmp_path: Path) -> None:
    done = told(tmp_path, "test")
    assert (done.returncode, "docs/notify.md" in done.stderr) == (2, True)
    log = told(tmp_path, "log")
    assert (log.returncode, "The outbox is empty" in log.stderr) == (0, True)
