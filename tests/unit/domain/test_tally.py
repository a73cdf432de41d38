"""What is counted, for whom: an order's figures are posted to every scope and taken back from each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Audience, Line, OrderStatus
from controlroom.domain.moment import Standing
from controlroom.domain.orders import Order, Told, figures
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


Telling = tuple[OrderStatus, Told, bool]
PUSHED: list[Telling] = [
    ("created", Told((T - 20) * 1000, False, "cream"), True),
    ("paid", Told((T - 10) * 1000, False, "cream"), True),
]
DETAIL: list[Telling] = [
    ("created", told(T - 20, 100, late=True), False),
    ("paid", told(T - 10, 100, late=True), False),
]


def windows(steps: Iterable[Telling]) -> tuple[list[int], list[int], list[int], object]:
    tally = Tally.of(T)
    for status, one, held in steps:
        tally.step("o", status, one, NO_PRICES.get, held=held)
    tally.advance(T + 1)
    tally.advance(T + 60)
    show, flows = tally.show, (Flow.ORDERS, Flow.PAID, Flow.GMV)
    return [show.total[f] for f in flows], [show.sums[2][f] for f in flows], [tally.buyers.in_window(2)], tally.bins


@pytest.mark.parametrize("order", list(permutations([*PUSHED, *DETAIL])))
def test_an_order_that_is_the_shows_own_too_late_is_in_no_window(order: tuple[Telling, ...]) -> None:
    assert windows(order) == ([1, 1, 100], [0, 0, 0], [0], windows([])[3])


@given(st.lists(st.sampled_from([*PUSHED, *DETAIL, *((s, one, False) for s, one, _ in PUSHED)]), max_size=6), st.data())
def test_windows_of_a_held_order_are_the_same_in_any_order(steps: list[Telling], data: st.DataObject) -> None:
    first, other = windows(steps), windows(data.draw(st.permutations(steps)))
    assert first[:3] == other[:3]
    own_in_time = any(not held and not one.late for _, one, held in steps)
    assert any(first[1]) is own_in_time


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


# ----------------------------------------------------- orders while plans change


class Applied(NamedTuple):
    """A plan is applied: its prices and its staff."""

    prices: dict[str, int]
    staff: tuple[str, ...]


class Step(NamedTuple):
    """A step of an order is told."""

    order: str
    status: OrderStatus
    told: Told


SKUS = ("cream", "mask", "stranger")
USERS = ("u", "v", "w")
lines = st.lists(
    st.builds(Line, sku=st.sampled_from(SKUS), qty=st.integers(1, 3), unit_minor=st.sampled_from([None, None, 40])),
    max_size=2,
).map(tuple)
tellings = st.builds(
    Told, st.integers(T - 40, T + 40).map(lambda s: s * 1000), st.booleans(), st.sampled_from(("cream", "none")),
    st.sampled_from([None, None, 0, 150]), st.one_of(st.none(), lines), st.sampled_from([None, *USERS]),
    refund=st.sampled_from([None, "r"]),
)  # fmt: skip
acts = st.lists(
    st.one_of(
        st.builds(
            Applied,
            st.dictionaries(st.sampled_from(SKUS), st.integers(1, 300)),
            st.lists(st.sampled_from(USERS), unique=True).map(tuple),
        ),
        st.builds(
            Step, st.sampled_from("ab"), st.sampled_from(("created", "paid", "paid", "cancelled", "refunded")), tellings
        ),
    ),
    max_size=14,
)


def counts(tally: Tally) -> Iterator[tuple[object, ...]]:
    """Every count of orders that is not zero, in totals, windows, half minutes and holdings."""
    scopes = {"show": {"": tally.show}, "p": tally.products, "s": tally.segments, "t": tally.traffic}
    for scope, all_flows in scopes.items():
        for key, flows in all_flows.items():
            for span, vector in enumerate((flows.total, *flows.sums)):
                yield from ((scope, key, span, Flow(i).name, n) for i, n in enumerate(vector) if n)
    for cells in (tally.bins.products, tally.bins.segments, tally.bins.traffic):
        for key, bins in cells.items():
            yield from (("bin", key, bin_, *cell) for bin_, cell in bins.items() if any(cell))
    held = {"product": tally.product_buyers, "unpaid": tally.unpaid}
    for name, by_key in held.items():
        yield from ((name, key, n) for key, n in by_key.items() if n)
    yield ("buyers", tally.buyers.total, *(tally.buyers.in_window(i) for i in range(3)))
    yield ("orders", tally.estimates, tally.staff_orders)


class Book:
    """A second opinion on what each order was counted by: the first price that a plan had, the staff when its user was new."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.prices: dict[str, dict[str, int]] = {}
        self.users: dict[str, str | None] = {}
        self.apart: dict[str, bool] = {}

    def tell(self, step: Step, plan: Applied) -> None:
        order, prices = self.orders.setdefault(step.order, Order()), self.prices.setdefault(step.order, {})
        if not order.tell(step.status, step.told):
            return
        for told in [*order.created, *order.paid]:
            for line in told.lines or ():
                if line.unit_minor is None and line.sku in plan.prices:
                    prices.setdefault(line.sku, plan.prices[line.sku])
        user = figures(order, prices.get).user
        if step.order not in self.apart or user != self.users[step.order]:
            self.users[step.order], self.apart[step.order] = user, user in plan.staff


@given(acts)
def test_whatever_plans_change_orders_count_by_what_stood_when_they_were_told(story: list[Applied | Step]) -> None:
    tally, plan, book = Tally.of(T), Applied({}, ()), Book()
    for second, act in enumerate(story, T + 1):
        if isinstance(act, Applied):
            plan, before = act, list(counts(tally))
            tally.staff = dict.fromkeys(plan.staff)
            assert list(counts(tally)) == before
        else:
            tally.step(act.order, act.status, act.told, plan.prices.get)
            book.tell(act, plan)
        assert not [told for told in counts(tally) if any(isinstance(n, int) and n < 0 for n in told)]
        tally.advance(second)
    fresh = Tally.of(T)  # the same steps, by those prices and accounts from the first
    for second, act in enumerate(story, T + 1):
        if isinstance(act, Step):
            fresh.staff = dict.fromkeys(USERS if book.apart[act.order] else ())
            fresh.step(act.order, act.status, act.told, book.prices[act.order].get)
        fresh.advance(second)
    assert set(counts(tally)) == set(counts(fresh))
    for scope in (tally.products, tally.segments, tally.traffic):
        for flow in (Flow.GMV, Flow.GMV_CREATED, Flow.UNITS, Flow.REFUNDS):
            assert sum(flows.total[flow] for flows in scope.values()) == tally.show.total[flow]


def came(tally: Tally, second: int, n: int, flow: Flow = Flow.ENTERED) -> None:
    tally.show.add(flow, n, second)
    tally.advance(second + 1)


def level(tally: Tally, second: int, online: int) -> None:
    tally.audience.told(Audience(online=online), second * 1000, late=False)
    tally.advance(second + 1)


def test_in_a_shows_first_minute_everybody_came_lately_and_later_about_as_many_as_always() -> None:
    tally = Tally.of(T)
    assert tally.came_lately(50) == 100  # nobody knows of anybody
    came(tally, T, 60)
    assert tally.came_lately(50) == 100
    came(tally, T + 70, 20)
    assert tally.came_lately(50) == 50 + 50 * 20 // 80
    tally.advance(T + 200)
    assert tally.came_lately(50) == 50
    tally.advance(T + 400)
    assert tally.came_lately(50) == 100


def test_after_a_raid_those_by_whom_the_room_grew_came_lately_by_levels_or_by_who_left() -> None:
    told, counted = Tally.of(T), Tally.of(T)
    level(told, T, 500)
    came(counted, T, 501)
    came(counted, T + 1, 1, Flow.WENT)
    assert told.came_lately(50) == counted.came_lately(50) == 100  # what was before is not known
    for tally in (told, counted):
        tally.advance(T + 100)
        assert tally.came_lately(50) == 50
    level(told, T + 101, 1500)
    came(counted, T + 101, 1000)
    assert told.came_lately(50) == counted.came_lately(50) == 50 + 50 * 1000 // 1500
    level(told, T + 300, 100)
    assert told.came_lately(50) == 50
    level(told, T + 301, 0)
    assert told.came_lately(50) == 100
