"""What people did that no journal holds, in SQL.

Owns: its statements, and how many are kept.
Law: it is written without waiting for the disk; of a room the newest `ASIDES_KEPT` are kept.
Must not know: who did it, or why it was refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from controlroom.domain.asides import Aside
from controlroom.domain.roles import Role
from controlroom.store import fields
from controlroom.store.engine import Reader, Step, Writer
from controlroom.store.statement import Statement

_ENTER: Final = Statement("asides.enter")
_PRUNE: Final = Statement("asides.prune")
_OF_SHOW: Final = Statement("asides.of_show")


class SqlAsides:
    """Asides on SQL (`live.asides.AsideBook`).

    Args:
        quick: For what was seen in passing.
        reader: Reads.
    """

    def __init__(self, quick: Writer, reader: Reader) -> None:
        self._quick = quick
        self._reader = reader

    async def enter(self, asides: Sequence[Aside]) -> None:
        """Enter asides, all at once, and forget those beyond the bound.

        Raises:
            LookupError: There is no such room.
        """
        if not asides:
            return
        rows = msgspec.json.encode([[getattr(one, name) for name in fields.ASIDE] for one in asides]).decode()
        rooms = sorted({one.room for one in asides})
        steps: list[Step] = [(_ENTER, {"rows": rows}), *((_PRUNE, {"of_room": room}) for room in rooms)]
        try:
            await self._quick.together(steps)
        except sqlite3.IntegrityError as error:
            raise LookupError(f"no room {' or '.join(rooms)} in the book") from error

    async def of_show(self, room: str, show: str) -> Sequence[Aside]:
        """Return what is kept of a show's, oldest first."""
        rows = await self._reader.run(_OF_SHOW, of_room=room, of_show=show)
        told = [dict(zip(fields.ASIDE, row, strict=True)) for row in rows]
        return [Aside(**one | {"role": Role(one["role"]) if one["role"] else None}) for one in told]
