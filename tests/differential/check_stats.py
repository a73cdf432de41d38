"""The statistics against scipy, at thousands of points: `make differential`.

It is no part of `make test`: scipy and numpy weigh 55 MB, which nobody who only starts a show should fetch. `make test` holds
the same functions to values that scipy gave (tests/unit/domain/test_stats.py); here they meet scipy itself, fetched by its
own hashed lock into build/differential. Without scipy this fails; it never skips.
"""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from controlroom.domain.dip import EFFECT, FROM_BINS, HALVED, LEVEL_COMMON, LEVEL_EACH, SCATTER, WANDER, Bank, Key
from controlroom.domain.runout import Sizes, run_out
from controlroom.domain.stats import Z80, Z95, digamma, trigamma, wilson

MANY = settings(max_examples=3000, deadline=None)


def test_the_quantiles_are_the_normals() -> None:
    assert pytest.approx((stats.norm.ppf(0.9), stats.norm.ppf(0.975)), rel=1e-15) == (Z80, Z95)


@MANY
@given(st.floats(1e-4, 1e12))
def test_digamma_and_trigamma(x: float) -> None:
    assert digamma(x) == pytest.approx(special.digamma(x), rel=1e-12, abs=1e-12)
    assert trigamma(x) == pytest.approx(float(special.polygamma(1, x)), rel=1e-12)


@MANY
@given(st.integers(1, 10**6), st.data())
def test_wilson(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    theirs = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert wilson(successes, trials) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@MANY
@given(st.integers(1, 2000), st.integers(1, 500))
def test_the_run_out_of_single_pieces_is_the_ratio_of_two_gammas(left: int, orders: int) -> None:
    """Time to sell S pieces ÷ T is Gamma(S) ÷ Gamma(.5 + N): the exact quantiles are a beta prime's."""
    found = run_out(left, orders, 300, Sizes(100, 100, 100))
    assert found is not None
    exact = stats.betaprime(left, orders + 0.5)
    near = 0.02 if min(left, orders) >= 20 else 0.08 if min(left, orders) >= 5 else 0.75
    assert log(found.mid_s / 300) == pytest.approx(special.digamma(left) - special.digamma(orders + 0.5), abs=1e-9)
    covered = exact.cdf(found.hi_s / 300) - exact.cdf(found.lo_s / 300)
    assert covered == pytest.approx(0.8, abs=near)


@MANY
@given(st.integers(1, 3000), st.integers(0, 12))
def test_the_odds_of_a_half_minute_are_those_of_two_negative_binomials(exposed: int, tens: int) -> None:
    """A gamma-Poisson count is negative binomial. (13 paid orders ÷ φ = 1.3 are 10 whole counts.)"""
    paid, x = 13 * tens, 10 * tens
    bank = Bank(rates={"traffic": 0.03})
    for _ in range(FROM_BINS - 1):
        bank.step(None, 0, 0)
    verdict = bank.step(Key("cream", "traffic"), exposed, paid)
    assert verdict is not None
    s = WANDER + LEVEL_COMMON + LEVEL_EACH + EFFECT
    shape = 1 / s
    rate = shape * exp(-log(0.03) - s / 2)
    n = exposed / SCATTER

    def lp(share: float) -> float:
        return float(stats.nbinom.logpmf(x, shape, rate / (rate + n * share)))

    assert verdict.sure == pytest.approx(lp(HALVED) - lp(1), rel=1e-7, abs=1e-7)
