"""What viewers look at: product cards shown and opened.

Owns: impressions and clicks.
Law: most eyes are on the product on air; some wander over the shelf.
Must not know: orders, stock.
"""

from __future__ import annotations

from typing import Any, Final

from sim.facts import Fact, Ids
from sim.scenarios import Scenario
from sim.world.audience import Crowd, user_id
from sim.world.chance import instant, poisson, stream
from sim.world.products import Catalogue, Product

ON_AIR_SHARE: Final = 0.85
OFF_AIR: Final = 0.25
"""How busy the shelf is, against usual, while nothing is on air."""


class Shoppers:
    """Those who look at product cards."""

    def __init__(self, seed: int, scenario: Scenario) -> None:
        self._rates = {"impression": scenario.impression_rate, "click": scenario.click_rate}
        self._rng = stream(seed, "shopping")
        self._ids = Ids("s", seed)

    def step(self, end_ms: int, crowd: Crowd, catalogue: Catalogue, sold: Product | None, pull: float) -> list[Fact]:
        """Return the cards shown and opened in the second that ends at `end_ms`.

        Args:
            end_ms: Whole second, epoch milliseconds.
            crowd: Who may look.
            catalogue: The shelf.
            sold: The product on air.
            pull: How many times as busy as usual.
        """
        rng, facts = self._rng, []
        busy = pull if sold is not None else OFF_AIR
        for kind, rate in self._rates.items():
            for _ in range(poisson(rng, crowd.online * rate * busy)):
                at, viewer = instant(rng, end_ms), crowd.viewer(rng)
                about = sold if sold is not None and rng.random() < ON_AIR_SHARE else catalogue.another(rng, None)
                if about is None or viewer is None:
                    continue
                fields: dict[str, Any] = {"sku": about.sku}
                if rng.random() < 0.9:
                    fields["user"] = user_id(viewer)
                else:  # some platforms tell only sums
                    fields["count"] = rng.randint(2, 6)
                facts.append(Fact(kind, self._ids.next(), at, fields))
        return facts
