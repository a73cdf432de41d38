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
_JOINED: Final = re.compile(r"[^a-z0-9 ](?=[a-z0-9])")
"""Where Latin script begins: a blank is put there, so that a search for blank and word finds whole words' beginnings only."""
_ADDRESS: Final = re.compile(r"[0-9@.]")
"""Patterns are for numbers and addresses, and searched only where one may be."""

Span = tuple[int, int]
Filed = tuple[int, int, Frame]
"""A frame: the groups that it needs as bits, its number."""
Loose = tuple[tuple[int, ...], int, int]
"""The groups of a word that was found, and where it stands."""


Marks = tuple[tuple[Mark, int], ...]
Hit = tuple[int, int, Marks, bool]
"""A word that counts: where it stands (from, to), its marks with their weights, whether it is of Latin script."""


class _Grouped(NamedTuple):
    """A word that is in groups: which, and as bits. `frames`: those that are filed under one of them, with the bits they need."""

    groups: tuple[int, ...]
    frames: tuple[Filed, ...]
    bits: int


class Matcher:
    """Reads folded texts against the phrases."""

    def __init__(self, phrases: Phrases) -> None:
        common: defaultdict[int, int] = defaultdict(int)  # how often a group is met: short words are everywhere
        for word, said in phrases.words.items():
            for group in said.groups:
                common[group] += 64 >> 2 * min(len(word), 4)
        filed: defaultdict[int, list[Filed]] = defaultdict(list)
        for number, frame in enumerate(phrases.frames):
            rarest = min(frame.steps, key=lambda step: common[step.group]).group
            filed[rarest].append((_bits(step.group for step in frame.steps), number, frame))
        self._known: list[tuple[bool, bool, Marks, _Grouped | None]] = []
        literal: list[str] = []
        for word, said in phrases.words.items():
            bare = word.removesuffix("*")
            latin = bare[0] in _LATIN
            literal.append(_apart(f" {bare}" if latin else bare))
            whole = word[-1] in _LATIN
            frames = tuple(one for group in said.groups for one in filed.get(group, ()))
            marks = said.marks if f"{word}*" not in phrases.words or not phrases.words[f"{word}*"].marks else ()
            grouped = _Grouped(said.groups, frames, _bits(said.groups)) if said.groups else None
            self._known.append((whole, latin, marks, grouped))
        self._search = AhoCorasick(literal).find_matches_as_indexes
        self._patterns = phrases.patterns

    def read(self, plain: str) -> tuple[str, list[Hit], dict[Mark, int]]:
        """Read a folded text.

        Returns:
            The text as it was searched, the words that count with their places in it, and how many frames (and patterns) of
            each mark there are.
        """
        text = _apart(f" {plain}")
        size, known = len(text), self._known
        hits: list[Hit] = []
        loose: list[Loose] = []
        there = 0
        frames: list[Filed] = []
        for index, start, end in self._search(text, overlapping=True):
            whole, latin, marks, grouped = known[index]
            if whole and end < size and text[end] in _LATIN:
                continue
            if marks:  # by their ends: what is within this one is on top, and this one is within what ends with it
                while hits and hits[-1][0] >= start:
                    hits.pop()
                if not hits or hits[-1][1] < end:
                    hits.append((start, end, marks, latin))
            if grouped is not None:
                within, filed, bits = grouped
                loose.append((within, start, end))
                there |= bits
                if filed:
                    frames += filed
        counts = _framed(text, loose, there, frames) if frames else {}
        if _ADDRESS.search(plain) is not None:
            for mark, pattern in self._patterns:
                if pattern.search(plain) is not None:
                    counts[mark] = counts.get(mark, 0) + 1
        return text, hits, counts


def _apart(text: str) -> str:
    """Return a text with a blank wherever Latin script begins."""
    return _JOINED.sub(r"\g<0> ", text) if _JOINED.search(text) is not None else text


def _framed(text: str, loose: list[Loose], there: int, frames: list[Filed]) -> dict[Mark, int]:
    """Return how many frames of each mark the words of groups make. `there`: the groups that have a word in the text."""
    counts: dict[Mark, int] = {}
    tried: list[int] = []
    for needs, number, frame in frames:
        if needs & there == needs and number not in tried:
            tried.append(number)
            if _stands(frame, text, loose):
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
