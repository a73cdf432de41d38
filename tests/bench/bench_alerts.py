"""What evaluating rules costs on one core: 100 rules over 100 labels each, one instant.

Every value changes from instant to instant. Three weathers: calm (one label in a hundred is beyond its line), changing (a
third is, and labels cross their lines all the time), storm (all of them fire). Half of the rules compare levels with a
number or with a field of the same label, half compare fractions. Wanted: one instant in ≤ 20 ms.
Each weather is run three times over, and each instant counts with its middle time: the work is the same, what differs is
the machine's. The worst single time stands beside it. The floor is reading every value once.

The last line is a room's: a hundred products, each with a click, an order and a count of its stock every second, and a hundred
rules that read them by product out of the room's own figures. The floor is the same second without the rules.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.evaluate import evaluate, ready
from controlroom.domain.alerts.instances import Alerts
from controlroom.domain.alerts.readings import Column, Fraction, Value
from controlroom.domain.alerts.rules import MILLION, Label, Level, Limit, Rule
from controlroom.domain.plan import Plan, ProductPlan, ShowPlan
from controlroom.domain.roles import Role
from controlroom.room.room import Room

RULES = LABELS = 100
INSTANTS = 40
RUNS = 3
SKUS = [f"sku-{n}" for n in range(LABELS)]

Weather = Callable[[random.Random], int]
"""A value between 0 and 199; rules fire above 100."""

WEATHERS: dict[str, Weather] = {
    "calm": lambda rng: 101 if rng.random() < 0.01 else rng.randrange(90),
    "changing": lambda rng: rng.randrange(151),
    "storm": lambda rng: rng.randrange(101, 200),
}


class Told:
    """Columns by metric, as of one instant."""

    def __init__(self, columns: dict[str, Column]) -> None:
        self._columns = columns

    def column(self, name: str, by: Label | None) -> Column | None:
        """Return a metric's column."""
        return self._columns.get(name)


def rules() -> list[Rule]:
    """Return the rules: by number, by field, with a critical line; over levels and over fractions."""
    line, field = Limit(value_millionths=100 * MILLION), Limit(field="safety")
    grave = Level(above=Limit(value_millionths=190 * MILLION), for_ms=5000)
    found = []
    for n in range(RULES):
        found.append(
            Rule(
                id=f"rule-{n}", metric=f"stock.m{n}", by="sku", above=field if n % 4 == 1 else line, for_ms=3000 * (n % 3),
                keep_ms=3000 * (n % 2), critical=grave if n % 5 == 0 else None, no_data="keep_last",
            )
        )  # fmt: skip
    return found


def instants(weather: Weather) -> list[Told]:
    """Return what is read at each instant."""
    rng, found = random.Random(11), []
    for _ in range(INSTANTS):
        columns: dict[str, Column] = {"stock.safety": dict.fromkeys(SKUS, 100), "safety": dict.fromkeys(SKUS, 100)}
        for n in range(RULES):
            column: dict[str, Value] = {}
            for sku in SKUS:
                value = weather(rng)
                column[sku] = value if n % 2 else Fraction(value * 7, 7, 70)
            columns[f"stock.m{n}"] = column
        found.append(Told(columns))
    return found


def measure(weather: Weather) -> tuple[list[list[float]], float, int, int]:
    """Return (ms of each instant, a list a run; ms of the floor, instances at the end, transitions)."""
    readings = instants(weather)
    runs: list[list[float]] = []
    alerts, told = Alerts(), 0
    for _ in range(RUNS):
        alerts, watched, told = Alerts(), ready(rules()), 0
        spent = []
        for second, now in enumerate(readings):
            began = time.process_time()
            told += len(evaluate(alerts, watched, now, second * 1000))
            spent.append((time.process_time() - began) * 1000)
        runs.append(spent)
    began = time.process_time()
    for now in readings:
        for n in range(RULES):
            for value in (now.column(f"stock.m{n}", "sku") or {}).values():
                value == 100  # noqa: B015
    floor = (time.process_time() - began) * 1000 / INSTANTS
    return runs, floor, len(alerts.instances), told


IN_A_ROOM = (
    "stock.available",
    "stock.on_hand",
    "units_5m",
    "gmv_minor_1m",
    "paid_orders_5m",
    "clicks_1m",
    "orders_30m",
    "clicks",
)
START_MS = 1_764_000_000_000


def room_of(watched: int) -> Room:
    """Return a live room with so many rules by product, of which each compares with a line that is often crossed."""
    watching = tuple(
        Rule(
            id=f"rule-{n}", metric=IN_A_ROOM[n % len(IN_A_ROOM)], by="sku", for_ms=3000 * (n % 3),
            above=Limit(value_millionths=(n + 1) * 3 * MILLION), keep_ms=3000 * (n % 2), no_data="keep_last",
        )
        for n in range(watched)
    )  # fmt: skip
    plan = Plan(
        rules=watching,
        show=ShowPlan(title="Bench", room="bench", timezone="Asia/Shanghai", currency="CNY", starts_ms=START_MS),
        products=tuple(ProductPlan(sku=sku, title=sku, price_minor=100, stock=500, safety=50) for sku in SKUS), segments=(),
    )  # fmt: skip
    room = Room()
    room.apply(1, START_MS, rec.ShowOpened(room="bench", show="bench-1", mode="rehearsal", plan=plan, seed=1))
    room.apply(2, START_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    return room


def second_of(rng: random.Random, second: int) -> list[rec.Record]:
    """Return what happens to every product in a second."""
    at, found = START_MS + second * 1000 + 200, list[rec.Record]()
    for sku in SKUS:
        id_, line = f"{sku}-{second}", ev.Line(sku=sku, qty=rng.randrange(1, 4), unit_minor=100)
        found.append(ev.Click(id=f"c{id_}", source="shop", at=at, sku=sku, count=rng.randrange(1, 9)))
        found.append(
            ev.OrderStep(
                id=f"o{id_}",
                source="shop",
                at=at,
                order=id_,
                status="paid",
                user=f"u{rng.randrange(5000)}",
                lines=(line,),
            )
        )
        found.append(ev.StockLevel(id=f"s{id_}", source="shop", at=at, sku=sku, on_hand=rng.randrange(300)))
    return found


def in_a_room(watched: int) -> tuple[list[float], int]:
    """Return what the seconds of such a room take (ms), and how many instances it has at the end."""
    rng, room, spent = random.Random(11), room_of(watched), []
    for second in range(1, INSTANTS + 1):
        received_ms = START_MS + second * 1000
        room.apply_page(room.state.seq + 1, received_ms + 500, second_of(rng, second))
        began = time.process_time()
        room.advance(received_ms + 1000)
        spent.append((time.process_time() - began) * 1000)
    return sorted(spent), len(room.state.alerts.instances)


def main() -> None:
    """Print the table."""
    print(f"{RULES} rules × {LABELS} labels, {INSTANTS} instants, {RUNS} runs; wanted ≤ 20 ms an instant")
    print("weather       median ms   worst ms   single ms   floor ms   instances   transitions an instant")
    for name, weather in WEATHERS.items():
        runs, floor, instances, told = measure(weather)
        spent = sorted(statistics.median(times) for times in zip(*runs, strict=True))
        single = max(max(run) for run in runs)
        print(
            f"{name:<12} {spent[len(spent) // 2]:>10.1f} {spent[-1]:>10.1f} {single:>11.1f} {floor:>10.1f} {instances:>11,} "
            f"{told / INSTANTS:>12,.0f}"
        )
    (bare, _), (spent, instances) = in_a_room(0), in_a_room(RULES)
    print(
        f"{'in a room':<12} {spent[len(spent) // 2]:>10.1f} {'':>10} {spent[-1]:>11.1f} "
        f"{bare[len(bare) // 2]:>10.1f} {instances:>11,}"
    )


if __name__ == "__main__":
    main()
