"""What is counted, for whom: an order's figures are posted to every scope and taken back from each."""

from __future__ import annotations

from controlroom.domain.events import Line
from controlroom.domain.moment import Standing
from controlroom.domain.orders import Told
from controlroom.domain.tally import HISTORY_S, Flow, Tally

T = 1_000_000
NOW = Standing(T * 1000)
NO_PRICES: dict[str, int] = {}


def told(second: int, amount: int, *, segment: str = "cream", late: bool = False) -> Told:
    lines = (Line(sku="cream", qty=2, unit_minor=30), Line(sku="mask", unit_minor=40))
    return Told(second * 1000, late, segment, amount, lines, "u", "search")


def test_a_paid_order_is_posted_to_show_segment_source_and_products() -> None:
    tally = Tally.of(T)
    tally.step("o", "paid", told(T, 100), NO_PRICES.get)
    whole = [tally.show, tally.segments["cream"], tally.traffic["search"]]
    assert [(f.total[Flow.GMV], f.total[Flow.PAID], f.total[Flow.UNITS]) for f in whole] == [(100, 1, 3)] * 3
    assert {sku: f.total[Flow.GMV] for sku, f in tally.products.items()} == {"cream": 60, "mask": 40}
    assert tally.product_buyers == {"cream": 1, "mask": 1}


def test_a_step_that_changes_nothing_returns_no_figures() -> None:
    tally = Tally.of(T)
    tally.step("o", "paid", told(T, 100), NO_PRICES.get)
    assert tally.step("o", "paid", told(T, 100), NO_PRICES.get) == (None, None)
    assert tally.show.total[Flow.PAID] == 1


def test_a_correction_replaces_what_was_posted() -> None:
    tally = Tally.of(T)
    tally.step("o", "paid", told(T, 100), NO_PRICES.get)
    tally.step("o", "paid", told(T - 1, 60, segment="none"), NO_PRICES.get)
    assert tally.show.total[Flow.GMV] == 60
    assert {id_: f.total[Flow.GMV] for id_, f in tally.segments.items()} == {"cream": 0, "none": 60}
    assert tally.buyers.total == 1


def test_a_late_step_changes_totals_and_no_window() -> None:
    tally = Tally.of(T)
    tally.step("o", "created", told(T - 5, 100), NO_PRICES.get)
    tally.step("o", "paid", told(T - 500, 100, late=True), NO_PRICES.get)
    tally.advance(T + 1)
    assert (tally.show.total[Flow.PAID], tally.show.sums[2][Flow.PAID], tally.show.sums[2][Flow.ORDERS]) == (1, 0, 1)
    assert (tally.buyers.total, tally.buyers.in_window(2)) == (1, 0)


def test_pieces_held_come_back_when_an_order_is_cancelled_unpaid() -> None:
    tally = Tally.of(T)
    tally.step("o", "created", told(T, 100), NO_PRICES.get)
    tally.advance(T + 1)
    assert tally.products["cream"].sums[1][Flow.UNITS_HELD] == 2
    tally.step("o", "cancelled", told(T + 1, 100), NO_PRICES.get)
    tally.advance(T + 2)
    assert tally.products["cream"].sums[1][Flow.UNITS_HELD] == 0


def test_orders_without_amount_and_product_are_found() -> None:
    tally = Tally.of(0)
    tally.step("bare", "paid", Told(0, False, ""), {}.get)
    tally.step("amount", "paid", Told(0, False, "", 5), {}.get)
    tally.step("lines", "created", Told(0, False, "", None, (Line(sku="a"),)), {}.get)
    assert list(tally.unpriced()) == ["bare"]
    tally.step("bare", "paid", Told(0, False, "", 7), {}.get)
    assert list(tally.unpriced()) == []


def test_viewers_are_the_platforms_total_else_those_who_entered_else_unknown() -> None:
    tally = Tally.of(T)
    assert tally.viewers_so_far() is None
    tally.entered_by("u", T), tally.entered_by("u", T + 9)
    assert tally.viewers_so_far() == 1
    tally.audience.total_max = 900
    assert tally.viewers_so_far() == 900


def test_a_moment_keeps_its_numbers_when_the_counting_goes_on() -> None:
    tally = Tally.of(T)
    tally.show.add(Flow.ENTERED, 3, T)
    tally.show.add(Flow.CAME_EARLY, 2, T)
    tally.show.add(Flow.WENT, 1, T)
    moment = tally.moment(NOW)
    tally.show.add(Flow.ENTERED, 9, T)
    assert (moment.total[Flow.ENTERED], moment.online, moment.online_estimated) == (3, 4, True)
    assert tally.came() == 14


def test_what_was_remembered_is_read_back_and_nothing_else() -> None:
    tally = Tally.of(T)
    for second in range(T, T + HISTORY_S + 1):
        tally.advance(second)
        tally.remember(NOW)
        if second == T:
            wanted = tally.moment(NOW)
        tally.show.add(Flow.LIKES, 1, second)
    assert tally.before(HISTORY_S) == wanted
    assert tally.before(0) != wanted
    assert tally.before(HISTORY_S + 1) is None


def test_a_jump_moves_every_counter() -> None:
    tally = Tally.of(T)
    tally.product("cream"), tally.segment("cream"), tally.source("search")
    tally.remember(NOW)
    tally.jump(T + 9000)
    everything = [tally.show, *tally.products.values(), *tally.segments.values(), *tally.traffic.values()]
    assert {f.as_of_s for f in everything} == {T + 9000}
    assert (tally.people.as_of_s, tally.buyers.as_of_s, tally.audience.online.as_of_s) == (T + 9000,) * 3
