"""The book in SQL: rooms, shows, keys and notes; and what stands beside the journal, rejects and nicknames.

Owns: their statements, and the bounds on what is kept.
Law: what a person entered is durable when the call returns; rejects and nicknames, which come with the
stream, are written without waiting for the disk and kept in bounds. What is forgotten is in no file of the folder any more:
written over where it stood, and the file of what was written ahead emptied; what kept that from being done is tried again.
Must not know: what a show does, or how users are hashed.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from controlroom.domain.links import KeyLine
from controlroom.domain.records import Page
from controlroom.domain.rejects import Reject
from controlroom.ports import RoomRow, ShowRow, StoreUnavailable
from controlroom.store import fields
from controlroom.store.engine import Reader, Row, Step, Writer
from controlroom.store.journal import first_page
from controlroom.store.secret import read_or_make
from controlroom.store.statement import Statement

_LOG: Final = logging.getLogger(__name__)

LINE_BYTES: Final = 16_384

_ALL_ROOMS: Final = Statement("book.all_rooms")
_ROOM: Final = Statement("book.room")
_ADD_ROOM: Final = Statement("book.add_room")
_ALL_SHOWS: Final = Statement("book.all_shows")
_ROOM_SHOWS: Final = Statement("book.room_shows")
_CURRENT: Final = Statement("book.current")
_ADD_SHOW: Final = Statement("book.add_show")
_NONE_CURRENT: Final = Statement("book.none_current")
_ADD_KEY: Final = Statement("book.add_key")
_END_KEYS: Final = Statement("book.end_keys")
_KEYS: Final = Statement("book.keys")
_FEED: Final = Statement("book.feed")
_ADD_REJECTS: Final = Statement("book.add_rejects")
_PRUNE_REJECTS: Final = Statement("book.prune_rejects")
_REJECTS: Final = Statement("book.rejects")
_NUMBERED: Final = Statement("book.numbered")
_DROP_REJECTS: Final = Statement("book.drop_rejects")
_BLANK_REJECTS: Final = Statement("book.blank_rejects")
_BLANK_LINES: Final = Statement("book.blank_lines")
_BLANK_REASONS: Final = Statement("book.blank_reasons")
_PUT_NAMES: Final = Statement("book.put_names")
_KEPT_NAMES: Final = Statement("book.kept_names")
_SHORTEN_NAMES: Final = Statement("book.shorten_names")
_FORGET: Final = Statement("book.forget")
_FORGET_USERS: Final = Statement("book.forget_users")
_PUT_NOTE: Final = Statement("book.put_note")
_DROP_NOTE: Final = Statement("book.drop_note")
_NOTE: Final = Statement("book.note")


class SqlBook:
    """`ports.Book` on SQL.

    Args:
        durable: For what a person entered.
        quick: For what comes with the stream.
        data: The data folder, for the secrets.
    """

    def __init__(self, durable: Writer, quick: Writer, reader: Reader, data: Path) -> None:
        self._durable = durable
        self._quick = quick
        self._reader = reader
        self._data = data
        self._secrets: dict[str, bytes] = {}
        self._left = True
        """What was forgotten may stand in the file of what is written ahead: also what a killed process forgot."""

    async def rooms(self) -> Sequence[RoomRow]:
        """Return every room, by slug."""
        return [_room(row) for row in await self._reader.run(_ALL_ROOMS)]

    async def room(self, slug: str) -> RoomRow | None:
        """Return a room."""
        rows = await self._reader.run(_ROOM, slug=slug)
        return _room(rows[0]) if rows else None

    async def add_room(self, row: RoomRow) -> None:
        """Enter a room.

        Raises:
            ValueError: It exists.
        """
        entered = await self._durable.run(_ADD_ROOM, **{name: getattr(row, name) for name in fields.ROOM})
        if not entered:
            raise ValueError(f"room {row.slug!r} exists: choose another name")

    async def shows(self, room: str | None = None) -> Sequence[ShowRow]:
        """Return shows in the order they were entered."""
        if room is None:
            return [_show(row) for row in await self._reader.run(_ALL_SHOWS)]
        return [_show(row) for row in await self._reader.run(_ROOM_SHOWS, of_room=room)]

    async def current_show(self, room: str) -> ShowRow | None:
        """Return the room's current show."""
        rows = await self._reader.run(_CURRENT, of_room=room)
        return _show(rows[0]) if rows else None

    async def open_show(self, row: ShowRow, first: Page) -> None:
        """Enter a show with its first page; when `row.current`, it becomes its room's current one. One transaction.

        Raises:
            ValueError: A show of this id exists, or the page does not begin at seq 1.
            LookupError: There is no such room.
        """
        if first.first_seq != 1:
            raise ValueError(f"show {row.id!r}: its first page begins at seq {first.first_seq} and should at 1")
        steps: list[Step] = [(_NONE_CURRENT, {"of_room": row.room})] if row.current else []
        steps.append((_ADD_SHOW, {name: getattr(row, name) for name in fields.SHOW}))
        steps.append(first_page(row.id, first))
        try:
            await self._durable.together(steps)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
                raise _no_room(row.room) from error
            raise ValueError(f"show {row.id!r} exists: choose another id") from error

    async def add_key(self, room: str, feed: str, key_hash: str, created_ms: int) -> None:
        """Enter a feed's key by its hash (more than one may be valid).

        Raises:
            LookupError: There is no such room.
        """
        try:
            await self._durable.run(_ADD_KEY, room=room, feed=feed, key_hash=key_hash, created_ms=created_ms)
        except sqlite3.IntegrityError as error:
            raise _no_room(room) from error

    async def feed_of_key(self, room: str, key_hash: str) -> str | None:
        """Return the feed that a key belongs to."""
        rows = await self._reader.run(_FEED, room=room, key_hash=key_hash)
        return str(rows[0][0]) if rows else None

    async def keys(self, room: str) -> list[KeyLine]:
        """Return which feeds have keys, by name."""
        return [KeyLine(*row) for row in await self._reader.run(_KEYS, room=room)]

    async def end_keys(self, room: str, feed: str) -> int:
        """Forget every key of a feed, durably; return how many there were."""
        return len(await self._durable.run(_END_KEYS, room=room, feed=feed))

    async def add_rejects(self, rows: Iterable[Reject]) -> None:
        """Keep rejected events (the newest 10,000 a room), their lines cut to 16 kB.

        Raises:
            LookupError: There is no such room.
        """
        kept = list(rows)
        if not kept:
            return
        rooms = sorted({row.room for row in kept})
        listed = [[_plain(getattr(row, name)) for name in fields.REJECT] for row in kept]
        steps: list[Step] = [(_ADD_REJECTS, {"rows": _json(listed)})]
        steps.extend((_PRUNE_REJECTS, {"of_room": room}) for room in rooms)
        try:
            await self._quick.together(steps)
        except sqlite3.IntegrityError as error:
            raise _no_room(" or ".join(rooms)) from error

    async def rejects(self, room: str, limit: int = 100) -> Sequence[Reject]:
        """Return the newest rejects, newest first."""
        rows = await self._reader.run(_REJECTS, of_room=room, most=limit)
        return [Reject(**dict(zip(fields.REJECT, row, strict=True))) for row in rows]

    async def numbered_rejects(self, room: str) -> Sequence[tuple[int, Reject]]:
        """Return the rejects with their numbers, oldest first."""
        rows = await self._reader.run(_NUMBERED, of_room=room)
        return [(int(nr), Reject(**dict(zip(fields.REJECT, row, strict=True)))) for nr, *row in rows]

    async def drop_rejects(self, room: str, numbers: Iterable[int]) -> None:
        """Take rejects off the list, durably."""
        await self._durable.run(_DROP_REJECTS, of_room=room, rows=_json(list(numbers)))

    async def blank_rejects(self, now_ms: int, usual_s: int) -> int:
        """Forget the lines of rejects that are older than their room keeps nicknames; return how many."""
        some = partial(self._quick.run, _BLANK_REJECTS, now_ms=now_ms, usual_s=usual_s)
        return await self._gone(await _bit_by_bit(some, fields.LINES_AT_ONCE))

    async def blank_lines(self, room: str, lines: Iterable[int], reasons: Iterable[int]) -> None:
        """Forget the lines of the rejects of these numbers, and the words of the reasons of those, durably."""
        await self._durable.together(
            [
                (_BLANK_LINES, {"of_room": room, "rows": _json(list(lines))}),
                (_BLANK_REASONS, {"of_room": room, "rows": _json(list(reasons))}),
            ]
        )
        await self._gone(1)

    async def put_names(self, room: str, names: dict[str, str], expires_ms: int) -> None:
        """Set nicknames aside by hashed user, to be forgotten at `expires_ms`.

        Raises:
            LookupError: There is no such room.
        """
        if not names:
            return
        try:
            kept = _json({user: _plain(name) for user, name in names.items()})
            await self._quick.run(_PUT_NAMES, room=room, rows=kept, expires_ms=expires_ms)
        except sqlite3.IntegrityError as error:
            raise _no_room(room) from error

    async def names(self, room: str, now_ms: int, most: int) -> dict[str, tuple[str, int]]:
        """Return the newest nicknames that are still kept, by hashed user, with when they expire; the oldest first."""
        rows = await self._reader.run(_KEPT_NAMES, room=room, now_ms=now_ms, most=most)
        return {user: (name, expires_ms) for user, name, expires_ms in reversed(rows)}

    async def shorten_names(self, room: str, until_ms: int) -> int:
        """Let a room's nicknames be over at an instant, durably, those that were to be kept longer; return how many."""
        return await _bit_by_bit(partial(self._durable.run, _SHORTEN_NAMES, room=room, until_ms=until_ms))

    async def forget_names(self, before_ms: int) -> int:
        """Delete names that expired before an instant; return how many."""
        return await self._gone(await _bit_by_bit(partial(self._quick.run, _FORGET, before_ms=before_ms)))

    async def forget_users(self, room: str, users: Iterable[str]) -> frozenset[str]:
        """Delete the names of these hashed users, durably; return those who had one."""
        rows = await self._durable.run(_FORGET_USERS, room=room, rows=_json(list(users)))
        await self._gone(len(rows))
        return frozenset(user for (user,) in rows)

    async def _gone(self, forgotten: int) -> int:
        """Let nothing of what was forgotten stand in a file; what keeps that from being done is told, and it is tried again."""
        self._left = self._left or forgotten > 0
        if self._left:
            try:
                self._left = not await self._quick.empty_log()
                why = "it is being read all the while"
            except StoreUnavailable as error:
                why = str(error)
            if self._left:
                _LOG.warning(
                    "what was forgotten may still stand in the file beside the database that ends in -wal: %s", why
                )
        return forgotten

    async def secret(self, name: str) -> bytes:
        """Return the installation's secret of this name (32 bytes), made at first use."""
        if name not in self._secrets:
            self._secrets[name] = await asyncio.to_thread(read_or_make, self._data, name)
        return self._secrets[name]

    async def put_note(self, name: str, value: str | None) -> None:
        """Keep (None: delete) a small value of the installation."""
        if value is None:
            await self._durable.run(_DROP_NOTE, name=name)
        else:
            await self._durable.run(_PUT_NOTE, name=name, value=value)

    async def note(self, name: str) -> str | None:
        """Return a kept value."""
        rows = await self._reader.run(_NOTE, name=name)
        return str(rows[0][0]) if rows else None


def _room(row: Row) -> RoomRow:
    return RoomRow(**dict(zip(fields.ROOM, row, strict=True)))


def _show(row: Row) -> ShowRow:
    show, room, opened_ms, current = row
    return ShowRow(id=show, room=room, opened_ms=opened_ms, current=bool(current))


async def _bit_by_bit(some: Callable[[], Awaitable[Sequence[Row]]], at_once: int = fields.FORGOTTEN_AT_ONCE) -> int:
    """Do what touches so many rows at most until none is left, so that pages come between; return how many."""
    all_ = 0
    while True:
        touched = len(await some())
        all_ += touched
        if touched < at_once:
            return all_


def _no_room(room: str) -> LookupError:
    return LookupError(f"no room {room!r} in the book: make it with `controlroom rooms new`")


def _plain(value: str | int) -> str | int:
    """Return a text as SQLite's JSON can carry it: cut between characters, without the NUL at which it would end."""
    if isinstance(value, int):
        return value
    return value.replace("\0", "\ufffd").encode("utf-8", "replace")[:LINE_BYTES].decode("utf-8", "ignore")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
