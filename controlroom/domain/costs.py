"""What the show costs, as far as anybody told.

Owns: the sums by kind.
Law: integers in minor units; a kind that nobody told of is unknown, never 0.
Must not know: sales, ratios.
"""

from __future__ import annotations

from msgspec import Struct, field

from controlroom.domain.events import SpendKind


class Costs(Struct):
    """Amounts by kind, in minor units. `told`: how many amounts each sum is made of."""

    by_kind: dict[SpendKind, int] = field(default_factory=dict)
    told: dict[SpendKind, int] = field(default_factory=dict)

    def add(self, kind: SpendKind, amount_minor: int) -> None:
        """Take an amount."""
        self.by_kind[kind] = self.by_kind.get(kind, 0) + amount_minor
        self.told[kind] = self.told.get(kind, 0) + 1

    def take_back(self, kind: SpendKind, amount_minor: int) -> None:
        """Undo an `add`."""
        self.by_kind[kind] -= amount_minor
        self.told[kind] -= 1
        if not self.told[kind]:
            del self.by_kind[kind], self.told[kind]

    @property
    def total(self) -> int | None:
        """Return everything told; None: nobody told anything."""
        return sum(self.by_kind.values()) if self.by_kind else None

    @property
    def ads(self) -> int | None:
        """Return what advertising costs; None: nobody told."""
        return self.by_kind.get("ads")
