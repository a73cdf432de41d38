"""How often the run-out interval holds the moment at which a product is really gone.

A product sells at an unknown rate; what was sold in a stretch before now, and the sizes of all orders of the show, give the
interval; then it sells on until nothing is left. Rates, stretches and stocks are drawn anew each time. Wanted: an 80 %
interval covers 78 to 82 %, orders of several units included. Beside it METRICS.md section 4 to the letter, which takes the
sizes from the stretch alone.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from math import exp, log, sqrt
from typing import NamedTuple

from controlroom.domain.runout import Sizes, run_out
from controlroom.domain.stats import Z80, digamma, trigamma

RUN_OUTS = int(os.environ.get("BENCH_RUNOUTS", "4000"))

SIZES: dict[str, list[int]] = {
    "one piece each": [1],
    "one, now and then two": [1] * 8 + [2] * 2,
    "one to three": [1] * 5 + [2] * 3 + [3] * 2,
    "one or five": [1] * 4 + [5],
    "two each": [2],
    "one, seldom ten": [1] * 19 + [10],
}


class Case(NamedTuple):
    """What is known now, and when the product was gone (seconds from now)."""

    left: int
    seconds: int
    window: list[int]
    all_orders: list[int]
    gone_s: float


def case(rng: random.Random, sizes: list[int]) -> Case | None:
    """One product: 5 to 200 orders in five minutes, up to an hour of sales before; None: nothing was sold in the stretch."""
    rate = exp(rng.uniform(log(5), log(200))) / 300
    seconds = rng.randint(60, 300)
    left = round(exp(rng.uniform(log(5), log(400))))
    before = [rng.choice(sizes) for _ in range(poisson(rng, rate * rng.uniform(0, 3600)))]
    window = [rng.choice(sizes) for _ in range(poisson(rng, rate * seconds))]
    gone_s, stock = 0.0, left
    while stock > 0:
        gone_s += rng.expovariate(rate)
        stock -= rng.choice(sizes)
    return Case(left, seconds, window, before + window, gone_s) if window else None


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count."""
    n, at = 0, rng.expovariate(1)
    while at < mean:
        n, at = n + 1, at + rng.expovariate(1)
    return n


def ours(c: Case) -> tuple[float, float]:
    """The product's interval."""
    sizes = Sizes()
    for pieces in c.all_orders:
        sizes.count(pieces, 1)
    found = run_out(c.left, len(c.window), c.seconds, sizes)
    assert found is not None
    return found.lo_s, found.hi_s


def letter(c: Case) -> tuple[float, float]:
    """The document's interval."""
    x = sum(c.window)
    scatter = sum(u * u for u in c.window) / x
    middle = log(c.seconds) + digamma(c.left / scatter) - digamma(0.5 + x / scatter)
    half = Z80 * sqrt(trigamma(c.left / scatter) + trigamma(0.5 + x / scatter))
    return exp(middle - half), exp(middle + half)


def told(cases: list[Case], interval: Callable[[Case], tuple[float, float]]) -> tuple[float, float, float]:
    """The share of run-outs before, in and after their interval."""
    before = after = 0
    for c in cases:
        lo, hi = interval(c)
        before += c.gone_s < lo
        after += c.gone_s > hi
    n = len(cases)
    return before / n, 1 - (before + after) / n, after / n


def main() -> None:
    """Print the table."""
    print(f"{RUN_OUTS:,} run-outs a row · wanted: 78 to 82 % covered")
    print(f"{'orders':26}{'covered':>9}{'sooner':>8}{'later':>8}   |{'to the letter':>14}{'sooner':>8}{'later':>8}")
    every: list[Case] = []
    for name, sizes in SIZES.items():
        rng = random.Random(f"run-outs of {name}")
        cases = [c for c in (case(rng, sizes) for _ in range(RUN_OUTS)) if c is not None]
        every += cases
        print(_line(name, cases), flush=True)
    print(_line("all", every))
    for name, low, high in (("1 to 3 orders seen", 1, 3), ("4 to 15", 4, 15), ("16 or more", 16, 10**9)):
        print(_line(name, [c for c in every if low <= len(c.window) <= high]))


def _line(name: str, cases: list[Case]) -> str:
    a, b = told(cases, ours), told(cases, letter)
    return f"{name:26}{a[1]:>9.1%}{a[0]:>8.1%}{a[2]:>8.1%}   |{b[1]:>14.1%}{b[0]:>8.1%}{b[2]:>8.1%}"


if __name__ == "__main__":
    main()
