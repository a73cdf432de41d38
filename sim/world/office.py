"""The office: what the show costs, what somebody reads off the platform's own board, what the team does with its test accounts.

Owns: costs, the board's totals, and staff and test accounts that look, like, write and order like viewers.
Law: its streams are its own, so that a show with it and one without it are alike in everything else.
Must not know: who counts what apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any, Final

from sim.facts import Fact, Ids
from sim.scenarios import Scenario
from sim.world.audience import Crowd
from sim.world.chance import instant, stream
from sim.world.products import Catalogue, Product
from sim.world.stock import Warehouse

ADS_EVERY_S: Final = 60
FEES: Final = (("host", 5, 120_000), ("commission", 600, 45_000), ("logistics", 900, 30_000), ("other", 45, 0))
"""(kind, first told at this second and then every twenty minutes, minor units)."""
FEES_EVERY_S: Final = 1200
BOARD_EVERY_S: Final = 90
SAYS: Final = ("测试一下", "声音正常吗", "拍3号链接", "库存对得上")


class Office:
    """Costs, board and staff of one show.

    Args:
        seed: Any whole number.
        scenario: How much of it there is.
        staff: Accounts of the team.
        currency: Named on orders; None: the room knows it.
    """

    def __init__(self, seed: int, scenario: Scenario, staff: Sequence[str], currency: str | None) -> None:
        self._scenario, self._staff, self._currency = scenario, tuple(staff), currency
        self._costs, self._acts = stream(seed, "costs"), stream(seed, "staff")
        self._ids, self._seed = Ids("f", seed), seed
        self._orders = 0
        self._coming: list[tuple[int, int, dict[str, Any]]] = []

    def step(
        self, end_ms: int, show_s: int, crowd: Crowd, catalogue: Catalogue, warehouse: Warehouse, sold: Product | None
    ) -> list[Fact]:
        """Return what the office tells and does in the second that ends at `end_ms`."""
        facts = self._spend(end_ms, show_s) + self._board(end_ms, show_s, crowd)
        if self._staff and self._acts.random() < self._scenario.staff_per_s:
            facts += self._act(end_ms, catalogue, warehouse, sold)
        while self._coming and self._coming[0][0] <= end_ms:
            at, _, fields = heapq.heappop(self._coming)
            facts.append(Fact("order", self._ids.next(), at, fields))
        return facts

    def _spend(self, end_ms: int, show_s: int) -> list[Fact]:
        ads, rng, told = self._scenario.ads_minor_per_min, self._costs, []
        if not ads:
            return []
        if show_s % ADS_EVERY_S == ADS_EVERY_S - 1:
            told.append(("ads", ads + rng.randint(-ads // 5, ads // 5)))
        told += [(kind, minor) for kind, first_s, minor in FEES if show_s % FEES_EVERY_S == first_s]
        return [
            Fact("spend", self._ids.next(), instant(rng, end_ms), {"kind": kind, "amount_minor": minor})
            for kind, minor in told
        ]

    def _board(self, end_ms: int, show_s: int, crowd: Crowd) -> list[Fact]:
        if not self._scenario.board or show_s % BOARD_EVERY_S:
            return []
        fields: dict[str, Any] = {"entries": crowd.entries, "as_told_by": "罗盘"}
        if show_s % (2 * BOARD_EVERY_S):
            fields |= {"gmv_minor": 1000 * crowd.entries + self._costs.randint(0, 9999), "exposure": 9 * crowd.entries}
        return [Fact("totals", self._ids.next(), instant(self._costs, end_ms), fields)]

    def _act(self, end_ms: int, catalogue: Catalogue, warehouse: Warehouse, sold: Product | None) -> list[Fact]:
        rng, at = self._acts, instant(self._acts, end_ms)
        who: dict[str, Any] = {"user": rng.choice(self._staff)}
        kind = rng.choice(("enter", "leave", "comment", "like", "follow", "share", "click", "impression", "order"))
        about = sold or catalogue.another(rng, None)
        match kind:
            case "comment":
                fields = {**who, "text": rng.choice(SAYS), "name": "工作人员"}
            case "click" | "impression" if about is not None:
                fields = {**who, "sku": about.sku}
            case "order" if about is not None:
                return self._buy(at, who, about, warehouse)
            case "click" | "impression" | "order":
                return []
            case _:
                fields = who
        return [Fact(kind, self._ids.next(), at, fields)]

    def _buy(self, at: int, who: dict[str, Any], about: Product, warehouse: Warehouse) -> list[Fact]:
        """Order one piece to test the link: paid soon, now and then cancelled; only the first step names who it was."""
        self._orders += 1
        order = {"order": f"st{self._seed}-{self._orders:04d}"}
        lines = [{"sku": about.sku, "unit_minor": about.charged_minor}]
        warehouse.move(about.sku, -1)
        money = {"currency": self._currency} if self._currency is not None else {}
        created = {**order, "status": "created", **who, **money, "lines": lines, "amount_minor": about.charged_minor}
        later = at + self._acts.randint(2_000, 40_000)
        heapq.heappush(self._coming, (later, 2 * self._orders, {**order, "status": "paid"}))
        if self._acts.random() < 0.5:
            heapq.heappush(self._coming, (later + 15_000, 2 * self._orders + 1, {**order, "status": "cancelled"}))
        return [Fact("order", self._ids.next(), at, created)]
