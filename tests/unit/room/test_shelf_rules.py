"""Rules over stock are looked at where they have something to say, and nowhere else."""

from __future__ import annotations

import random

import pytest

from controlroom.domain import events as ev
from controlroom.domain.alerts.evaluate import ready
from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import MILLION, Limit, Rule
from controlroom.domain.stock import Shelf
from controlroom.room import alerting
from controlroom.room.shelf_rules import OneShelf, ShelfRules
from tests.unit.room.ruled import Show, order, stock

STOCK = tuple(rule for rule in READY if rule.id in ("low_stock", "sold_out", "oversold"))
FIELDS = (None, "safety", "listed")


def rule(rng: random.Random, number: int) -> Rule:
    field = rng.choice(FIELDS)
    times, value = rng.choice((500_000, MILLION, 1_500_000)), rng.randrange(-3, 12) * MILLION
    line = Limit(field=field, times_millionths=times) if field is not None else Limit(value_millionths=value)
    above = rng.random() < 0.4
    return Rule(
        id=f"rule-{number}", metric=rng.choice(("stock.available", "stock.on_hand", "stock.listed")), by="sku",
        above=line if above else None, below=None if above else line, keep_ms=1000 * rng.randrange(2),
        no_data=rng.choice((None, "ok", "keep_last")), after_ms=rng.choice((0, 0, 3000)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_what_is_passed_over_would_have_told_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    rules = (*STOCK, *(rule(rng, number) for number in range(5)))
    facts: list[ev.Fact] = []
    for n in range(60):
        sku = rng.choice(("cream", "serum", "unknown"))
        listed = rng.choice((None, rng.randrange(12)))
        facts.append(
            rng.choice(
                (stock(sku, rng.randrange(-1, 12)), ev.StockLevel(sku=sku, listed=listed or 0), order(f"o{n}", sku=sku))
            )
        )
    shows = [Show(rules), Show(rules)]
    for n, fact in enumerate(facts):
        shows[0].tell(n / 4 + 0.1, fact)
    monkeypatch.setattr(alerting.ShelfRules, "of", lambda self, shelf, about: self._rules)
    for n, fact in enumerate(facts):
        shows[1].tell(n / 4 + 0.1, fact)
    assert shows[0].told == shows[1].told
    assert shows[0].room.state.alerts.instances == shows[1].room.state.alerts.instances
    assert len(shows[0].told) > 5


def shelf(left: int, safety: int | None = None) -> Shelf:
    show = Show()
    show.tell(1, stock("cream", left))
    found = show.room.state.shelves["cream"]
    found.safety = safety
    return found


def test_a_full_shelf_is_nobodys_business_and_a_low_one_that_of_its_rules() -> None:
    rules = ShelfRules(ready(STOCK))

    def due(left: int, safety: int | None, *about: str) -> list[str]:
        return [one.rule.id for one in rules.of(shelf(left, safety), about)]

    assert due(5, 5) == []
    assert due(4, 5) == ["low_stock"]
    assert due(4, None) == []
    assert due(5, 5, "sold_out") == ["sold_out"]
    assert due(-1, None) == ["sold_out", "oversold"]


def test_a_shelf_tells_its_levels_only() -> None:
    told = OneShelf("cream", shelf(4, 5))
    assert told.column("stock.on_hand", "sku") == {"cream": 4}
    assert told.column("online", None) is None
