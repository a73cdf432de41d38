from __future__ import annotations

from sim.world.stock import RECOUNT_EVERY_S, RESTOCK_BELOW, Warehouse

T0 = 1_767_268_800_000


def test_opening_levels_are_told_once_and_not_for_what_the_room_knows() -> None:
    warehouse = Warehouse(1, 500)
    warehouse.plan({"planned": 1200})
    told = warehouse.open(T0, ["planned", "a", "b"])
    assert [fact.fields["sku"] for fact in told] == ["a", "b"]
    assert all(fact.fields["on_hand"] == warehouse.left(fact.fields["sku"]) for fact in told)
    assert [("listed" in fact.fields) for fact in told] == [False, True]
    assert warehouse.open(T0, ["planned", "a", "b"]) == []


def test_what_is_nearly_gone_is_restocked_some_time() -> None:
    warehouse = Warehouse(1, 400)
    warehouse.plan({"a": RESTOCK_BELOW - 1})
    told = [fact for s in range(1, 250) for fact in warehouse.step(T0 + s * 1000, s)]
    assert [fact.kind for fact in told] == ["stock_change"]
    assert warehouse.left("a") == RESTOCK_BELOW - 1 + told[0].fields["by"]


def test_where_somebody_sees_to_it_what_falls_under_a_share_is_filled_up_unless_it_is_held() -> None:
    warehouse = Warehouse(1, 400, refill=0.5)
    warehouse.plan({"a": 300, "b": 300})
    warehouse.move("a", -151)
    warehouse.move("b", -151)
    warehouse.hold("b", True)
    assert [fact.fields for fact in warehouse.step(T0, 1)] == [{"sku": "a", "by": 151}]
    warehouse.hold("b", False)
    assert [fact.fields for fact in warehouse.step(T0 + 1000, 2)] == [{"sku": "b", "by": 151}]


def test_recount_tells_what_is_there() -> None:
    warehouse = Warehouse(1, 400)
    warehouse.plan({"a": 300})
    warehouse.move("a", -50)
    (told,) = warehouse.step(T0, RECOUNT_EVERY_S)
    assert told.fields["on_hand"] == warehouse.left("a")
    assert abs(told.fields["on_hand"] - 250) <= 2
