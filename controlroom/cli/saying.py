"""How the command line speaks: what is asked for to standard output, all else to standard error.

Owns: the errors of commands, the options that all share, tables.
Law: standard output holds the answer alone, so that it can be piped; addresses and keys are never wrapped or coloured.
Must not know: what is said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from controlroom.settings import Settings
    from controlroom.words.reader import Reader

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder.", show_default="CONTROLROOM_DATA, else your own"),
]
Room = Annotated[str, typer.Argument(metavar="ROOM", help="The room's name.", show_default=False)]


class Wrong(Exception):
    """Bad arguments or input (exit 2); the message says what, where and the mend."""


class CheckFailed(Exception):
    """What was checked is not in order (exit 1); the message says so."""


def settings_of(data: Path | None) -> Settings:
    """Return the settings of the environment, with the data folder of the command line.

    Raises:
        Wrong: A CONTROLROOM_ variable cannot be used.
    """
    from controlroom.settings import load

    try:
        return load(os.environ, data)
    except ValueError as error:
        raise Wrong(f"{error}.") from error


def here(settings: Settings) -> str:
    """Return the words that name the data folder in another command; empty for the user's own."""
    from controlroom.settings import load

    usual = load(os.environ).data
    return "" if settings.data == usual else f" --data {settings.data}"


def words_of(settings: Settings, room: str) -> Reader:
    """Return the reader of a room's comments and words, by the lists that its server would read; what nothing reads is named.

    Raises:
        BadWords: A list of the house cannot be read.
    """
    from controlroom.live.wordlists import WordLists

    lists = WordLists(settings.words)
    for sentence in lists.unread:
        note(sentence)
    return lists.of(room)


def say(text: str) -> None:
    """Print a line of the answer."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Tell the person something beside the answer."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> None:
    """Print a table; into a pipe it is as wide as it needs to be.

    Args:
        right: Columns of numbers.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else 10_000, highlight=False)
    numbers = frozenset(right)
    drawn = Table(box=None, pad_edge=False, header_style="bold" if terminal else "")
    for column, head in enumerate(heads):
        drawn.add_column(head, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text("-" if cell is None else str(cell)) for cell in row))
    console.print(drawn)
