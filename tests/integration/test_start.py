"""What the server has loaded when it first answers: nothing that only a page, a migration or a feed needs later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import ROOT, command

LATER = frozenset(
    {
        "alembic",
        "babel",
        "httpx",
        "jinja2",
        "openpyxl",
        "prometheus_client",
        "pydantic.v1",
        "rich",
        "sqlalchemy",
        "websockets.asyncio.client",
        "xlsxwriter",
        "yaml",
    }
)

SERVE = """
import os, signal, sys
from controlroom.cli import serve
from controlroom.cli.app import main

def say(text):
    if "listens on" in text:
        print(*(name for name, module in sys.modules.items() if module is not None))
        os.kill(os.getpid(), signal.SIGTERM)

serve.say = say
main(["serve", "--port", "0", "--data", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of a server that answers and has started a room."""
    data = tmp_path_factory.mktemp("data")
    command("rooms", "new", "studio", data=data)
    told = subprocess.run(
        [sys.executable, "-c", SERVE, str(data)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(told.stdout.split())


def test_server_answers_without_what_is_needed_later(loaded: set[str]) -> None:
    assert {"fastapi", "aiosqlite", "controlroom.live.room"} <= loaded
    assert loaded & LATER == set()


def test_a_file_of_the_own_lists_that_nothing_reads_is_named_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "words"
    words.mkdir()
    (words / "lines.tsv").write_text("intent\t扣个波浪\n", encoding="utf-8")
    monkeypatch.setenv("CONTROLROOM_WORDS", str(words))
    told = subprocess.run(
        [sys.executable, "-c", SERVE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert f"{words / 'lines.tsv'} is read by nothing" in told.stderr
