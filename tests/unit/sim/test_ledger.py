from __future__ import annotations

from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.domain.metrics import SPANS, TABLE
from sim.faults import Spoiler
from sim.ledger import Ledger
from sim.scenarios import SCENARIOS, Faults, Scenario
from sim.truth.heard import Frame, OnAir
from sim.world.products import Catalogue
from sim.world.world import World

T0 = 1_767_268_800_000
AS_OF = T0 + 600_000
PRICES = {"cream": 19_900, "serum": 12_900}


class Script:
    """Tells a ledger facts in short."""

    def __init__(self, **more: Any) -> None:
        self.ledger = Ledger(**more)
        self.ids = count(1)

    def tell(self, kind: str, at_s: float | None = 10, received_s: float | None = None, **fields: Any) -> None:
        counts = fields.pop("counts", True)
        event: dict[str, Any] = {"type": kind, "id": f"e{next(self.ids)}", **fields}
        if at_s is not None:
            event["at"] = T0 + int(at_s * 1000)
        received = T0 + int((at_s or 0 if received_s is None else received_s) * 1000)
        self.ledger.hear(event, received, counts=counts)

    def order(self, order: str, status: str, at_s: float = 10, **fields: Any) -> None:
        self.tell("order", at_s, order=order, status=status, **fields)

    def truth(self, **more: Any) -> dict[str, Any]:
        return self.ledger.truth(Frame(**{"as_of_ms": AS_OF, "started_ms": T0, **more}))

    def tiles(self, **more: Any) -> dict[str, Any]:
        return self.truth(**more)["tiles"]


def test_a_paid_order_counts_in_every_figure_of_money() -> None:
    script = Script()
    script.tell("audience", 1, online=90, total=100)
    lines = [{"sku": "cream", "qty": 2, "unit_minor": 5000}]
    script.order("o1", "created", 550, user="u1", lines=lines, traffic="paid")
    script.order("o1", "paid", 560)
    truth = script.truth()
    tiles = truth["tiles"]
    assert (tiles["orders"], tiles["paid_orders"], tiles["buyers"], tiles["units"]) == (1, 1, 1, 2)
    assert (tiles["gmv_minor"], tiles["gmv_created_minor"], tiles["aov_minor"]) == (10_000, 10_000, 10_000)
    assert tiles["conversion_rate"] == {"num": 1, "den": 100, "value": 0.01}
    assert tiles["gpm_minor"] == 100_000
    assert tiles["gmv_minor_1m"] == 10_000
    assert truth["products"]["cream"]["gmv_minor"] == 10_000
    assert truth["traffic"]["paid"]["paid_orders"] == 1
    assert truth["segments"]["none"]["gmv_minor"] == 10_000


def test_window_holds_whole_seconds_from_its_start_up_to_its_end() -> None:
    script = Script()
    for at_s in (539.999, 540, 599.999, 600):
        script.tell("comment", at_s, 600 - 0.001 if at_s == 600 else at_s, user="u", text="x")
    assert script.tiles()["comments_1m"] == 2
    assert script.tiles()["comments"] == 4


def test_late_fact_is_in_the_totals_and_in_no_window() -> None:
    script = Script()
    script.tell("comment", 300, 420, user="in time", text="x")
    script.tell("comment", 300, 420.001, user="late", text="x")
    tiles = script.tiles()
    assert (tiles["comments"], tiles["commenters"]) == (2, 2)
    assert (tiles["comments_30m"], tiles["commenters_30m"]) == (1, 1)


def test_fact_without_an_instant_or_too_far_ahead_counts_when_it_came() -> None:
    script = Script()
    script.tell("comment", None, 595, user="a", text="x")
    script.tell("comment", 601, 595, user="b", text="x")
    script.tell("comment", 600, 595, user="c", text="x")
    assert script.tiles()["comments_1m"] == 2


def test_flows_before_the_start_count_nothing_and_levels_do() -> None:
    script = Script()
    script.tell("audience", -5, online=7, total=50, counts=False)
    script.tell("comment", -5, user="a", text="x", counts=False)
    script.tell("stock", -5, sku="cream", on_hand=9, counts=False)
    truth = script.truth()
    assert (truth["tiles"]["online"], truth["tiles"]["viewers"], truth["tiles"]["comments"]) == (7, 50, 0)
    assert truth["stock"]["cream"]["available"] == 9


def test_viewers_are_distinct_entries_without_a_total() -> None:
    script = Script()
    for user in ("a", "b", "a"):
        script.tell("enter", user=user)
    assert (script.tiles()["viewers"], script.tiles()["entered"]) == (2, 3)


def test_likes_are_the_larger_of_taps_and_the_counters_rise() -> None:
    script = Script()
    script.tell("audience", -1, online=1, likes=100, counts=False)
    script.tell("like", 10, count=30)
    script.tell("audience", 20, online=1, likes=120)
    assert script.tiles()["likes"] == 30
    script.tell("audience", 595, online=1, likes=150)
    assert script.tiles()["likes"] == 50
    assert script.tiles()["likes_1m"] == 30


def test_a_like_counter_that_fell_has_restarted() -> None:
    script = Script()
    for at_s, likes in ((-1, 100), (10, 140), (20, 5), (30, 25)):
        script.tell("audience", at_s, online=1, likes=likes)
    assert script.tiles()["likes"] == 40 + 20


def test_likes_rise_from_the_first_reading_when_none_was_before_the_start() -> None:
    script = Script()
    script.tell("audience", 10, online=1, likes=100)
    script.tell("audience", 20, online=1, likes=103)
    assert script.tiles()["likes"] == 3


def test_window_conversion_is_by_its_audience_and_unknown_without_a_reading_before_it() -> None:
    script = Script()
    script.tell("audience", 539.999, online=40)
    script.tell("audience", 541, online=99)
    script.tell("enter", 550, user="a")
    script.order("o1", "paid", 560, user="a", amount_minor=4100)
    tiles = script.tiles()
    assert tiles["conversion_rate_1m"] == {"num": 1, "den": 41, "value": 1 / 41}
    assert tiles["gpm_minor_1m"] == 100_000
    assert tiles["conversion_rate_30m"] == {"num": 1, "den": None, "value": None}
    assert tiles["gpm_minor_30m"] is None


def test_segment_has_what_happened_while_it_was_on_air_and_its_own_audience() -> None:
    script = Script()
    script.tell("audience", 99, online=10)
    script.tell("enter", 99.5, user="before")
    script.tell("enter", 100, user="in")
    script.tell("comment", 199.999, user="in", text="x")
    script.tell("comment", 200, user="after", text="x")
    script.order("o1", "created", 150, amount_minor=1000)
    script.order("o1", "paid", 250)
    segments = (OnAir("a", T0 + 100_000, T0 + 200_000), OnAir("b", T0 + 200_000, None))
    told = script.truth(segments=segments)["segments"]
    assert (told["a"]["comments"], told["b"]["comments"], told["none"]["comments"]) == (1, 1, 0)
    assert told["a"]["gmv_minor"] == 1000
    assert told["a"]["conversion_rate"] == {"num": 1, "den": 11, "value": 1 / 11}
    assert told["none"]["conversion_rate"]["value"] is None


def test_money_quotients_round_half_up() -> None:
    script = Script()
    for order, minor in (("o1", 1), ("o2", 2)):
        script.order(order, "paid", amount_minor=minor)
    assert script.tiles()["aov_minor"] == 2


def test_after_the_end_only_later_steps_of_known_orders_count() -> None:
    script = Script()
    script.order("known", "created", 10, amount_minor=500)
    script.order("known", "paid", 700)
    script.order("new", "paid", 700, amount_minor=900)
    script.tell("comment", 700, user="u", text="x")
    tiles = script.tiles(as_of_ms=T0 + 800_000, ended_ms=T0 + 650_000)
    assert (tiles["gmv_minor"], tiles["orders"], tiles["comments"]) == (500, 1, 0)


def test_product_of_an_order_without_lines_is_unknown() -> None:
    script = Script()
    script.order("o1", "paid", amount_minor=500)
    assert script.truth()["products"]["unknown"]["gmv_minor"] == 500


@pytest.mark.parametrize(("have", "state"), [(-1, "oversold"), (0, "out"), (9, "low"), (10, "ok")])
def test_stock_state_follows_what_is_left(have: int, state: str) -> None:
    script = Script(stock={"cream": have})
    assert script.truth(safety={"cream": 10})["stock"]["cream"]["state"] == state


def test_stock_counts_only_what_moved_after_its_level() -> None:
    script = Script(stock={"cream": 1000})
    line = [{"sku": "cream", "qty": 3}]
    script.tell("stock", 20, sku="cream", on_hand=100, listed=40)
    script.tell("stock_change", 20, sku="cream", by=50)
    script.tell("stock_change", 21, sku="cream", by=7)
    script.order("before", "created", 20, lines=line)
    script.order("after", "created", 21, lines=line)
    script.order("cancelled", "created", 22, lines=line)
    script.order("cancelled", "cancelled", 23)
    script.order("refunded", "created", 24, lines=line)
    script.order("refunded", "refunded", 30)
    stock = script.truth()["stock"]["cream"]
    assert stock == {"on_hand": 100, "listed": 40 + 7 - 6, "available": 100 + 7 - 6, "state": "ok"}


# Laws over whole shows -------------------------------------------------------------------------------------------

TINY = Scenario(seated=40, arrivals_per_s=1.0, stay_s=60.0, order_rate=0.02, click_rate=0.02, stock=60)
MINUTES_S = 240
LATE = st.sampled_from([Faults(), SCENARIOS["faulty"].faults])


def played(seed: int, faults: Faults) -> list[tuple[dict[str, Any], int]]:
    """Return (event, received) of a short show."""
    catalogue = Catalogue()
    for sku, minor in PRICES.items():
        catalogue.meet(sku, sku, 1, minor)
    world, spoiler = World(seed, TINY, catalogue), Spoiler(seed, faults)
    told = []
    for second in range(MINUTES_S):
        now = T0 + second * 1000
        facts = world.step(now, second, "cream" if second < 120 else "serum")
        told += [(delivery.body, now) for delivery in spoiler.deliver(now // 1000, facts)]
    return told


SEGMENTS = (OnAir("a", T0 + 5_000, T0 + 120_000), OnAir("b", T0 + 120_000, None))


def counted(told: list[tuple[dict[str, Any], int]]) -> dict[str, Any]:
    ledger = Ledger(PRICES)
    for event, received in told:
        ledger.hear(event, received, counts=True)
    return ledger.truth(Frame(T0 + MINUTES_S * 1000, T0, None, SEGMENTS))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), faults=LATE)
def test_parts_add_up_to_the_show(seed: int, faults: Faults) -> None:
    truth = counted(played(seed, faults))
    tiles = truth["tiles"]
    assert tiles["gmv_minor"] > 0
    whole = {
        "products": ("gmv_minor", "gmv_created_minor", "refunds_minor", "net_minor", "clicks"),
        "segments": ("gmv_minor", "gmv_created_minor", "refunds_minor", "net_minor", "orders", "paid_orders", "units"),
        "traffic": ("gmv_minor", "gmv_created_minor", "orders", "paid_orders", "entered"),
    }
    for part, codes in whole.items():
        for code in codes:
            assert sum(each[code] or 0 for each in truth[part].values()) == tiles[code], (part, code)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), faults=LATE)
def test_duplicates_change_nothing(seed: int, faults: Faults) -> None:
    told = played(seed, faults)
    again = [(event, received + 500) for event, received in told]
    assert counted([*told, *again]) == counted(told)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), mix=st.randoms(use_true_random=False))
def test_order_of_delivery_changes_nothing_for_facts_that_are_not_late(seed: int, mix: Random) -> None:
    told = [event for event, _ in played(seed, Faults(repeat=0.2))]
    straight = [(event, T0 + MINUTES_S * 1000 - 1) for event in told if event["at"] >= T0 + 130_000]
    mixed = list(straight)
    mix.shuffle(mixed)
    assert counted(mixed) == counted(straight)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_window_as_long_as_the_show_holds_the_totals_of_a_show_without_faults(seed: int) -> None:
    tiles = counted(played(seed, Faults()))["tiles"]
    codes = ("entered", "comments", "commenters", "clicks", "orders", "paid_orders", "buyers", "units", "gmv_minor")
    assert {code: tiles[f"{code}_30m"] for code in codes} == {code: tiles[code] for code in codes}


def test_ledger_reckons_every_kpi_of_the_table_in_every_place_where_it_stands() -> None:
    """The comparison walks the ledger's codes: one that it lacks would pass unseen."""
    script = Script()
    script.order("o1", "paid", 560, user="u1", lines=[{"sku": "cream", "qty": 1, "unit_minor": 5000}], traffic="paid")
    truth = script.truth()

    def shown(scope: str | None, *, windows: bool) -> set[str]:
        return {
            kpi.code + suffix
            for kpi in TABLE
            for suffix, index, _ in SPANS
            if (scope is None or scope in kpi.scopes) and (index is None or (windows and "w" in kpi.scopes))
        }

    assert truth["tiles"].keys() == shown(None, windows=True)
    for part, scope, windows in (("products", "p", True), ("segments", "s", False), ("traffic", "t", True)):
        (tiles,) = truth[part].values()
        assert tiles.keys() == shown(scope, windows=windows), part
