from __future__ import annotations

from typing import Any

from sim.truth.heard import Frame, Heard
from sim.truth.money import (
    apart,
    board,
    by_minute,
    cost_of_goods,
    costs,
    sell_through,
    show_targets,
    units_by_sku,
    whole_sell_through,
)
from sim.truth.orders import Order, orders_of
from sim.truth.ratios import ratio
from sim.truth.sheet import Sheet, Slot

T0 = 1_767_268_800_000


def heard(kind: str, at: int = 1, **fields: Any) -> Heard:
    return Heard(kind, fields, f"{at}", "", T0 + at, T0 + at, counts=True)


def spend(kind: str, minor: int) -> Heard:
    return Heard("spend", {"kind": kind, "amount_minor": minor}, kind, "", T0, T0, counts=True)


def paid(sku: str, qty: int = 1, user: str = "u") -> list[Order]:
    lines = [{"sku": sku, "qty": qty, "unit_minor": 100}]
    return orders_of([heard("order", order=f"o{sku}", status="paid", lines=lines, user=user)], {})


def test_costs_nobody_told_are_unknown_and_so_is_what_rests_on_them() -> None:
    none = costs([], 900, 800, 300)
    assert (none["spend_minor"], none["ads_minor"], none["profit_minor"]) == (None, None, None)
    assert none["roi"] == ratio(800, None)
    host = costs([spend("host", 100)], 900, 800, 300)
    assert (host["spend_minor"], host["ads_minor"], host["profit_minor"]) == (100, None, 400)
    assert (host["roi"], host["ad_return"]) == (ratio(800, 100), ratio(900, None))


def test_goods_whose_cost_is_not_in_the_plan_make_profit_unknown() -> None:
    sold = paid("a", 3) + paid("b")
    assert cost_of_goods(sold, {"a": 40, "b": 10}) == 130
    assert cost_of_goods(sold, {"a": 40}) is None
    spent = [spend("ads", 1)]
    assert costs(spent, 900, 800, None)["profit_minor"] is None


def test_time_on_air_gives_the_gmv_of_a_minute() -> None:
    assert by_minute(1000, 90_500) == {"on_air_s": 90, "gmv_per_min_minor": 663}
    assert by_minute(1000, 0) == {"on_air_s": 0, "gmv_per_min_minor": None}
    assert by_minute(1000, None) == {"on_air_s": None, "gmv_per_min_minor": None}


def test_the_pace_is_against_what_is_due() -> None:
    sheet = Sheet(target=1000, slots=(Slot("a", 60_000), Slot("b", 60_000)))
    told = show_targets(Frame(T0 + 90_000, T0, sheet=sheet), 600)
    assert told == {"target_progress": ratio(600, 1000), "target_pace": ratio(600, 750)}
    assert show_targets(Frame(T0 + 90_000, T0), 600) == {
        "target_progress": ratio(600, None),
        "target_pace": ratio(600, None),
    }


def test_sell_through_counts_what_is_left_and_never_less_than_nothing() -> None:
    assert sell_through(5, -2) == {"sell_through": ratio(5, 5)}
    assert sell_through(5, None) == {"sell_through": ratio(5, None)}
    stock: dict[str, dict[str, Any]] = {"a": {"available": 7}, "b": {"available": None}}
    units = units_by_sku(paid("a", 3) + paid("b", 9))
    assert whole_sell_through(units, stock) == {"sell_through": ratio(3, 10)}


def test_the_board_has_the_newest_of_each_figure() -> None:
    told = [heard("totals", 5, orders=50), heard("totals", 9, clicks=3), heard("totals", 2, orders=20, clicks=1)]
    assert board(told) == {"orders": {"value": 50, "at_ms": T0 + 5}, "clicks": {"value": 3, "at_ms": T0 + 9}}


def test_the_teams_own_facts_and_orders_are_counted_apart() -> None:
    facts = [heard("like", user="s1"), heard("like", user="u"), heard("order", user="s1", order="o", status="paid")]
    assert apart(facts, paid("a", user="s1") + paid("b"), frozenset({"s1"})) == {"facts": 2, "orders": 1}
