"""What `--help` prints of switches and arguments, for every command there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from controlroom.cli.app import app


def every(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command and group."""
    yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from every(inner, (*words, name))


COMMANDS = sorted(every(get_command(app)))


def helped(*words: str, app: typer.Typer = app) -> str:
    said = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"})
    assert said.exit_code == 0, said.output
    return said.output


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_switch_looks_as_if_it_took_a_value_and_no_argument_stands_in_braces(words: tuple[str, ...]) -> None:
    usage = next(line for line in helped(*words).splitlines() if "Usage:" in line)
    assert "bool" not in helped(*words)
    assert not set(usage) & set("{}")
    assert not any(odd in usage for odd in ("[[", "…"))


def test_what_is_asked_for_stands_by_its_name() -> None:
    assert "rooms new [OPTIONS] ROOM" in helped("rooms", "new")
    assert "--no-browser" in helped("rehearse")
