"""Who holds at least one of something that may be taken back: the buyers of a show, and of each product.

Owns: counts by id, packed, and how many of them are above nothing.
Law: what is taken back was given before. An id that holds nothing any more stays in the table with a zero.
Must not know: orders, windows.
"""

from __future__ import annotations

from msgspec import Struct, field

from controlroom.domain.roster import Roster


class Holding(Struct):
    """How many each id holds. `total`: ids that hold at least one."""

    pieces: Roster = field(default_factory=Roster)
    total: int = 0

    def count(self, id_: int, n: int) -> int:
        """Give an id n more (or fewer); return by how many the holders changed: 1, 0 or −1."""
        had = self.pieces.get(id_) or 0
        has = had + n
        self.pieces.put(id_, has)
        change = (has > 0) - (had > 0)
        self.total += change
        return change
