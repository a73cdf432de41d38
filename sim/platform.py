"""The platform's own side: what stands on its shelves, and what shows there of what somebody did on its desk.

Owns: which facts follow from the acts that the room asks for (topic `desk`), and doing those acts where nobody else does.
Law: it acts at instants of the show's clock only, and on each act once; what nobody has done it never shows.
Must not know: the wire, how facts are delivered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from sim.facts import Body, Fact, Ids
from sim.world.products import Product

NAMESPACE: Final = UUID("c1a7e0de-3b52-4f55-9a0b-64d0f2b9a811")
TOPICS: Final = ("desk",)
LOOKS_EVERY_S: Final = 3
DONE_AFTER_MS: Final = 4_000
"""Somebody at the platform's desk needs so long to do what is asked."""

SHOWN_AFTER_MS: Final = 2_000
"""So long after it was done the platform tells it."""


class Platform:
    """The platform's desk, and who sits there.

    Args:
        seed: Makes the ids of commands and facts.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._ids = Ids("platform", seed)
        self._opened = False
        self._done: set[str] = set()
        self._shown: set[str] = set()

    def shelves(self, now_ms: int, products: Iterable[Product]) -> Iterator[Fact]:
        """Yield, once, what the platform tells of the products at first: each is on the shelf, at its price."""
        for product in () if self._opened else products:
            self._opened = True
            yield self._fact("product", now_ms, sku=product.sku, state="on_shelf")
            yield self._fact("price", now_ms, sku=product.sku, unit_minor=product.charged_minor)

    def does(self, now_ms: int, desk: Iterable[Mapping[str, Any]]) -> Iterator[Body]:
        """Yield the commands by which somebody says that he has done an act.

        Args:
            now_ms: The show's clock.
            desk: The topic, as the room tells it to a controller.
        """
        for act in desk:
            waits = act["state"] in ("todo", "late") and now_ms - act["since_ms"] >= DONE_AFTER_MS
            if waits and act["id"] not in self._done:
                self._done.add(act["id"])
                yield {"id": str(uuid5(NAMESPACE, f"{self._seed}/{act['id']}")), "type": "desk.done", "desk": act["id"]}

    def shows(self, now_ms: int, desk: Iterable[Mapping[str, Any]]) -> Iterator[Fact]:
        """Yield what the platform shows by now of the acts that were done, by whomever."""
        for act in desk:
            done = act["state"] in ("sent", "confirmed") and now_ms - act["at_ms"] >= SHOWN_AFTER_MS
            if not done or act["id"] in self._shown or act["sku"] is None:
                continue
            self._shown.add(act["id"])
            if act["act"] == "explain":
                yield self._fact("product", now_ms, sku=act["sku"], state="explaining")
            elif act["act"] == "price":
                yield self._fact("price", now_ms, sku=act["sku"], unit_minor=act["price_minor"])
            elif act["act"] == "shelf" and act["listed"] is not None:
                yield self._fact("stock", now_ms, sku=act["sku"], listed=act["listed"])
            elif act["act"] == "shelf":
                yield self._fact("product", now_ms, sku=act["sku"], state="on_shelf")

    def _fact(self, kind: str, now_ms: int, **fields: Any) -> Fact:
        return Fact(kind, self._ids.next(), now_ms, fields)
