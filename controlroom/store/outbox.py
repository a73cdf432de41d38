"""The outbox in SQL: what is to be told to chat apps, and what became of it.

Owns: its statements.
Law: a letter is entered once; every mark is durable before anybody acts on it, so that a process that is killed leaves
behind what it had begun.
Must not know: targets' addresses, how anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from controlroom.domain.plan import Text
from controlroom.ports import Letter, Posted
from controlroom.store import fields
from controlroom.store.engine import Reader, Row, Writer
from controlroom.store.statement import Statement

_ENTER: Final = Statement("outbox.enter")
_KNOWN: Final = Statement("outbox.known")
_DUE: Final = Statement("outbox.due")
_NEWEST: Final = Statement("outbox.newest")
_BEGIN: Final = Statement("outbox.begin")
_END: Final = Statement("outbox.end")
_FORGET: Final = Statement("outbox.forget")

_words = msgspec.json.Decoder(Text)
_rules = msgspec.json.Decoder(tuple[str, ...])


class SqlOutbox:
    """`ports.Outbox` on SQL.

    Args:
        writer: Durable: what was marked stays marked.
        reader: Reads.
    """

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def enter(self, letters: Sequence[Letter]) -> None:
        """Enter letters, all at once; those that are in it already stay as they are."""
        if letters:
            await self._writer.together([(_ENTER, _values(letter)) for letter in letters])

    async def known(self, show: str) -> frozenset[str]:
        """Return the notices of a show that were ever entered."""
        return frozenset(row[0] for row in await self._reader.run(_KNOWN, of_show=show))

    async def due(self) -> Sequence[Letter]:
        """Return every letter that is waiting or under way, oldest first."""
        return [_letter(row) for row in await self._reader.run(_DUE)]

    async def begin(self, numbers: Sequence[int], at_ms: int) -> None:
        """Mark that an attempt begins now."""
        await self._writer.together([(_BEGIN, {"number": number, "at_ms": at_ms}) for number in numbers])

    async def end(self, numbers: Sequence[int], state: Posted, why: str | None) -> None:
        """Mark what came of it."""
        values = {"becomes": state, "because": why}
        await self._writer.together([(_END, {"number": number, **values}) for number in numbers])

    async def newest(self, limit: int) -> Sequence[Letter]:
        """Return the newest letters, newest first."""
        return [_letter(row) for row in await self._reader.run(_NEWEST, so_many=limit)]

    async def forget(self, before_ms: int) -> int:
        """Delete old letters of shows that are no longer current; return how many."""
        return len(await self._writer.run(_FORGET, before_ms=before_ms))


def _values(letter: Letter) -> dict[str, object]:
    values = {name: getattr(letter, name) for name in fields.LETTER if name not in ("words", "rules")}
    return values | {
        "words": msgspec.json.encode(letter.text).decode(),
        "rules": msgspec.json.encode(letter.rules).decode(),
    }


def _letter(row: Row) -> Letter:
    nr, *values = row
    told = dict(zip(fields.LETTER, values, strict=True))
    words, rules = told.pop("words"), told.pop("rules")
    return Letter(nr=nr, text=_words.decode(words), rules=_rules.decode(rules), **told)
