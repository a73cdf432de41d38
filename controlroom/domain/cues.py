"""Cards for the host: shown, delivered, acknowledged, taken back, expired; and what the host makes of their repeats.

Owns: the board of cards, which one the host sees, how often a card was let pass.
Law: every card arrives until it is seen or its time is over; the most urgent comes first, among equals the one least
often let pass, then the newest. Of what belongs together (one prepared card, one product's stock) one card is up.
Must not know: what prompts a card, who reads, screens.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.plan import Priority, Text

_RANK: Final[dict[Priority, int]] = {"urgent": 2, "push": 1, "info": 0}
_RECENT: Final = 5

STAYS_MS: Final[dict[Priority, int | None]] = {"info": 60_000, "push": 120_000, "urgent": None}
"""How long a card stays that came by itself and says no time of its own."""

FAINT: Final = 3
"""A card let pass so often running comes by itself no more, unless it is urgent."""


class Cue(Struct):
    """One card.

    Args:
        text: As the host reads it, its numbers filled in.
        cleared_ms: Taken back, or given way to a newer one of its group. `expired`: nobody acknowledged it in time.
        cue: The plan's cue it was made of; None: free text.
        group: Of the cards of a group only the newest is up.
        numbers: By placeholder, what was filled in (minor units, pieces, people). `sku`, `offer`: whose they are.
        left_ms: The time left that stands in the text, when it was shown; of `timer`, where the plan names one.
        by_itself: Nobody pressed a key for it.
    """

    id: str
    text: Text
    priority: Priority
    shown_ms: int
    target: str | None = None
    delivered_ms: int | None = None
    acked_ms: int | None = None
    cleared_ms: int | None = None
    expires_ms: int | None = None
    expired: bool = False
    cue: str | None = None
    group: str | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    sku: str | None = None
    offer: str | None = None
    by_itself: bool = False
    left_ms: int | None = None
    timer: str | None = None

    @property
    def open(self) -> bool:
        """Tell whether the host should still see it."""
        return self.acked_ms is None and self.cleared_ms is None and not self.expired


class Cues(Struct):
    """All cards that are open, and the last few that were.

    Args:
        passed: By the plan's cue, how often running its card expired unseen.
        prompted: By the plan's cue, the newest instant at which it was due: it comes again only for a later one.
        met: Conditions on a level that hold now and have prompted.
        forbidden: By the plan's cue (`offer:ID`: an offer), the watched words of what may come by itself and has some.
        armed: What follows is reckoned for what is on air; any command may change that.
        next_ms: When the next cue is due by time. `watches`, `watches_kpi`: some wait for a level, for a KPI's.
    """

    cards: dict[str, Cue] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)
    prompted: dict[str, int] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    armed: bool = False
    next_ms: int | None = None
    watches: bool = False
    watches_kpi: bool = False
    next_expiry_ms: int | None = None

    def show(self, cue: Cue) -> str | None:
        """Put a card up and forget the oldest closed ones; return the card of its group that gives way to it."""
        beaten = self.up(cue.group) if cue.group is not None else None
        if beaten is not None:
            self.cards[beaten].cleared_ms = cue.shown_ms
        self.cards[cue.id] = cue
        closed = [c.id for c in self.cards.values() if not c.open]
        for id_ in closed[: max(0, len(closed) - _RECENT)]:
            del self.cards[id_]
        self.reckon()
        return beaten

    def up(self, group: str) -> str | None:
        """Return the id of a group's card that is up."""
        return next((c.id for c in self.cards.values() if c.open and c.group == group), None)

    def reckon(self) -> None:
        """Find again when the next card expires, after a change."""
        ends = [c.expires_ms for c in self.cards.values() if c.open and c.expires_ms is not None]
        self.next_expiry_ms = min(ends) if ends else None

    def ack(self, id_: str, at_ms: int) -> None:
        """The host has read a card; whatever was let pass before is forgiven."""
        card = self.cards[id_]
        card.acked_ms = at_ms
        if card.cue is not None:
            self.passed.pop(card.cue, None)
        self.reckon()

    def expire(self, now_ms: int) -> bool:
        """Let the cards be over whose time has come; tell whether any was."""
        if self.next_expiry_ms is None or now_ms < self.next_expiry_ms:
            return False
        for card in self.cards.values():
            if card.open and card.expires_ms is not None and card.expires_ms <= now_ms:
                card.expired = True
                if card.cue is not None:
                    self.passed[card.cue] = self.passed.get(card.cue, 0) + 1
        self.reckon()
        return True

    def fades(self, cue: str | None) -> int:
        """Return how faint a prepared card has become: how often running it was let pass."""
        return self.passed.get(cue, 0) if cue is not None else 0

    def comes_by_itself(self, cue: str, priority: Priority) -> bool:
        """Tell whether a prepared card still comes by itself: not when it was let pass too often."""
        return priority == "urgent" or self.fades(cue) < FAINT

    def waiting(self) -> list[Cue]:
        """Return the open cards in the order in which the host sees them."""
        return sorted(
            (c for c in self.cards.values() if c.open),
            key=lambda c: (-_RANK[c.priority], self.fades(c.cue), -c.shown_ms),
        )

    def recent(self) -> list[Cue]:
        """Return the last closed cards, newest first."""
        return [c for c in reversed(self.cards.values()) if not c.open][:_RECENT]
