"""A statement of SQLAlchemy's, compiled once and then only filled in.

Owns: the way from a Core statement to the text and the places the driver wants.
Law: compiled at import, so that a page's commit costs no SQL building; what a caller gives is always bound,
never spelled out.
Must not know: connections.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.sql import ClauseElement


class Statement:
    """A compiled statement: its text, and the order its values go in.

    Args:
        clause: A Core statement whose values are `bindparam`s by name (or literals, which stay).
    """

    __slots__ = ("_defaults", "_names", "_order", "sql")

    def __init__(self, clause: ClauseElement) -> None:
        compiled = clause.compile(dialect=dialect(paramstyle="qmark"))
        order = compiled.positiontup  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._order: tuple[str, ...] = tuple(order or ())
        binds = compiled.binds  # type: ignore[attr-defined]
        self._names = frozenset(binds)
        self._defaults: dict[str, Any] = {name: bind.value for name, bind in binds.items() if not bind.required}

    def places(self, values: dict[str, Any]) -> list[Any]:
        """Return the values in the driver's order.

        Raises:
            KeyError: A value is missing, or is none of this statement's.
        """
        for name in values.keys() - self._names:
            raise KeyError(name)
        filled = self._defaults | values
        return [filled[name] for name in self._order]
