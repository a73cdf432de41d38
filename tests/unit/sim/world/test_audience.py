from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from sim.facts import Fact
from sim.scenarios import SCENARIOS, Scenario
from sim.world.audience import Crowd, user_id

T0 = 1_767_268_800_000
SEEN = replace(SCENARIOS["calm"], seen=1.0)


def crowd(seconds: int, scenario: Scenario = SEEN) -> tuple[Crowd, list[Fact]]:
    made, facts = Crowd(1, scenario), []
    made.seat(T0)
    for second in range(1, seconds + 1):
        end_ms = T0 + second * 1000
        facts += made.step(end_ms, 1.0) + made.taps(end_ms) + made.levels(end_ms, second)
    return made, facts


def test_online_is_those_who_came_less_those_who_went() -> None:
    made, facts = crowd(600)
    came, went = (sum(fact.kind == kind for fact in facts) for kind in ("enter", "leave"))
    assert made.online == SEEN.seated + came - went
    assert went > 100


def test_levels_come_every_three_seconds_and_count_everybody() -> None:
    made, facts = crowd(600)
    levels = [fact for fact in facts if fact.kind == "audience"]
    assert len(levels) == 200
    assert levels[-1].fields["online"] == made.online
    entered = sum(fact.kind == "enter" for fact in facts)
    assert levels[-1].fields["total"] == SEEN.seated + entered
    totals = [fact.fields["total"] for fact in levels]
    assert totals == sorted(totals)


def test_feed_passes_on_only_a_share_of_the_comings() -> None:
    half, _ = crowd(0)
    made, facts = crowd(600, replace(SEEN, seen=0.5))
    total = next(fact for fact in reversed(facts) if fact.kind == "audience").fields["total"]
    entered = sum(fact.kind == "enter" for fact in facts)
    assert 0.4 < entered / (total - half.online) < 0.6
    assert made.online > 0


def test_nobody_leaves_who_is_not_there_and_nobody_comes_twice_at_once() -> None:
    made, facts = crowd(900)
    here = {user_id(n) for n in range(SEEN.seated)}
    moves = [fact for fact in facts if fact.kind in {"enter", "leave"}]
    for fact in moves:
        user = fact.fields["user"]
        assert (user in here) is (fact.kind == "leave")
        here ^= {user}
    assert len(here) == made.online


def test_like_counter_rises_by_the_taps_of_all_and_each_like_tells_it() -> None:
    _, facts = crowd(300)
    likes = [fact for fact in facts if fact.kind == "like"]
    assert all(fact.likes_so_far is not None for fact in likes)
    levels = [fact.fields["likes"] for fact in facts if fact.kind == "audience"]
    tapped = sum(fact.fields.get("count", 1) for fact in likes)
    assert levels == sorted(levels)
    assert 0 < levels[-1] - levels[0] <= tapped


def test_like_counter_restarts_where_the_scenario_says_so() -> None:
    _, facts = crowd(300, replace(SEEN, counter_restarts_s=100))
    levels = [fact.fields["likes"] for fact in facts if fact.kind == "audience"]
    assert sum(later < before for before, later in pairwise(levels)) == 3


def test_traffic_is_the_contracts_and_mostly_recommended() -> None:
    _, facts = crowd(900)
    sources = [fact.fields.get("traffic") for fact in facts if fact.kind == "enter"]
    known = {"recommend", "follow", "search", "paid", "video", "share", "private", "other", None}
    assert set(sources) <= known
    assert max(known, key=sources.count) == "recommend"
