"""Prices and offers: given, refused, taken back."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.pricing import Asked
from controlroom.room.selling import price, told_price, wanted_price
from tests.unit.room.desk import Desk
from tests.unit.room.shop import chips, later, open_shop, order, paid, told


def cream(desk: Desk) -> int | None:
    return price(desk.room.state, "cream")


def test_a_price_set_before_the_platform_knows_is_taken_back_without_a_trace_on_the_desk() -> None:
    desk = open_shop()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    desk.give(cmd.Undo(id="u", command="p"))
    assert (cream(desk), desk.room.state.asked, chips(desk)) == (9900, {}, [("explain", "mask", "todo")])


def test_a_price_taken_back_after_the_platform_has_it_must_be_changed_there_again() -> None:
    desk = open_shop()
    told(desk, ev.Price(sku="cream", unit_minor=9900))
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    told(desk, ev.Price(sku="cream", unit_minor=7900))
    desk.give(cmd.Undo(id="u", command="p"))
    assert cream(desk) == 9900
    assert chips(desk)[-1] == ("price", "cream", "todo")


def test_a_price_asked_for_twice_goes_back_to_the_first() -> None:
    desk = open_shop()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    first = desk.room.state.asked["cream"]
    desk.give(cmd.PriceSet(id="p2", sku="cream", unit_minor=6900))
    desk.give(cmd.Undo(id="u", command="p2"))
    assert desk.room.state.asked == {"cream": first}
    assert [c.want for c in desk.room.state.desk.chips.values() if c.act == "price"] == [7900]
    assert desk.give(cmd.Undo(id="u2", command="p")) == "undo_superseded"


def test_a_price_the_platform_tells_already_asks_nobody() -> None:
    desk = open_shop()
    told(desk, ev.Price(sku="cream", unit_minor=9900))
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    desk.give(cmd.PriceSet(id="b", sku="cream", unit_minor=9900))
    assert (desk.room.state.asked, chips(desk)) == ({}, [("explain", "mask", "todo")])
    desk.give(cmd.Undo(id="u", command="b"))
    assert cream(desk) == 7900
    assert desk.room.state.asked["cream"].unit_minor == 7900


def test_a_price_of_nothing_known_or_the_same_is_refused() -> None:
    desk = open_shop()
    assert desk.give(cmd.PriceSet(id="a", sku="stranger", unit_minor=1)) == "unknown_product"
    assert desk.give(cmd.PriceSet(id="b", sku="cream", unit_minor=9900)) == "already_priced"


def test_who_agrees_with_the_platforms_price_wants_it_and_taking_that_back_wants_the_other_again() -> None:
    desk = open_shop()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    told(desk, ev.Price(sku="cream", unit_minor=7900))
    told(desk, ev.Price(sku="cream", unit_minor=8900))
    state = desk.room.state
    assert (cream(desk), wanted_price(state, "cream"), told_price(state, "cream")) == (8900, 7900, 8900)
    assert isinstance(desk.give(cmd.PriceSet(id="a", sku="cream", unit_minor=8900)), int)
    assert (cream(desk), wanted_price(state, "cream"), state.asked) == (8900, 8900, {})
    assert desk.give(cmd.PriceSet(id="b", sku="cream", unit_minor=8900)) == "already_priced"
    desk.give(cmd.Undo(id="u", command="a"))
    assert (cream(desk), wanted_price(desk.room.state, "cream")) == (8900, 7900)


def test_an_offer_opens_once_and_prices_do_not_overlap() -> None:
    desk = open_shop()
    assert desk.give(cmd.OfferOpen(id="x", offer="none")) == "unknown_offer"
    assert desk.give(cmd.OfferClose(id="y", offer="five-min")) == "not_open"
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    assert desk.give(cmd.OfferOpen(id="o2", offer="five-min")) == "already_open"
    assert desk.give(cmd.OfferOpen(id="o3", offer="lasting")) == "other_offer_open"
    assert isinstance(desk.give(cmd.OfferOpen(id="g", offer="first2")), int)


def test_opening_counts_at_once_and_taking_it_back_leaves_nothing() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    assert (cream(desk), desk.room.state.offers.next_due_ms) == (7900, desk.now_ms + 300_000)
    desk.give(cmd.Undo(id="u", command="o"))
    s = desk.room.state
    assert (cream(desk), s.offers.rounds, s.offers.next_due_ms, s.asked) == (9900, [], None, {})
    assert chips(desk) == [("explain", "mask", "todo")]


def test_an_offer_taken_back_after_the_gift_was_set_up_asks_to_take_it_down() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="first2"))
    gift = next(c for c in desk.room.state.desk.chips.values() if c.act == "gift")
    desk.give(cmd.DeskDone(id="d", desk=gift.id))
    desk.give(cmd.Undo(id="u", command="o"))
    assert [(c.act, c.off, c.state) for c in desk.room.state.desk.chips.values()][-1] == ("gift", True, "todo")


def test_an_offer_that_is_full_can_no_longer_be_taken_back() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="first2"))
    paid(desk, "a", "b")
    assert desk.give(cmd.Undo(id="u", command="o")) == "cannot_undo"


def test_closing_lets_the_price_return_and_taking_that_back_goes_on_counting() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    desk.give(cmd.OfferClose(id="c", offer="five-min"))
    assert cream(desk) == 9900
    told(desk, order("a", "created"), order("a", "paid"))
    desk.give(cmd.Undo(id="u", command="c"))
    [one] = desk.room.state.offers.rounds
    assert (one.state, one.taken, cream(desk)) == ("open", 1, 7900)
    later(desk, 300_000)
    assert (one.state, cream(desk)) == ("over", 9900)


def test_a_closing_taken_back_after_the_show_ended_is_refused() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    desk.give(cmd.OfferClose(id="c", offer="five-min"))
    desk.give(cmd.ShowEnd(id="e"))
    assert desk.give(cmd.Undo(id="u", command="c")) == "cannot_undo"


def test_a_price_set_after_an_offer_opened_stays_when_the_offer_is_taken_back() -> None:
    desk = open_shop()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=8900))
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    assert desk.give(cmd.Undo(id="u", command="p")) == "undo_superseded"
    desk.give(cmd.PriceSet(id="q", sku="cream", unit_minor=5000))
    desk.give(cmd.Undo(id="u2", command="o"))
    assert desk.room.state.asked["cream"] == Asked(5000, desk.now_ms - 1000, None)
