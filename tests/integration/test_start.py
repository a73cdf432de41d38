"""What the server has loaded when it first answers: nothing that only a page, a migration or a feed needs later."""

from __future__ import annotations

import subprocess
import sys

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
