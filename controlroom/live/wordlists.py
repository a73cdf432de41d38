"""The lists of words a team writes itself: read from a folder when the house opens.

Owns: which files of the folder count, for every room and for one.
Law: `comments*.toml` and labelled lines in `comments*.tsv` say what comments are, every other `*.toml` which words are
watched; what lies in a folder with a room's name counts for that room, before the others. A file that cannot be read is
refused with its name and the mend, at the start, not in mid-show; one that nothing reads is named.
Must not know: what the words are for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add
from pathlib import Path
from typing import Final

from controlroom.words.examples import read_examples
from controlroom.words.lists import read_list
from controlroom.words.phrases import read_phrases
from controlroom.words.reader import Reader, Texts, reader

_READ: Final = ("*.toml", "comments*.tsv")
_NAMES: Final = "lists are called NAME.toml or comments….toml, labelled lines comments….tsv, folders as their room"


class BadWords(ValueError):
    """A list cannot be read; the message says which, why, and the mend."""


class WordLists:
    """The readers of a house.

    Args:
        folder: Where the own lists are; None: there are none.

    Raises:
        BadWords: The folder is none, or a file in it is no list.
    """

    def __init__(self, folder: Path | None) -> None:
        self._everywhere = Texts()
        self._rooms: dict[str, Texts] = {}
        self._readers: dict[str | None, Reader] = {}
        self.unread: tuple[str, ...] = ()
        """A sentence for each file that nothing reads."""
        if folder is None:
            return
        if not folder.is_dir():
            raise BadWords(f"CONTROLROOM_WORDS names {folder}, which is no folder: make it, or unset it")
        self._everywhere = _read(folder)
        rooms = [room for room in sorted(folder.iterdir()) if room.is_dir() and not _is_aside(room)]
        self._rooms = {room.name: _read(room) for room in rooms}
        strange = [*_strange(folder, rooms), *(one for room in rooms for one in _strange(room, []))]
        self.unread = tuple(f"{one} is read by nothing: {_NAMES}. See docs/comments.md" for one in strange)

    def of(self, room: str) -> Reader:
        """Return the reader of a room; rooms without lists of their own share one."""
        own = self._rooms.get(room)
        key = room if own is not None else None
        found = self._readers.get(key)
        if found is None:
            every = self._everywhere
            texts = every if own is None else Texts(*map(add, own, every))
            found = self._readers[key] = Reader(texts) if any(texts) else reader()
        return found


def _read(folder: Path) -> Texts:
    phrases = _checked(folder, "comments*.toml", read_phrases)
    watched = _checked(folder, "*.toml", read_list, but="comments")
    return Texts(phrases, watched, _checked(folder, "comments*.tsv", read_examples))


def _strange(folder: Path, rooms: Sequence[Path]) -> list[Path]:
    """Return what of a folder nothing reads."""
    known = {*rooms, *(file for names in _READ for file in folder.glob(names) if file.is_file())}
    return [one for one in sorted(folder.iterdir()) if one not in known and not _is_aside(one)]


def _is_aside(one: Path) -> bool:
    """Tell whether a file is no list by its name: a note for people, or a tool's own."""
    return one.name.startswith((".", "README")) or one.name.endswith("~")


def _checked(folder: Path, names: str, read: Callable[[str], object], but: str | None = None) -> tuple[str, ...]:
    """Return the texts of a folder's files, each of which can be read.

    Args:
        but: How the names of those begin that are passed over.
    """
    texts: list[str] = []
    for file in sorted(folder.glob(names)):
        if but is not None and file.name.startswith(but):
            continue
        try:
            text = file.read_text(encoding="utf-8")
            read(text)
        except ValueError as error:
            raise BadWords(
                f"{file} is no list of words: {error}. See docs/comments.md, or take the file away"
            ) from error
        texts.append(text)
    return tuple(texts)
