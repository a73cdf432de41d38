"""What a change is made of: exact to one minor unit, whatever is zero or new."""

from __future__ import annotations

from fractions import Fraction
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.contributions import Part, Span, factors, lmdi, parts, rounded


def test_the_documents_example() -> None:
    # 10000 × 2 % × 80 → 12500 × 1.4 % × 92
    shares = lmdi(1_600_000, 1_610_000, (10_000, 0.02, 8000), (12_500, 0.014, 9200))
    assert [round(share / 100, 2) for share in shares] == [3581.44, -5724.61, 2243.17]
    told = factors(Span(10_000, 200, 1_600_000), Span(12_500, 175, 1_610_000))
    assert [(f.code, f.contribution_minor) for f in told] == [
        ("viewers", 358_144), ("orders_per_viewer", -572_461), ("aov_minor", 224_317),
    ]  # fmt: skip
    assert [(f.from_, f.to) for f in told] == [(10_000, 12_500), (0.02, 0.014), (8000, 9200)]


def test_factors_equal_the_textbooks_formula() -> None:
    a, b = Span(700, 20, 90_000), Span(500, 31, 120_500)
    weight = (b.gmv_minor - a.gmv_minor) / log(b.gmv_minor / a.gmv_minor)
    told = {f.code: f.contribution_minor for f in factors(a, b)}
    assert told["viewers"] == pytest.approx(weight * log(500 / 700), abs=1)
    assert told["aov_minor"] == pytest.approx(weight * log((120_500 / 31) / (90_000 / 20)), abs=1)


@pytest.mark.parametrize(
    ("a", "b", "taker"),
    [
        (Span(0, 0, 0), Span(100, 2, 500), "viewers"),
        (Span(100, 0, 0), Span(100, 2, 500), "orders_per_viewer"),
        (Span(100, 3, 0), Span(100, 2, 500), "aov_minor"),
        (Span(100, 2, 500), Span(0, 0, 0), "viewers"),
        (Span(100, 2, 500), Span(90, 0, 0), "orders_per_viewer"),
    ],
)
def test_the_factor_that_is_zero_takes_the_whole_change(a: Span, b: Span, taker: str) -> None:
    change = b.gmv_minor - a.gmv_minor
    assert {f.code: f.contribution_minor for f in factors(a, b) if f.contribution_minor} == {taker: change}


def test_nothing_in_both_windows_is_no_change() -> None:
    assert [f.contribution_minor for f in factors(Span(5, 0, 0), Span(0, 0, 0))] == [0, 0, 0]


@pytest.mark.parametrize(("a", "b"), [
    (Span(None, 4, 400), Span(100, 5, 500)), (Span(100, 4, 400), Span(None, 5, 500)), (Span(0, 4, 400), Span(9, 5, 500)),
])  # fmt: skip
def test_without_viewers_orders_and_their_value_carry_the_change(a: Span, b: Span) -> None:
    assert [(f.code, f.contribution_minor) for f in factors(a, b)] == [("paid_orders", 100), ("aov_minor", 0)]


counts = st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 10**7))
money = st.one_of(st.just(0), st.integers(0, 10**5), st.integers(0, 10**13))
spans = st.builds(
    lambda viewers, orders, gmv: Span(viewers, orders, gmv if orders else 0), st.none() | counts, counts, money
)
sides = st.dictionaries(st.sampled_from("abcde"), st.builds(Part, counts, money), max_size=5)


@given(spans, spans)
def test_factors_add_up_to_the_change_exactly(a: Span, b: Span) -> None:
    assert sum(f.contribution_minor for f in factors(a, b)) == b.gmv_minor - a.gmv_minor


@given(spans, spans)
def test_factors_of_the_way_back_are_the_same_with_the_other_sign(a: Span, b: Span) -> None:
    there, back = factors(a, b), factors(b, a)
    assert all(abs(f.contribution_minor + g.contribution_minor) <= 1 for f, g in zip(there, back, strict=True))


@given(sides, sides)
def test_volume_mix_and_rate_add_up_to_the_change_exactly(a: dict[str, Part], b: dict[str, Part]) -> None:
    told = parts(a, b)
    whole = told.volume_minor + sum(p.mix_minor + p.rate_minor for p in told.parts)
    assert whole == sum(p.gmv_minor for p in b.values()) - sum(p.gmv_minor for p in a.values())
    assert [(p.key, p.from_minor, p.to_minor) for p in told.parts] == [
        (key, a.get(key, Part(0, 0)).gmv_minor, b.get(key, Part(0, 0)).gmv_minor) for key in sorted(a.keys() | b.keys())
    ]


@given(
    st.dictionaries(st.sampled_from("abcd"), st.builds(Part, st.integers(1, 500), st.integers(0, 10**6)), min_size=1),
    st.data(),
)
def test_volume_is_the_change_of_all_weights_at_the_mean_rate(a: dict[str, Part], data: st.DataObject) -> None:
    b = {key: Part(data.draw(st.integers(1, 500)), data.draw(st.integers(0, 10**6))) for key in a}
    n0, n1 = (sum(p.weight for p in side.values()) for side in (a, b))
    g0, g1 = (sum(p.gmv_minor for p in side.values()) for side in (a, b))
    volume = (n1 - n0) * (Fraction(g0, n0) + Fraction(g1, n1)) / 2
    assert parts(a, b).volume_minor == pytest.approx(float(volume), abs=1)


def test_a_new_product_is_all_mix_and_a_dearer_one_all_rate() -> None:
    new = parts({"cream": Part(10, 1000)}, {"cream": Part(5, 500), "serum": Part(5, 1500)})
    assert [(p.key, p.mix_minor, p.rate_minor) for p in new.parts] == [("cream", 250, 0), ("serum", 750, 0)]
    dearer = parts({"cream": Part(10, 1000)}, {"cream": Part(10, 1300)})
    assert (dearer.volume_minor, dearer.parts[0].mix_minor, dearer.parts[0].rate_minor) == (0, 0, 300)


def test_money_without_weight_is_all_rate() -> None:
    told = parts({"recommend": Part(10, 1000)}, {"recommend": Part(10, 1000), "unknown": Part(0, 70)})
    assert [(p.key, p.mix_minor, p.rate_minor) for p in told.parts] == [("recommend", 0, 0), ("unknown", 0, 70)]


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=8))
def test_rounding_keeps_the_sum_and_moves_nothing_by_more_than_one(shares: list[float]) -> None:
    total = round(sum(shares))
    whole = rounded(shares, total)
    assert sum(whole) == total
    assert all(abs(w - share) < 1.001 for w, share in zip(whole, shares, strict=True))
