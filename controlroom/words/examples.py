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
from collections.abc import Callable, Hashable, Iterable
from itertools import chain, pairwise
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
        counts: dict[CommentKind, Counter[Hashable]] = {kind: Counter() for kind in KINDS}
        for (kind, text), times in lines:
            for gram in set(chain.from_iterable(_grams(fold(text)))):
                counts[kind][gram] += times
        whole: Counter[Hashable] = Counter()
        for of_kind in counts.values():
            whole.update(of_kind)
        self._get = _packed(whole, counts).get

    def weigh(self, plain: str) -> tuple[int, ...]:
        """Return how much a folded text is like each of `KINDS`: natural logarithms of chances, in thousandths."""
        total = sum(filter(None, map(self._get, chain(*_grams(plain)))))
        return _FIELDS.unpack(total.to_bytes(_FIELDS.size, "little"))


def _grams(plain: str) -> tuple[list[str], Iterable[tuple[str, str]]]:
    """Return a folded text's signs and words, any number being the same, and their pairs; its ends are signs too."""
    words = _TOKEN.findall(_NUMBER.sub("0", f"^{plain[:_MOST]}$"))
    return words, pairwise(words)


def _packed(whole: Counter[Hashable], counts: dict[CommentKind, Counter[Hashable]]) -> dict[Hashable, int]:
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
