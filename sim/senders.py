"""What tells by webhook: one table.

Owns: which senders a rehearsal can be asked for, and what each of them must be able to do.
Law: what a sender does not tell comes by the wire, unless it is what only its platform could know (`untold`): then nobody
tells it, and it is unknown.
Must not know: when something is told, who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Protocol

from sim.douyinpush import Push
from sim.faults import Delivery
from sim.shop import PLATFORMS, Shop
from sim.shops.told import Webhook
from sim.world.orders import Bought


class Sender(Protocol):
    """Turns what is to be told into signed deliveries, and into what a listener can know of them."""

    @property
    def untold(self) -> frozenset[str]:
        """The types of facts that nobody tells while it stands in."""
        ...

    def tells(self, delivery: Delivery, bought: Bought | None) -> bool:
        """Tell whether this goes by its webhook. `bought`: the viewer's order that it is a step of; None: it is none."""
        ...

    def webhook(self, delivery: Delivery, bought: Bought | None) -> Webhook:
        """Return the delivery of what it tells. The same told again is the same delivery."""
        ...


SENDERS: Final[Mapping[str, Callable[[str, str], Sender]]] = {
    **{name: partial(Shop, name) for name in PLATFORMS},
    "douyinpush": lambda secret, _: Push(secret),
}
"""By `--via`: makes the sender from what it signs with and the show's currency."""
