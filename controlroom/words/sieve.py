"""Which texts can hold a watched word at all: a look that costs a tenth of reading them.

Owns: the plainest form of a text (what nobody sees and every blank left out), and the search of all lists' parts in it.
Law: it may let through a text that holds nothing; it never holds back one in which the finder finds something.
Must not know: categories, where a word stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick

from controlroom.words.normal import normal, plain_already

_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789,.!?;:%#+-*/()'\"@&")


class Sieve:
    """Looks for parts of entries.

    Args:
        entries: In normal form; `#` stands for a number.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        parts = {max((bare(part) for part in entry.split("#")), key=len) for entry in entries}
        self._all = not all(parts)
        self._search = AhoCorasick(sorted(parts - {""})).find_matches_as_indexes

    def lets_through(self, text: str) -> bool:
        """Tell whether a text may hold a watched word."""
        return self._all or bool(self._search(bare(text)))


def bare(text: str) -> str:
    """Return a text without blanks, in small letters, each sign evened out by itself."""
    if text.isascii():
        return "".join(text.lower().split())
    if (plain := plain_already(text)) is not None:
        return plain.replace(" ", "")
    signs = []
    for sign in text:
        if "\u4e00" <= sign <= "\u9fff" or sign in _PLAIN:
            signs.append(sign)
        elif sign != " ":
            signs.append(_even(sign))
    return "".join("".join(signs).split())


@lru_cache(maxsize=4096)
def _even(sign: str) -> str:
    """Return one sign evened out."""
    return normal(sign).text
