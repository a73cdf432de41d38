"""What a comment is like: classes learned from labelled lines by counting.

Owns: the lines that are part of the product (examples_zh.tsv, examples_en.tsv beside this module), the shape of such a file,
and how much a text's signs and words, and their pairs, speak for each class.
Law: counting, logarithms and one sum: the same lines give the same weights, whole thousandths. A word or pair that no line has
says nothing. Formula: complement naive Bayes (Rennie, Shih, Teevan and Karger, 2003), each word counted once a line.
Must not know: the lists, products, who wrote a comment.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from math import log
from typing import Final, NamedTuple, get_args

from controlroom.domain.events import CommentKind

KINDS: Final[tuple[CommentKind, ...]] = get_args(CommentKind)
EXAMPLES: Final = ("examples_zh.tsv", "examples_en.tsv")
OWN: Final = 5
"""A line of a team's own counts as so many."""

_SMOOTH: Final = 0.5
_SCALE: Final = 1000
_FIELD_BITS: Final = 32
_FIELDS: Final = struct.Struct(f"<{len(KINDS)}I")
_TOKEN: Final = re.compile(r"[a-z]+|0|[^\sa-z0]")
_NUMBER: Final = re.compile(r"[0-9]+")
_MOST: Final = 1000
"""Beyond so many characters a text says nothing new. The sums of so many fit their fields."""


Gram = str | tuple[str, str]
"""A sign or word, or a pair of them."""


class Example(NamedTuple):
    """A line and its class."""

    kind: CommentKind
    text: str


def read_examples(text: str) -> tuple[Example, ...]:
    """Return the lines of a file: class, tab, comment; empty lines and those that begin with `# ` are passed over.

    Raises:
        ValueError: A line has no such class, or no comment; the message names it.
    """
    found: list[Example] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        kind, tab, said = line.partition("\t")
        if kind not in KINDS:
            raise ValueError(f"line {number} begins with {kind[:40]!r}, which is none of {', '.join(KINDS)}")
        if not tab or not said.strip():
            raise ValueError(f"line {number} has no comment behind its class and a tab")
        found.append(Example(kind, said))
    return tuple(found)


class Learned:
    """What labelled lines say together.

    Args:
        lines: Lines with how many each counts as.
        fold: Makes a line plain, as the comments are.
    """

    def __init__(self, lines: Iterable[tuple[Example, int]], fold: Callable[[str], str]) -> None:
        counts: dict[CommentKind, Counter[Gram]] = {kind: Counter() for kind in KINDS}
        whole_lines: dict[str, Counter[CommentKind]] = {}
        for (kind, text), times in lines:
            plain = fold(text)
            whole_lines.setdefault(plain, Counter())[kind] += times
            words = _words(plain)
            grams: set[Gram] = {*words, *pairwise(words)}
            for gram in grams:
                counts[kind][gram] += times
        whole: Counter[Gram] = Counter()
        for of_kind in counts.values():
            whole.update(of_kind)
        self._known = _followed(_packed(whole, counts))
        self.line = {plain: kinds.most_common(1)[0][0] for plain, kinds in whole_lines.items()}.get
        """Returns of which class a line is that is known as it stands; None: it is not."""

    def weigh(self, plain: str) -> tuple[int, ...]:
        """Return how much a folded text is like each of `KINDS`: natural logarithms of chances, in thousandths."""
        get, total, following = self._known.get, 0, _NOTHING.following
        for word in _words(plain):
            both = following.get(word)
            following, alone = get(word, _NOTHING)
            total += alone if both is None else both
        return _FIELDS.unpack(total.to_bytes(_FIELDS.size, "little"))


class _Word(NamedTuple):
    """What a sign or word says. `following`: what the sign or word behind it says with the two as a pair."""

    following: dict[str, int]
    alone: int


_NOTHING: Final = _Word({}, 0)


def _words(plain: str) -> list[str]:
    """Return a folded text's signs and words, any number being the same; its ends are signs too."""
    text = f"^{plain[:_MOST]}$"
    if _NUMBER.search(text) is not None:
        text = _NUMBER.sub("0", text)
    return _TOKEN.findall(text)


def _followed(said: dict[Gram, int]) -> dict[str, _Word]:
    """Return by sign or word what it says, and what each one behind it does. Equal numbers are one number in memory."""
    one = {number: number for number in said.values()}
    known = {gram: _Word({}, one[number]) for gram, number in said.items() if isinstance(gram, str)}
    for gram, number in said.items():
        if not isinstance(gram, str):
            first, second = gram
            both = number + known[second].alone
            known[first].following[second] = one.setdefault(both, both)
    return known


def _packed(whole: Counter[Gram], counts: dict[CommentKind, Counter[Gram]]) -> dict[Gram, int]:
    """Return by word and pair what it says of each class, one field of a number each, so that one sum adds them all.

    It speaks for a class as seldom as it is in the lines of all others.
    """
    size, most = sum(whole.values()) + _SMOOTH * len(whole), max(whole.values(), default=0)
    tables: list[list[int]] = []
    for place, kind in enumerate(KINDS if whole else ()):
        rest = log(size - sum(counts[kind].values()))
        tables.append(
            [round(_SCALE * (rest - log(times + _SMOOTH))) << place * _FIELD_BITS for times in range(most + 1)]
        )
    by_times = [sum(table[times] for table in tables) for times in range(most + 1)]
    found = {gram: by_times[times] for gram, times in whole.items()}
    for kind, table in zip(KINDS, tables, strict=False):
        for gram, own in counts[kind].items():
            times = whole[gram]
            found[gram] += table[times - own] - table[times]
    return found
