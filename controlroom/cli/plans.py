"""Plan files on the command line.

Owns: `check`, `plan template`, `plan import`, `plan schema`, and how a command reads the plan it was given.
Law: a room is refused for errors of shape and references only; every finding names its place. A plan is changed only
after the change was shown, is read again before it is written, and its former text is kept.
Must not know: the rules behind the findings, sheets, YAML.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.plan_texts import apply, copy
from controlroom.cli.rooms import Format
from controlroom.cli.saying import CheckFailed, Data, Wrong, note, say, settings_of, words_of

if TYPE_CHECKING:
    from controlroom.domain.plan import Plan
    from controlroom.planfile.findings import Finding
    from controlroom.planfile.merging import Merged
    from controlroom.planfile.tree import Tree, Value


class Lang(StrEnum):
    """The language of the heads."""

    zh = "zh-CN"
    en = "en"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("check")(check)
    group = typer.Typer(help="Plans as sheets, past shows as plans, the JSON Schema.", no_args_is_help=True)
    group.command("template")(template)
    group.command("import")(import_)
    group.command("schema")(schema)
    group.command("apply")(apply)
    group.command("copy")(copy)
    app.add_typer(group, name="plan")


def check(
    show: Annotated[Path, typer.Argument(metavar="SHOW.yaml", help="The plan file.", show_default=False)],
    form: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.text,
    room: Annotated[str, typer.Option(metavar="ROOM", help="Read by this room's own lists of words too.")] = "",
    data: Data = None,
) -> None:
    """Check a plan: shape, references, the trade's rules, wording; each finding with line and column.

    Exit code 1 when there are errors; warnings alone pass. Wording is for a person to decide.
    """
    from controlroom.planfile.check import check_file

    read = check_file(show, words_of(settings_of(data), room).finder)
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


def template(
    out: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="FILE", help=".xlsx, or .csv called after a sheet; may be repeated."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="SHOW.yaml", help="Fill in this plan.", show_default="a small example"),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="The language of the heads; both are read.")] = Lang.zh,
    data: Data = None,
) -> None:
    """Write a plan as sheets, to be filled in and imported.

    A CSV file holds one sheet and is called after it: products.csv, segments.csv, tasks.csv ….
    """
    from controlroom.planfile.sheets.door import example, write_sheets

    settings_of(data)
    plan = example() if source is None else _value_of(source)
    for path in out or [Path("plan-template.xlsx")]:
        if path.exists():
            raise Wrong(f"{path} exists already: name another file, or delete it.")
        try:
            write_sheets(path, plan, lang)
        except ValueError as error:
            raise Wrong(str(error)) from error
        say(str(path))


def import_(
    sheets: Annotated[list[Path], typer.Argument(metavar="FILE", help="XLSX or CSV files.", show_default=False)],
    into: Annotated[
        Path | None, typer.Option(metavar="SHOW.yaml", help="The plan to bring them into; else it is printed as YAML.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    data: Data = None,
) -> None:
    """Read a plan from sheets, show what changes, and merge it by id.

    What the sheets do not say stays as it was, comments too; nothing is deleted. The former text is kept as SHOW.yaml.bak.
    Exit code 1 when the sheets, or the plan with them, have errors; then nothing is written.
    """
    from controlroom.planfile.check import check_tree
    from controlroom.planfile.merging import merge
    from controlroom.planfile.sheets.door import tree_of_sheets
    from controlroom.planfile.tree import Tree
    from controlroom.planfile.yamledit import whole

    settings_of(data)
    name = sheets[0].name if len(sheets) == 1 else "sheets"
    newer = tree_of_sheets(sheets)
    if newer.failed():
        _tell(newer.findings, name, name)
        raise CheckFailed(f"{name}: it has errors; nothing is written.")
    base = Tree(value={}) if into is None or not into.exists() else _tree_of(into)
    merged = merge(base, newer)
    read = check_tree(merged.tree)
    _tell([f for f in read.findings if f.severity == "error" or f.sheet is not None], name, str(into or name))
    if read.plan is None:
        raise CheckFailed(f"{into or name}: with these sheets it has errors; nothing is written.")
    if into is None:
        say(whole(_mapping(merged.tree.value)).rstrip("\n"))
        return
    for line in merged.told():
        say(line)
    if not merged.changes:
        note(f"{into}: it says all this already.")
    elif dry_run:
        note(f"{into}: {len(merged.changes)} changes, none written.")
    else:
        _write(into, merged, read.plan)


def _write(into: Path, merged: Merged, plan: Plan) -> None:
    """Write a merged plan, in place of the former text, which is kept beside it.

    Raises:
        Wrong: The text cannot be edited so that it reads back as the merged plan.
    """
    from controlroom.planfile.read import read_yaml
    from controlroom.planfile.yamledit import CannotEdit, edited, whole

    before = into.read_bytes() if into.exists() else None
    try:
        new = edited(before.decode("utf-8-sig"), merged.changes) if before else whole(_mapping(merged.tree.value))
        good = read_yaml(new).plan == plan
    except CannotEdit:
        good, new = False, ""
    if not good:
        mend = f"mend what `controlroom check {into}` says (unquoted texts, & and *), or write the changes by hand"
        raise Wrong(f"{into}: its text cannot be changed in place: {mend}. Nothing is written.")
    if before is not None:
        into.with_name(into.name + ".bak").write_bytes(before)
    fresh = into.with_name(into.name + ".new")
    fresh.write_bytes(new.encode())
    os.replace(fresh, into)
    note(f"{into}: {len(merged.changes)} changes written.")


def _tree_of(file: Path) -> Tree:
    """Return a plan's tree, without findings.

    Raises:
        Wrong: The plan has errors.
    """
    from controlroom.planfile.read import reading, tree_of_file

    tree = tree_of_file(file)
    read, _ = reading(tree, str(file))
    if read.plan is None:
        lines = [finding.told(read.name) for finding in read.findings if finding.severity == "error"]
        raise Wrong("\n".join([*lines, f"The plan {file} has errors of its own: mend them first."]))
    tree.findings = []
    return tree


def _value_of(file: Path) -> dict[str, Value]:
    return _mapping(_tree_of(file).value)


def _mapping(value: Value | None) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _tell(findings: list[Finding], sheets: str, plan: str) -> None:
    """Tell findings beside the answer, each with the name of the file it is about."""
    for finding in findings:
        note(finding.told(sheets if finding.sheet is not None else plan))


def schema() -> None:
    """Print the plan's JSON Schema, for editors that complete and check while one writes.

    In a plan's first line: # yaml-language-server: $schema=PATH
    """
    from controlroom.planfile.schema import schema_text

    say(schema_text().rstrip("\n"))
