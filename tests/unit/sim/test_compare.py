from __future__ import annotations

from typing import Any

import pytest

from sim.compare import compare, differing, hushed, table


def truth(**tiles: Any) -> dict[str, Any]:
    return {"tiles": tiles, "products": {}, "segments": {}, "traffic": {}, "stock": {}}


def verdict(ours: Any, theirs: Any) -> bool:
    (row,) = compare(truth(x=ours), {"kpi": {"tiles": {"x": theirs}}})
    return row.same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"), [(5, 5, True), (5, 6, False), (0, None, False), (None, 0, False), (None, None, True)]
)
def test_numbers_must_be_equal_and_unknown_is_not_nought(ours: int | None, theirs: int | None, same: bool) -> None:
    assert verdict(ours, {"value": theirs}) is same


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        ({"num": 1, "den": 4, "value": 0.25}, True),
        ({"num": 2, "den": 8, "value": 0.25}, False),
        ({"num": 1, "den": 4, "value": 0.26}, False),
        ({"num": None, "den": None, "value": None}, False),
    ],
)
def test_ratio_must_have_the_same_counts(theirs: dict[str, Any], same: bool) -> None:
    assert verdict({"num": 1, "den": 4, "value": 0.25}, theirs) is same


def test_unknown_ratio_is_the_same_whatever_its_counts() -> None:
    assert verdict({"num": 1, "den": None, "value": None}, {"num": None, "den": None, "value": None})


def test_figure_that_the_room_does_not_have_differs() -> None:
    (row,) = compare(truth(x=0), {})
    assert (row.same, row.theirs) == (False, "missing")


def test_product_that_only_the_room_knows_must_be_empty() -> None:
    ours = {**truth(), "products": {"a": {"clicks": 1}}}
    theirs = {"products": {"a": {"clicks": {"value": 1}}, "b": {"clicks": {"value": 2}}, "c": {"clicks": {"value": 0}}}}
    assert [(row.place, row.code) for row in differing(compare(ours, {"kpi": theirs}))] == [("products b", "clicks")]


def test_stock_is_compared_field_by_field() -> None:
    ours = {**truth(), "stock": {"a": {"on_hand": 5, "listed": None, "available": 3, "state": "low"}}}
    theirs = {"a": {"on_hand": 5, "listed": None, "available": 4, "state": "ok"}}
    wrong = [(row.code, row.ours, row.theirs) for row in differing(compare(ours, {"stock": theirs}))]
    assert wrong == [("available", "3", "4"), ("state", "low", "ok")]


def test_table_shows_the_shows_figures_and_every_difference() -> None:
    ours = {**truth(x=1), "products": {"a": {"clicks": 1, "orders": 1}}}
    theirs = {
        "tiles": {"x": {"value": 1}},
        "products": {"a": {"clicks": {"value": 1}, "orders": {"value": 9}}},
    }
    lines = [line.split() for line in table(compare(ours, {"kpi": theirs})).splitlines()]
    assert lines == [
        ["where", "KPI", "ledger", "room"],
        ["show", "x", "1", "1", "ok"],
        ["products", "a", "orders", "1", "9", "DIFFERS"],
        ["3", "figures", "compared:", "1", "differ"],
    ]


def test_counts_of_what_nobody_tells_are_unknown_unless_some_came() -> None:
    tiles = {"impressions": 0, "clicks": 0, "clicks_5m": 0, "likes": 0}
    truth = {"tiles": tiles, "products": {"cream": {"clicks": 0}}, "segments": {}, "traffic": {}, "stock": {}}
    quiet = hushed(truth, frozenset({"click", "leave"}))
    assert quiet["tiles"] == {"impressions": 0, "clicks": None, "clicks_5m": None, "likes": 0}
    assert quiet["products"] == {"cream": {"clicks": None}}
    some = truth | {"tiles": tiles | {"clicks": 3}}
    assert hushed(some, frozenset({"click"})) == some
