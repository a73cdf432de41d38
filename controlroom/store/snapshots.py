"""Snapshots in SQL: a fold's state, as it was packed.

Owns: which snapshots are kept.
Law: the three saved last are kept, and always the one that reaches farthest; a snapshot may be lost with
the machine's power, for the journal has everything, but is never half there.
Must not know: what a state holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, func, literal, or_, select
from sqlalchemy.dialects.sqlite import insert

from controlroom.ports import SnapshotMark, SnapshotRow
from controlroom.store.engine import Reader, Writer
from controlroom.store.schema import SNAPSHOTS
from controlroom.store.statement import Statement

KEPT: Final = 3

_FIELDS: Final = ("show", "seq", "as_of_ms", "fold_version", "digest", "body")
_MINE: Final = SNAPSHOTS.c.show == bindparam("show")
_OLD: Final = Statement(delete(SNAPSHOTS).where(_MINE, SNAPSHOTS.c.seq == bindparam("seq")))
_SAVE: Final = Statement(insert(SNAPSHOTS).values({name: bindparam(name) for name in _FIELDS}))
_NEWEST: Final = select(SNAPSHOTS.c.nr).where(_MINE).order_by(SNAPSHOTS.c.nr.desc()).limit(literal(KEPT))
_PRUNE: Final = Statement(
    delete(SNAPSHOTS).where(
        _MINE,
        SNAPSHOTS.c.nr.not_in(_NEWEST),
        SNAPSHOTS.c.seq < select(func.max(SNAPSHOTS.c.seq)).where(_MINE).scalar_subquery(),
    )
)
_COLUMNS: Final = select(*(SNAPSHOTS.c[name] for name in _FIELDS)).where(_MINE)
_LATEST: Final = Statement(
    _COLUMNS.where(
        SNAPSHOTS.c.fold_version == bindparam("fold_version"),
        or_(bindparam("before_seq").is_(None), SNAPSHOTS.c.seq < bindparam("before_seq")),
    )
    .order_by(SNAPSHOTS.c.seq.desc())
    .limit(literal(1))
)
_ALL: Final = Statement(select(*(SNAPSHOTS.c[name] for name in _FIELDS[:-1])).where(_MINE).order_by(SNAPSHOTS.c.seq))


class SqlSnapshots:
    """`ports.Snapshots` on SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def save(self, row: SnapshotRow) -> None:
        """Store a snapshot (replacing one of the same show and seq) and drop those that are no longer kept.

        Raises:
            StoreUnavailable: Nothing was written.
            LookupError: There is no such show.
        """
        values = {name: getattr(row, name) for name in _FIELDS}
        place = {"show": row.show, "seq": row.seq}
        try:
            await self._writer.together([(_OLD, place), (_SAVE, values), (_PRUNE, {"show": row.show})])
        except sqlite3.IntegrityError as error:
            raise LookupError(f"no show {row.show!r} in the book: open it before keeping its snapshots") from error

    async def latest(self, show: str, fold_version: int, before_seq: int | None = None) -> SnapshotRow | None:
        """Return the newest snapshot of this fold version, with seq < `before_seq` when given.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        rows = await self._reader.run(_LATEST, show=show, fold_version=fold_version, before_seq=before_seq)
        return SnapshotRow(**dict(zip(_FIELDS, rows[0], strict=True))) if rows else None

    async def all(self, show: str) -> Sequence[SnapshotMark]:
        """Return what there is of the show, oldest first, without the bodies.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        rows = await self._reader.run(_ALL, show=show)
        return [SnapshotMark(**dict(zip(_FIELDS[:-1], row, strict=True))) for row in rows]
