"""Plan files on the command line.

Owns: `check`, and how a command reads the plan it was given.
Law: a room is refused for errors of shape and references only; every finding names its line and column.
Must not know: the rules behind the findings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.rooms import Format
from controlroom.cli.saying import CheckFailed, Data, Wrong, note, say, settings_of

if TYPE_CHECKING:
    from controlroom.domain.plan import Plan


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("check")(check)


def check(
    show: Annotated[Path, typer.Argument(metavar="SHOW.yaml", help="The plan file.", show_default=False)],
    form: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.text,
    data: Data = None,
) -> None:
    """Check a plan: shape, references, the trade's rules, wording; each finding with line and column.

    Exit code 1 when there are errors; warnings alone pass. Wording is for a person to decide.
    """
    from controlroom.planfile.check import check_file

    settings_of(data)
    read = check_file(show)
    if form is Format.json:
        import msgspec

        say(msgspec.json.format(msgspec.json.encode(read.findings), indent=2).decode())
    elif read.findings:
        say(read.told())
    counts = [
        f"{count} {word}{'s' if count > 1 and word != 'to know' else ''}"
        for severity, word in (("error", "error"), ("warning", "warning"), ("info", "to know"))
        if (count := sum(finding.severity == severity for finding in read.findings))
    ]
    summary = f"{show}: {', '.join(counts) or 'nothing found'}."
    if any(finding.severity == "error" for finding in read.findings):
        raise CheckFailed(summary)
    note(summary)


def read_plan(file: Path) -> Plan:
    """Return the plan of a file.

    Raises:
        Wrong: It cannot be read, or has errors of shape or references.
    """
    from controlroom.planfile.read import read_any

    read = read_any(file)
    if read.plan is None:
        lines = [finding.told(read.name) for finding in read.findings if finding.severity == "error"]
        raise Wrong("\n".join([*lines, f"The plan {file} cannot be used: mend the above (controlroom check {file})."]))
    return read.plan
