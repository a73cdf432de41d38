from __future__ import annotations

from dataclasses import astuple

import pytest

from sim.scenarios import DEFAULT, SCENARIOS, Scenario


def test_scenarios_have_the_names_that_people_type() -> None:
    assert {"calm", "evening", "rush", "faulty"} <= set(SCENARIOS)
    assert DEFAULT == "evening"


@pytest.mark.parametrize("name", SCENARIOS)
def test_faults_are_probabilities_that_leave_room_for_facts_told_well(name: str) -> None:
    chances = astuple(SCENARIOS[name].faults)
    assert all(0 <= chance < 0.5 for chance in chances)


@pytest.mark.parametrize("name", ["evening", "faulty"])
def test_default_and_faulty_scenario_have_every_fault_of_order(name: str) -> None:
    faults = SCENARIOS[name].faults
    assert min(faults.duplicate, faults.repeat, faults.late, faults.disorder) > 0


def test_surge_comes_at_the_end_of_each_round() -> None:
    scenario = Scenario(seated=1, arrivals_per_s=1, stay_s=1, surge_every_s=100, surge_for_s=10, surge_by=4.0)
    assert [scenario.surge(s) for s in (0, 89, 90, 99, 100, 190)] == [1.0, 1.0, 4.0, 4.0, 1.0, 4.0]
    assert Scenario(seated=1, arrivals_per_s=1, stay_s=1).surge(99) == 1.0
