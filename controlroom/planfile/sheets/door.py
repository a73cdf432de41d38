"""The sheets' door: workbooks and CSV files become a tree; a plan becomes a workbook or CSV files.

Owns: the one way from files of sheets to a tree, and from a plan to such files.
Law: the tree is read and merged as any other; the template is a plan that reads without findings.
Must not know: the command line, what is in a plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from controlroom.planfile.sheets.columns import TABLES, ZH
from controlroom.planfile.sheets.fill import table_named, write_csv, write_workbook
from controlroom.planfile.sheets.grid import grids_of
from controlroom.planfile.sheets.rows import tree_of_grids
from controlroom.planfile.tree import Tree, Value
from controlroom.planfile.yamltree import tree_of_yaml


def tree_of_sheets(paths: Iterable[Path]) -> Tree:
    """Return what workbooks and CSV files say together.

    Raises:
        OSError: A file cannot be opened.
    """
    tree = Tree()
    grids = [grid for path in paths for grid in grids_of(path, tree)]
    return tree_of_grids(grids, tree)


def example() -> dict[str, Value]:
    """Return the plan that the template shows."""
    text = files("controlroom.planfile.sheets").joinpath("example.yaml").read_text(encoding="utf-8")
    value = tree_of_yaml(text).value
    return value if isinstance(value, dict) else {}


def write_sheets(path: Path, plan: dict[str, Value], lang: str = ZH) -> None:
    """Write a plan as a workbook, or the sheet a CSV file is called after.

    Args:
        lang: The heads' language, zh-CN or en.

    Raises:
        ValueError: The name's ending is another, or a CSV file is called after no sheet.
        OSError: The file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        write_workbook(path, plan, lang)
        return
    if path.suffix.lower() != ".csv":
        raise ValueError(f"{path}: plans are written as .xlsx or .csv: name one of these.")
    table = table_named(path)
    if table is None:
        names = ", ".join(f"{table.name}.csv" for table in TABLES)
        raise ValueError(f"{path}: a CSV file holds one sheet and is called after it: one of {names}.")
    write_csv(path, plan, table, lang)
