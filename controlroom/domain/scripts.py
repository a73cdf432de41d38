"""A script's places: what of it is said before a place, and where a place is after an edit.

Owns: positions (code points into a script), the count of said ones, the parts a script is drawn from.
Law: `[directions]` are not said; a place keeps the words that stand there, whatever is edited around them and wherever
they are moved.
Must not know: time, paces, pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from controlroom.domain.spoken import DIRECTION

_SENTENCE: Final = re.compile(r"[^。!?!?;;.\n]*[。!?!?;;.\n]+|[^。!?!?;;.\n]+")

_REACHES: Final = (16, 8, 4, 2)
"""How many code points around a place are looked for again where a sentence was edited before and behind it."""


class Said:
    """One script's said code points, in order.

    Args:
        script: The text with its `[directions]`.
    """

    __slots__ = ("_counts", "_ends", "_skipped", "_starts", "length", "total")

    def __init__(self, script: str) -> None:
        spans = [found.span() for found in DIRECTION.finditer(script)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._skipped = [0]
        self._counts = []
        for start, end in spans:
            self._counts.append(start - self._skipped[-1])
            self._skipped.append(self._skipped[-1] + end - start)
        self.length = len(script)
        self.total = self.length - self._skipped[-1]

    def before(self, position: int) -> int:
        """Return how many code points before `position` (0 to `length`) are said."""
        spans = bisect_left(self._starts, position)
        inside = max(0, self._ends[spans - 1] - position) if spans else 0
        return position - self._skipped[spans] + inside

    def place(self, count: int) -> int:
        """Return the position of the said code point number `count` (from 0); beyond the last: the script's end."""
        if count >= self.total:
            return self.length
        return count + self._skipped[bisect_right(self._counts, count)]


@lru_cache(maxsize=16)
def said(script: str) -> Said:
    """Return a script's said code points (the last few scripts' are kept at hand)."""
    return Said(script)


class Part(NamedTuple):
    """A run of a script that is drawn alike: words, a direction, or a new paragraph. `at`, `to`: where it begins and ends."""

    kind: Literal["say", "do", "break"]
    text: str
    at: int
    to: int


def parts(script: str) -> list[Part]:
    """Return what a script is drawn from: a direction without its brackets, lines without the space around them."""
    lines: list[list[Part]] = [[]]
    end = 0
    for direction in DIRECTION.finditer(script):
        _say(lines, script[end : direction.start()], end)
        lines[-1].append(Part("do", " ".join(direction[0][1:-1].split()), *direction.span()))
        end = direction.end()
    _say(lines, script[end:], end)
    found: list[Part] = []
    for line in filter(None, map(_trimmed, lines)):
        if found:
            found.append(Part("break", "", line[0].at, line[0].at))
        found += line
    return found


def _say(lines: list[list[Part]], text: str, at: int) -> None:
    for index, line in enumerate(text.split("\n")):
        if index:
            lines.append([])
        lines[-1].append(Part("say", line, at, at + len(line)))
        at += len(line) + 1


def _trimmed(line: list[Part]) -> list[Part]:
    """Return a line without the space at its two ends and without what says nothing."""
    said = [part for part in line if part.kind == "do" or part.text.strip()]
    if said and said[0].kind == "say":
        bare = said[0].text.lstrip()
        said[0] = said[0]._replace(text=bare, at=said[0].to - len(bare))
    if said and said[-1].kind == "say":
        bare = said[-1].text.rstrip()
        said[-1] = said[-1]._replace(text=bare, to=said[-1].at + len(bare))
    return said


def mapped(old: str, new: str, position: int) -> int:
    """Return where a place of `old` is in `new`: at the same words, where they are still there.

    What is put in front of the very place is passed over (one does not go back to it), but at the top it is not, and
    what is added behind the end is still ahead.

    Args:
        old, new: The script before and after an edit.
        position: 0 to `len(old)`.
    """
    if position == 0 or old == new:
        return position
    before, after = _once(old), _once(new)
    for words, at in before.items():
        if at <= position < at + len(words) and words in after:
            return after[words] + position - at
    pairs = [(at, after[words]) for words, at in before.items() if words in after]
    anchors = [(0, 0), *_rising(pairs), (len(old), len(new))]
    for (from_, to), (from_next, to_next) in pairwise(anchors):
        if position < from_next or from_next == len(old):
            return to + _within(old[from_:from_next], new[to:to_next], position - from_)
    raise AssertionError("the last anchor is the end of both")


def _within(old: str, new: str, position: int) -> int:
    """Return where a place is after one run of a text was replaced by another."""
    shortest = min(len(old), len(new))
    head = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    tail = next((i for i in range(shortest - head) if old[-1 - i] != new[-1 - i]), shortest - head)
    if position < head or (position == head == len(old)):
        return position
    if position >= len(old) - tail:
        return position + len(new) - len(old)
    for reach in _REACHES:
        around = old[max(0, position - reach) : position + reach]
        if new.count(around) == 1:
            return new.index(around) + min(position, reach)
    return min(position, len(new) - tail)


def _once(script: str) -> dict[str, int]:
    """Return the sentences that stand in a script once, with their positions, in its order."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for sentence in _SENTENCE.finditer(script):
        if sentence[0] in found:
            twice.add(sentence[0])
        found[sentence[0]] = sentence.start()
    return {words: at for words, at in found.items() if words not in twice}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs whose second numbers rise with their first (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for index, (_, to) in enumerate(pairs):
        pile = bisect_left(tops, to)
        below.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(to)
            piles.append(index)
        else:
            tops[pile], piles[pile] = to, index
    found: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        found.append(pairs[index])
        index = below[index]
    return found[::-1]
