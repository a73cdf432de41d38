"""What the show costs: sums by kind, unknown until somebody tells."""

from __future__ import annotations

from controlroom.domain.costs import Costs


def test_costs_nobody_told_are_unknown_and_not_nothing() -> None:
    assert (Costs().total, Costs().ads) == (None, None)
    costs = Costs()
    costs.add("host", 500)
    assert (costs.total, costs.ads) == (500, None)


def test_costs_add_up_by_kind() -> None:
    costs = Costs()
    for kind, minor in (("ads", 300), ("ads", 200), ("logistics", 50)):
        costs.add(kind, minor)  # type: ignore[arg-type]
    assert (costs.total, costs.ads, costs.by_kind) == (550, 500, {"ads": 500, "logistics": 50})


def test_a_cost_taken_back_leaves_no_trace_of_a_kind_told_once() -> None:
    costs = Costs()
    costs.add("ads", 0)
    costs.add("ads", 70)
    costs.take_back("ads", 70)
    assert costs.ads == 0, "somebody told that advertising cost nothing"
    costs.take_back("ads", 0)
    assert costs == Costs()
