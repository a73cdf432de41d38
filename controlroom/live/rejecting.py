"""What a room refused, on its way to its table, and for how long what came with it is kept.

Owns: the rejects that wait to be written, what of each is kept, and which of them hold a viewer's id.
Law: a line is kept as long as a nickname is: it may hold raw ids, names and buyers' contacts, which stand nowhere else. A room
that keeps no nicknames keeps no line; reason and path stay. A fact that was read well and refused for the show's sake is kept as
the journal would have it, its user hashed: that holds nobody's particulars, so it does not go by that time.
Must not know: SQL, HTTP, how a kept line is read again (`live.retrying`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from json import dumps
from typing import Final

from msgspec import json

from controlroom.domain.events import Fact
from controlroom.domain.rejects import READY, Reject, cut, outside
from controlroom.feeds.native.refusals import Decoded
from controlroom.live.answers import Rejected
from controlroom.live.people import keyed, stands_for, user_hash
from controlroom.ports import Book, RoomRow

WAITING: Final = 2_000
"""So many wait at most to be written; the feed's counter has them all."""

_WORDS: Final = (re.compile(r"[^\s\"'\\,:;=&{}\[\]()<>]{1,200}"), re.compile(r"(?<=\")[^\"\\]{1,200}(?=\\?\")"))
"""What may be an id by itself: between signs, or a whole text of JSON."""


class Rejects:
    """Those of one running room that are not written yet.

    Args:
        room: Its slug.
        now_ms: Tells its clock.
        keeps: Tells whether it keeps lines.
    """

    def __init__(self, room: str, now_ms: Callable[[], int], keeps: Callable[[], bool]) -> None:
        self._room, self._now_ms, self._keeps = room, now_ms, keeps
        self._waiting: list[Reject] = []

    def take(self) -> list[Reject]:
        """Return those that wait, and wait for others."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def keep(self, feed: str, decoded: Decoded, late: Iterable[tuple[Rejected, Fact]]) -> None:
        """Keep what of a body was refused: what could not be read, and facts that the room does not take."""
        for one in decoded.refused:
            self.add(feed, one.code, one.path, one.message, one.line.decode("utf-8", "replace"))
        for why, fact in late:
            self._add(feed, why.code, why.path, why.message, cut(READY + json.encode(fact).decode()))

    def add(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        """Keep a message that could not be read; what is too much is dropped."""
        self._add(feed, code, path, message, outside(line) if self._keeps() else "")

    def _add(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        if len(self._waiting) >= WAITING:
            return
        self._waiting.append(
            Reject(
                room=self._room, feed=feed, received_ms=self._now_ms(), code=code, path=path, message=message, line=line
            )
        )  # fmt: skip


async def forget_lines(book: Book, row: RoomRow, user: str) -> int:
    """Blank the kept lines, and reasons, that hold a user's id; return how many rejects did.

    Args:
        user: The platform's id, or its hash: then an id is found that stands by itself.
    """
    rows = await book.numbered_rejects(row.slug)
    holds = await asyncio.to_thread(_holding, rows, _finder(row.user_key, user))
    lines = [nr for nr, in_line, _ in holds if in_line]
    reasons = [nr for nr, _, in_reason in holds if in_reason]
    if holds:
        await book.blank_lines(row.slug, lines, reasons)
    return len(holds)


def _holding(rows: Sequence[tuple[int, Reject]], holds: Callable[[str], bool]) -> list[tuple[int, bool, bool]]:
    found = [(nr, not one.line.startswith(READY) and holds(one.line), holds(one.message)) for nr, one in rows]
    return [one for one in found if one[1] or one[2]]


def _finder(key: bytes, user: str) -> Callable[[str], bool]:
    """Return what tells whether a text holds a user's id."""
    written = {user, dumps(user)[1:-1], dumps(user, ensure_ascii=False)[1:-1]}
    whole = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(written)))
    if user not in stands_for(key, user):
        return lambda text: whole.search(text) is not None
    ready = keyed(key)
    return lambda text: (
        whole.search(text) is not None
        or any(user_hash(ready, word) == user for words in _WORDS for word in words.findall(text))
    )
