"""A text as it is compared: width, case and tricks of writing evened out.

Owns: the normal form, and the way back from a place in it to the text as written; the quick look at what is plain already.
Law: what looks the same compares the same (full width, capitals, zero-width characters, blanks put between Chinese
characters); each place of the normal form leads to one place of the text.
Must not know: which words are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_UNSEEN: Final = frozenset({"Cf", "Me", "Mn"})
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SAME: Final = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "、": ",", "。": "."})


_PLAIN: Final = '\u4e00-\u9fff a-z0-9,.!?~;:%#+*/()@&"-'
_NARROW: Final = (("\uff0c", ","), ("\u3002", "."), ("\uff01", "!"), ("\uff1f", "?"), ("\u3001", ","))
_ALL_PLAIN: Final = re.compile(f"[{_PLAIN}]*")
_ALL_COMMON: Final = re.compile(f"[{''.join(wide for wide, _ in _NARROW)}{_PLAIN}]*")


class Normal(NamedTuple):
    """A text in its normal form; `places[i]` is where character i of `text` stands in the text as written."""

    text: str
    places: tuple[int, ...]


def normal(text: str) -> Normal:
    """Return the normal form of `text`: NFKC, case folded, without what nobody sees."""
    signs: list[str] = []
    places: list[int] = []
    for i, sign in enumerate(text):
        if unicodedata.category(sign) in _UNSEEN:
            continue
        for part in unicodedata.normalize("NFKC", sign).casefold().translate(_SAME):
            signs.append(" " if part.isspace() else part)
            places.append(i)
    kept: list[int] = []
    after = ""
    for i in range(len(signs) - 1, -1, -1):
        if signs[i] != " ":
            after = signs[i]
        elif not _separates(signs[i - 1] if i else "", after):
            continue
        kept.append(i)
    kept.reverse()
    return Normal("".join(signs[i] for i in kept), tuple(places[i] for i in kept))


def plain_already(text: str) -> str | None:
    """Return a text of common signs alone with its punctuation made narrow, as NFKC would; None: it has others."""
    if _ALL_PLAIN.fullmatch(text) is not None:
        return text
    if _ALL_COMMON.fullmatch(text) is None:
        return None
    for wide, narrow in _NARROW:
        if wide in text:
            text = text.replace(wide, narrow)
    return text


def _separates(before: str, after: str) -> bool:
    """Tell whether a blank parts words: not beside another blank or a Chinese character, nor before %.

    Args:
        before: The sign before it.
        after: The next sign that is no blank.
    """
    if before == " " or after == "%":
        return False
    return not (_HAN.match(before) or _HAN.match(after))
