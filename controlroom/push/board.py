"""What an audience sees, value by value, and since when: the mailbox of all its screens at once.

Owns: cells (the finest thing that is conflated) and "what changed since a position", as one shared frame.
Law: newest wins; a board holds one value a cell, whoever reads it and however slowly.
Must not know: screens, sockets, what a value means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.push import frames
from controlroom.push.frames import Kind

_SHARED_FRAMES: Final = 8
"""So many frames of the newest position are kept: screens in step share one, the slow ones the others."""


class Cell:
    """One value. `pos`: the published change that brought it; `entry`: its member of a frame, encoded."""

    __slots__ = ("entry", "pos")

    def __init__(self, pos: int, entry: bytes) -> None:
        self.pos = pos
        self.entry = entry


class Board:
    """The newest values for one audience.

    Args:
        kind: Of the audience.
        pos: The position it is filled at; whoever knows an older one must be told everything.
    """

    __slots__ = ("_cells", "_frames", "changes", "kind", "made_pos", "pos", "seq")

    def __init__(self, kind: Kind, pos: int) -> None:
        self.kind = kind
        self.made_pos = pos
        self.pos = pos
        self.seq = 0
        self.changes = 0
        self._cells: dict[str, Cell] = {}
        self._frames: dict[int, bytes] = {}

    def take(self, values: Mapping[str, bytes], pos: int, seq: int) -> bool:
        """Take new values in; tell whether any differs from what stood there (else nothing has happened).

        Args:
            values: JSON text by cell.
            pos: Position of this change, above all before it.
            seq: The journal's seq that the values are as of.
        """
        changed = False
        for name, payload in values.items():
            entry = frames.entry(name, payload)
            cell = self._cells.get(name)
            if cell is None:
                self._cells[name] = Cell(pos, entry)
            elif cell.entry != entry:
                cell.pos = pos
                cell.entry = entry
            else:
                continue
            changed = True
        if changed:
            self.pos = pos
            self.seq = seq
            self.changes += 1
            self._frames.clear()
        return changed

    def knows(self, since: int, newest: int) -> bool:
        """Tell whether a screen that has everything up to `since` can be told only what changed after it.

        Args:
            since: A position the screen names.
            newest: The hub's newest; a screen cannot have more.
        """
        return self.made_pos <= since <= newest

    def entries(self, since: int = -1) -> list[bytes]:
        """Return the cells that changed after position `since`."""
        return [cell.entry for cell in self._cells.values() if cell.pos > since]

    def update(self, since: int, skipped: int) -> bytes:
        """Return the update for a screen whose newest position is `since`, encoded once for all at it.

        Args:
            since: Below `pos`.
            skipped: Changes after `since` before the newest; it follows from `since`.
        """
        frame = self._frames.get(since)
        if frame is None:
            frame = frames.update(self.kind, pos=self.pos, seq=self.seq, entries=self.entries(since), skipped=skipped)
            if len(self._frames) == _SHARED_FRAMES:
                self._frames.clear()
            self._frames[since] = frame
        return frame
