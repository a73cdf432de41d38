"""Wilson's interval against the golden values of METRICS.md section 4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.stats import wilson


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
