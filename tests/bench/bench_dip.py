"""What the conversion dip's detector catches, and how often it cries wolf: simulated three-hour shows.

Each row plays `BENCH_SHOWS` (1,000) shows in which nothing is wrong and as many in which half as much is paid for twelve
minutes; caught: the alert goes on within ten. The product-blind rules get the thresholds that give 0.40 false alarms a show
on shows of their own. Two processes; the whole table takes about a quarter of an hour.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pool
from typing import NamedTuple

from controlroom.domain.dip import ALERT, Alarm, Bank, DipPrior, Key, taught
from tests.bench import dip_shows as sim

SHOWS = int(os.environ.get("BENCH_SHOWS", "1000"))
WANTED = "wanted at a random moment, 600 a minute: ≤ .40 · first ≥ .50 · later ≥ .70 · with three past shows all ≥ .65"

Scores = list[float | None]


@dataclass(frozen=True)
class Row:
    """One line of the table. `past`: three shows before. `start`: it begins with a segment. `alone`: the product on air."""

    name: str
    world: sim.World = field(default_factory=sim.World)
    planned: bool = True
    past: bool = False
    start: bool = False
    alone: bool = False
    rule: Callable[[list[sim.Half]], Scores] | None = None


class Told(NamedTuple):
    """What one room gave: false alarms in its quiet show; was it the first showing, and after how many minutes caught."""

    false_alarms: int
    first: bool
    minutes: float | None


ROWS = (
    Row("filter bank, room halves"),
    Row("… with three past shows", past=True),
    Row("… rates not planned", planned=False),
    Row("under x % of the show's mean", rule=sim.under_the_mean),
    Row("quasi-binomial, 5 against 30 min", rule=sim.against_half_an_hour),
    Row("at a segment's start", start=True),
    Row("product alone halves", alone=True),
    Row("… with three past shows", alone=True, past=True),
    Row("120 a minute", sim.World(viewers=120)),
    Row("… with three past shows", sim.World(viewers=120), past=True),
    Row("2,000 a minute", sim.World(viewers=2000)),
    Row("600, selling 3 % and 1 %", sim.World(rate=0.03)),
    Row("600, selling 6 % and 2 %", sim.World(rate=0.06)),
    Row("wander sd .3", sim.World(wander=0.3)),
    Row("counts scatter 1.5", sim.World(scatter=1.5)),
)


def onset_bins(scores: Scores, threshold: float) -> list[int]:
    """The half minutes in which the alert goes on."""
    alarm = Alarm(threshold)
    return [i for i, score in enumerate(scores) if alarm.hear(score)]


def bank_scores(halves: list[sim.Half], prior: DipPrior | None, rates: dict[str, float] | None) -> Scores:
    """Λ after each half minute."""
    bank = Bank(prior, rates)
    verdicts = [bank.step(*half) for half in settled(halves)]
    return [verdict.sure if verdict is not None else None for verdict in verdicts]


def settled(halves: list[sim.Half]) -> list[tuple[Key | None, int, int]]:
    """The half minutes as the watch takes them: the first after a switch is left out (`domain.watch.SETTLES_S`)."""
    begun = [i == 0 or halves[i - 1].key != half.key for i, half in enumerate(halves)]
    return [(None, 0, 0) if new else (h.key, h.exposed, h.paid) for new, h in zip(begun, halves, strict=True)]


def begins(rng: random.Random, row: Row, on_air: list[tuple[Key, int]]) -> int:
    """When it halves: not in the first quarter of an hour, not in the last."""
    changes = [i for i in range(30, 331) if on_air[i] != on_air[i - 1]]
    return rng.choice(changes) if row.start else rng.randint(30, 330)


def tell(task: tuple[Row, int, float | None]) -> Told:
    """One room: its past where it has one, its quiet show and the one that halves."""
    row, seed, threshold = task
    rng = random.Random(f"judged {row.name} {seed}")
    base = sim.room(rng, row.world)
    prior: DipPrior | None = None
    if row.past:
        days = [sim.show(rng, row.world, sim.another_day(rng, base)) for _ in range(3)]
        prior = taught([settled(day) for day in days])
    rates = row.world.rates() if row.planned and prior is None else None
    if threshold is None:
        threshold = prior.threshold / 1000 if prior is not None else ALERT

    def scored(halves: list[sim.Half]) -> list[int]:
        scores = row.rule(halves) if row.rule is not None else bank_scores(halves, prior, rates)
        return onset_bins(scores, threshold)

    today = sim.another_day(rng, base) if row.past else base
    quiet = len(scored(sim.show(rng, row.world, today)))
    on_air = sim.segments(rng, today.keys)
    at = begins(rng, row, on_air)
    halves = sim.show(rng, row.world, today, at, on_air[at][0] if row.alone else None, on_air)
    caught = next((i for i in scored(halves) if at <= i < at + sim.CAUGHT_BINS), None)
    return Told(quiet, halves[at].showing == 1, (caught - at + 1) / 2 if caught is not None else None)


def fitted(task: tuple[Row, int]) -> Scores:
    """A rule's scores over a quiet show of its own."""
    row, seed = task
    assert row.rule is not None
    rng = random.Random(f"fit {row.name} {seed}")
    return row.rule(sim.show(rng, row.world, sim.room(rng, row.world)))


def threshold_of(scores: list[Scores]) -> float:
    """The threshold that gives 0.40 false alarms a show."""
    low, high = 0.0, 20.0
    for _ in range(24):
        middle = (low + high) / 2
        if sum(len(onset_bins(s, middle)) for s in scores) > 0.4 * len(scores):
            low = middle
        else:
            high = middle
    return high


def share(told: list[Told]) -> str:
    """How many of these were caught."""
    return f"{sum(t.minutes is not None for t in told) / len(told):5.2f}" if told else "    –"


def main() -> None:
    """Print the table."""
    print(f"{SHOWS:,} rooms a row · {WANTED}")
    print(f"{'':34}{'false alarms':>13}{'caught':>8}{'first':>7}{'later':>7}{'minutes':>9}")
    with Pool(2) as pool:
        for row in ROWS:
            threshold = None
            if row.rule is not None:
                threshold = threshold_of(pool.map(fitted, [(row, seed) for seed in range(max(100, SHOWS // 4))]))
            told = pool.map(tell, [(row, seed, threshold) for seed in range(SHOWS)], chunksize=10)
            delays = [t.minutes for t in told if t.minutes is not None]
            alarms = sum(t.false_alarms for t in told) / len(told)
            first, later = [t for t in told if t.first], [t for t in told if not t.first]
            print(
                f"{row.name:34}{alarms:>13.2f}{share(told):>8}{share(first):>7}{share(later):>7}"
                f"{statistics.median(delays) if delays else 0:>9.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
