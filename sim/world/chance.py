"""Chance: the draws that the parts of the world are made of.

Owns: seeded streams and the distributions.
Law: a stream depends on the seed and the part's name only, on any machine.
Must not know: what is drawn for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, part: str) -> Random:
    """Return the stream of chance of one part."""
    return Random(f"{seed}/{part}")


def poisson(rng: Random, mean: float) -> int:
    """Draw how many of something with this mean happen.

    Args:
        rng: The part's stream.
        mean: 0 or more; above 50 the normal distribution is near enough.
    """
    if mean <= 0:
        return 0
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def instant(rng: Random, end_ms: int) -> int:
    """Draw an instant of the second that ends at `end_ms`, the end included."""
    return end_ms - rng.randrange(1000)


class Weighted(Generic[T]):
    """A choice with weights, drawn with one number."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._values: Sequence[T] = tuple(weights)
        self._steps = tuple(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """Draw one."""
        return rng.choices(self._values, cum_weights=self._steps)[0]
