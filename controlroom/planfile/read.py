"""Reading a plan: from a YAML text, from JSON, from a file by its suffix.

Owns: the one way from a document to `ReadPlan`, the same for every door.
Law: whatever is given, the answer is a plan or findings that say why not; nothing is raised for what is in a document.
Must not know: rooms, shows, the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from controlroom.planfile.findings import Finding, ReadPlan
from controlroom.planfile.jsontree import tree_of_json
from controlroom.planfile.mends import explain
from controlroom.planfile.models import PlanFile
from controlroom.planfile.resolve import resolve
from controlroom.planfile.tree import Place, Tree
from controlroom.planfile.yamltree import tree_of_yaml

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


def read_any(path: Path) -> ReadPlan:
    """Return the plan of a file, whose suffix says how it is written.

    Raises:
        OSError: The file cannot be opened.
    """
    name = str(path)
    if path.suffix.lower() not in YAML_SUFFIXES:
        kind = f"{path.suffix} files" if path.suffix else "files without a suffix"
        said = f"Plans are read from {' and '.join(YAML_SUFFIXES)} files, not from {kind}: write the plan as YAML."
        return _refused(name, Finding(severity="error", code="unknown_format", path="", message=said, line=1, column=1))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = _place_after(before)
        said = "The file is not UTF-8 (GBK, perhaps): save it again with the encoding UTF-8."
        finding = Finding(
            severity="error", code="not_utf8", path="", message=said, line=place.line, column=place.column
        )
        return _refused(name, finding)
    return read_yaml(text, name)


def _place_after(before: bytes) -> Place:
    """Return the place that follows `before`, which is good UTF-8."""
    text = before.decode("utf-8-sig")
    return Place(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _refused(name: str, finding: Finding) -> ReadPlan:
    return ReadPlan(plan=None, findings=[finding], name=name)


def _read(tree: Tree, name: str) -> ReadPlan:
    plan = None
    if tree.value is not None:
        try:
            file = PlanFile.model_validate(tree.value)
        except ValidationError as error:
            explain(tree, error)
        else:
            plan = resolve(file, tree)
    findings = sorted(tree.findings, key=lambda finding: (finding.line or 0, finding.column or 0))
    return ReadPlan(plan=plan, findings=findings, name=name)
