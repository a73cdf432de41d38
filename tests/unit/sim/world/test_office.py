from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from sim.facts import Fact
from sim.scenarios import SCENARIOS
from sim.world.audience import MONITOR
from sim.world.products import Catalogue
from sim.world.world import World

T0 = 1_767_268_800_000
STAFF = ("studio-1", "studio-2")


def show(seconds: int = 1500, scenario: str = "evening", staff: tuple[str, ...] = (), **changed: Any) -> list[Fact]:
    catalogue = Catalogue()
    catalogue.meet("cream", "cream", 1, 19_900)
    quiet = {"order_rate": 0.0, "like_rate": 0.0, "impression_rate": 0.0, "arrivals_per_s": 1.0, "seated": 5}
    scene = replace(SCENARIOS[scenario], **{**quiet, **changed})
    played = World(1, scene, catalogue, {"cream": 500}, staff=staff)
    return [fact for s in range(seconds) for fact in played.step(T0 + s * 1000, s, "cream")]


def test_costs_are_told_by_kind_and_a_calm_evening_has_none() -> None:
    spent = [fact.fields for fact in show() if fact.kind == "spend"]
    kinds = Counter(fields["kind"] for fields in spent)
    assert kinds == {"ads": 25, "host": 2, "commission": 1, "logistics": 1, "other": 2}
    assert all(fields["amount_minor"] >= 0 for fields in spent)
    assert [fact for fact in show(scenario="calm") if fact.kind == "spend"] == []


def test_the_board_is_read_off_now_and_then_and_not_all_of_it_each_time() -> None:
    told = [fact.fields for fact in show() if fact.kind == "totals"]
    assert len(told) == 17
    assert {"gmv_minor" in fields for fields in told} == {True, False}
    assert [fields["entries"] for fields in told] == sorted(fields["entries"] for fields in told)


def test_the_teams_accounts_do_what_viewers_do_and_their_orders_take_pieces() -> None:
    facts = [fact for fact in show(3000, staff=STAFF, staff_per_s=0.3) if fact.fields.get("user") in STAFF]
    assert {fact.kind for fact in facts} == {
        "enter", "leave", "comment", "like", "follow", "share", "click", "impression", "order"
    }  # fmt: skip
    steps = Counter(
        fact.fields["status"] for fact in show(3000, staff=STAFF, staff_per_s=0.3) if fact.kind == "order"
    )  # fmt: skip
    assert steps["created"] == sum(fact.kind == "order" for fact in facts) > 0, "only the first step names who it was"
    assert steps["cancelled"] < steps["paid"] <= steps["created"]


def test_a_show_with_an_office_has_the_same_viewers_who_do_the_same() -> None:
    viewers = {"enter", "leave", "comment", "follow", "share", "club", "gift", "click"}

    def theirs(facts: list[Fact]) -> list[Fact]:
        return [fact for fact in facts if fact.kind in viewers and fact.fields.get("user") not in STAFF]

    assert theirs(show(staff=STAFF)) == theirs(show(ads_minor_per_min=0, board=False)) != []


def test_a_second_source_tells_levels_under_its_own_name() -> None:
    told = [fact for fact in show(70, "faulty") if fact.kind == "audience" and fact.fields.get("source") == MONITOR]
    assert len(told) == 10
    assert all("total" not in fact.fields for fact in told)
