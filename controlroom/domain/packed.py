"""Bytes by id, for very many that are hardly ever touched again.

Owns: how they are frozen: in columns, for which nothing has to be walked in Python.
Law: what comes out of the columns is what went in, in the same order.
Must not know: what the bytes hold.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

Columns = tuple[list[str], list[int], bytes]
"""The ids, how long each one's bytes are, and all bytes one after another."""


class Packed:
    """Bytes by id."""

    __slots__ = ("rows",)

    def __init__(self, columns: Columns | None = None) -> None:
        self.rows: dict[str, bytes] = {}
        if columns is not None:
            ids, lengths, body = columns
            ends = pairwise(accumulate(lengths, initial=0))
            self.rows = {id_: body[begin:end] for id_, (begin, end) in zip(ids, ends, strict=True)}

    def __eq__(self, other: object) -> bool:
        """Tell whether two hold the same, in the same order."""
        if not isinstance(other, Packed):
            return NotImplemented
        return self.columns() == other.columns()

    __hash__ = None  # type: ignore[assignment]

    def columns(self) -> Columns:
        """Return everything."""
        rows = self.rows
        return list(rows), list(map(len, rows.values())), b"".join(rows.values())
