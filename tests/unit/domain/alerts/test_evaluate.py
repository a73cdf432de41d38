"""One evaluation: strict comparisons, hysteresis, fields, severities, bounds."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from controlroom.domain.alerts.evaluate import end, evaluate, ready, set_rule, unset_rule
from controlroom.domain.alerts.instances import MOST, Alerts, Instance, Transition
from controlroom.domain.alerts.readings import Column, Fraction, Value
from controlroom.domain.alerts.rules import MILLION, Label, Level, Limit, Rule

LOW = Rule(
    id="low", metric="stock.available", by="sku", below=Limit(field="safety"),
    clear=Limit(field="safety", times_millionths=1_100_000), no_data="keep_last",
    critical=Level(below=Limit(field="safety", times_millionths=250_000)),
)  # fmt: skip


def at(value: int) -> Limit:
    return Limit(value_millionths=value * MILLION)


class Told:
    """Values as a test tells them, by metric."""

    def __init__(self, **columns: Any) -> None:
        self.columns: dict[str, Column] = {
            name.replace("__", "."): column if isinstance(column, dict) else {"": column}
            for name, column in columns.items()
        }

    def column(self, name: str, by: Label | None) -> Column | None:
        return self.columns.get(name)


def play(rule: Rule, *values: Value | Told, metric: str = "online", **more: Any) -> tuple[Alerts, list[Transition]]:
    """Evaluate a rule once a second over these values."""
    alerts, told = Alerts(rules={rule.id: rule}), []
    for second, value in enumerate(values):
        readings = value if isinstance(value, Told) else Told(**{metric: value})
        told += evaluate(alerts, ready([rule]), readings, second * 1000, **more)
    return alerts, told


def became(*told: Transition) -> list[tuple[int, str, str]]:
    return [(one.at_ms // 1000, one.labels, one.now) for one in told]


def test_fire_above_100_and_clear_at_30() -> None:
    hot = Rule(id="hot", metric="online", above=at(100), clear=at(30))
    _, told = play(hot, 100, 101, 31, 30, 31, 100)
    assert became(*told) == [(1, "", "firing"), (3, "", "inactive")]


@pytest.mark.parametrize(("value", "fires"), [(0, True), (1, False)])
def test_below_one_piece_is_none(value: int, fires: bool) -> None:
    _, told = play(Rule(id="out", metric="online", below=at(1)), value)
    assert bool(told) is fires


@pytest.mark.parametrize(("num", "fires"), [(79, True), (80, False)])
def test_a_fraction_is_compared_exactly(num: int, fires: bool) -> None:
    _, told = play(Rule(id="pace", metric="online", below=Limit(value_millionths=800_000)), Fraction(num, 100))
    assert bool(told) is fires


def test_a_field_of_the_same_label_is_the_threshold() -> None:
    def stock(a: int, b: int) -> Told:
        return Told(stock__available={"A": a, "B": b}, stock__safety={"A": 100, "B": 10})

    _, told = play(LOW, stock(99, 10), stock(100, 9), stock(110, 11))
    assert became(*told) == [(0, "A", "firing"), (1, "B", "firing"), (2, "A", "inactive"), (2, "B", "inactive")]
    assert [one.threshold_millionths for one in told[:2]] == [100 * MILLION, 10 * MILLION]


def test_a_severity_rises_and_falls_within_one_instance() -> None:
    def stock(a: int) -> Told:
        return Told(stock__available={"A": a}, stock__safety={"A": 100})

    alerts, told = play(LOW, stock(90), stock(24), stock(25), stock(20))
    assert [(one.now, one.severity, one.reason, (one.threshold_millionths or 0) // MILLION) for one in told] == [
        ("firing", "warning", "breach", 100), ("firing", "critical", "raised", 25), ("firing", "warning", "lowered", 100),
        ("firing", "critical", "raised", 25),
    ]  # fmt: skip
    assert len(alerts.instances) == 1


def test_what_begins_beyond_the_critical_line_is_critical_from_the_first_word() -> None:
    _, told = play(LOW, Told(stock__available={"A": 1}, stock__safety={"A": 100}))
    assert [(one.now, one.severity) for one in told] == [("firing", "critical")]


def test_a_product_without_a_safety_line_is_never_low() -> None:
    _, told = play(LOW, Told(stock__available={"A": 1}, stock__safety={"A": "insufficient"}))
    assert told == []


def test_too_few_samples_decide_nothing() -> None:
    rate = Rule(id="rate", metric="pay_rate_5m", below=Limit(value_millionths=500_000))
    _, told = play(rate, Fraction(1, 19, 19), Fraction(1, 20, 20), metric="pay_rate_5m")
    assert became(*told) == [(1, "", "firing")]


def test_a_rule_that_waits_for_the_show_to_run_tells_nothing_before() -> None:
    slow = Rule(id="slow", metric="online", above=at(1), after_ms=2000)
    assert became(*play(slow, 5, 5, 5, since_ms=0)[1]) == [(2, "", "firing")]
    assert play(slow, 5, 5, 5, since_ms=None)[1] == []


def test_a_series_that_is_gone_twice_ends_its_instance() -> None:
    many = Rule(id="many", metric="online", by="sku", above=at(1))
    here, gone = Told(online={"A": 5}), Told(online={})
    alerts, told = play(many, here, gone, here, gone, gone)
    assert [(one.at_ms // 1000, one.now, one.reason) for one in told] == [
        (0, "firing", "breach"),
        (4, "inactive", "missing"),
    ]
    assert alerts.instances == {}


def test_a_metric_that_nobody_knows_is_an_error_said_once() -> None:
    alerts, told = play(Rule(id="x", metric="nonsense", by="sku", above=at(1)), Told(), Told())
    assert (became(*told), list(alerts.instances)) == ([(0, "", "error")], ["x"])


def test_instances_are_bounded_and_the_rule_says_so_once() -> None:
    many = Rule(id="many", metric="online", by="sku", above=at(1))
    flood, few = Told(online={f"A{n}": 5 for n in range(MOST + 5)}), Told(online={f"A{n}": 5 for n in range(3)})
    alerts, told = play(many, flood, flood)
    assert (len(alerts.instances), sum(one.now == "firing" for one in told)) == (MOST + 1, MOST)
    assert [one.reason for one in told if one.now == "error"] == ["too_many"]
    more: list[Transition] = []
    for second in (10, 11, 12):
        more += evaluate(alerts, ready([many]), few, second * 1000)
    assert [(one.labels, one.now) for one in more if not one.labels] == [("", "inactive")]
    assert len(alerts.instances) == 3


def test_an_instance_is_remembered_for_its_cooldown_alone() -> None:
    cool = Rule(id="c", metric="online", above=at(1), cooldown_ms=2000)
    assert list(play(cool, 5, 0, 0)[0].instances) == ["c"]
    assert list(play(cool, 5, 0, 0, 0)[0].instances) == []


def test_at_once_only_what_is_read_is_looked_at() -> None:
    many = Rule(id="many", metric="online", by="sku", above=at(1))
    alerts, _ = play(many, Told(online={"A": 5, "B": 5}))
    for second in (1, 2, 3):
        assert evaluate(alerts, ready([many]), Told(online={"A": 6}), second * 1000, at_once=True) == []
    assert alerts.instances["many{A}"].value_millionths == 6 * MILLION


def test_a_rule_that_is_switched_off_ends_what_it_said() -> None:
    hot = Rule(id="hot", metric="online", above=at(1))
    alerts, _ = play(hot, 5)
    off = Rule(id="hot", metric="online", above=at(1), enabled=False)
    assert [(one.was, one.now, one.reason) for one in set_rule(alerts, off, 5)] == [("firing", "inactive", "updated")]
    assert (ready(alerts.rules.values()), alerts.instances, alerts.edition) == ((), {}, 1)


def test_a_rule_that_is_taken_out_and_a_show_that_is_over_leave_nothing() -> None:
    hot = Rule(id="hot", metric="online", above=at(1))
    alerts, _ = play(hot, 5)
    assert [one.reason for one in unset_rule(alerts, "hot", 5)] == ["updated"]
    assert (alerts.rules, alerts.instances) == ({}, {})
    assert unset_rule(alerts, "hot", 6) == []
    alerts, _ = play(hot, 5)
    assert [(one.now, one.reason) for one in end(alerts, alerts.rules.values(), 9)] == [("inactive", "ended")]
    assert alerts.instances == {}


def begun(rule: Rule, value: Value, *, kept: bool) -> tuple[dict[str, Instance], list[Transition]]:
    """Return what a first value makes; `kept`: of an instance that is there already, which takes the machine's own way."""
    alerts = Alerts(rules={rule.id: rule})
    if kept:
        alerts.keep(Instance(rule.id, "A", severity=rule.severity))
    told = evaluate(alerts, ready([rule]), Told(stock__available={"A": value}, stock__safety={"A": 10}), 0)
    return alerts.instances, told


LINE = replace(LOW, below=at(10), clear=at(11), critical=Level(below=at(3), for_ms=0))
SLOW = replace(LINE, critical=Level(below=at(3), for_ms=5000))


@pytest.mark.parametrize("for_ms", [0, 2000])
@pytest.mark.parametrize("value", [9, 8, 1, Fraction(17, 2)])
@pytest.mark.parametrize("rule", [LOW, LINE, SLOW, replace(LINE, critical=None)], ids=["field", "line", "slow", "one"])
def test_what_begins_in_a_flood_is_what_the_machine_makes_of_it(rule: Rule, value: Value, for_ms: int) -> None:
    rule = replace(rule, for_ms=for_ms)
    found = begun(rule, value, kept=False)
    assert found == begun(rule, value, kept=True)
    assert [one.now for one in found[1]] == ["pending" if for_ms else "firing"]


def test_a_rise_begins_anew_after_it_was_over() -> None:
    rule = replace(LOW, critical=Level(below=at(2), for_ms=3000), below=at(10), clear=None, keep_ms=9000)
    _, told = play(rule, *(Told(stock__available={"A": value}) for value in (1, 1, 50, 1, 1, 1, 1)))
    assert [one.at_ms for one in told if one.reason == "raised"] == [6000]


def test_what_is_compared_with_a_mean_of_few_is_not_told() -> None:
    rule = Rule(id="drop", method="viewer_drop", min_samples=30)
    few, many = ({"": Fraction(mean * 9, 9, mean)} for mean in (29, 30))
    assert play(rule, Told(online=1, online__usual=few))[1] == []
    assert [one.now for one in play(rule, Told(online=1, online__usual=many))[1]] == ["firing"]


def test_stock_of_which_nothing_is_told_any_more_stays_as_it_was() -> None:
    stays = Rule(id="few", metric="stock.available", by="sku", below=at(5))
    readings = [Told(stock__available={"A": 1}), Told(stock__available={"A": "nodata"})]
    assert [one.now for one in play(stays, *readings)[1]] == ["firing"]
    assert [one.now for one in play(Rule(id="r", metric="online", below=at(5)), 1, "nodata")[1]] == ["firing", "nodata"]


def test_one_hit_more_is_told_while_the_first_still_counts() -> None:
    rule = Rule(id="w", metric="violations", above=at(0), keep_ms=2000)
    _, told = play(rule, 1, 1, 2, 1, 0, 1, metric="violations")
    assert [(one.at_ms // 1000, one.was, one.now, one.reason) for one in told] == [
        (0, "inactive", "firing", "breach"),
        (2, "firing", "firing", "hit"),
        (4, "firing", "recovering", "ok"),
        (5, "recovering", "firing", "hit"),
    ]
