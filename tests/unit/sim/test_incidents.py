"""The incidents as data: all kinds, in a show's time, apart enough to be told from one another."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

from sim.incidents import EVENING, Incident, Kind
from sim.scenarios import SCENARIOS


def test_an_evening_has_every_kind_once_in_the_order_of_their_instants() -> None:
    assert sorted(one.kind for one in EVENING) == sorted(get_args(Kind))
    assert len(EVENING) == 12
    assert [one.at_s for one in EVENING] == sorted(one.at_s for one in EVENING)
    assert SCENARIOS["incidents"].incidents == EVENING


def test_one_is_over_before_the_next_begins_and_its_alert_is_due_before_that() -> None:
    assert [a.kind for a, b in pairwise(EVENING) if max(a.at_s + a.for_s, a.at_s + a.within_s) > b.at_s] == []


def test_no_other_scenario_has_any() -> None:
    assert [name for name, scenario in SCENARIOS.items() if scenario.incidents] == ["incidents"]


def test_an_incident_explains_its_alert_and_its_consequences_while_they_last() -> None:
    one = Incident(kind="sold_out", at_s=100, for_s=10, alert="sold_out", within_s=1, also=("low_stock",), after_s=60)
    assert [one.explains("sold_out", s) for s in (99, 100, 170, 171)] == [False, True, True, False]
    assert one.explains("low_stock", 120)
    assert not one.explains("viewer_drop", 120)
    assert [one.during(s) for s in (99, 100, 109, 110)] == [False, True, True, False]
