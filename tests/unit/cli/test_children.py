"""Child processes: heard line by line, and ended for certain."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from controlroom.cli.children import start

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
POLITE = """
import sys
print("你好", flush=True)
print("careful", file=sys.stderr)
sys.exit(3)
"""


WHOSE = "import os\nprint(os.getsid(0))"
Script = Callable[[str], list[str]]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Write a module that a child can run; returns the child's arguments."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(text: str) -> list[str]:
        (tmp_path / "child_script.py").write_text(text, encoding="utf-8")
        return ["child_script"]

    return write


async def test_child_is_heard_to_its_last_line(script: Script) -> None:
    heard: list[str] = []
    told: list[str] = []
    child = await start("child", script(POLITE), heard.append, told.append)
    assert await child.wait() == 3
    assert (heard, told) == (["你好"], ["careful"])
    await child.stop(1)


async def test_child_that_will_not_end_is_killed(script: Script) -> None:
    up = asyncio.Event()
    child = await start("child", script(STUBBORN), lambda _: up.set(), print)
    await asyncio.wait_for(up.wait(), 20)
    began = time.monotonic()
    await child.stop(0.2)
    assert time.monotonic() - began < 5
    assert await child.wait() < 0


async def test_child_has_a_session_of_its_own(script: Script) -> None:
    heard: list[str] = []
    child = await start("child", script(WHOSE), heard.append, print)
    await child.wait()
    assert int(heard[0]) != os.getsid(0)
