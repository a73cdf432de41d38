"""How many refunds chance alone brings.

Owns: the line that a spike of refunds must pass.
Law: what the rest of the show brought is itself a sample: n refunds in T seconds leave a Gamma(n + ½, T) rate, so the count
in t seconds is negative binomial, which is Poisson when T is long. Whole numbers out; probabilities are compared rounded to
nine digits.
Must not know: the state, rules.

Source: J. M. Bernardo, Bayesian Theory (1994), reference posterior of a Poisson rate; METRICS.md section 4.
"""

from __future__ import annotations

from typing import Final

FEW: Final = 4
"""So few in five minutes are never a spike."""

ENOUGH_S: Final = 300
"""Before the show was watched for so long, nobody knows what is usual."""

SURE: Final = 0.999
"""That a window brings no more by chance."""

_FAR: Final = 100_000


def refunds_by_chance(
    inside: int, before: int, before_s: int, window_s: int, paid_before: int = 0, paid_inside: int = 0
) -> int | None:  # fmt: skip
    """Return how many refunds a window may bring by chance (one window in a thousand brings more).

    What is usual is so many in so much time, or for so many paid orders, whichever is more: a show that sells more and
    more is given back more and more.

    Args:
        inside: Those in the window: with few, the line is not sought. `before`: those before it, in `before_s` seconds.
        window_s: The window's length. `paid_before`, `paid_inside`: paid orders before it and in it.

    Returns:
        At least `FEW`; None: too little is known yet.
    """
    if inside <= FEW:
        return FEW
    if before_s < ENOUGH_S:
        return None
    line = _line(before, before_s, window_s)
    return max(FEW, line, _line(before, paid_before, paid_inside) if paid_before > 0 else 0)


def _line(before: int, known: int, window: int) -> int:
    """Return the line of a window when so many were seen in what is known; both are measured alike."""
    stays, shape = known / (known + window), before + 0.5
    probability = stays**shape
    if probability == 0.0:  # so many that the rate is known to a few per cent: three and a bit deviations above it
        mean = before * window / known
        return int(mean + 3.1 * (mean * (1 + window / known)) ** 0.5) + 1
    total, n = probability, 0
    while float(f"{total:.9g}") < SURE and n < _FAR:
        probability *= (shape + n) / (n + 1) * (1 - stays)
        n += 1
        total += probability
    return n
