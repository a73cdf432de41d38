from __future__ import annotations

from typing import Any

from sim.truth.heard import Frame, Heard
from sim.truth.reckoning import Reckoning

T0 = 1_767_268_800_000
FRAME = Frame(as_of_ms=T0 + 600_000, started_ms=T0)


def heard(kind: str, at_s: float, received_s: float | None = None, **fields: Any) -> Heard:
    at = T0 + int(at_s * 1000)
    received = at if received_s is None else T0 + int(received_s * 1000)
    return Heard(kind, fields, f"{kind}{at_s}{fields}", "", at, received, counts=True)


def truth(*facts: Heard) -> dict[str, Any]:
    return Reckoning(list(facts), {"a": 100}, {}, FRAME).truth()


def test_counts_of_gifts_and_clicks_are_summed_and_of_follows_counted() -> None:
    tiles = truth(
        heard("gift", 5, user="u", name="x", count=3, amount_minor=30),
        heard("click", 5, sku="a", count=4),
        heard("click", 6, sku="a"),
        heard("impression", 5, sku="a", count=20),
        heard("follow", 5, user="u"),
    )["tiles"]
    assert (tiles["gifts"], tiles["gift_minor"], tiles["follows"], tiles["clicks"]) == (3, 30, 1, 5)
    assert tiles["click_rate"] == {"num": 5, "den": 20, "value": 0.25}


def test_window_takes_an_order_by_its_creation_for_orders_and_by_its_payment_for_money() -> None:
    tiles = truth(
        heard("order", 100, order="o", status="created", lines=[{"sku": "a", "qty": 2}]),
        heard("order", 590, order="o", status="paid"),
    )["tiles"]
    assert (tiles["orders_1m"], tiles["gmv_created_minor_1m"]) == (0, 0)
    assert (tiles["paid_orders_1m"], tiles["gmv_minor_1m"], tiles["units_1m"]) == (1, 200, 2)
    assert (tiles["orders_30m"], tiles["gmv_created_minor_30m"]) == (1, 200)


def test_late_step_is_in_the_order_and_in_no_window_of_it() -> None:
    told = truth(
        heard("order", 400, 590, order="o", status="created", amount_minor=700),
        heard("order", 580, order="o", status="paid"),
    )["tiles"]
    assert (told["gmv_minor"], told["gmv_created_minor"]) == (700, 700)
    assert (told["paid_orders_1m"], told["gmv_minor_1m"], told["orders_1m"]) == (1, 0, 1)


def test_product_has_its_share_of_an_order_in_totals_and_windows() -> None:
    lines = [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 1, "unit_minor": 200}]
    told = truth(
        heard("click", 590, sku="a"),
        heard("order", 590, order="o", status="paid", lines=lines, amount_minor=100),
        heard("order", 595, order="o", status="refunded", refund="r", amount_minor=10),
    )["products"]
    assert (told["a"]["gmv_minor"], told["b"]["gmv_minor"]) == (33, 67)
    assert (told["a"]["refunds_minor"], told["b"]["refunds_minor"]) == (3, 7)
    assert (told["a"]["gmv_minor_1m"], told["a"]["clicks_1m"]) == (33, 1)
    assert told["a"]["click_to_pay_1m"] == {"num": 1, "den": 1, "value": 1.0}
    assert "refunds_minor_1m" not in told["a"]


def test_product_of_an_order_whose_lines_came_late_is_unknown_in_windows_alone() -> None:
    told = truth(
        heard("order", 400, 590, order="o", status="created", lines=[{"sku": "a", "qty": 1}]),
        heard("order", 580, order="o", status="paid"),
    )["products"]
    assert (told["a"]["orders"], told["a"]["orders_1m"]) == (1, 0)
    assert (told["unknown"]["orders"], told["unknown"]["orders_1m"]) == (0, 1)


def test_what_came_after_the_last_instant_advanced_is_in_the_totals_and_not_yet_in_a_window() -> None:
    tiles = truth(heard("comment", 599, 600, user="u", text="x"))["tiles"]
    assert (tiles["comments"], tiles["comments_1m"]) == (1, 0)


def test_likes_of_two_sources_are_not_mixed_and_the_one_that_saw_most_counts() -> None:
    def level(at_s: float, likes: int, source: str) -> Heard:
        return Heard(
            "audience", {"online": 1, "likes": likes}, f"{at_s}", source, T0 + int(at_s * 1000), T0, counts=True
        )

    told = truth(level(5, 1000, "a"), level(6, 900, "b"), level(7, 1010, "a"), level(8, 904, "b"))
    assert told["tiles"]["likes"] == 10


def test_who_took_part_is_counted_once() -> None:
    told = truth(
        heard("audience", 1, online=5, total=8), heard("comment", 5, user="u", text="x"), heard("like", 6, user="u"),
        heard("like", 7), heard("share", 590, user="v"), heard("club", 8, user="w"),
    )["tiles"]  # fmt: skip
    assert told["interaction_rate"] == {"num": 2, "den": 8, "value": 0.25}
    assert told["interaction_rate_1m"] == {"num": 1, "den": 5, "value": 0.2}


def test_what_the_team_does_is_apart_but_for_the_pieces_it_takes() -> None:
    facts = [
        heard("like", 5, user="s", count=9), heard("stock", 1, sku="a", on_hand=10),
        heard("order", 6, order="o", status="created", user="s", lines=[{"sku": "a", "qty": 2}]),
        heard("order", 7, order="o", status="paid"),
    ]  # fmt: skip
    told = Reckoning(facts, {"a": 100}, {}, FRAME, frozenset({"s"})).truth()
    assert (told["tiles"]["likes"], told["tiles"]["orders"], told["tiles"]["gmv_minor"]) == (0, 0, 0)
    assert told["stock"]["a"]["available"] == 8
    assert told["apart"] == {"facts": 2, "orders": 1}
