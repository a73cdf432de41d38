"""Who is owed what an offer promised."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.views.owed import owed_view
from tests.unit.room.desk import Desk
from tests.unit.room.shop import open_shop, order, paid, told


def owed(desk: Desk, id_: str) -> list[list[tuple[str, bool]]]:
    s = desk.room.state
    found = owed_view(s.show, s.plan, s.offers, id_)
    assert found is not None
    return [[(o.order, o.owed) for o in one.orders] for one in found.rounds]


def test_each_opening_stands_for_itself_and_orders_beyond_the_quota_are_owed_nothing() -> None:
    desk = open_shop()
    assert owed(desk, "first2") == []
    desk.give(cmd.OfferOpen(id="o", offer="first2"))
    told(desk, order("slow", "created"))
    paid(desk, "a", "b")
    told(desk, order("slow", "paid"))
    desk.give(cmd.OfferOpen(id="o2", offer="first2"))
    paid(desk, "c")
    assert owed(desk, "first2") == [[("a", True), ("b", True), ("slow", False)], [("c", True)]]


def test_an_offer_that_the_plan_has_not_is_none() -> None:
    s = open_shop().room.state
    assert owed_view(s.show, s.plan, s.offers, "none") is None
    assert owed_view(s.show, None, s.offers, "first2") is None
