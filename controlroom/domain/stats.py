"""Statistics of counts.

Owns: the Wilson interval; digamma and trigamma.
Law: floats here are projections; no decision and no digest rests on their last digits.
Must not know: KPIs.
"""

from __future__ import annotations

from math import log, sqrt
from typing import Final

Z95: Final = 1.959963984540054


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion.

    Args:
        successes: 0 … trials.
        trials: ≥ 1.
        z: Normal quantile; the default gives 95 %.

    Source: E. B. Wilson, JASA 22 (1927) 209–212; METRICS.md section 4.
    """
    p = successes / trials
    scale = 1 + z * z / trials
    centre = (p + z * z / (2 * trials)) / scale
    half = z * sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


Z80: Final = 1.2815515655446004
"""Normal quantile of an 80 % interval."""


def digamma(x: float) -> float:
    """Return ψ(x), the derivative of ln Γ, for x > 0, to about 1e-13.

    Source: recurrence up to 10, then the asymptotic series; Abramowitz and Stegun 6.3.5, 6.3.18.
    """
    shift = 0.0
    while x < 10:
        shift -= 1 / x
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132 - y * (691 / 32760 - y / 12))))))
    return shift + log(x) - 0.5 / x - series


def trigamma(x: float) -> float:
    """Return ψ₁(x), the derivative of ψ, for x > 0, to about 1e-13.

    Source: recurrence up to 10, then the asymptotic series; Abramowitz and Stegun 6.4.6, 6.4.12.
    """
    shift = 0.0
    while x < 10:
        shift += 1 / (x * x)
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y * (1 / 30 - y * (5 / 66 - y * (691 / 2730 - y * 7 / 6))))))
    return shift + (1 + 0.5 / x + series) / x
