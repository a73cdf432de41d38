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
    from collections.abc import Sequence

    from controlroom.domain.plan import Plan
    from controlroom.planfile.findings import Finding


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("check")(check)


def check(
    show: Annotated[Path, typer.Argument(metavar="SHOW.yaml", help="The plan file.", show_default=False)],
    form: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.text,
    data: Data = None,
) -> None:
    """Check a plan, and print what is found with line and column.

    Exit code 1 when there are errors; warnings alone pass.
    """
    from controlroom.planfile.read import read_any

    settings_of(data)
    findings = read_any(text_of(show)).findings
    if form is Format.json:
        import msgspec

        say(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
    else:
        for line in told(findings, show):
            say(line)
    errors = sum(finding.severity == "error" for finding in findings)
    if errors:
        raise CheckFailed(f"{show}: {errors} error{'s' if errors > 1 else ''}.")
    note(f"{show}: no errors.")


def told(findings: Sequence[Finding], file: Path) -> list[str]:
    """Return a line for each finding, as compilers write them."""
    return [f"{file}:{f.line}:{f.column}: {f.severity}: {f.message} [{f.code}]" for f in findings]


def read_plan(file: Path) -> Plan:
    """Return the plan of a file.

    Raises:
        Wrong: It cannot be read, or has errors of shape or references.
    """
    from controlroom.planfile.read import read_any

    read = read_any(text_of(file))
    if read.plan is None:
        lines = told([f for f in read.findings if f.severity == "error"], file)
        raise Wrong("\n".join([*lines, f"The plan {file} cannot be used: mend the above (controlroom check {file})."]))
    return read.plan


def text_of(file: Path) -> str:
    """Return a plan file's text.

    Raises:
        Wrong: It is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Wrong(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
