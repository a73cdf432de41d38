"""What a rule passes over is what it could not have anything to say of."""

from __future__ import annotations

import random

import pytest

from controlroom.domain.alerts.evaluate import evaluate, ready
from controlroom.domain.alerts.extremes import Extremes
from controlroom.domain.alerts.instances import Alerts, Transition
from controlroom.domain.alerts.readings import Column, Fraction, Value
from controlroom.domain.alerts.rules import MILLION, Label, Level, Limit, NoData, Rule

POLICIES: tuple[NoData | None, ...] = (None, "ok", "alerting", "keep_last", "nodata")


class Told:
    """One column, of a metric by product."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def column(self, name: str, by: Label | None) -> Column | None:
        return self._column


def value(rng: random.Random) -> Value:
    """Return a value near the lines, one that hides between two whole millionths, or none."""
    kind = rng.randrange(12)
    if kind == 0:
        return rng.choice(("insufficient", "nodata", "error"))
    if kind < 7:
        return rng.randrange(-2, 6)
    den = rng.choice((1, 3, 7, 3_000_000))
    return Fraction(rng.randrange(-2, 6) * den + rng.choice((-1, 0, 1)), den, rng.choice((None, 1, 20)))


def rule(rng: random.Random, number: int) -> Rule:
    line, above = Limit(value_millionths=rng.randrange(0, 4) * MILLION), rng.random() < 0.5
    grave = Limit(value_millionths=(6 if above else -3) * MILLION)
    return Rule(
        id=f"rule-{number}", metric="stock.available", by="sku", above=line if above else None, below=None if above else line,
        for_ms=1000 * rng.randrange(2), keep_ms=1000 * rng.randrange(2), no_data=rng.choice(POLICIES),
        min_samples=rng.choice((None, 10)), after_ms=rng.choice((0, 3000)), cooldown_ms=rng.choice((0, 2000)),
        critical=(Level(above=grave) if above else Level(below=grave)) if rng.random() < 0.3 else None,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_rules_that_share_a_column_tell_what_each_alone_would(seed: int) -> None:
    rng = random.Random(seed)
    rules = [rule(rng, number) for number in range(6)]
    together, alone = Alerts(), {one.id: Alerts() for one in rules}
    for second in range(25):
        column: Column = {f"sku-{n}": value(rng) for n in range(8) if rng.random() < 0.9}
        told = evaluate(together, ready(rules), Told(column), second * 1000, since_ms=0)
        apart: list[Transition] = []
        for one in rules:  # the first rule over a column looks at each label
            apart += evaluate(alone[one.id], ready([one]), Told(column), second * 1000, since_ms=0)
        assert told == apart
    assert together.instances == {key: found for each in alone.values() for key, found in each.instances.items()}


def test_what_is_far_from_the_line_is_passed_over() -> None:
    column: Column = {"a": 1, "b": 2, "c": Fraction(29, 10), "d": "insufficient"}
    extremes = Extremes()

    def worth(side: int, line: int, live: tuple[str, ...] = (), *, lenient: bool = False) -> list[str]:
        return [*extremes.worth(column, "online", "sku", side=side, line=line, live=live, lenient=lenient)]

    assert (worth(1, 0), worth(-1, 0)) == ([*column], [*column])  # the first of each side looks at all
    assert worth(1, 3 * MILLION) == []
    assert worth(1, 2_899_999) == ["c"]
    assert worth(1, 2_900_000, ("d", "b")) == ["b", "d"]
    assert worth(-1, 2 * MILLION, ("d",)) == ["a", "d"]


def test_what_nobody_tells_is_looked_at_unless_it_begins_nothing() -> None:
    column: Column = {"a": 1, "b": "nodata"}
    extremes = Extremes()
    for lenient in (True, False):
        found = [extremes.worth(column, "online", "sku", side=1, line=MILLION, live=(), lenient=lenient) for _ in "12"]
        assert [*found[1]] == ([] if lenient else ["a", "b"])
