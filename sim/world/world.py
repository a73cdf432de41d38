"""The whole show: audience, talk, shoppers, orders and warehouse, a second at a time.

Owns: the order in which the parts of a second happen and what is told before the start.
Law: the same seed, scenario and programs give the same facts; before the start only levels are told.
Must not know: time's pace, the wire, faults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.facts import Fact, Ids
from sim.scenarios import Scenario
from sim.world.audience import Crowd
from sim.world.chance import instant, stream
from sim.world.comments import Talk
from sim.world.office import Office
from sim.world.orders import Bought, OrderBook
from sim.world.products import OWN, Catalogue, Product
from sim.world.shopping import Shoppers
from sim.world.stock import Warehouse
from sim.world.trouble import Parts, Trouble

OWN_TURN_S: Final = 240
"""How long each of the simulator's own products is shown, in a room without a plan."""


class World:
    """A seeded show.

    Args:
        seed: Any whole number.
        scenario: How busy it is.
        catalogue: The room's products; empty: the simulator brings its own.
        stock: The levels that the room knows already, by sku.
        currency: Named on orders; None: the room knows it.
        staff: The team's own accounts.
    """

    def __init__(
        self,
        seed: int,
        scenario: Scenario,
        catalogue: Catalogue,
        stock: Mapping[str, int] | None = None,
        currency: str | None = None,
        staff: Sequence[str] = (),
    ) -> None:
        self.catalogue = catalogue if len(catalogue) else Catalogue(OWN)
        self._own = not len(catalogue)
        self._scenario = scenario
        self._crowd = Crowd(seed, scenario)
        self._talk = Talk(seed, scenario.comment_rate)
        self._shoppers = Shoppers(seed, scenario)
        self._orders = OrderBook(seed, scenario, currency)
        self._warehouse = Warehouse(seed, scenario.stock, scenario.refill)
        self._office = Office(seed, scenario, staff, currency)
        self._warehouse.plan(stock or {})
        parts = Parts(self._crowd, self._talk, self.catalogue, self._warehouse, self._orders)
        self._trouble = Trouble(seed, scenario.incidents, parts)
        self._rng, self._ids = stream(seed, "announcements"), Ids("p", seed)
        self._opened = False
        self._shown: str | None = None

    def bought(self, order: str) -> Bought | None:
        """Return what an order is; None: it is none of the viewers'."""
        return self._orders.bought.get(order)

    @property
    def online(self) -> int:
        """How many viewers are in the room."""
        return self._crowd.online

    def silent(self, show_s: int) -> bool:
        """Say whether the feed is silent in the show's second `show_s`: what happens then is told afterwards."""
        return self._trouble.silent(show_s)

    def wait(self, end_ms: int) -> list[Fact]:
        """Return what is told in a second before the start: levels, and the simulator's own products.

        Args:
            end_ms: Whole second, epoch milliseconds.
        """
        facts = self._open(end_ms)
        self._crowd.step(end_ms, self._scenario.waiting)
        return _in_order(facts + self._crowd.levels(end_ms, 0))

    def step(self, end_ms: int, show_s: int, program: str | None) -> list[Fact]:
        """Return what happens in the second that ends at `end_ms`, while the show is live.

        Args:
            end_ms: Whole second, epoch milliseconds; facts have `at` in (end_ms − 1000, end_ms].
            show_s: Seconds since the start.
            program: The sku on air; None: nothing is.
        """
        pull = self._scenario.surge(show_s)
        facts = self._open(end_ms)
        if self._own:
            program, shown = self._turn(end_ms, show_s)
            facts += shown
        sold = self._sold(program)
        trouble = self._trouble
        facts += trouble.step(end_ms, show_s, sold)
        facts += self._crowd.step(end_ms, pull * trouble.share("viewer_drop", show_s))
        facts += self._crowd.taps(end_ms)
        facts += self._crowd.levels(end_ms, show_s)
        facts += self._talk.step(end_ms, self._crowd, self.catalogue, sold, pull)
        facts += self._shoppers.step(end_ms, self._crowd, self.catalogue, sold, pull)
        buying, pays = pull * trouble.share("conversion_dip", show_s), trouble.share("pay_rate_drop", show_s)
        facts += self._orders.step(end_ms, self._crowd, self.catalogue, self._warehouse, sold, buying, pays)
        facts += self._office.step(end_ms, show_s, self._crowd, self.catalogue, self._warehouse, sold)
        facts += self._warehouse.step(end_ms, show_s)
        return _in_order(facts)

    def _sold(self, sku: str | None) -> Product | None:
        if sku is None:
            return None
        self.catalogue.meet(sku)
        return self.catalogue.get(sku)

    def _open(self, end_ms: int) -> list[Fact]:
        if self._opened:
            return []
        self._opened = True
        self._crowd.seat(end_ms)
        facts = self._warehouse.open(end_ms, [product.sku for product in self.catalogue.all()])
        for product in self.catalogue.all() if self._own else ():
            price = {"sku": product.sku, "unit_minor": product.charged_minor}
            facts.append(Fact("price", self._ids.next(), instant(self._rng, end_ms), price))
            state = {"sku": product.sku, "state": "on_shelf"}
            facts.append(Fact("product", self._ids.next(), instant(self._rng, end_ms), state))
        return facts

    def _turn(self, end_ms: int, show_s: int) -> tuple[str, list[Fact]]:
        shelf = self.catalogue.all()
        sku = shelf[show_s // OWN_TURN_S % len(shelf)].sku
        if sku == self._shown:
            return sku, []
        self._shown = sku
        fields = {"sku": sku, "state": "explaining"}
        return sku, [Fact("product", self._ids.next(), instant(self._rng, end_ms), fields)]


def _in_order(facts: list[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: fact.at)
