"""Plans in SQL: each room's versions, and how far a plan was rehearsed.

Owns: their statements, and the numbering of versions.
Law: a version is never changed or lost; the same document again, one after the other, is the same version.
Must not know: what a plan says, what its digest covers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from controlroom.ports import PlanMark, PlanRow, Rehearsed
from controlroom.store import fields
from controlroom.store.engine import Reader, Writer
from controlroom.store.statement import Statement

_ALL: Final = Statement("plans.all")
_ONE: Final = Statement("plans.one")
_NEWEST: Final = Statement("plans.newest")
_SAYING: Final = Statement("plans.saying")
_SAVE: Final = Statement("plans.save")
_REHEARSE: Final = Statement("plans.rehearse")
_REHEARSED: Final = Statement("plans.rehearsed")


class SqlPlans:
    """`ports.Plans` on SQL.

    Args:
        writer: Durable: a plan is what a person entered.
        reader: Reads.
    """

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def save(self, room: str, saved_ms: int, source: str, digest: str, document: str) -> int:
        """Keep a plan and return its version; the newest one's when that has the same document.

        Raises:
            LookupError: There is no such room.
        """
        newest = await self._reader.run(_NEWEST, of_room=room)
        if newest and newest[0][fields.PLAN.index("document")] == document:
            return int(newest[0][fields.PLAN.index("version")])
        values = {"room": room, "of_room": room, "saved_ms": saved_ms, "source": source, "digest": digest}
        try:
            rows = await self._writer.run(_SAVE, document=document, **values)
        except sqlite3.IntegrityError as error:
            raise LookupError(f"no room {room!r} in the book: make it with `controlroom rooms new`") from error
        return int(rows[0][0])

    async def all(self, room: str) -> Sequence[PlanMark]:
        """Return the room's versions, oldest first, without their documents."""
        rows = await self._reader.run(_ALL, of_room=room)
        return [PlanMark(**dict(zip(fields.PLAN_MARK, row, strict=True))) for row in rows]

    async def plan(self, room: str, version: int) -> PlanRow | None:
        """Return a version."""
        return _row(await self._reader.run(_ONE, of_room=room, number=version))

    async def saying(self, room: str, digest: str) -> PlanRow | None:
        """Return the newest version of this digest."""
        return _row(await self._reader.run(_SAYING, of_room=room, of_digest=digest))

    async def rehearse(self, row: Rehearsed) -> None:
        """Keep how far a plan was rehearsed; the rehearsal that reached most counts, of equal ones the newest."""
        await self._writer.run(_REHEARSE, **{name: getattr(row, name) for name in fields.REHEARSED})

    async def rehearsed(self, digest: str) -> Rehearsed | None:
        """Return how far a plan of this digest was rehearsed; None: never."""
        rows = await self._reader.run(_REHEARSED, of_digest=digest)
        return Rehearsed(**dict(zip(fields.REHEARSED, rows[0], strict=True))) if rows else None


def _row(rows: Sequence[Sequence[object]]) -> PlanRow | None:
    return PlanRow(**dict(zip(fields.PLAN, rows[0], strict=True))) if rows else None  # type: ignore[arg-type]
