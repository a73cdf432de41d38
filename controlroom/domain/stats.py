"""Statistics of counts.

Owns: the Wilson interval.
Law: floats here are projections; no decision and no digest rests on their last digits.
Must not know: KPIs.
"""

from __future__ import annotations

from math import sqrt
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
