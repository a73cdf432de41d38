"""What the door needs to know of a text: a comment's class, and the watched words in whatever is said or written.

Owns: the classifier and the finder as one, the memory of texts that were just read, the version of the lists.
Law: the same lists read the same text the same way; a repeated text costs a look-up; the memory is bounded.
Must not know: rooms, records, files of a folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Final, NamedTuple

from controlroom.domain.events import CommentKind
from controlroom.words.classifier import Classifier
from controlroom.words.examples import EXAMPLES, OWN, Learned, read_examples
from controlroom.words.finder import Finder, covering
from controlroom.words.folding import folding
from controlroom.words.goods import Goods
from controlroom.words.lists import SHIPPED, WordList, read_list
from controlroom.words.normal import normal
from controlroom.words.phrases import gathered, read_phrases
from controlroom.words.sieve import Sieve

PHRASES: Final = ("comments_zh.toml", "comments_en.toml")
"""The files that comments are classified by, beside this module."""

_READING: Final = 6
"""Raised when texts are read otherwise by the same lists."""

_KEPT: Final = 4096
_VERSION_BITS: Final = 48


class Read(NamedTuple):
    """What a comment is, and the words in it that may not be said."""

    kind: CommentKind
    watched: tuple[str, ...]


class Texts(NamedTuple):
    """Lists as they are written: those that comments are classified by, those of watched words, and labelled lines."""

    phrases: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Reader:
    """Reads texts by lists.

    Args:
        texts: Own lists, as `live.wordlists` has checked them; they count before those that are part of the product,
            which stay. All of them are read when the first text comes, or `warm` is called.
    """

    def __init__(self, texts: Texts | None = None) -> None:
        shipped = shipped_texts()
        own = self._own = texts or Texts()
        phrases, watched = own.phrases + shipped.phrases, own.watched + shipped.watched
        self._texts = Texts(phrases, watched, own.examples + shipped.examples)
        marks = f"{_READING}\n" + "\0".join((*phrases, "\1", *watched, "\2", *self._texts.examples))
        self.version = int.from_bytes(blake2b(marks.encode(), digest_size=_VERSION_BITS // 8).digest())
        self._classifier: Classifier | None = None
        self._lists = self
        """Who has read the lists: the one that others were made of by `among`."""
        self._names: tuple[str, ...] = ()
        self._goods: Goods | None = None
        self._watch: tuple[Finder, Sieve] | None = None
        self._newer: dict[str, Read] = {}
        self._older: dict[str, Read] = {}

    def among(self, names: Iterable[str]) -> Reader:
        """Return a reader by the same lists that knows the names of what is sold: products' titles and aliases."""
        knowing = copy(self)
        knowing._names, knowing._goods = tuple(names), None
        knowing._newer, knowing._older = {}, {}
        return knowing

    def comment(self, text: str) -> Read:
        """Return what a comment is."""
        newer = self._newer
        found = newer.get(text)
        if found is not None:
            return found
        found = self._older.get(text)
        if found is None:
            found = Read(self.kind(text), self.watched(text))
        if len(newer) >= _KEPT:
            self._older, self._newer = newer, {}
        self._newer[text] = found
        return found

    def kind(self, text: str) -> CommentKind:
        """Return the class of a comment, read anew."""
        classifier = self._lists._classifier
        if classifier is None:
            classifier = self._lists._classifier = self._classifying()
        if self._goods is None:
            self._goods = Goods(self._names, classifier.fold)
        return classifier.classify(text, self._goods)

    def _classifying(self) -> Classifier:
        fold, texts, own = folding(), self._texts, self._own
        files = tuple(read_phrases(text) for text in texts.phrases)
        lines = [
            (line, OWN if place < len(own.examples) else 1)
            for place, text in enumerate(texts.examples)
            for line in read_examples(text)
        ]
        own_phrases = gathered(files[: len(own.phrases)], fold) if own.phrases else None
        return Classifier(gathered(files, fold), fold, Learned(lines, fold), own_phrases)

    def watched(self, text: str, allowed: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the words of a text that may not be said, as the lists have them, each once.

        Args:
            allowed: Phrases that a person has let stand.
        """
        watch = self._lists._watch
        if watch is None:
            lists = [read_list(text) for text in self._texts.watched]
            watch = self._lists._watch = Finder(lists), Sieve(_forbidden(lists))
        finder, sieve = watch
        if not sieve.lets_through(text):
            return ()
        found = [find for find in finder.finds(text) if find.category.severity == "error"]
        return tuple(dict.fromkeys(find.word for find in found if covering(find, text, allowed) is None))

    @property
    def finder(self) -> Finder:
        """Return what finds every watched word of a text, also those that are only asked about."""
        self.watched("")
        assert self._lists._watch is not None
        return self._lists._watch[0]

    def warm(self) -> None:
        """Make ready what the first text would else wait for."""
        self.kind("")
        self.watched("")


def _forbidden(lists: Iterable[WordList]) -> list[str]:
    return [
        normal(word).text
        for one in lists
        for category in one.categories.values()
        if category.severity == "error"
        for word in category.words
    ]


@cache
def shipped_texts() -> Texts:
    """Return the lists that are part of the product."""
    folder = resources.files("controlroom.words")
    return Texts(
        *(
            tuple(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
            for names in (PHRASES, SHIPPED, EXAMPLES)
        )
    )


@cache
def reader() -> Reader:
    """Return the reader of the lists that are part of the product."""
    return Reader()
