"""Snapshots in SQL: a fold's state, as it was packed, in parts.

Owns: which snapshots are kept.
Law: the three saved last are kept, and always the one that reaches farthest; a snapshot may be lost with
the machine's power, for the journal has everything, but is never half there: its row is written after its parts. Parts
go a few at a time, so that the journal's pages have their turn between them.
Must not know: what a state holds.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, literal, or_, select

from controlroom.ports import SnapshotMark, SnapshotRow
from controlroom.store.engine import Reader, Step, Writer
from controlroom.store.schema import SNAPSHOT_PARTS, SNAPSHOTS
from controlroom.store.statement import Statement

KEPT: Final = 3
_AT_ONCE: Final = 4
"""Parts in one transaction: about a megabyte."""

_FIELDS: Final = ("show", "seq", "as_of_ms", "fold_version", "digest")
_PART_FIELDS: Final = ("show", "seq", "part", "body")
_MINE: Final = SNAPSHOTS.c.show == bindparam("show")
_OLD: Final = Statement(delete(SNAPSHOTS).where(_MINE, SNAPSHOTS.c.seq == bindparam("seq")))
_PART: Final = Statement(insert(SNAPSHOT_PARTS).values({name: bindparam(name) for name in _PART_FIELDS}))
_SAVE: Final = Statement(insert(SNAPSHOTS).values({name: bindparam(name) for name in _FIELDS}))
_NEWEST: Final = select(SNAPSHOTS.c.nr).where(_MINE).order_by(SNAPSHOTS.c.nr.desc()).limit(literal(KEPT))
_PRUNE: Final = Statement(
    delete(SNAPSHOTS).where(
        _MINE,
        SNAPSHOTS.c.nr.not_in(_NEWEST),
        SNAPSHOTS.c.seq < select(func.max(SNAPSHOTS.c.seq)).where(_MINE).scalar_subquery(),
    )
)
_LOOSE: Final = Statement(
    delete(SNAPSHOT_PARTS).where(
        SNAPSHOT_PARTS.c.show == bindparam("show"),
        SNAPSHOT_PARTS.c.seq.not_in(select(SNAPSHOTS.c.seq).where(_MINE)),
    )
)
"""Parts without a row: of snapshots that are no longer kept, or were never finished."""

_COLUMNS: Final = select(*(SNAPSHOTS.c[name] for name in _FIELDS)).where(_MINE)
_LATEST: Final = Statement(
    _COLUMNS.where(
        SNAPSHOTS.c.fold_version == bindparam("fold_version"),
        or_(bindparam("before_seq").is_(None), SNAPSHOTS.c.seq < bindparam("before_seq")),
    )
    .order_by(SNAPSHOTS.c.seq.desc())
    .limit(literal(1))
)
_PARTS: Final = Statement(
    select(SNAPSHOT_PARTS.c.body)
    .where(SNAPSHOT_PARTS.c.show == bindparam("show"), SNAPSHOT_PARTS.c.seq == bindparam("seq"))
    .order_by(SNAPSHOT_PARTS.c.part)
)
_ALL: Final = Statement(_COLUMNS.order_by(SNAPSHOTS.c.seq))


class SqlSnapshots:
    """`ports.Snapshots` on SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def save(self, mark: SnapshotMark, parts: Iterable[bytes]) -> None:
        """Store a snapshot (replacing one of the same show and seq) and drop those that are no longer kept.

        Raises:
            StoreUnavailable: It was not stored.
            LookupError: There is no such show.
        """
        show, place = {"show": mark.show}, {"show": mark.show, "seq": mark.seq}
        try:
            await self._writer.together([(_OLD, place), (_LOOSE, show)])
            async for steps in _in_turns(place, iter(parts)):
                await self._writer.together(steps)
            values = {name: getattr(mark, name) for name in _FIELDS}
            await self._writer.together([(_SAVE, values), (_PRUNE, show), (_LOOSE, show)])
        except sqlite3.IntegrityError as error:
            raise LookupError(f"no show {mark.show!r} in the book: open it before keeping its snapshots") from error

    async def latest(self, show: str, fold_version: int, before_seq: int | None = None) -> SnapshotRow | None:
        """Return the newest snapshot of this fold version, with seq < `before_seq` when given.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        rows = await self._reader.run(_LATEST, show=show, fold_version=fold_version, before_seq=before_seq)
        if not rows:
            return None
        mark = dict(zip(_FIELDS, rows[0], strict=True))
        parts = await self._reader.run(_PARTS, show=show, seq=mark["seq"])
        return SnapshotRow(**mark, parts=tuple(body for (body,) in parts))

    async def all(self, show: str) -> Sequence[SnapshotMark]:
        """Return what there is of the show, oldest first, without the bodies.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        rows = await self._reader.run(_ALL, show=show)
        return [SnapshotMark(**dict(zip(_FIELDS, row, strict=True))) for row in rows]


async def _in_turns(place: dict[str, object], parts: Iterator[bytes]) -> AsyncIterator[list[Step]]:
    """Yield the steps that write a few parts, then the next few, which are made meanwhile beside the loop."""
    first = 0
    while bodies := await asyncio.to_thread(list, islice(parts, _AT_ONCE)):
        yield [(_PART, place | {"part": part, "body": body}) for part, body in enumerate(bodies, first)]
        first += len(bodies)
