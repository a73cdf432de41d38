"""The files that comments are classified by: words and frames of words, read and checked.

Owns: the files' shape (docs/comments.md), and what one of them says as words with marks and frames of groups.
Law: a file is read whole and checked, or refused with what is wrong; what a mark means is the classifier's.
Must not know: how a text is searched.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Final, Literal

import msgspec
from msgspec import Struct, field

from controlroom.words.goods import SIGN

Mark = Literal[
    "intent", "question", "negative", "good", "praise", "spam", "other", "flaw", "ask", "topic", "complain", "mock",
    "suppose", "deny", "but", "innocent",
]  # fmt: skip
WEIGHTS: Final = (("strong", 3), ("plain", 2), ("weak", 1))

_GOODS: Final = "{goods}"
_EITHER: Final = "{whether}"
WHETHER: Final = "\ue001"
"""Stands for `A or not A` (甜不甜), so that neither half of it is taken for praise or a fault. Nobody writes it."""
_GAP: Final = re.compile(r"~(\d+)")
_NEAR: Final = 2


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """What one mark is known by. `patterns`: regular expressions over the folded text."""

    strong: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


class PhraseFile(Struct, frozen=True):
    """One file: groups by name, and a section for each mark it speaks of."""

    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sections: dict[Mark, Section] = field(default_factory=dict)


class Step(Struct, frozen=True):
    """A part of a frame: a group, `gap` characters (of Latin script: words) at most after the part before it."""

    group: int
    gap: int


class Frame(Struct, frozen=True):
    """Words in an order. `begins`: at the text's begin; `ends`: at its end; `latin`: gaps are words."""

    mark: Mark
    steps: tuple[Step, ...]
    begins: bool
    ends: bool
    latin: bool


class Word(Struct, frozen=True):
    """What stands for a word: its marks with their weights, and the groups it is in."""

    marks: tuple[tuple[Mark, int], ...]
    groups: tuple[int, ...]


class Phrases(Struct, frozen=True):
    """Everything that the files say together. `words`: by how they are folded, a `*` at the end kept."""

    words: dict[str, Word]
    frames: tuple[Frame, ...]
    patterns: tuple[tuple[Mark, re.Pattern[str]], ...]


def read_phrases(text: str) -> PhraseFile:
    """Return the file that a TOML text holds.

    Raises:
        ValueError: It is no such file: a section, a key or a group that nobody knows; the message names it.
    """
    try:
        read = tomllib.loads(text.replace(_GOODS, SIGN).replace(_EITHER, WHETHER))
        groups = msgspec.convert(read.pop("groups", {}), dict[str, tuple[str, ...]])
        sections = msgspec.convert(read, dict[Mark, Section])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(str(error)) from error
    for mark, section in sections.items():
        for frame in section.frames:
            strangers = {part[1:-1] for part in frame.split() if part.startswith("{")} - set(groups)
            strangers |= {one[1:-1] for part in frame.split() for one in part.split("|") if one.startswith("{")} - set(
                groups
            )
            strangers = {name for name in strangers if "|" not in name}
            if strangers:
                raise ValueError(f"{mark}: the frame {frame!r} names {', '.join(sorted(strangers))}, which is no group")
        for pattern in section.patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{mark}: the pattern {pattern!r} cannot be read: {error}") from error
    return PhraseFile(groups, sections)


class _Making:
    """The words, as the files are gone through."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._groups: dict[tuple[str, ...], int] = {}
        self.marks: dict[str, dict[Mark, int]] = {}
        self.grouped: dict[str, dict[int, None]] = {}

    def folded(self, word: str) -> str:
        """Return a word as it is looked for."""
        tail = "*" if word.endswith("*") else ""
        return self._fold(word.removesuffix("*")) + tail

    def mark(self, word: str, mark: Mark, weight: int) -> None:
        """Give a word a mark; the higher weight stays."""
        marks = self.marks.setdefault(self.folded(word), {})
        marks[mark] = max(weight, marks.get(mark, 0))

    def group(self, words: tuple[str, ...]) -> int:
        """Return the number of a group of words."""
        number = self._groups.setdefault(words, len(self._groups))
        for word in words:
            self.grouped.setdefault(self.folded(word), {})[number] = None
        return number

    def frame(self, mark: Mark, text: str, groups: dict[str, tuple[str, ...]]) -> Frame:
        """Return the frame that a text says."""
        steps: list[Step] = []
        gap, parts = 0, text.split()
        for part in parts:
            if part in ("^", "$"):
                continue
            if (asked := _GAP.fullmatch(part)) is not None:
                gap = int(asked[1])
                continue
            words = tuple(
                word
                for one in part.split("|")
                for word in (groups[one[1:-1]] if one.startswith("{") else (one.replace("_", " "),))
            )
            steps.append(Step(self.group(words), gap))
            gap = _NEAR
        latin = all(part.isascii() or part == SIGN for part in parts) and not any(
            not word.isascii() for name, words in groups.items() if f"{{{name}}}" in text for word in words
        )
        return Frame(mark, tuple(steps), parts[0] == "^", parts[-1] == "$", latin)


def gathered(files: tuple[PhraseFile, ...], fold: Callable[[str], str]) -> Phrases:
    """Return what the files say together; words are folded as the comments are."""
    making = _Making(fold)
    frames: list[Frame] = []
    patterns: list[tuple[Mark, re.Pattern[str]]] = []
    for file in files:
        for mark, section in file.sections.items():
            for name, weight in WEIGHTS:
                for word in getattr(section, name):
                    making.mark(word, mark, weight)
            frames += [making.frame(mark, text, file.groups) for text in section.frames]
            patterns += [(mark, re.compile(pattern)) for pattern in section.patterns]
    words = {
        word: Word(tuple(making.marks.get(word, {}).items()), tuple(making.grouped.get(word, {})))
        for word in dict.fromkeys([*making.marks, *making.grouped])
        if word.strip("*")
    }
    return Phrases(words, tuple(frames), tuple(patterns))
