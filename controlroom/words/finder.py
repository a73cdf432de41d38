"""Finds watched words in a text.

Owns: matching over normal forms: the longest entry first, innocent phrases, numbers, whole words of Latin script.
Law: left to right, each character belongs to one entry at most; a find says what and where, and decides nothing.
Must not know: where the text comes from, what becomes of a find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from msgspec import Struct

from controlroom.words.lists import Category, WordList, shipped
from controlroom.words.normal import normal

_NUMERALS: Final = "0123456789零一二两三四五六七八九十百千万几半"
_NUMBER: Final = f" ?[{_NUMERALS}]+ ?"
_EDGE: Final = r"(?![a-z0-9])"
_LATIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Find(Struct, frozen=True, kw_only=True):
    """A watched word in a text.

    Args:
        start, end: Where it stands in the text as written, in characters.
        text: As written.
        word: The list's entry.
        kind: The category's name in the list.
    """

    start: int
    end: int
    text: str
    word: str
    kind: str
    category: Category

    @property
    def better(self) -> dict[str, str]:
        """What to say instead."""
        return self.category.instead.get(self.word, self.category.better)


class Finder:
    """Reads texts against word lists.

    Args:
        lists: Where two hold the same word, the first counts.
    """

    def __init__(self, lists: Iterable[WordList]) -> None:
        entries: dict[str, tuple[str, str, Category] | None] = {}
        for words in lists:
            for phrase in words.allow:
                entries.setdefault(normal(phrase).text, None)
            for kind, category in words.categories.items():
                for word in category.words:
                    entries.setdefault(normal(word).text, (word, kind, category))
        by_first: dict[str, list[str]] = {}
        for entry in sorted(entries, key=lambda entry: (-len(entry), entry)):
            by_first.setdefault("#" if entry.startswith("#") else entry[0], []).append(entry)
        self._entries = entries
        self._order = by_first
        self._patterns = {first: _pattern(group) for first, group in by_first.items()}

    def finds(self, text: str) -> list[Find]:
        """Return the watched words of `text`, in their order."""
        compared, places = normal(text)
        found: list[Find] = []
        at = tried = 0
        while at < len(compared):
            match = self._match(compared[at], compared, at)
            if compared[at] in _NUMERALS and at >= tried:
                counted = self._match("#", compared, at)
                if counted is None:  # nor will one begin further on in the same number
                    tried = at
                    while tried < len(compared) and compared[tried] in _NUMERALS:
                        tried += 1
                match = max(filter(None, (match, counted)), key=lambda found: found[1], default=None)
            if match is None:
                at += 1
                continue
            entry, end = match
            if (hit := self._entries[entry]) is not None:
                word, kind, category = hit
                start, stop = places[at], places[end - 1] + 1
                found.append(
                    Find(start=start, end=stop, text=text[start:stop], word=word, kind=kind, category=category)
                )
            at = end
        return found

    def _match(self, first: str, compared: str, at: int) -> tuple[str, int] | None:
        """Return the longest entry that begins at `at`, and where it ends."""
        pattern = self._patterns.get(first)
        if pattern is None or (compared[at] in _LATIN and at > 0 and compared[at - 1] in _LATIN):
            return None
        matched = pattern.match(compared, at)
        if matched is None or matched.lastindex is None:
            return None
        end = matched.end() - (len(matched[0]) - len(matched[0].rstrip()))
        return self._order[first][matched.lastindex - 1], end


def covering(find: Find, text: str, phrases: Iterable[str]) -> int | None:
    """Return the place of the first phrase that a find in a text is a part of; None: there is none."""
    compared, places = normal(text)
    for number, phrase in enumerate(phrases):
        plain = normal(phrase).text
        at = compared.find(plain)
        while plain and at >= 0:
            if places[at] <= find.start and find.end <= places[at + len(plain) - 1] + 1:
                return number
            at = compared.find(plain, at + 1)
    return None


def _pattern(entries: list[str]) -> re.Pattern[str]:
    """Return a pattern of `entries`, one group each, tried in their order."""
    return re.compile("|".join(f"({_written(entry)})" for entry in entries))


def _written(entry: str) -> str:
    parts = _NUMBER.join(re.escape(part.strip() if "#" in entry else part) for part in entry.split("#"))
    return parts + (_EDGE if entry[-1] in _LATIN else "")


@cache
def finder() -> Finder:
    """Return the finder of the lists that are part of the product."""
    return Finder(shipped())
