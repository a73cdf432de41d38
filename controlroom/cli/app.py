"""The command line: which commands there are, and what becomes of an error.

Owns: the tree of commands, exit codes (0 done, 1 the check failed, 2 bad arguments or input).
Law: nothing heavy is imported before a command is known, so that `--help` is there at once; an expected error is a
message that says what, where and the mend, never a traceback.
Must not know: what the commands do.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, NoReturn

import typer

from controlroom import __version__
from controlroom.cli import (
    audit,
    comments,
    draw,
    feeds,
    links,
    notify,
    people,
    plans,
    rehearse,
    replay,
    rooms,
    rules,
    serve,
    shows,
    spend,
    upload,
)
from controlroom.cli.helping import show_plainly
from controlroom.cli.saying import CheckFailed, Wrong, note

_HELP: Final = """The control room for live-commerce shows.

[bold]controlroom rehearse[/bold] plays a simulated show, with all its screens.
For a show of your own: [bold]serve[/bold], then [bold]rooms new[/bold], [bold]keys new[/bold] and [bold]links[/bold].

Every command takes --data DIR (else CONTROLROOM_DATA, else your own).
"""

app: Final = typer.Typer(
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"controlroom {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


for _part in (
    rehearse,
    serve,
    rooms,
    links,
    feeds,
    notify,
    plans,
    rules,
    replay,
    shows,
    spend,
    upload,
    draw,
    comments,
    people,
    audit,
):
    _part.register(app)
show_plainly(app)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code.

    Args:
        argv: Without the program's name; None: the process's own.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        app(args=None if argv is None else list(argv), prog_name="controlroom")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as error:  # the supervisor of a command: what is not expected goes on as a traceback
        reasons = list(_leaves(error))
        codes = [_code(reason) for reason in reasons]
        if any(code is None for code in codes):
            raise
        for reason in reasons:
            note(_words(reason))
        raise SystemExit(max(code for code in codes if code is not None)) from None
    raise SystemExit(0)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors of a group, or the error itself."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _code(error: BaseException) -> int | None:
    """Return the exit code of an expected error; None: it is not one."""
    if isinstance(error, CheckFailed):
        return 1
    if isinstance(error, Wrong | OSError):
        return 2
    # Named, not imported: a command that did not load the floor cannot raise its errors.
    names = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("controlroom.")}
    return 2 if names & _EXPECTED else None


_EXPECTED: Final = frozenset(
    {"StoreUnavailable", "Occupied", "BadTargets", "BadRoom", "CannotListen", "BadLine", "NotAShow", "BadWords"}
)


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or error}."
    return str(error)
