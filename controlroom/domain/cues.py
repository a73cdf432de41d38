"""Cards for the host: shown, delivered, acknowledged, taken back.

Owns: the board of cards and which one the host sees.
Law: every card arrives until it is seen; the most urgent comes first, among equals the newest.
Must not know: who shows and who reads, screens.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.commands import Priority

_RANK: Final[dict[Priority, int]] = {"urgent": 2, "push": 1, "info": 0}
_RECENT: Final = 5


class Cue(Struct):
    """One card. `cleared_ms`: taken back."""

    id: str
    text: str
    priority: Priority
    shown_ms: int
    target: str | None = None
    delivered_ms: int | None = None
    acked_ms: int | None = None
    cleared_ms: int | None = None

    @property
    def open(self) -> bool:
        """Tell whether the host should still see it."""
        return self.acked_ms is None and self.cleared_ms is None


class Cues(Struct):
    """All cards that are open, and the last few that were."""

    cards: dict[str, Cue] = field(default_factory=dict)

    def show(self, cue: Cue) -> None:
        """Put a card up; forget the oldest closed ones beyond the last few."""
        self.cards[cue.id] = cue
        closed = [c.id for c in self.cards.values() if not c.open]
        for id_ in closed[: max(0, len(closed) - _RECENT)]:
            del self.cards[id_]

    def waiting(self) -> list[Cue]:
        """Return the open cards in the order in which the host sees them."""
        return sorted((c for c in self.cards.values() if c.open), key=lambda c: (-_RANK[c.priority], -c.shown_ms))

    def recent(self) -> list[Cue]:
        """Return the last closed cards, newest first."""
        return [c for c in reversed(self.cards.values()) if not c.open][:_RECENT]
