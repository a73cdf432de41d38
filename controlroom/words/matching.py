"""Where the words and frames of the lists stand in a comment.

Owns: one pass over a folded text for all words at once, which of them count, and the frames they make.
Law: of two words, one within the other, the longer counts; words of Latin script stand alone; a frame's words may be
within longer ones.
Must not know: what the marks decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from controlroom.words.phrases import Frame, Mark, Phrases

FRAME: Final = 3
"""What a frame counts."""

_LATIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_APART: Final = re.compile(r"(?<=[^a-z0-9 ])(?=[a-z0-9])")
"""Where Latin script begins: a blank is put there, so that a search for blank and word finds whole words' beginnings only."""
_ADDRESS: Final = re.compile(r"[0-9@.]")
"""Patterns are for numbers and addresses, and searched only where one may be."""

Span = tuple[int, int]
Loose = tuple[tuple[int, ...], int, int]
"""The groups of a word that was found, and where it stands."""


class Hit(NamedTuple):
    """A word that counts: where it stands (from, to) and its marks with their weights."""

    start: int
    end: int
    marks: tuple[tuple[Mark, int], ...]
    latin: bool


_hit: Final = Hit._make
"""Quicker than by its fields' names."""


class _Known(NamedTuple):
    """A word of the lists. `keys`: those of its groups under which frames are filed; `bits`: its groups, a bit each."""

    latin: bool
    whole: bool
    marks: tuple[tuple[Mark, int], ...]
    groups: tuple[int, ...]
    keys: tuple[int, ...]
    bits: int


class Matcher:
    """Reads folded texts against the phrases."""

    def __init__(self, phrases: Phrases) -> None:
        common: defaultdict[int, int] = defaultdict(int)  # how often a group is met: short words are everywhere
        for word, said in phrases.words.items():
            for group in said.groups:
                common[group] += 64 >> 2 * min(len(word), 4)
        self._frames: dict[int, list[tuple[int, Frame]]] = {}
        for frame in phrases.frames:
            rarest = min(frame.steps, key=lambda step: common[step.group]).group
            self._frames.setdefault(rarest, []).append((_bits(step.group for step in frame.steps), frame))
        self._known: list[_Known] = []
        literal: list[str] = []
        for word, said in phrases.words.items():
            bare = word.removesuffix("*")
            latin = bare[0] in _LATIN
            literal.append(_APART.sub(" ", f" {bare}" if latin else bare))
            keys = tuple(group for group in said.groups if group in self._frames)
            self._known.append(_Known(latin, word[-1] in _LATIN, said.marks, said.groups, keys, _bits(said.groups)))
        self._search = AhoCorasick(literal).find_matches_as_indexes
        self._patterns = phrases.patterns

    def read(self, plain: str) -> tuple[str, list[Hit], dict[Mark, int]]:
        """Read a folded text.

        Returns:
            The text as it was searched, the words that count with their places in it, and how many frames (and patterns) of
            each mark there are.
        """
        text = _APART.sub(" ", f" {plain}")
        size, known_words = len(text), self._known
        found: list[tuple[int, int, _Known]] = []
        loose: list[Loose] = []
        there = 0
        keys: list[int] = []
        for index, start, end in self._search(text, overlapping=True):
            known = known_words[index]
            _, whole, marks, within, filed, bits = known
            if whole and end < size and text[end] in _LATIN:
                continue
            if marks:
                found.append((start, -end, known))
            if within:
                loose.append((within, start, end))
                there |= bits
                keys += filed
        found.sort()
        hits: list[Hit] = []
        reach = 0
        for start, end, known in found:
            if -end > reach:
                reach = -end
                hits.append(_hit((start, reach, known[2], known[0])))
        counts = self._framed(text, loose, there, keys) if keys else {}
        if _ADDRESS.search(plain) is not None:
            for mark, pattern in self._patterns:
                if pattern.search(plain) is not None:
                    counts[mark] = counts.get(mark, 0) + 1
        return text, hits, counts

    def _framed(self, text: str, loose: list[Loose], there: int, keys: list[int]) -> dict[Mark, int]:
        """Return how many frames of each mark the words of groups make."""
        counts: dict[Mark, int] = {}
        for group in set(keys):
            for needs, frame in self._frames[group]:
                if needs & there == needs and _stands(frame, text, loose):
                    counts[frame.mark] = counts.get(frame.mark, 0) + 1
        return counts


def _bits(groups: Iterable[int]) -> int:
    """Return groups as bits."""
    return sum(1 << group for group in set(groups))


def _stands(frame: Frame, text: str, loose: list[Loose]) -> bool:
    """Tell whether a frame's words stand in the text in their order, near enough."""
    first, *others = frame.steps
    group, latin = first.group, frame.latin
    before = [(start, end) for within, start, end in loose if group in within]
    if frame.begins:
        before = [span for span in before if _between(text, 1, max(span[0], 1), latin) <= first.gap]
    for step in others:
        group, gap = step.group, step.gap
        after: list[Span] = []
        for within, start, end in loose:
            if group in within:
                for _, ended in before:
                    if ended <= start and _between(text, ended, start, latin) <= gap:
                        after.append((start, end))
                        break
        if not after:
            return False
        before = after
    if frame.ends:
        return any(end >= len(text.rstrip(" ?!.~,")) for _, end in before)
    return bool(before)


def _between(text: str, start: int, end: int, latin: bool) -> int:
    """Return how much stands between two places: words, or characters."""
    return len(text[start:end].split()) if latin else end - start
