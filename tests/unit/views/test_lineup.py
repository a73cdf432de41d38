"""What to show next, and what to order more of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.views.lineup import (
    PRIOR_MIN,
    SHOWING_MIN,
    Candidate,
    air_left_ms,
    lineup,
    pieces_left,
    propose,
    restock,
)  # fmt: skip
from controlroom.views.shapes import RundownView, StockView
from tests.unit.render import made

MINUTE_S = 60


def one(sku: str, gmv: int = 0, minutes: int = 0, *, left: int | None = None, price: int | None = None) -> Candidate:
    return Candidate(sku=sku, gmv_minor=gmv, on_air_s=minutes * MINUTE_S, available=left, price_minor=price)


def order(*candidates: Candidate, on_air: str | None = None) -> list[str]:
    return [p.sku for p in propose(candidates, on_air)]


@pytest.mark.parametrize(
    ("listed", "available", "said"), [(9, 5, 9), (5, 9, 5), (0, 9, 0), (None, 5, 5), (9, None, 9), (None, None, None)]
)
def test_what_is_left_is_said_as_the_platform_offers_it(
    listed: int | None, available: int | None, said: int | None
) -> None:
    assert pieces_left(listed, available) == said


def test_better_gmv_per_minute_comes_first() -> None:
    assert order(one("a", 100_000, 10), one("b", 300_000, 10), one("c", 200_000, 10)) == ["b", "c"]


def test_little_airtime_is_drawn_to_the_shows_mean() -> None:
    lucky, steady = one("lucky", 60_000, 1), one("steady", 500_000, 10)
    per_min = {p.sku: p.per_min_minor for p in propose((lucky, steady, one("poor", 100_000, 10)), None)}
    assert per_min["steady"] > per_min["lucky"]  # 50,000 a minute over ten minutes say more than 60,000 over one
    assert per_min["lucky"] < 60_000


def test_expected_value_is_reckoned_as_written() -> None:
    (found,) = propose((one("a", 90_000, 6), one("new")), "a")
    mean = 15_000
    assert (found.sku, found.per_min_minor, found.again) == ("new", (0 + PRIOR_MIN * mean) // (0 + PRIOR_MIN), False)


def test_what_is_on_air_or_gone_is_left_out_and_what_may_be_there_stays() -> None:
    assert order(one("on"), one("gone", left=0), one("oversold", left=-3), one("unknown"), on_air="on") == ["unknown"]


def test_no_product_is_expected_to_sell_more_than_it_has() -> None:
    (found,) = propose((one("few", left=2, price=5_000), one("on", 1_000_000, 10)), "on")
    assert found.per_min_minor == 2 * 5_000 // SHOWING_MIN


def test_what_was_shown_comes_again_only_when_it_is_worth_it() -> None:
    assert order(one("weak", 10_000, 10), one("strong", 300_000, 10), one("new")) == ["strong", "new"]


def test_without_any_airtime_the_plans_order_stands_and_what_sells_by_itself_leads() -> None:
    assert order(one("a"), one("b"), one("c")) == ["a", "b", "c"]
    assert order(one("a"), one("b", 5_000), one("c")) == ["b", "a", "c"]


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        sku=st.sampled_from("abcdefgh"),
        gmv_minor=st.integers(0, 10**9),
        on_air_s=st.integers(0, 10**5),
        available=st.none() | st.integers(-10, 10**6),
        price_minor=st.none() | st.integers(0, 10**6),
    ),
    unique_by=lambda c: c.sku,
)


@given(CANDIDATES, st.none() | st.sampled_from("abcdefgh"))
def test_order_holds_each_product_once_falls_and_never_names_what_cannot_be_shown(
    candidates: list[Candidate], on_air: str | None
) -> None:
    found = propose(candidates, on_air)
    assert len({p.sku for p in found}) == len(found)
    assert [p.per_min_minor for p in found] == sorted((p.per_min_minor for p in found), reverse=True)
    by_sku = {c.sku: c for c in candidates}
    for p in found:
        assert p.sku != on_air
        assert (left := by_sku[p.sku].available) is None or left > 0
    never = {
        c.sku for c in candidates if not c.on_air_s and c.sku != on_air and (c.available is None or c.available > 0)
    }
    assert never <= {p.sku for p in found}


def test_lineup_of_the_views_is_in_the_plans_products() -> None:
    found = [p.sku for p in lineup(made.kpi(), made.stock(), made.program(), made.rundown())]
    assert "cream-50" not in found
    assert set(found) <= set(made.stock().products)


def test_after_the_last_segment_nothing_is_proposed() -> None:
    over = RundownView(segments=tuple(replace(s, state="done") for s in made.rundown().segments))
    assert lineup(made.kpi(), made.stock(), None, over) == ()
    assert lineup(made.kpi(), StockView(products={}), None, RundownView(segments=())) == ()


def test_air_left_counts_the_rest_of_what_is_on_air_and_all_that_comes() -> None:
    left = air_left_ms(made.rundown().segments, made.NOW + 60_000, made.NOW)
    assert left["cream-50"] == 60_000 + 10 * made.MINUTE
    assert left["serum-30"] == 12 * made.MINUTE
    assert air_left_ms(made.rundown().segments, None, made.NOW)["cream-50"] == 10 * made.MINUTE


@pytest.mark.parametrize(
    ("available", "rate", "minutes", "pieces"),
    [
        (83, 12.4, 13.5, 110),  # 12.4 × 13.5 × 1.15 = 192.5; 83 are there; in steps of ten
        (200, 12.4, 13.5, None),
        (83, 0.0, 13.5, None),
        (None, 12.4, 13.5, None),
        (83, None, 13.5, None),
        (83, 12.4, 0, None),
        (-5, 1.0, 10, 20),
    ],
)
def test_restock_covers_the_time_left_on_air_with_something_over(
    available: int | None, rate: float | None, minutes: float, pieces: int | None
) -> None:
    assert restock(available, rate, int(minutes * 60_000)) == pieces


def test_what_some_places_have_bounds_no_proposal() -> None:
    stock = made.stock()
    some = {sku: replace(item, on_hand=None, listed=None, available=1) for sku, item in stock.products.items()}
    none = {sku: replace(item, on_hand=None, listed=None, available=None) for sku, item in stock.products.items()}
    assert [
        lineup(made.kpi(), StockView(products=products), made.program(), made.rundown()) for products in (some, none)
    ] == [lineup(made.kpi(), StockView(products=none), made.program(), made.rundown())] * 2
