"""How many people say a word that the host asked for ("1 in the chat if you have oily skin").

Owns: the counts by keyword, and when a comment says one.
Law: a person counts once for a keyword, however often and however long it is written; width, case and repeated signs do
not matter. A short keyword must be the whole comment; a longer one may stand in it, one of letters as a word (red, not predator).
Must not know: classes, who asks for a count.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct, field

from controlroom.domain.asking import even, stands

OPEN: Final = 4
KEPT: Final = 12
PEOPLE: Final = 200_000
SHORT: Final = 2
"""A keyword of so few characters must be the whole comment."""

_REPEATED: Final = re.compile(r"(.)\1+")
_ASKED: Final = re.compile(r"^(?:扣|[打刷敲扫](?![\u3400-\u9fff]$))")
"""People who were told to type 1 sometimes write "type 1"; with one Chinese character it is another word (打卡)."""


class Keyword(Struct):
    """One count.

    Args:
        keyword: As it was asked for. `plain`: as it is compared.
        people: Who said it. `said`: how often it was said.
        closed_ms: When it was closed; None: it counts.
    """

    id: str
    keyword: str
    plain: str
    since_ms: int
    people: dict[str, None] = field(default_factory=dict)
    said: int = 0
    closed_ms: int | None = None

    @property
    def users(self) -> int:
        """How many people said it."""
        return len(self.people)

    def says(self, told: str) -> bool:
        """Tell whether a comment, in plain form, says it."""
        return told == self.plain or (len(self.plain) > SHORT and stands(self.plain, told))


class Keywords(Struct):
    """A show's counts, oldest first; `taking`: how many count now."""

    by_id: dict[str, Keyword] = field(default_factory=dict)
    taking: int = 0

    def open(self, id_: str, keyword: str, at_ms: int) -> Keyword:
        """Begin to count people who say a keyword."""
        made = self.by_id[id_] = Keyword(id_, keyword, plain_of(keyword), at_ms)
        self.taking += 1
        over = [one.id for one in self.by_id.values() if one.closed_ms is not None]
        for old in over[: max(0, len(self.by_id) - KEPT)]:
            del self.by_id[old]
        return made

    def close(self, id_: str, at_ms: int) -> None:
        """Count no longer."""
        self.by_id[id_].closed_ms = at_ms
        self.taking -= 1

    def reopen(self, id_: str) -> None:
        """Go on counting: the closing was taken back."""
        self.by_id[id_].closed_ms = None
        self.taking += 1

    def drop(self, id_: str) -> None:
        """Forget a count: its opening was taken back."""
        if self.by_id.pop(id_).closed_ms is None:
            self.taking -= 1

    def counting(self) -> list[Keyword]:
        """Return what counts now, the newest first."""
        return [one for one in reversed(self.by_id.values()) if one.closed_ms is None]

    def said(self, user: str, text: str) -> bool:
        """Take a comment; return whether it counts for a keyword."""
        told, counts = plain_of(text), False
        for one in self.by_id.values():
            if one.closed_ms is None and one.says(told):
                counts = True
                one.said += 1
                if len(one.people) < PEOPLE:
                    one.people[user] = None
        return counts


def plain_of(text: str) -> str:
    """Return a comment or a keyword as they are compared; signs alone stay as written."""
    flat = _REPEATED.sub(r"\1", even(text))
    bare = _ASKED.sub("", flat) if len(flat) > 1 else flat
    return bare or _REPEATED.sub(r"\1", text.strip().casefold())
