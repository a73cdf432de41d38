"""Statements that several tables have alike: rows from one JSON list, the newest of a room kept.

Owns: their form.
Law: every value is a `bindparam` by name or a literal.
Must not know: which tables there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Delete, Insert, Table, bindparam, delete, func, literal, select
from sqlalchemy.dialects.sqlite import insert

LISTED: Final = func.json_each(bindparam("rows")).table_valued("key", "value")
"""One JSON value carries any number of rows in one statement."""


def added(table: Table, fields: Sequence[str]) -> Insert:
    """Return the statement that adds the rows of `rows`: a JSON list of lists of these fields, in its order."""
    parts: list[ColumnElement[Any]] = [
        func.json_extract(LISTED.c.value, literal(f"$[{index}]")) for index in range(len(fields))
    ]
    return insert(table).from_select(fields, select(*parts).order_by(LISTED.c.key))


def pruned(table: Table, kept: int) -> Delete:
    """Return the statement that forgets all of a room's rows (`of_room`) but the newest `kept`, by `nr`."""
    of_room = table.c.room == bindparam("of_room")
    newest = select(table.c.nr).where(of_room).order_by(table.c.nr.desc())
    return delete(table).where(of_room, table.c.nr <= newest.limit(literal(1)).offset(literal(kept)).scalar_subquery())
