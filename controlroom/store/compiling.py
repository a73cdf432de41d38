"""Compiling the statements ahead: `python -m controlroom.store.compiling` writes them anew.

Owns: the way from a Core statement to a `Text`, and the file of all of them, those that make a new database among them.
Law: the file holds exactly what `core` and `schema` say for SQLite; it is written here and by nobody's hand.
Must not know: connections.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from sqlalchemy.sql import ClauseElement

from controlroom.store.core import AREAS
from controlroom.store.schema import METADATA, VERSION
from controlroom.store.statement import COMPILED, MAKING, Text


def compile_clause(clause: ClauseElement) -> Text:
    """Return the text of a clause whose values are `bindparam`s by name (or literals, which stay)."""
    compiled = clause.compile(dialect=dialect(paramstyle="qmark"))
    order = compiled.positiontup  # type: ignore[attr-defined]
    binds = compiled.binds  # type: ignore[attr-defined]
    return Text(
        sql=str(compiled),
        order=tuple(order or ()),
        defaults={name: binds[name].value for name in order or () if not binds[name].required},
    )


def compiled() -> bytes:
    """Return what the file should hold."""
    statements = {f"{MAKING}.{nr:02}": _making(element) for nr, element in enumerate(_elements())}
    for area, clauses in AREAS.items():
        statements |= {f"{area}.{name}": compile_clause(clause) for name, clause in clauses.items()}
    return msgspec.json.format(msgspec.json.encode(statements), indent=1) + b"\n"


def _elements() -> Iterator[ExecutableDDLElement]:
    """Yield what makes the tables and their indexes, each after what it refers to; Alembic's own table last."""
    for table in (*METADATA.sorted_tables, VERSION):
        yield CreateTable(table)
        yield from (CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name)))


def _making(element: ExecutableDDLElement) -> Text:
    return Text(sql=str(element.compile(dialect=dialect())).strip())


def main() -> None:
    """Write the file."""
    (Path(__file__).parent / COMPILED).write_bytes(compiled())


if __name__ == "__main__":
    main()
