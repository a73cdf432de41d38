"""When a product will be gone.

Owns: the run-out interval, and the seconds of sales it rests on.
Law: a forecast is an interval; without sales there is none. Orders of several units scatter more than pieces sold one by
one, so their sizes, as the whole show knows them, are in the interval.
Must not know: where the integers come from, tiles.

Orders come as a Poisson process of unknown rate: N of them in T seconds leave ψ(.5 + N), ψ₁(.5 + N) of its log. Sizes u
with mean ū and φ = Σu²/Σu make S pieces last as long as S/φ independent steps of φ/ū orders each. So, with n orders whose
sizes are known, ln t ~ N(ln T + ψ(S′/φ) + ln(φ/ū) − ψ(.5 + N), ψ₁(S′/φ) + ψ₁(.5 + N) + (φ/ū − 1)/n), where
S′ = S + (φ − 1)/2, because the last order takes what is left and more. Where every order is one piece this is METRICS.md
section 4 to the letter; where sizes differ, its X/φ rests on the few orders of T alone and covers too little.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Final

from msgspec import Struct

from controlroom.domain.stats import Z80, digamma, trigamma

LONGEST_S: Final = 300
"""Sales of the last five minutes count …"""

SHORTEST_S: Final = 30
"""… and of no less than half a minute."""

_FAR_S: Final = 10 * 86_400
"""Beyond ten days nobody reads the number."""


class Sizes(Struct):
    """How large a product's orders are: how many there were, their pieces, and the pieces' squares."""

    orders: int = 0
    pieces: int = 0
    squares: int = 0

    def count(self, pieces: int, sign: int) -> None:
        """Count an order, or take it back."""
        self.orders += sign
        self.pieces += sign * pieces
        self.squares += sign * pieces * pieces


class Forecast(Struct, frozen=True):
    """Seconds until a product is gone: 80 % interval and middle."""

    lo_s: float
    mid_s: float
    hi_s: float


def run_out(left: int, orders: int, seconds: int, sizes: Sizes) -> Forecast | None:
    """Return when a product will be gone if it goes on selling as it did; None: nothing tells.

    Args:
        left: Pieces. `orders`: in the last `seconds` of its sale.
        sizes: Of all its orders in the show.
    """
    if left <= 0 or orders <= 0 or seconds <= 0 or sizes.orders <= 0 or sizes.pieces <= 0:
        return None
    mean = sizes.pieces / sizes.orders
    scatter = max(1.0, sizes.squares / sizes.pieces)
    steps = (left + (scatter - 1) / 2) / scatter
    middle = log(seconds) + digamma(steps) + log(scatter / mean) - digamma(0.5 + orders)
    unsure = max(0.0, scatter / mean - 1) / sizes.orders
    half = Z80 * sqrt(trigamma(steps) + trigamma(0.5 + orders) + unsure)
    lo, mid, hi = (min(float(_FAR_S), exp(min(middle + k * half, 30.0))) for k in (-1, 0, 1))
    return Forecast(lo, mid, hi)
