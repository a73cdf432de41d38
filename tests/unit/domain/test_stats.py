"""Wilson's interval against the golden values of METRICS.md section 4; digamma and trigamma against scipy's (see
`make differential`, which compares all of them at thousands of points)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.stats import digamma, trigamma, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "lo", "hi"),
    [(7, 20, 0.18119, 0.56715), (0, 50, 0.0, 0.07135), (12, 600, 0.01148, 0.03463), (50, 50, 0.92865, 1.0)],
)
def test_wilson_has_the_golden_values(successes: int, trials: int, lo: float, hi: float) -> None:
    assert wilson(successes, trials) == pytest.approx((lo, hi), abs=5e-6)


@given(st.integers(1, 10**6), st.data())
def test_wilson_holds_the_rate_and_stays_between_0_and_1(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    lo, hi = wilson(successes, trials)
    assert 0 <= lo <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= hi <= 1


@pytest.mark.parametrize(
    ("x", "psi", "psi1"),
    [
        (0.001, -1000.5755719318103, 1000001.6425331959),
        (0.5, -1.9635100260214235, 4.93480220054468),
        (1, -0.5772156649015329, 1.6449340668482266),
        (7.25, 1.9104535268837362, 0.1478792331589322),
        (10, 2.251752589066721, 0.10516633568168576),
        (100.5, 4.605174352581845, 0.009999916669583104),
        (12345.678, 9.421020820741761, 8.100328723111207e-05),
    ],
)
def test_digamma_and_trigamma_have_the_golden_values(x: float, psi: float, psi1: float) -> None:
    assert digamma(x) == pytest.approx(psi, rel=1e-12)
    assert trigamma(x) == pytest.approx(psi1, rel=1e-12)


@given(st.floats(0.05, 1e9))
def test_digamma_and_trigamma_keep_their_recurrences(x: float) -> None:
    assert digamma(x + 1) == pytest.approx(digamma(x) + 1 / x, rel=1e-12, abs=1e-12)
    assert trigamma(x + 1) == pytest.approx(trigamma(x) - 1 / (x * x), rel=1e-11, abs=1e-12)
