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

from controlroom.ports import SnapshotMark, SnapshotRow
from controlroom.store import fields
from controlroom.store.engine import Reader, Step, Writer
from controlroom.store.statement import Statement

_AT_ONCE: Final = 4
"""Parts in one transaction: about a megabyte."""

_OLD: Final = Statement("snapshots.old")
_PART: Final = Statement("snapshots.part")
_SAVE: Final = Statement("snapshots.save")
_PRUNE: Final = Statement("snapshots.prune")
_LOOSE: Final = Statement("snapshots.loose")
_LATEST: Final = Statement("snapshots.latest")
_PARTS: Final = Statement("snapshots.parts")
_ALL: Final = Statement("snapshots.all")


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
            values = {name: getattr(mark, name) for name in fields.SNAPSHOT}
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
        mark = dict(zip(fields.SNAPSHOT, rows[0], strict=True))
        parts = await self._reader.run(_PARTS, show=show, seq=mark["seq"])
        return SnapshotRow(**mark, parts=tuple(body for (body,) in parts))

    async def all(self, show: str) -> Sequence[SnapshotMark]:
        """Return what there is of the show, oldest first, without the bodies.

        Raises:
            StoreUnavailable: The database cannot be read now.
        """
        rows = await self._reader.run(_ALL, show=show)
        return [SnapshotMark(**dict(zip(fields.SNAPSHOT, row, strict=True))) for row in rows]


async def _in_turns(place: dict[str, object], parts: Iterator[bytes]) -> AsyncIterator[list[Step]]:
    """Yield the steps that write a few parts, then the next few, which are made meanwhile beside the loop."""
    first = 0
    while bodies := await asyncio.to_thread(list, islice(parts, _AT_ONCE)):
        yield [(_PART, place | {"part": part, "body": body}) for part, body in enumerate(bodies, first)]
        first += len(bodies)
