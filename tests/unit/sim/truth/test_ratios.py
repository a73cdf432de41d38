from __future__ import annotations

import pytest

from sim.truth.ratios import quotient, ratio


@pytest.mark.parametrize(
    ("num", "den", "value"), [(1, 2, 1), (1, 3, 0), (5, 3, 2), (0, 3, 0), (5, 0, None), (5, None, None)]
)
def test_quotient_rounds_half_up_and_is_unknown_without_a_denominator(num: int, den: int | None, value: int) -> None:
    assert quotient(num, den) == value


def test_ratio_keeps_its_counts() -> None:
    assert ratio(1, 4) == {"num": 1, "den": 4, "value": 0.25}
    assert ratio(1, 0) == {"num": 1, "den": 0, "value": None}
