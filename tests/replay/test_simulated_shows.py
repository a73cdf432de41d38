"""Simulated shows with every fault: every other minute each count over each window is the brute-force sum of what arrived."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, ShowPlan
from controlroom.domain.roles import Role
from controlroom.live.seen import Seen
from controlroom.room.room import Room
from controlroom.views.kpi import kpi_view
from controlroom.views.shapes import KpiView
from sim.faults import Spoiler
from sim.scenarios import SCENARIOS, Scenario
from sim.world.products import Catalogue
from sim.world.world import World
from tests.oracle import WINDOWS_S, Delivery, Oracle

T_MS = 1_764_000_000_000
PRICES = {"cream": 9900, "serum": 19_900}
ROOM = Scenario(seated=60, arrivals_per_s=1.5, stay_s=90.0, order_rate=0.03, click_rate=0.03, stock=90)
SECONDS = 420
TAKES = ((1, "cream"), (150, "serum"), (290, "cream"))
PLAN = Plan(
    show=ShowPlan(title="Night", room="demo", timezone="Asia/Shanghai", currency="CNY", starts_ms=T_MS),
    products=tuple(ProductPlan(sku=sku, title=sku, price_minor=price) for sku, price in PRICES.items()),
    segments=tuple(
        SegmentPlan(id=sku, title=sku, planned_for_ms=600_000, kind="product", sku=sku) for sku in PRICES
    ),
)  # fmt: skip
PEOPLE = ("buyers", "commenters")
FLOWS = (
    "entered", "comments", "likes", "follows", "shares", "clubs", "gifts", "gift_minor", "impressions", "clicks", "orders",
    "paid_orders", "units", "gmv_created_minor", "gmv_minor",
)  # fmt: skip


class Played:
    """A simulated show, told to a room and to the second opinion alike."""

    def __init__(self, seed: int) -> None:
        catalogue = Catalogue()
        for sku, price in PRICES.items():
            catalogue.meet(sku, sku, 1, price)
        self.world, self.spoiler = World(seed, ROOM, catalogue), Spoiler(seed, SCENARIOS["faulty"].faults)
        self.room, self.seen, self.deliveries = Room(), Seen(), list[Delivery]()
        self.room.apply(1, T_MS, rec.ShowOpened(room="demo", show="demo-1", mode="rehearsal", plan=PLAN, seed=seed))
        self._give(T_MS + 5, cmd.ShowStart(id="start"))
        self.on_air: list[tuple[int, str]] = []

    def _give(self, at_ms: int, command: cmd.AnyCommand) -> None:
        self.room.apply(self.room.state.seq + 1, at_ms, rec.Accepted(by=Role.CONTROLLER, command=command))

    def second(self, second: int) -> None:
        """Play one second: what is taken, what happens, and what of it (and of before) arrives."""
        now_ms = T_MS + second * 1000
        for at_s, segment in TAKES:
            if at_s == second:
                self._give(now_ms + 5, cmd.Take(id=f"take-{second}", segment=segment))
                self.on_air.append((now_ms + 5, segment))
        program = self.on_air[-1][1] if self.on_air else "cream"
        told = self.spoiler.deliver(now_ms // 1000, self.world.step(now_ms, second, program))
        received_ms = now_ms + 500
        facts = [msgspec.convert(delivery.body, ev.Event) for delivery in told]  # type: ignore[arg-type]
        known = self.seen.take(facts, received_ms)
        fresh = [fact for place, fact in enumerate(facts) if place not in known]
        if fresh:
            self.room.apply_page(self.room.state.seq + 1, received_ms, fresh)
        self.deliveries += [Delivery(received_ms, fact) for fact in fresh]

    def view(self, second: int) -> tuple[KpiView, Oracle]:
        """The tiles as of a second, and the second opinion on them."""
        self.room.advance(T_MS + second * 1000)
        opinion = Oracle(
            self.deliveries, opened_ms=T_MS, started_ms=T_MS + 5, on_air=self.on_air, prices=PRICES, stock={}
        )
        return kpi_view(self.room.state), opinion


def differences(view: KpiView, opinion: Oracle, as_of_s: int) -> tuple[int, list[str]]:
    """How many counts there are, and those that differ."""
    scopes = [("show", None, view.tiles)]
    for name, tiles in (("products", view.products), ("segments", view.segments), ("traffic", view.traffic)):
        scopes += [(name, key, found) for key, found in tiles.items()]
    compared, wrong = 0, []
    for scope, key, tiles in scopes:
        for suffix, window in {"": None, **{f"_{name}": name for name in WINDOWS_S}}.items():
            sums = opinion.sums(scope, key, as_of_s=as_of_s, window=window)
            wanted = {code: sums[code] for code in FLOWS} | {"likes": max(sums["likes"], sums["likes_rise"])}
            wanted |= {"buyers": len(sums.buyers), "commenters": opinion.commenters(as_of_s, window)}
            told = wanted | dict.fromkeys(opinion.untold(sums))
            for code in (*FLOWS, *PEOPLE):
                tile = tiles.get(code + suffix)
                if tile is not None:
                    compared += 1
                    if tile.value != told[code]:
                        wrong.append(f"{scope} {key} {code}{suffix}: {tile.value}, not {told[code]}")
    return compared, wrong


@pytest.mark.parametrize("seed", [1])
def test_every_count_over_every_window_is_the_brute_force_sum_every_other_minute(seed: int) -> None:
    played, compared = Played(seed), 0
    for second in range(1, SECONDS + 1):
        if second % 120 == 0:
            counts, wrong = differences(*played.view(second), T_MS // 1000 + second)
            assert wrong == [], second
            compared += counts
        played.second(second)
    assert compared > 500
    assert played.room.state.tally.show.total[15] > 0
