"""What the platform's own board says: levels that are read off it, fed or typed in.

Owns: the newest entry of each figure, and those it would fall back to when one is taken back.
Law: a level is never added to a flow; the newest entry by (`at_ms`, `source`, `id`) counts, whatever the order of
arrival.
Must not know: our own numbers, tiles, who may type.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

Figure = Literal["gmv_minor", "orders", "buyers", "exposure", "entries", "clicks"]
FIGURES: Final[tuple[Figure, ...]] = ("gmv_minor", "orders", "buyers", "exposure", "entries", "clicks")

BY_HAND: Final = "hand"
"""The source of an entry that was typed in without saying where it was read."""

_KEPT: Final = 8
"""Entries kept of a figure: the newest, and those behind it for taking one back."""


class Entry(Struct, frozen=True, order=True):
    """One figure as the board had it. `told_by`: who read it off, where that is known."""

    at_ms: int
    source: str
    id: str
    value: int
    told_by: str = ""


class Board(Struct):
    """Every figure that was told, its newest entries last."""

    entries: dict[Figure, list[Entry]] = field(default_factory=dict)

    def tell(self, figure: Figure, entry: Entry) -> None:
        """Take an entry."""
        known = self.entries.setdefault(figure, [])
        known.append(entry)
        known.sort()
        del known[:-_KEPT]

    def take_back(self, id_: str) -> None:
        """Forget the entries that were told under an id."""
        for figure, known in list(self.entries.items()):
            left = [entry for entry in known if entry.id != id_]
            if left:
                self.entries[figure] = left
            else:
                del self.entries[figure]

    def newest(self) -> dict[Figure, Entry]:
        """Return the newest entry of each figure that was told, in the order of `FIGURES`."""
        return {figure: self.entries[figure][-1] for figure in FIGURES if figure in self.entries}
