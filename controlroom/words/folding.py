"""A comment as it is classified: one way of writing for what is written in many.

Owns: the folded form (NFKC, case, width, invisible characters, traditional characters, repeats, spaced-out characters,
other ways of writing the same) and the test for one character or laugh over and over.
Law: the words of the lists are folded by the same function as the comments; a text is only ever made plainer, and what it
was as written is kept elsewhere.
Must not know: classes, what is looked for.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from ahocorasick_rs import AhoCorasick

from controlroom.domain.characters import SIMPLER
from controlroom.words.normal import plain_already

OFTEN: Final = 10
"""One character or laugh so often, and nothing else, is spam."""

_UNSEEN: Final = re.compile(
    "[\u0300-\u036f\u00ad\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_SPACED: Final = re.compile(rf"(?:^|(?<=\s))[{_HAN}](?:\s+[{_HAN}]){{2,}}(?=\s|$)")
_RUN: Final = re.compile(r"([^\W\d_])\1\1+|([?!~.。,，…、—-])\2+")
_TWICE: Final = re.compile(r"(.)\1")
"""In a text without it there is no run: looked for in half the time."""
_OVER: Final = re.compile(rf"((?:\[[^\[\]]{{1,8}}\]|.){{1,4}}?)\1{{{OFTEN - 1},}}.{{0,3}}", re.DOTALL)
_RUNS: Final = [sign * 3 for sign in "abcdefghijklmnopqrstuvwxyz"] + [sign * 2 for sign in "?!~.,-"]
"""What a run in plain ASCII holds."""
_OTHERS: Final = 6
"""So many signs besides may stand in such a text."""
_BLANKS: Final = re.compile(r"\s+")
_QUOTES: Final = str.maketrans({"'": None, "’": None, "‘": None, "`": None, "，": ",", "。": ".", "、": ",", "…": "."})
_WORD: Final = re.compile(r"[a-z]+")
_WORDED: Final = re.compile(r"[a-z0-9\s]")
"""What parts words, or is a part of one."""
_DRAWN: Final = re.compile(r"([a-z])\1\1+")
_RUNS_IN: Final = re.compile(r"(?<=[a-z0-9])[a-z0-9]")
_RUNS_ON: Final = re.compile(r"(?<=[a-z0-9])[a-z]")
_DOUBLE: Final = re.compile(r"([a-z])\1")


class Folding:
    """Makes texts plain.

    Args:
        variants: For what stands in the lists, how else it is written.
        plainer: Traditional characters (their numbers) with their simplified ones.
        doubled: Words with a letter twice, which stay so when it is drawn out (goooood).
    """

    def __init__(
        self, variants: Mapping[str, Iterable[str]], plainer: Mapping[int, str], doubled: Iterable[str] = ()
    ) -> None:
        self._doubled = {_DOUBLE.sub(r"\1", word): (word, _DOUBLE.findall(word)) for word in doubled}
        self._plainer = plainer
        self._traditional = re.compile(f"[{''.join(map(chr, plainer))}]") if plainer else re.compile(r"(?!)")
        self._runs = AhoCorasick(_RUNS).find_matches_as_indexes
        meant: dict[str, str] = {}
        for word, others in variants.items():
            for other in others:
                meant.setdefault(" ".join(self._even(other).split()), word)
        self._tokens = {other: word for other, word in meant.items() if other.isascii() and other.isalnum()}
        ways = {other: word for other, word in meant.items() if other not in self._tokens}
        self._find = AhoCorasick(list(ways)).find_matches_as_indexes
        self._meant = list(ways.values())

    def __call__(self, text: str) -> str:
        """Return the folded form of `text`."""
        plain, tokens = self._even(text), self._tokens
        if _WORDED.search(plain) is not None:
            plain = " ".join([tokens.get(token, token) for token in plain.split()])
        found = self._find(plain, overlapping=True)
        return put(plain, self._ways(plain, found)) if found else plain

    def _ways(self, plain: str, found: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield the other ways of writing that count, and what they mean: those that stand alone, of two the longer one."""
        done = 0
        for start, back, way in sorted((start, -end, way) for way, start, end in found if _alone(plain, start, end)):
            if start >= done:
                done = -back
                yield start, done, self._meant[way]

    def _even(self, text: str) -> str:
        """Even out everything but words and blanks."""
        if text.isascii():
            plain = text.lower().replace("'", "").replace("`", "")
            if not self._runs(plain):
                return plain
        else:
            found = plain_already(text)
            if found is None:
                found = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold()).translate(_QUOTES)
            plain = found
            if self._traditional.search(plain) is not None:
                plain = plain.translate(self._plainer)
            if " " in plain and _SPACED.search(plain) is not None:
                plain = _SPACED.sub(lambda found: _BLANKS.sub("", found[0]), plain)
            if _TWICE.search(plain) is None:
                return plain
        if _RUN.search(plain) is not None:
            plain = _RUN.sub(_shorter, _WORD.sub(self._drawn, plain))
        return plain

    def _drawn(self, found: re.Match[str]) -> str:
        """Return a word without its drawn-out letters; a word that has one of them twice is meant."""
        word = found[0]
        bare = _DRAWN.sub(r"\1", word)
        meant = self._doubled.get(bare)
        return meant[0] if meant is not None and any(letter * 3 in word for letter in meant[1]) else bare


def put(text: str, instead: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with something else in some places, given in their order: from, to, and what is put there."""
    parts: list[str] = []
    done = 0
    for start, end, word in instead:
        parts += (text[done:start], word)
        done = end
    return "".join((*parts, text[done:]))


def _alone(plain: str, start: int, end: int) -> bool:
    """Tell whether no word of Latin script runs into a place or on behind it; a number may stand there (加v123)."""
    return _RUNS_IN.match(plain, start) is None and _RUNS_ON.match(plain, end) is None


def _shorter(run: re.Match[str]) -> str:
    """Return a run of signs as one; Chinese characters keep two, for some words are doubled ones."""
    sign = run[1] or run[2]
    return sign * 2 if "\u3400" <= sign <= "\u9fff" else sign


def over_and_over(text: str) -> bool:
    """Tell whether a text is one character or laugh, repeated `OFTEN` times or more."""
    if len(text) < OFTEN or len(set(text)) > len(text) // OFTEN + _OTHERS:  # too many different ones: a look is enough
        return False
    bare = _BLANKS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold()))
    return _OVER.fullmatch(bare) is not None


@cache
def folding() -> Folding:
    """Return the folding by the file that is part of the product (variants.toml beside this module)."""
    read = tomllib.loads(files("controlroom.words").joinpath("variants.toml").read_text(encoding="utf-8"))
    doubled = read.pop("doubled")["words"]
    return Folding(
        {word: others for table in read.values() for word, others in table.items()},
        SIMPLER,
        doubled,
    )
