"""What an audience sees, value by value, and since when: the mailbox of all its screens at once.

Owns: cells (the finest thing that is conflated) and "what changed since a position", as one shared frame.
Law: newest wins; a board holds one value a cell, whoever reads it and however slowly. A page that was sent the value before
the newest is told what differs, every other the whole.
Must not know: screens, sockets, what a value means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from controlroom.push import frames
from controlroom.push.edits import edit
from controlroom.push.frames import Kind

_SHARED_FRAMES: Final = 8
"""So many frames of the newest position are kept: screens in step share one, the slow ones the others."""


class Cell:
    """One value. `pos`: the published change that brought it; `edit`: it, for whoever was sent the value of position `before`."""

    __slots__ = ("before", "edit", "payload", "pos")

    def __init__(self, pos: int, payload: bytes) -> None:
        self.pos = pos
        self.payload = payload
        self.before = -1
        self.edit: bytes | None = None

    def change(self, pos: int, payload: bytes, by_edit: bool) -> bytes:
        """Take a new value; return what whoever follows is told."""
        self.edit = edit(self.payload, payload) if by_edit else None
        self.before, self.pos, self.payload = self.pos, pos, payload
        return payload if self.edit is None else self.edit


class Board:
    """The newest values for one audience.

    Args:
        kind: Of the audience.
        pos: The position it is filled at; whoever knows an older one must be told everything.
    """

    __slots__ = ("_cells", "_edited", "_frames", "changes", "kind", "made_pos", "pos", "seq")

    def __init__(self, kind: Kind, pos: int) -> None:
        self.kind = kind
        self.made_pos = pos
        self.pos = pos
        self.seq = 0
        self.changes = 0
        self._cells: dict[str, Cell] = {}
        self._edited: dict[str, Cell] = {}
        self._frames: dict[tuple[int, frozenset[str]], bytes] = {}

    def take(self, values: Mapping[str, bytes], pos: int, seq: int) -> int:
        """Take new values in; return the bytes of those that differ from what stood there (0: nothing has happened).

        Args:
            values: JSON text by cell.
            pos: Position of this change, above all before it.
            seq: The journal's seq that the values are as of.
        """
        bytes_ = 0
        for name, payload in values.items():
            cell = self._cells.get(name)
            if cell is None:
                self._cells[name] = Cell(pos, payload)
                bytes_ += len(name) + len(payload)
            elif cell.payload != payload:
                bytes_ += len(name) + len(cell.change(pos, payload, self.kind == "page"))
        if bytes_:
            self.pos = pos
            self.seq = seq
            self.changes += 1
            self._frames.clear()
            self._edited = {name: cell for name, cell in self._cells.items() if cell.edit is not None}
        return bytes_

    def knows(self, since: int, newest: int) -> bool:
        """Tell whether a screen that has everything up to `since` can be told only what changed after it.

        Args:
            since: A position the screen names.
            newest: The hub's newest; a screen cannot have more.
        """
        return self.made_pos <= since <= newest

    def entries(self, since: int = -1, edits: Collection[str] = ()) -> list[bytes]:
        """Return the cells that changed after position `since`, as members of a frame; those in `edits` by what differs."""
        return [
            frames.entry(name, cell.edit if name in edits and cell.edit is not None else cell.payload)
            for name, cell in self._cells.items()
            if cell.pos > since
        ]

    def update(self, since: int, skipped: int, first: int = -1) -> bytes:
        """Return the update for a screen whose newest position is `since`, encoded once for all at it.

        Args:
            since: Below `pos`.
            skipped: Changes after `since` before the newest; it follows from `since`.
            first: The screen was sent every value that came after this position, and none from before it.
        """
        edits = frozenset(name for name, cell in self._edited.items() if first < cell.before <= since < cell.pos)
        frame = self._frames.get((since, edits))
        if frame is None:
            entries = self.entries(since, edits)
            frame = frames.update(self.kind, pos=self.pos, seq=self.seq, entries=entries, skipped=skipped)
            if len(self._frames) == _SHARED_FRAMES:
                self._frames.clear()
            self._frames[since, edits] = frame
        return frame
