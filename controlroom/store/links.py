"""People's links in SQL: which ended before their time, and when one was last used.

Owns: their statements.
Law: what is revoked is revoked durably before anybody is told; that a link was used is written without waiting for the disk.
Must not know: what a link's words are, or who may give one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from controlroom.domain.links import GivenLink
from controlroom.domain.roles import Role
from controlroom.store import fields
from controlroom.store.engine import Reader, Row, Writer
from controlroom.store.statement import Statement

_ALL: Final = Statement("links.all")
_PRUNE: Final = Statement("links.prune")
_GIVE: Final = Statement("links.give")
_USED: Final = Statement("links.used")
_REVOKE: Final = Statement("links.revoke")
_CLEAR: Final = Statement("links.clear")
_GENERATION: Final = Statement("links.generation")
_RAISE: Final = Statement("links.raise")


class SqlLinks:
    """`ports.Links` on SQL.

    Args:
        durable: For what a person decided.
        quick: For what was seen in passing.
        reader: Reads.
    """

    def __init__(self, durable: Writer, quick: Writer, reader: Reader) -> None:
        self._durable = durable
        self._quick = quick
        self._reader = reader

    async def all(self, room: str) -> Sequence[GivenLink]:
        """Return what is known of the room's links, oldest first."""
        return [_link(row) for row in await self._reader.run(_ALL, of_room=room)]

    async def give(self, link: GivenLink) -> None:
        """Enter a link that was made, and forget those that had ended by themselves by then.

        Raises:
            LookupError: There is no such room.
        """
        try:
            await self._durable.together(
                [(_PRUNE, {"of_room": link.room, "now_ms": link.made_ms}), (_GIVE, _values(link))]
            )
        except sqlite3.IntegrityError as error:
            raise _no_room(link.room) from error

    async def used(self, link: GivenLink) -> None:
        """Note when a link was last used (`used_ms`)."""
        await self._quick.run(_USED, **_values(link))

    async def revoke(self, link: GivenLink) -> None:
        """End a link before its time (`revoked_ms`); one that was ended stays as it is.

        Raises:
            LookupError: There is no such room.
        """
        try:
            await self._durable.run(_REVOKE, **_values(link))
        except sqlite3.IntegrityError as error:
            raise _no_room(link.room) from error

    async def generation(self, room: str) -> int:
        """Return which generation of the room's links counts; -1: there is no such room."""
        rows = await self._reader.run(_GENERATION, slug=room)
        return int(rows[0][0]) if rows else -1

    async def revoke_all(self, room: str) -> int:
        """End every link of the room; return the generation that counts from now on."""
        await self._durable.together([(_CLEAR, {"of_room": room}), (_RAISE, {"of_room": room})])
        return await self.generation(room)


def _values(link: GivenLink) -> dict[str, object]:
    return {name: getattr(link, name) for name in fields.LINK} | {"role": link.role.value}


def _link(row: Row) -> GivenLink:
    told = dict(zip(fields.LINK, row, strict=True))
    return GivenLink(**told | {"role": Role(told["role"])})


def _no_room(room: str) -> LookupError:
    return LookupError(f"no room {room!r} in the book: make it with `controlroom rooms new`")
