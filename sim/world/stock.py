"""The warehouse: what is there, what is offered on the platform, what comes in.

Owns: the pieces of each product, and the levels, restocks and recounts that are told.
Law: a created order takes its pieces, a cancelled unpaid one brings them back, a refund does not.
Must not know: who buys, what it costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sim.facts import Fact, Ids
from sim.world.chance import instant, stream

RECOUNT_EVERY_S: Final = 300
RESTOCK_BELOW: Final = 40
RESTOCK_CHANCE: Final = 0.01
"""Per second and product that is nearly gone."""


class Warehouse:
    """Stock by sku.

    Args:
        seed: Any whole number.
        opening: Pieces of a product of which nobody knows better.
        refill: What falls under this share of its first level is filled up again; 0: nobody sees to it.
    """

    def __init__(self, seed: int, opening: int, refill: float = 0.0) -> None:
        self._rng = stream(seed, "stock")
        self._ids = Ids("k", seed)
        self._opening = opening
        self._refill = refill
        self._pieces: dict[str, int] = {}
        self._full: dict[str, int] = {}
        self._held: set[str] = set()
        self._listed: set[str] = set()

    def plan(self, levels: Mapping[str, int]) -> None:
        """Take over the levels that the room knows already.

        Args:
            levels: Pieces by sku.
        """
        self._pieces.update(levels)
        self._full.update(levels)

    def open(self, end_ms: int, skus: Iterable[str]) -> list[Fact]:
        """Tell a first level of every product that has none yet, and of every other one what is offered."""
        facts = []
        for sku in skus:
            if sku in self._pieces:
                continue
            self._pieces[sku] = self._full[sku] = self._opening + self._rng.randrange(-50, 51)
            fields = {"sku": sku, "on_hand": self._pieces[sku]}
            if len(self._pieces) % 2:
                self._listed.add(sku)
                fields["listed"] = self._pieces[sku] * 3 // 4
            facts.append(Fact("stock", self._ids.next(), instant(self._rng, end_ms), fields))
        return facts

    def left(self, sku: str) -> int:
        """Return the pieces left, below 0 when oversold."""
        return self._pieces.get(sku, 0)

    def full(self, sku: str) -> int:
        """Return the pieces that there were first."""
        return self._full.get(sku, self._opening)

    def hold(self, sku: str, held: bool) -> None:
        """Let nobody bring in more of a product, or let them again."""
        (self._held.add if held else self._held.discard)(sku)

    def move(self, sku: str, by: int) -> None:
        """Take pieces out (below 0) or put them back.

        Args:
            sku: Of what.
            by: Pieces.
        """
        self._pieces[sku] = self._pieces.get(sku, 0) + by

    def step(self, end_ms: int, show_s: int) -> list[Fact]:
        """Return the restocks and recounts of the second that ends at `end_ms`.

        Args:
            end_ms: Whole second, epoch milliseconds.
            show_s: Seconds since the start.
        """
        facts = []
        for place, sku in enumerate(self._pieces):
            if sku in self._held:
                continue
            by = self._comes_in(sku)
            if by:
                self.move(sku, by)
                change = {"sku": sku, "by": by}
                facts.append(Fact("stock_change", self._ids.next(), instant(self._rng, end_ms), change))
            if show_s and (show_s + 97 * place) % RECOUNT_EVERY_S == 0:
                self.move(sku, self._rng.randint(-2, 2))  # somebody counts again and finds a piece more or less
                fields = {"sku": sku, "on_hand": self._pieces[sku]}
                if sku in self._listed:
                    fields["listed"] = max(0, self._pieces[sku])
                facts.append(Fact("stock", self._ids.next(), instant(self._rng, end_ms), fields))
        return facts

    def _comes_in(self, sku: str) -> int:
        """Return the pieces that are brought in now."""
        if self._pieces[sku] < self.full(sku) * self._refill:
            return self.full(sku) - self._pieces[sku]
        if self._pieces[sku] < RESTOCK_BELOW and self._rng.random() < RESTOCK_CHANCE:
            return max(20, self._opening // 4)
        return 0
