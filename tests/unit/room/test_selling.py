"""What the team wants of the platform, and what the platform shows of it."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.desk import CARD_FOR_MS, LATE_FOR_MS
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.room.selling import price, substitute, words
from controlroom.room.snapshot import freeze, thaw
from tests.unit.room.desk import Desk, take
from tests.unit.room.shop import chips, later, open_shop, order, paid, told


def test_what_is_put_on_air_must_be_popped_on_the_platform_and_turns_green_when_it_is() -> None:
    desk = open_shop()
    assert chips(desk) == [("explain", "mask", "todo")]
    desk.give(take("t", "cream", None))
    assert chips(desk) == [("explain", "cream", "todo")]
    told(desk, ev.Product(sku="cream", state="explaining"))
    assert chips(desk) == [("explain", "cream", "confirmed")]


def test_a_product_off_the_shelf_must_be_put_there_first() -> None:
    desk = open_shop()
    told(desk, ev.Product(sku="cream", state="off_shelf"))
    desk.give(cmd.ProductSwitch(id="p", sku="cream"))
    assert chips(desk) == [("shelf", "cream", "todo"), ("explain", "cream", "todo")]
    told(desk, ev.Product(sku="cream", state="on_shelf"))
    assert chips(desk) == [("shelf", "cream", "confirmed"), ("explain", "cream", "todo")]


def test_a_card_that_is_shown_already_needs_nothing_until_it_is_gone() -> None:
    desk = open_shop()
    told(desk, ev.Product(sku="cream", state="explaining"))
    desk.give(cmd.ProductSwitch(id="p", sku="cream"))
    assert chips(desk) == []
    later(desk, CARD_FOR_MS + 1000)
    assert chips(desk) == [("explain", "cream", "todo")]
    assert desk.room.state.desk.chips.popitem()[1].again


def test_only_the_newest_card_is_shown() -> None:
    desk = open_shop()
    told(desk, ev.Product(sku="mask", state="explaining"))
    told(desk, ev.Product(sku="cream", state="explaining"))
    desk.give(cmd.ProductSwitch(id="c", sku="cream"))
    told(desk, ev.Product(sku="cream", state="on_shelf"))
    desk.give(cmd.ProductSwitch(id="m", sku="mask"))
    assert chips(desk)[-1] == ("explain", "mask", "todo")
    desk.give(cmd.ProductSwitch(id="c2", sku="cream"))
    assert chips(desk)[-1] == ("explain", "cream", "todo")


def test_nobody_pops_anything_when_nothing_is_sold() -> None:
    desk = open_shop()
    desk.give(cmd.ProductClear(id="c"))
    assert chips(desk) == []


def test_an_undone_switch_asks_for_the_card_before() -> None:
    desk = open_shop()
    desk.give(cmd.ProductSwitch(id="p", sku="cream"))
    desk.give(cmd.Undo(id="u", command="p"))
    assert chips(desk) == [("explain", "mask", "todo")]


def test_a_late_act_is_a_transition_that_screens_see() -> None:
    desk = open_shop()
    changes = desk.room.advance((desk.now_ms + LATE_FOR_MS["explain"]) // 1000 * 1000 + 1000)
    assert changes.transition
    assert Topic.DESK in changes.topics
    assert chips(desk) == [("explain", "mask", "late")]


def test_a_price_told_by_the_platform_confirms_what_was_asked() -> None:
    desk = open_shop()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    assert price(desk.room.state, "cream") == 7900
    told(desk, ev.Price(sku="cream", unit_minor=9900))
    assert chips(desk)[1:] == [("price", "cream", "todo")]
    told(desk, ev.Price(sku="cream", unit_minor=7900))
    assert chips(desk)[1:] == [("price", "cream", "confirmed")]
    assert desk.room.state.asked == {}
    assert price(desk.room.state, "cream") == 7900


def test_a_price_is_marked_once_however_often_it_is_told() -> None:
    desk = open_shop()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    for _ in range(3):
        told(desk, ev.Price(sku="cream", unit_minor=7900))
    assert [m.text["en"] for m in desk.room.state.marks.past["price"]] == ["Cream: price 99.00 → 79.00"]  # type: ignore[index]


def test_a_quantity_told_by_the_controller_is_confirmed_by_the_platforms() -> None:
    desk = open_shop()
    desk.give(cmd.StockSet(id="s", sku="cream", listed=40))
    told(desk, ev.StockLevel(sku="cream", listed=45))
    assert chips(desk)[1:] == [("shelf", "cream", "todo")]
    told(desk, ev.StockLevel(sku="cream", listed=40))
    assert chips(desk)[1:] == [("shelf", "cream", "confirmed")]


def test_a_gift_goes_to_the_first_that_pay_and_the_offer_is_over_with_the_last_place() -> None:
    desk = open_shop()
    paid(desk, "before")
    desk.give(cmd.OfferOpen(id="o", offer="first2"))
    told(desk, order("a", "created"))
    paid(desk, "b", "c")
    [one] = desk.room.state.offers.rounds
    assert (one.state, one.taken, one.left, [id_ for id_, _ in one.owed()]) == ("full", 2, 0, ["b", "c"])
    told(desk, order("a", "paid"))
    assert [id_ for id_, _ in one.ranked()] == ["b", "c", "a"]
    assert [(c.act, c.off) for c in desk.room.state.desk.chips.values()][-1] == ("gift", True)


def test_the_teams_own_orders_take_no_place() -> None:
    desk = open_shop()
    desk.room.state.tally.staff["tester"] = None
    desk.give(cmd.OfferOpen(id="o", offer="first2"))
    told(desk, order("a", "created", user="tester"), order("a", "paid"))
    assert desk.room.state.offers.rounds[0].taken == 0
    told(desk, order("b", "paid", user=None))
    assert desk.room.state.offers.rounds[0].taken == 1
    told(desk, order("b", "created", user="tester"))  # whose it is was not known yet
    assert desk.room.state.offers.rounds[0].taken == 0


def test_the_price_returns_when_the_window_is_over_and_the_platform_is_watched_for_it() -> None:
    desk = open_shop()
    told(desk, ev.Price(sku="cream", unit_minor=9900))
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    told(desk, ev.Price(sku="cream", unit_minor=7900))
    later(desk, 301_000)
    s = desk.room.state
    assert (s.offers.rounds[0].state, price(s, "cream")) == ("over", 9900)
    assert chips(desk)[-1] == ("price", "cream", "todo")
    later(desk, LATE_FOR_MS["price"])
    assert chips(desk)[-1] == ("price", "cream", "late")
    told(desk, ev.Price(sku="cream", unit_minor=9900))
    assert chips(desk)[-1] == ("price", "cream", "confirmed")


def test_a_price_that_a_hand_has_changed_is_asked_back_though_no_feed_told_it() -> None:
    desk = open_shop()
    told(desk, ev.Price(sku="cream", unit_minor=9900))
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    chip = desk.room.state.desk.chip("price", "cream")
    assert chip is not None
    desk.give(cmd.DeskDone(id="d", desk=chip.id))
    desk.give(cmd.OfferClose(id="c", offer="five-min"))
    assert (chips(desk)[-1], price(desk.room.state, "cream")) == (("price", "cream", "todo"), 9900)


def test_a_price_that_was_changed_meanwhile_does_not_return() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=6000))
    later(desk, 301_000)
    assert price(desk.room.state, "cream") == 6000


def test_the_shows_end_ends_its_offers() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    desk.give(cmd.ShowEnd(id="e"))
    s = desk.room.state
    assert (s.offers.rounds[0].state, price(s, "cream")) == ("closed", 9900)


def _story() -> Desk:
    desk = open_shop()
    told(desk, ev.Product(sku="mask", state="explaining"), ev.Price(sku="cream", unit_minor=9900))
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    desk.give(cmd.OfferOpen(id="g", offer="first2"))
    told(desk, ev.Price(sku="cream", unit_minor=7900))
    return desk


def test_an_idle_hour_in_one_leap_is_the_same_as_second_by_second() -> None:
    leapt, stepped = _story(), _story()
    later(leapt, 3_600_000)
    for _ in range(3600):
        later(stepped, 1000)
    assert freeze(leapt.room.state) == freeze(stepped.room.state)
    assert ("price", "cream", "late") in chips(leapt)


def test_what_is_open_asked_for_and_to_be_done_comes_back_out_of_a_snapshot_and_goes_on() -> None:
    """As after `kill -9`: offers with their counts, prices, the desk, the scene and what can be taken back."""
    desk = open_shop()
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    desk.give(cmd.OfferOpen(id="g", offer="first2"))
    paid(desk, "a")
    again = Desk(Room(thaw(freeze(desk.room.state))))
    again.now_ms = desk.now_ms
    assert again.room.state == desk.room.state
    for one in (desk, again):
        paid(one, "b")
        one.give(cmd.Undo(id="u", command="s"))
        later(one, 301_000)
    assert freeze(again.room.state) == freeze(desk.room.state)
    assert [(r.offer, r.state, r.taken) for r in again.room.state.offers.rounds] == [("first2", "full", 2)]


def test_words_for_the_clipboard_have_the_link_number() -> None:
    desk = open_shop()
    assert words(desk.room.state, "cream") == "Cream"
    assert words(desk.room.state, "stranger") == "stranger"


def test_instead_of_a_substitute_that_is_sold_out_its_own_is_sold() -> None:
    desk = open_shop()
    s = desk.room.state
    assert s.plan is not None
    instead = {"cream": "serum", "serum": "mask", "mask": "cream"}
    s.plan = replace(s.plan, products=tuple(replace(p, instead=instead[p.sku]) for p in s.plan.products))
    assert substitute(s, "cream") == "serum"
    told(desk, ev.StockLevel(sku="serum", on_hand=0))
    assert substitute(s, "cream") == "mask"
    told(desk, ev.StockLevel(sku="mask", on_hand=0))
    assert substitute(s, "cream") is None
    assert substitute(s, "stranger") is None
