"""What the comments of a file are.

Owns: `comments classify`.
Law: one comment a line in, one line out, in their order, each as soon as it is read; nothing of it is kept.
Must not know: how a comment is classified.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.plans import read_plan
from controlroom.cli.saying import Data, settings_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    part = typer.Typer(help="What viewers write.", no_args_is_help=True)
    part.command("classify")(classify)
    app.add_typer(part, name="comments")


def classify(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="One comment a line, UTF-8; without it: standard input.", show_default=False
        ),
    ] = None,
    room: Annotated[str, typer.Option(metavar="ROOM", help="Read by this room's own lists too.")] = "",
    plan: Annotated[
        Path | None,
        typer.Option(metavar="SHOW.yaml", help="Know the products of this plan by their names.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Say what comments are: intent, question, negative, praise, spam or other.

    Prints a line for each line: the class, a tab, the comment as it was.
    """
    words = words_of(settings_of(data), room)
    read = (words.among(read_plan(plan).product_names) if plan is not None else words).kind
    if file is None:
        _tell(sys.stdin.buffer, read)
        return
    with file.open("rb") as lines:
        _tell(lines, read)


def _tell(lines: Iterable[bytes], read: Callable[[str], str]) -> None:
    for raw in lines:
        text = raw.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r\n")
        sys.stdout.write(f"{read(text)}\t{text}\n")
        sys.stdout.flush()
