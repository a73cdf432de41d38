"""Alert rules on the command line.

Owns: `rules test`, `rules schema`.
Law: every file is read before any is run; a test that fails prints what was expected beside what came, and the exit
code tells a failure (1) from a file that cannot be used (2).
Must not know: what a rule is, how a test is run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.saying import CheckFailed, Data, Wrong, note, say, settings_of

if TYPE_CHECKING:
    from controlroom.ruletests.reading import Case


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(help="Alert rules: their tests, and these files' JSON Schema.", no_args_is_help=True)
    group.command("test")(run_tests)
    group.command("schema")(schema)
    app.add_typer(group, name="rules")


def run_tests(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.yaml", help="Rule-test files.", show_default=False)],
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="TEXT", help="Only tests whose name has this text.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Run tests of alert rules: series, facts and commands in, instances, incidents and notices out.

    docs/alerts.md has the notation. Exit code 1 when a test fails, 2 when a file cannot be used.
    """
    settings_of(data)
    chosen = [(file, one) for file in files for one in _tests(file) if run is None or run in one.name]
    if not chosen:
        names = ", ".join(map(str, files))
        raise Wrong(f"There is no test in {names}." if run is None else f"No test in {names} has {run!r} in its name.")
    failed = sum(not _passes(one) for _, one in chosen)
    summary = f"{len(chosen)} test{'s' if len(chosen) > 1 else ''}, {failed} failed."
    if failed:
        raise CheckFailed(summary)
    note(summary)


def _tests(file: Path) -> list[Case]:
    """Return the tests of a file; its warnings are told beside.

    Raises:
        Wrong: The file cannot be used.
    """
    from controlroom.ruletests.reading import read_tests

    read = read_tests(file)
    if read.tests is None:
        raise Wrong(f"{read.told()}\n{file}: it cannot be used; nothing is run.")
    if read.findings:
        note(read.told())
    return read.tests


def _passes(one: Case) -> bool:
    from controlroom.ruletests.running import run

    differences = run(one)
    if differences:
        from controlroom.ruletests.compare import told

        say(told(one.name, one.place, differences))
    return not differences


def schema() -> None:
    """Print the JSON Schema of rule-test files, for editors that complete and check while one writes.

    In a file's first line: # yaml-language-server: $schema=PATH
    """
    from controlroom.ruletests.schema import schema_text

    say(schema_text().rstrip("\n"))
