"""The plan's products in what viewers write.

Owns: where the name of one stands in a folded text, and the sign that is put in its place; the lists say `{goods}` for it.
Law: a name says that it is a product and nothing else, whatever words stand in it; of two names the longer counts; a name
of Latin script stands alone; what is a number or a single character names nothing.
Must not know: what a comment is, plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from controlroom.words.folding import put

SIGN: Final = "\ue000"
"""Stands for a product: of a private use area, so nobody writes it."""
_SHORTEST: Final = 2


class Goods:
    """Finds products by their names.

    Args:
        names: Titles and aliases, as a plan has them.
        fold: Makes a name plain, as it makes the texts.
    """

    def __init__(self, names: Iterable[str], fold: Callable[[str], str]) -> None:
        plain = {fold(name).strip() for name in names}
        known = sorted(name for name in plain if len(name) >= _SHORTEST and not name.isdigit())
        self._find = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes if known else None

    def signed(self, plain: str) -> str:
        """Return a folded text with the sign in place of each name."""
        found = self._find(plain) if self._find is not None else ()
        if not found:
            return plain
        return put(
            plain,
            ((start, end, SIGN) for _, start, end in found if not (_runs_on(plain, start) or _runs_on(plain, end))),
        )


def _runs_on(plain: str, place: int) -> bool:
    """Tell whether a word of Latin script or a number goes over a place."""
    around = plain[max(place - 1, 0) : place + 1]
    return 0 < place < len(plain) and around.isascii() and around.isalnum()
