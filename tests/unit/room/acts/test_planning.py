"""Another plan for the show that is open: it takes nothing back, and can itself be taken back."""

from __future__ import annotations

from copy import deepcopy

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.commands import RulesSet
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, TaskPlan
from controlroom.domain.roles import Role
from controlroom.domain.tally import Flow
from controlroom.room.acts.ruling import own
from controlroom.room.decide import refuse
from controlroom.room.room import Room
from controlroom.room.state import RoomState
from tests.stories import OPENED_MS, PLAN
from tests.unit.room.desk import Desk, take


def other(**show: object) -> Plan:
    """The plan with another order, a new product, another price and a task."""
    opening, cream, serum, closing = PLAN.segments
    new = SegmentPlan(id="lotion", title="Lotion", planned_for_ms=300_000, kind="product", sku="lotion")
    first, *rest = PLAN.products
    return replace(
        PLAN,
        show=replace(PLAN.show, title="Other", **show),
        products=(
            replace(first, price_minor=8900, safety=9, stock=70),
            *rest,
            ProductPlan(sku="lotion", title="Lotion", price_minor=100, stock=5),
        ),
        segments=(
            opening, replace(serum, tasks=(TaskPlan(id="t", title="t", offset_for_ms=-1000),)), new,
            replace(cream, planned_for_ms=60_000), closing,
        ),
    )  # fmt: skip


def apply(plan: Plan, id_: str = "p") -> cmd.PlanApply:
    return cmd.PlanApply(id=id_, plan=plan)


def order(s: RoomState) -> list[str]:
    return [segment.id for segment in s.rundown.segments]


def told(s: RoomState) -> tuple[object, ...]:
    """What a plan gives the state."""
    return s.plan, s.rundown, s.prices, s.targets, s.expects, s.tally.staff, s.tally.unit_costs, list(s.tasks.by_id)


def test_a_planned_show_takes_all_of_another_plan(planned: Desk) -> None:
    assert planned.give(apply(other())) == 2
    s = planned.room.state
    assert order(s) == ["opening", "serum", "lotion", "cream", "closing"]
    assert (s.prices["cream"], s.shelves["cream"].available, s.shelves["cream"].safety) == (8900, 70, 9)
    assert (s.shelves["lotion"].available, list(s.tasks.by_id)) == (5, ["t"])


def test_a_show_without_a_plan_takes_one_until_it_is_live_and_gives_it_back() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    at = Desk(room)
    before = deepcopy(told(at.room.state))
    assert at.give(apply(PLAN)) == 2
    s = at.room.state
    assert (order(s), s.shelves["cream"].available) == ([segment.id for segment in PLAN.segments], 50)
    assert isinstance(at.give(cmd.Undo(id="u", command="p")), int)
    assert deepcopy(told(s)) == before
    assert not s.shelves
    at.give(cmd.ShowStart(id="start"))
    assert at.give(apply(PLAN, "again")) == "no_plan"


def test_a_live_show_keeps_what_was_on_air_edited_and_counted(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    desk.give(cmd.RundownSetDuration(id="d", segment="closing", planned_for_ms=120_000))
    assert isinstance(desk.give(apply(other())), int)
    s = desk.room.state
    assert order(s) == ["opening", "cream", "serum", "lotion", "closing"]
    assert (s.rundown.on_air, s.rundown.segments[-1].planned_for_ms) == ("cream", 120_000)
    assert (s.shelves["cream"].available, s.shelves["lotion"].available) == (50, 5)


@pytest.mark.parametrize("live", [False, True])
def test_undo_gives_back_all_that_was_taken(live: bool, desk: Desk, planned: Desk) -> None:
    at = desk if live else planned
    before = deepcopy(told(at.room.state))
    stock = at.room.state.shelves["cream"].available
    at.give(apply(other()))
    assert deepcopy(told(at.room.state)) != before
    assert isinstance(at.give(cmd.Undo(id="u", command="p")), int)
    assert deepcopy(told(at.room.state)) == before
    assert at.room.state.shelves["cream"].available == stock


@pytest.mark.parametrize("segment", ["lotion", "cream"])
def test_undo_comes_too_late_once_the_rundown_has_moved(desk: Desk, segment: str) -> None:
    desk.give(apply(other()))
    desk.give(take("t", segment, None))
    assert desk.give(cmd.Undo(id="u", command="p")) == "cannot_undo"


def test_the_same_plan_again_changes_nothing_but_what_can_be_undone(desk: Desk) -> None:
    before = deepcopy(told(desk.room.state))
    desk.give(apply(PLAN))
    assert deepcopy(told(desk.room.state)) == before


@pytest.mark.parametrize(
    ("plan", "code"), [(other(room="elsewhere"), "plan_of_other_room"), (other(currency="USD"), "other_currency")]
)
def test_a_plan_that_cannot_be_this_shows_is_refused(desk: Desk, plan: Plan, code: str) -> None:
    assert desk.give(apply(plan)) == code


def test_a_locked_or_ended_show_keeps_its_plan(desk: Desk) -> None:
    desk.give(cmd.ShowLock(id="l", on=True))
    assert desk.give(apply(other())) == "locked"
    desk.give(cmd.ShowLock(id="l2", on=False))
    desk.give(cmd.ShowEnd(id="e"))
    assert desk.give(apply(other()), Role.OPERATOR) == "show_ended"


def money(s: RoomState) -> dict[str, int]:
    """The show's orders and money that are not nothing, and orders counted apart."""
    found = {flow.name: s.tally.show.total[flow] for flow in (Flow.PAID, Flow.GMV_CREATED, Flow.GMV, Flow.REFUNDS)}
    return {name: n for name, n in {**found, "apart": s.tally.staff_orders}.items() if n}


def fact(at: Desk, told: ev.Fact) -> None:
    at.now_ms += 1000
    at.room.apply(at.room.state.seq + 1, at.now_ms, told)


def staffed(*accounts: str) -> Plan:
    return replace(PLAN, show=replace(PLAN.show, staff_accounts=accounts))


@pytest.mark.parametrize("undone", [False, True])
def test_whose_an_order_is_stays_as_it_was_counted(desk: Desk, undone: bool) -> None:
    paid = ev.OrderStep(order="a", status="paid", user="s", amount_minor=500)
    desk.give(apply(staffed("s")))
    fact(desk, paid)
    assert money(desk.room.state) == {"apart": 1}
    desk.give(cmd.Undo(id="u", command="p") if undone else apply(staffed(), "p2"))
    fact(desk, ev.OrderStep(order="a", status="refunded", refund="r", user="s", amount_minor=200))
    assert money(desk.room.state) == {"apart": 1}
    fact(desk, replace(paid, order="b"))
    desk.give(apply(staffed("s"), "p3"))
    fact(desk, ev.OrderStep(order="b", status="refunded", refund="r", user="s", amount_minor=200))
    assert money(desk.room.state) == {"apart": 1, "PAID": 1, "GMV_CREATED": 500, "GMV": 500, "REFUNDS": 200}


def test_another_price_changes_nothing_that_was_counted(desk: Desk) -> None:
    lines = (ev.Line(sku="lotion"),)
    for order, sku in (("a", "lotion"), ("b", "cream")):
        fact(desk, ev.OrderStep(order=order, status="created", lines=(ev.Line(sku=sku),)))
    counted = money(desk.room.state)
    assert counted == {"GMV_CREATED": 9900}
    desk.give(apply(other()))  # cream for 89.00, and lotion, of which no price was known, for 1.00
    assert money(desk.room.state) == counted
    fact(desk, ev.OrderStep(order="b", status="paid"))
    assert money(desk.room.state) == {"PAID": 1, "GMV_CREATED": 9900, "GMV": 9900}
    fact(desk, ev.OrderStep(order="a", status="paid", lines=lines, amount_minor=15_000))
    assert money(desk.room.state) == {"PAID": 2, "GMV_CREATED": 24_900, "GMV": 24_900}
    fact(desk, ev.OrderStep(order="c", status="created", lines=lines))
    assert money(desk.room.state)["GMV_CREATED"] == 25_000


# Rules: an edit by a person stays until it is taken back or a plan changes that same rule.

OWN = Rule(id="own_1", metric="online", above=Limit(value_millionths=50_000_000))


def low(times: int) -> Rule:
    line = Limit(field="safety", times_millionths=times * 1_000_000)
    return replace(resolved()["low_stock"], below=line, clear=line, critical=None)


def ruled(*rules: Rule) -> Plan:
    return replace(PLAN, rules=rules)


def edit(rule: Rule, id_: str, expected_seq: int | None = None) -> RulesSet:
    return RulesSet(id=id_, rule=rule, expected_seq=expected_seq)


def undo(of: str) -> cmd.Undo:
    return cmd.Undo(id=f"undo {of}", command=of)


def rules(at: Desk) -> tuple[Rule, Rule | None]:
    """The rules that these tests change."""
    known = at.room.state.alerts.rules
    return known["low_stock"], known.get("own_1")


def test_undo_of_a_plan_gives_rules_back_as_they_were_edited(desk: Desk) -> None:
    surge = replace(resolved()["online_surge"], severity="warning")
    desk.give(edit(low(2), "low"))
    desk.give(edit(OWN, "own"))
    desk.give(apply(ruled(low(3), OWN)))
    desk.give(edit(surge, "surge"))
    assert (rules(desk), own(desk.room.state, "own_1")) == ((low(3), OWN), False)
    assert isinstance(desk.give(undo("p")), int)
    assert (rules(desk), own(desk.room.state, "own_1")) == ((low(2), OWN), True)
    assert desk.room.state.alerts.rules["online_surge"] == surge  # no plan spoke of it


def test_a_plan_is_not_taken_back_over_a_later_edit_of_a_rule_that_it_changed(desk: Desk) -> None:
    desk.give(apply(ruled(low(3))))
    desk.give(edit(low(4), "low"))
    assert desk.give(undo("p")) == "cannot_undo"
    assert rules(desk) == (low(4), None)


def test_an_edit_is_not_taken_back_over_a_plan_that_changed_the_same_rule(desk: Desk) -> None:
    desk.give(edit(low(2), "low"))
    desk.give(edit(OWN, "own"))
    desk.give(apply(ruled(low(3), OWN)))
    for of in ("low", "own"):
        refusal = refuse(desk.room.state, undo(of), Role.CONTROLLER, desk.now_ms)
        assert refusal is not None
        assert (refusal.code, refusal.since and refusal.since.type) == ("undo_superseded", "plan.apply")
    desk.give(undo("p"))
    assert (desk.give(cmd.Undo(id="again", command="low")), rules(desk)) == ("undo_superseded", (low(2), OWN))
    desk.give(apply(ruled(low(3)), "next"))
    assert rules(desk) == (low(3), OWN)


def test_an_edit_that_looked_before_a_plan_changed_the_rule_is_stale(desk: Desk) -> None:
    before = desk.room.state.seq
    desk.give(apply(ruled(low(3))))
    assert desk.give(edit(low(5), "low", before)) == "stale"
    assert isinstance(desk.give(edit(OWN, "own", before)), int)
    assert rules(desk) == (low(3), OWN)
    seen = desk.room.state.seq
    desk.give(undo("own"))
    desk.give(undo("p"))
    assert desk.give(edit(low(5), "then", seen)) == "stale"


def test_the_same_plan_again_leaves_edits_alone_and_one_without_a_rule_takes_it_out(desk: Desk) -> None:
    desk.give(apply(ruled(low(3), OWN)))
    desk.give(edit(low(4), "low"))
    desk.give(apply(ruled(low(3), OWN), "again"))
    assert rules(desk) == (low(4), OWN)
    desk.give(apply(PLAN, "none"))
    assert rules(desk) == (resolved()["low_stock"], None)


def test_a_journal_in_which_a_plans_rule_was_taken_out_is_folded(desk: Desk) -> None:
    """A former version accepted the undo of an edit of what was the plan's by then."""
    desk.give(edit(OWN, "own"))
    desk.give(apply(ruled(OWN)))
    for command in (undo("own"), apply(ruled(low(3)), "q")):
        desk.now_ms += 1000
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, rec.Accepted(by=Role.CONTROLLER, command=command))
    assert rules(desk) == (low(3), None)
