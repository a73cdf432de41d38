"""The lists of words a team writes itself: read from a folder when the house opens.

Owns: which files of the folder count, for every room and for one.
Law: `comments*.toml` says what comments are, every other `*.toml` which words are watched; what lies in a folder with a
room's name counts for that room, before the others. A list that cannot be read is refused with its file and the mend, at the
start, not in mid-show.
Must not know: what the words are for.
"""

from __future__ import annotations

from pathlib import Path

from controlroom.words.lists import read_list
from controlroom.words.phrases import read_phrases
from controlroom.words.reader import Reader, Texts, reader


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
        self._everywhere = Texts((), ())
        self._rooms: dict[str, Texts] = {}
        self._readers: dict[str | None, Reader] = {}
        if folder is None:
            return
        if not folder.is_dir():
            raise BadWords(f"CONTROLROOM_WORDS names {folder}, which is no folder: make it, or unset it")
        self._everywhere = _read(folder)
        self._rooms = {room.name: _read(room) for room in sorted(folder.iterdir()) if room.is_dir()}

    def of(self, room: str) -> Reader:
        """Return the reader of a room; rooms without lists of their own share one."""
        own = self._rooms.get(room)
        key = room if own is not None else None
        found = self._readers.get(key)
        if found is None:
            every = self._everywhere
            texts = every if own is None else Texts(own.phrases + every.phrases, own.watched + every.watched)
            found = self._readers[key] = Reader(texts) if any(texts) else reader()
        return found


def _read(folder: Path) -> Texts:
    phrases: list[str] = []
    watched: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            text = file.read_text(encoding="utf-8")
            if file.name.startswith("comments"):
                read_phrases(text)
                phrases.append(text)
            else:
                read_list(text)
                watched.append(text)
        except ValueError as error:
            raise BadWords(
                f"{file} is no list of words: {error}. See docs/comments.md, or take the file away"
            ) from error
    return Texts(tuple(phrases), tuple(watched))
