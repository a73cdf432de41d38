"""Where the words and frames of the lists stand in a comment.

Owns: one pass over a folded text for all words at once, which of them count, and the frames they make.
Law: of two words, one within the other, the longer counts; words of Latin script stand alone; a frame's words may be
within longer ones.
Must not know: what the marks decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from controlroom.words.phrases import Frame, Mark, Phrases, Step

FRAME: Final = 3
"""What a frame counts."""

_LATIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_APART: Final = re.compile(r"(?<=[^a-z0-9 ])(?=[a-z0-9])")
"""Where Latin script begins: a blank is put there, so that a search for blank and word finds whole words' beginnings only."""
Span = tuple[int, int]


class Hit(NamedTuple):
    """A word that counts: where it stands (from, to) and its marks with their weights."""

    start: int
    end: int
    marks: tuple[tuple[Mark, int], ...]
    latin: bool


class _Known(NamedTuple):
    latin: bool
    whole: bool
    marks: tuple[tuple[Mark, int], ...]
    groups: tuple[int, ...]


class Matcher:
    """Reads folded texts against the phrases."""

    def __init__(self, phrases: Phrases) -> None:
        self._known: list[_Known] = []
        literal: list[str] = []
        for word, said in phrases.words.items():
            bare = word.removesuffix("*")
            latin = bare[0] in _LATIN
            literal.append(_APART.sub(" ", f" {bare}" if latin else bare))
            self._known.append(_Known(latin, word[-1] in _LATIN, said.marks, said.groups))
        self._search = AhoCorasick(literal).find_matches_as_indexes
        seen: defaultdict[int, int] = defaultdict(int)
        for frame in phrases.frames:
            for step in frame.steps:
                seen[step.group] += 1
        self._frames: dict[int, list[tuple[frozenset[int], Frame]]] = {}
        for frame in phrases.frames:
            rarest = min(frame.steps, key=lambda step: seen[step.group]).group
            needs = frozenset(step.group for step in frame.steps)
            self._frames.setdefault(rarest, []).append((needs, frame))
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
        groups: dict[int, list[Span]] = {}
        for index, start, end in self._search(text, overlapping=True):
            known = known_words[index]
            if known[1] and end < size and text[end] in _LATIN:
                continue
            if known[2]:
                found.append((start, -end, known))
            for group in known[3]:
                if group in groups:
                    groups[group].append((start, end))
                else:
                    groups[group] = [(start, end)]
        hits: list[Hit] = []
        if found:
            found.sort(key=_place)
            reach = 0
            for start, end, known in found:
                if -end > reach:
                    reach = -end
                    hits.append(Hit(start, reach, known[2], known[0]))
        counts = self._framed(text, groups)
        for mark, pattern in self._patterns:
            if pattern.search(plain) is not None:
                counts[mark] = counts.get(mark, 0) + 1
        return text, hits, counts

    def _framed(self, text: str, groups: dict[int, list[Span]]) -> dict[Mark, int]:
        counts: dict[Mark, int] = {}
        frames, there = self._frames, groups.keys()
        for group in groups:
            if group in frames:
                for needs, frame in frames[group]:
                    if needs <= there and _stands(frame, text, groups):
                        counts[frame.mark] = counts.get(frame.mark, 0) + 1
        return counts


def _place(found: tuple[int, int, _Known]) -> Span:
    return found[0], found[1]


def _stands(frame: Frame, text: str, groups: dict[int, list[Span]]) -> bool:
    """Tell whether a frame's words stand in the text in their order, near enough."""
    steps = frame.steps
    spans = groups[steps[0].group]
    if frame.begins:
        gap = steps[0].gap
        spans = [span for span in spans if _between(text, 1, max(span[0], 1), frame.latin) <= gap]
    for step in steps[1:]:
        spans = _next(step, spans, groups[step.group], text, frame.latin)
        if not spans:
            return False
    if frame.ends:
        return any(end >= len(text.rstrip(" ?!.~,")) for _, end in spans)
    return bool(spans)


def _next(step: Step, before: list[Span], after: list[Span], text: str, latin: bool) -> list[Span]:
    gap = step.gap
    if latin:
        return [
            span
            for span in after
            if any(end <= span[0] and _between(text, end, span[0], True) <= gap for _, end in before)
        ]
    return [span for span in after if any(0 <= span[0] - end <= gap for _, end in before)]


def _between(text: str, start: int, end: int, latin: bool) -> int:
    """Return how much stands between two places: words, or characters."""
    return len(text[start:end].split()) if latin else end - start
