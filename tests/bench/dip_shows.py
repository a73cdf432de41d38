"""Simulated shows for the dip detector, and the product-blind rules it is compared with.

Owns: a room (its products, how they sell), its shows in half minutes, and two rules that look at totals alone.
Law: nothing here knows the detector. A show is exposed viewers and paid orders by half minute: Poisson counts around the
product's rate times the room's wander; two kinds of products, one selling three times as often as the other.

`RATE` was chosen, of 3, 4 and 6 %, as the one at which the detector as first described gives the figures first described.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

from controlroom.domain.dip import Key

BINS = 360
HALVED_BINS = 24
CAUGHT_BINS = 20
PRODUCTS = 6
RATE = 0.04
KEEPS = 0.7 ** (1 / 6)


class Half(NamedTuple):
    """Half a minute: what was on air for the how manieth time, who saw it, what was paid."""

    key: Key
    exposed: int
    paid: int
    showing: int


@dataclass(frozen=True)
class World:
    """How shows go. `wander`: its sd. `scatter`: variance of counts ÷ their mean."""

    viewers: int = 600
    wander: float = 0.2
    scatter: float = 1.0
    rate: float = RATE

    def rates(self) -> dict[str, float]:
        """What the plan says of each role."""
        return {"traffic": self.rate, "profit": self.rate / 3}


@dataclass
class Room:
    """A room's products, and how they sell (log orders for each exposed viewer)."""

    keys: list[Key]
    levels: dict[str, float]
    effects: dict[str, float]


def room(rng: random.Random, world: World) -> Room:
    """A room: its levels are .5 (together) and .25 (each) around the plan, its products .3 around their role."""
    together = rng.gauss(0, 0.5)
    levels = {role: log(rate) + together + rng.gauss(0, 0.25) for role, rate in world.rates().items()}
    keys = [Key(f"p{i}", "traffic" if i % 2 == 0 else "profit") for i in range(PRODUCTS)]
    return Room(keys, levels, {key.sku: rng.gauss(0, 0.3) for key in keys})


def another_day(rng: random.Random, of: Room) -> Room:
    """The same room in another show: a little better or worse, as are its products."""
    together = rng.gauss(0, 0.2)
    levels = {role: level + together + rng.gauss(0, 0.05) for role, level in of.levels.items()}
    return Room(of.keys, levels, {sku: effect + rng.gauss(0, 0.1) for sku, effect in of.effects.items()})


def show(
    rng: random.Random,
    world: World,
    of: Room,
    halved: int | None = None,
    alone: Key | None = None,
    on_air: list[tuple[Key, int]] | None = None,
) -> list[Half]:
    """Three hours of 12- to 15-minute segments; half as much is paid for twelve minutes from the half minute `halved` on.

    Args:
        alone: Only this product sells half.
        on_air: The segments; without them any.
    """
    halves: list[Half] = []
    wander = rng.gauss(0, world.wander)
    exposed = world.viewers // 2
    for key, showing in on_air if on_air is not None else segments(rng, of.keys):
        wander = KEEPS * wander + rng.gauss(0, world.wander * sqrt(1 - KEEPS * KEEPS))
        mean = exposed * exp(of.levels[key.role] + of.effects[key.sku] + wander)
        if halved is not None and halved <= len(halves) < halved + HALVED_BINS and alone in (None, key):
            mean /= 2
        halves.append(Half(key, exposed, count(rng, mean, world.scatter), showing))
    return halves


def segments(rng: random.Random, keys: list[Key]) -> list[tuple[Key, int]]:
    """What is on air in each half minute, and its how manieth showing it is."""
    on_air: list[tuple[Key, int]] = []
    turn = 0
    while len(on_air) < BINS:
        on_air += [(keys[turn % len(keys)], turn // len(keys) + 1)] * rng.randint(24, 30)
        turn += 1
    return on_air[:BINS]


def count(rng: random.Random, mean: float, scatter: float) -> int:
    """A count with this mean, and a variance of `scatter` times it."""
    if scatter > 1:
        shape = mean / (scatter - 1)
        mean = rng.gammavariate(shape, mean / shape)
    if mean > 60:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    limit, product, n = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        n += 1
    return n


def under_the_mean(halves: list[Half]) -> list[float | None]:
    """How far the last five minutes' rate lies under the mean of the show so far (0: not at all, 1: nothing is sold)."""
    scores: list[float | None] = []
    exposed = paid = 0
    for i, half in enumerate(halves):
        exposed, paid = exposed + half.exposed, paid + half.paid
        last = halves[max(0, i - 9) : i + 1]
        rate = sum(h.paid for h in last) / sum(h.exposed for h in last)
        scores.append(1 - rate / (paid / exposed) if i >= 20 and paid else None)
    return scores


def against_half_an_hour(halves: list[Half]) -> list[float | None]:
    """How many standard errors the last five minutes lie under the thirty before, counts scattering as those did."""
    scores: list[float | None] = []
    for i in range(len(halves)):
        before, last = halves[max(0, i - 69) : i - 9], halves[max(0, i - 9) : i + 1]
        if i < 40 or not sum(h.paid for h in before):
            scores.append(None)
            continue
        p = sum(h.paid for h in before) / sum(h.exposed for h in before)
        scatter = sum((h.paid - p * h.exposed) ** 2 / (p * h.exposed) for h in before) / (len(before) - 1)
        n, m = sum(h.exposed for h in last), sum(h.exposed for h in before)
        error = sqrt(max(1.0, scatter) * p * (1 / n + 1 / m))
        scores.append((p - sum(h.paid for h in last) / n) / error)
    return scores
