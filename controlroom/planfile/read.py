"""Reading a plan: from a YAML text, from JSON, from a file by its suffix.

Owns: the one way from a document to `ReadPlan`, the same for every door.
Law: whatever is given, the answer is a plan or findings that say why not; nothing is raised for what is in a document.
Must not know: rooms, shows, the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Final

from pydantic import ValidationError

from controlroom.planfile.commas import rejoin
from controlroom.planfile.findings import Finding, ReadPlan
from controlroom.planfile.jsontree import tree_of_json
from controlroom.planfile.mends import explain
from controlroom.planfile.models import MANY_TEXTS, MANY_TEXTS_OF_SEGMENT, PlanFile
from controlroom.planfile.resolve import resolve
from controlroom.planfile.tree import Path, Place, Tree
from controlroom.planfile.yamltree import tree_of_yaml

SHEET_SUFFIXES: Final = (".xlsx", ".xlsm", ".csv", ".tsv")
YAML_SUFFIXES: Final = (".yaml", ".yml")


def read_yaml(text: str, name: str = "plan") -> ReadPlan:
    """Return the plan that a YAML text says, or why it cannot be read.

    Args:
        name: What the findings call the text, such as its file's name.
    """
    return _read(tree_of_yaml(text), name)


def read_json(data: bytes | str | Mapping[str, object], name: str = "plan") -> ReadPlan:
    """Return the plan that a JSON document says, or why it cannot be read; findings have a path and no line.

    Args:
        data: JSON as bytes or text, or as decoded by a JSON decoder; the plan file's shape.
    """
    return _read(tree_of_json(data), name)


def read_any(path: FilePath) -> ReadPlan:
    """Return the plan of a file, whose suffix says how it is written.

    Raises:
        OSError: The file cannot be opened.
    """
    return _read(tree_of_file(path), str(path))


def tree_of_file(path: FilePath, first: str = "show") -> Tree:
    """Return the tree of a file, whose suffix says how it is written.

    Args:
        first: The key that it begins with.

    Raises:
        OSError: The file cannot be opened.
    """
    if path.suffix.lower() in SHEET_SUFFIXES:
        from controlroom.planfile.sheets.door import tree_of_sheets

        return tree_of_sheets([path])
    tree = Tree()
    if path.suffix.lower() not in YAML_SUFFIXES:
        kind = f"{path.suffix} files" if path.suffix else "files without a suffix"
        known = ", ".join([*YAML_SUFFIXES, *SHEET_SUFFIXES])
        said = f"Plans are read from {known} files, not from {kind}: write the plan as YAML, or as a workbook."
        tree.find("unknown_format", (), said, place=Place(1, 1))
        return tree
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = "The file is not UTF-8 (GBK, perhaps): save it again with the encoding UTF-8."
        tree.find("not_utf8", (), said, place=_place_after(data[: error.start]))
        return tree
    return tree_of_yaml(text, first)


def _place_after(before: bytes) -> Place:
    """Return the place that follows `before`, which is good UTF-8."""
    text = before.decode("utf-8-sig")
    return Place(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _read(tree: Tree, name: str) -> ReadPlan:
    return reading(tree, name)[0]


def reading(tree: Tree, name: str) -> tuple[ReadPlan, PlanFile | None]:
    """Return what a tree says, and the models it was read through; None: their shape is wrong.

    Args:
        tree: As a door made it; what is found is added to it.
    """
    plan, file = None, None
    if tree.value is not None:
        for path in _of_many_texts(tree):
            rejoin(tree, path)
        try:
            file = PlanFile.model_validate(tree.value)
        except ValidationError as error:
            explain(tree, error)
        else:
            plan = resolve(file, tree)
    return ReadPlan(plan=plan, findings=in_order(tree.findings), name=name), file


def in_order(findings: list[Finding]) -> list[Finding]:
    """Return findings in the file's order."""
    return sorted(findings, key=lambda finding: (finding.sheet or "", finding.line or 0, finding.column or 0))


def _of_many_texts(tree: Tree) -> list[Path]:
    """Return the paths of the sections in which a text that a comma cut is joined again."""
    segments = tree.at(("segments",))
    count = len(segments) if isinstance(segments, list) else 0
    inside: list[Path] = [("segments", i, name) for i in range(count) for name in MANY_TEXTS_OF_SEGMENT]
    return [*((name,) for name in MANY_TEXTS), *inside]
