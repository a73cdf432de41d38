"""Sheets as a plan's tree: rows become entries, each value with its sheet, row and column.

Owns: which sheet is which table, where its heads stand, where its rows go in the plan.
Law: the tree is the one YAML would have given, so that the same models read it; what is not read is said.
Must not know: files, what a value means.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePath
from typing import Final, NamedTuple

from controlroom.planfile.sheets.cells import NOTHING, value_of
from controlroom.planfile.sheets.columns import (
    EN,
    IN_SHOW,
    OWNER,
    TABLES,
    ZH,
    Column,
    Table,
    heads_of,
    names_of,
    plain_head,
)
from controlroom.planfile.sheets.grid import Cell, Grid
from controlroom.planfile.tree import Path, Place, Scalar, Tree, Value, shown

_HEAD_ROWS: Final = 10
"""Among the first so many rows the heads are looked for: above them stand titles and remarks."""


class _Head(NamedTuple):
    table: Table
    row: int
    columns: dict[int, Column]


def tree_of_grids(grids: Iterable[Grid], tree: Tree) -> Tree:
    """Add what sheets say to `tree`, and return it.

    Args:
        tree: New, but for findings of opening the file.
    """
    found = [(grid, head) for grid in grids if (head := _head(grid, tree)) is not None]
    order = [table.name for table in TABLES]
    building = _Building(tree)
    for grid, head in sorted(found, key=lambda pair: order.index(pair[1].table.name)):
        building.add(grid, head)
    if found:
        tree.value = building.plan
    elif not tree.failed():
        tree.find("empty_plan", (), f"No sheet of a plan is here: name one {_sheet_names()}.", place=Place(1, 1))
    return tree


def _sheet_names() -> str:
    return ", ".join(f"{table.zh} ({table.name})" for table in TABLES)


def _head(grid: Grid, tree: Tree) -> _Head | None:
    """Return which table a sheet is and where its heads stand; None: it is no table of a plan."""
    name = plain_head(PurePath(grid.name).stem)
    named = [table for table in TABLES if name in names_of(table)]
    best: _Head | None = None
    for table in named or TABLES:
        for row, cells in enumerate(grid.rows[:_HEAD_ROWS]):
            columns = _columns(table, cells)
            if len(columns) > (len(best.columns) if best else 1):
                best = _Head(table, row, columns)
    if best is None:
        if any(cell is not None for row in grid.rows for cell in row):
            said = f"The sheet {shown(grid.name)} is not read: its name is none of {_sheet_names()}, and no heads are known."
            tree.find("no_such_sheet", (), said, place=Place(1, 1, grid.name), severity="warning")
        return None
    for column, cell in enumerate(grid.rows[best.row]):
        if cell is not None and column not in best.columns:
            known = [spec.zh for spec in best.table.columns] + [spec.en for spec in best.table.columns]
            near = get_close_matches(str(cell), known, 1)
            meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known[: len(known) // 2])}."
            said = f"The column {shown(str(cell))} is not read: {meant}"
            place = Place(best.row + 1, column + 1, grid.name)
            tree.find("unknown_column", (best.table.into,), said, place=place, severity="warning")
    return best


def _columns(table: Table, cells: list[Cell]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, str):
            head = plain_head(cell)
            column = next((spec for spec in table.columns if head in heads_of(spec)), None)
            if column is not None and column not in found.values():
                found[at] = column
    return found


class _Building:
    """The plan that grows row by row."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.plan: dict[str, Value] = {}

    def add(self, grid: Grid, head: _Head) -> None:
        """Add what a sheet says."""
        for row in range(head.row + 1, len(grid.rows)):
            cells = grid.rows[row]
            if any(at < len(cells) and cells[at] is not None for at in head.columns):
                self._add_row(cells, row, head, grid.name)

    def _add_row(self, cells: list[Cell], row: int, head: _Head, sheet: str) -> None:
        filled = [(at, column) for at, column in head.columns.items() if at < len(cells) and cells[at] is not None]
        zone = self._zone(cells, filled)
        owner, owner_at = None, 0
        read: list[tuple[Column, Value, Place]] = []
        for at, column in filled:
            value = value_of(cells[at], column, zone)
            if column.path == (OWNER,) and isinstance(value, Scalar):
                owner, owner_at = value, at
            elif value is not None:
                read.append((column, value, Place(row + 1, at + 1, sheet)))
        read.sort(key=lambda cell: head.table.columns.index(cell[0]))  # Chinese before English, wherever they stand
        begin = Place(row + 1, min(at for at, _ in filled) + 1, sheet)
        path = self._entry(head.table, owner, begin, Place(row + 1, owner_at + 1, sheet))
        if path is not None:
            self._tree.places.setdefault(path, begin)
            for column, value, place in read:
                self._put(path, column, value, place)

    def _zone(self, cells: list[Cell], filled: list[tuple[int, Column]]) -> str | None:
        own = next((str(cells[at]).strip() for at, column in filled if column.path == ("timezone",)), None)
        show = self.plan.get("show")
        told = show.get("timezone") if isinstance(show, dict) else None
        return own or (told.text if isinstance(told, Scalar) else None)

    def _entry(self, table: Table, owner: Scalar | None, begin: Place, owner_place: Place) -> Path | None:
        """Return the path of a row's new entry; None: nobody owns the row, and somebody must."""
        if table.name == "show":
            self._into(("show",))
            return ("show",)
        if table.name in IN_SHOW:
            return self._append(("show", table.into))
        if table.name == "playbooks":
            if owner is None:
                self._tree.find("missing_key", (table.into,), "Which trouble is it? Name it in this row.", place=begin)
                return None
            return self._into((table.into, owner.text))
        if table.under is None or (owner is None and table.loose):
            return self._append((table.into,))
        owners, key = table.under
        if owner is None:
            said = f"Whose is it? Name the {key} of {owners} in this row."
            self._tree.find("missing_key", (owners,), said, place=begin)
            return None
        return self._append((*self._owner(owners, key, owner, owner_place), table.into))

    def _owner(self, owners: str, key: str, owner: Scalar, place: Place) -> Path:
        """Return the path of the entry of `owners` that is called `owner`; it may stand in another file."""
        entries = self._list((owners,))
        for i, entry in enumerate(entries):
            if isinstance(entry, dict) and isinstance(named := entry.get(key), Scalar) and named.text == owner.text:
                return (owners, i)
        entries.append({key: owner})
        path: Path = (owners, len(entries) - 1)
        self._tree.places[path] = self._tree.places[(*path, key)] = place
        return path

    def _into(self, path: tuple[str, ...]) -> Path:
        inner: dict[str, Value] = self.plan
        for step in path:
            below = inner.setdefault(step, {})
            assert isinstance(below, dict)
            inner = below
        return path

    def _list(self, path: Path) -> list[Value]:
        holder: Value = self.plan
        for step in path[:-1]:
            if isinstance(holder, list) and isinstance(step, int):
                holder = holder[step]
            elif isinstance(holder, dict):
                holder = holder.setdefault(str(step), {})
        assert isinstance(holder, dict)
        found = holder.setdefault(str(path[-1]), [])
        assert isinstance(found, list)
        return found

    def _append(self, path: Path) -> Path:
        entries = self._list(path)
        entries.append({})
        return (*path, len(entries) - 1)

    def _put(self, entry: Path, column: Column, value: Value, place: Place) -> None:
        """Put one cell's value into its row's entry."""
        holder = self._tree_at(entry)
        *above, last = column.path
        path = entry
        for step in above[:-1] if last in {ZH, EN} else above:
            below = holder.setdefault(step, {})
            assert isinstance(below, dict)
            holder, path = below, (*path, step)
        if last not in {ZH, EN}:
            holder[last] = value
            self._note(value, (*path, last), place)
            return
        key = above[-1]
        before = holder.get(key)
        path = (*path, key)
        if isinstance(value, list):
            holder[key] = self._both_lists(before, value, last, path, place)
        elif before is None:
            holder[key] = value
            self._tree.places[path] = place
        else:
            holder[key] = {ZH: before, EN: value}
            self._tree.places[(*path, EN)] = place

    def _both_lists(self, before: Value | None, value: list[Value], lang: str, path: Path, place: Place) -> Value:
        """Return a list of texts, with the second language's beside the first's."""
        if not isinstance(before, list):
            self._note(value, path, place)
            return value
        if len(before) != len(value):
            said = (
                f"Here are {len(value)} texts, and {len(before)} in the other language: write as many, "
                f"{NOTHING} for one that is missing."
            )
            self._tree.find("bad_text", path, said, place=place)
            return before
        pairs: list[Value] = []
        for first, second in zip(before, value, strict=True):
            both = {ZH: first, lang: second}
            kept = {tongue: text for tongue, text in both.items() if text != Scalar(NOTHING, "text")}
            pairs.append(dict(kept) if len(kept) > 1 else next(iter(kept.values()), first))
        return pairs

    def _note(self, value: Value, path: Path, place: Place) -> None:
        self._tree.places[path] = place
        if isinstance(value, list):
            self._tree.places.update({(*path, i): place for i in range(len(value))})

    def _tree_at(self, path: Path) -> dict[str, Value]:
        value: Value = self.plan
        for step in path:
            if isinstance(value, list) and isinstance(step, int):
                value = value[step]
            elif isinstance(value, dict):
                value = value[str(step)]
        assert isinstance(value, dict)
        return value
