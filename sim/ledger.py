"""The ledger: the plain list of everything that was told, and the truth that follows from it.

Owns: every fact as delivered, each once.
Law: nothing is counted as it comes; all figures are derived from the whole list when they are asked for. It shares no
structure with an engine that streams, so that the two can find each other's mistakes.
Must not know: how facts were sent, what the server says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.facts import Body
from sim.truth.heard import Frame, Heard, instant_of, of_kind, until_end
from sim.truth.orders import Order, orders_of
from sim.truth.reckoning import Reckoning


class Ledger:
    """Everything that was told, and the truth that follows.

    Args:
        staff: The team's own accounts, counted apart.
        prices: The plan's unit prices by sku, minor units; more may become known later.
        stock: The plan's pieces by sku.
    """

    def __init__(
        self,
        prices: Mapping[str, int] | None = None,
        stock: Mapping[str, int] | None = None,
        staff: Iterable[str] = (),
    ) -> None:
        self.staff = frozenset(staff)
        self.prices: dict[str, int] = dict(prices or {})
        self.stock: dict[str, int] = dict(stock or {})
        self._facts: list[Heard] = []
        self._known: set[tuple[str, str]] = set()

    @property
    def told(self) -> int:
        """How many facts were told, duplicates not counted."""
        return len(self._facts)

    def hear(self, event: Body, received: int, *, counts: bool, source: str = "") -> bool:
        """Take in an event that the room accepted.

        Args:
            event: As it was sent.
            received: The room's clock then, epoch milliseconds.
            counts: Whether the show was live.
            source: Which of the simulator's ways it took.

        Returns:
            False when it is a duplicate.
        """
        id_, source = event.get("id") or "", event.get("source") or source
        if id_ and (source, id_) in self._known:
            return False
        self._known.add((source, id_))
        at = instant_of(event.get("at"), received)
        self._facts.append(Heard(event["type"], event, id_, source, at, received, counts))
        return True

    def orders(self, ended_ms: int | None = None) -> list[Order]:
        """Return every order as it stands, the team's own with them.

        Args:
            ended_ms: None: the show is not over.
        """
        return orders_of(of_kind(until_end(self._facts, ended_ms), "order"), self.prices)

    def readings(self, ended_ms: int | None = None) -> list[Heard]:
        """Return what was read off the platform's own board.

        Args:
            ended_ms: None: the show is not over.
        """
        return of_kind(until_end(self._facts, ended_ms), "totals")

    def truth(self, frame: Frame) -> dict[str, Any]:
        """Return every figure as of the frame.

        Returns:
            `as_of_ms`, `tiles` {code: value or {num, den, value}}, `products`, `segments`, `traffic`
            {key: tiles}, `stock` {sku: {on_hand, listed, available, state}}, `totals` {figure: {value, at_ms}},
            `apart` {facts, orders}.
        """
        return Reckoning(until_end(self._facts, frame.ended_ms), self.prices, self.stock, frame, self.staff).truth()
