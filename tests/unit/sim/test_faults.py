from __future__ import annotations

from collections import Counter
from typing import Any

from sim.facts import Fact
from sim.faults import Spoiler
from sim.scenarios import SCENARIOS, Faults

S0 = 1_767_268_800
FAULTY = SCENARIOS["faulty"].faults


def facts(second: int, count: int = 20) -> list[Fact]:
    return [Fact("like", f"t{second}-{n}", (S0 + second) * 1000 - 990 + n) for n in range(count)]


def spoiled(seed: int, faults: Faults, seconds: int = 300) -> list[tuple[int, dict[str, Any]]]:
    """Return (second told, event) of everything, waiting till nothing is held back."""
    spoiler, told, second = Spoiler(seed, faults), [], 0
    while second < seconds or spoiler.held:
        made = facts(second) if second < seconds else []
        told += [(second, delivery.body) for delivery in spoiler.deliver(S0 + second, made)]
        second += 1
    return told


def test_without_faults_everything_is_told_at_once_and_in_order() -> None:
    told = spoiled(1, Faults())
    assert told == [(second, fact.body()) for second in range(300) for fact in facts(second)]


def test_the_same_seed_spoils_alike_and_another_differently() -> None:
    assert spoiled(1, FAULTY) == spoiled(1, FAULTY)
    assert spoiled(1, FAULTY) != spoiled(2, FAULTY)


def test_nothing_is_lost() -> None:
    ids = {body["id"] for _, body in spoiled(1, FAULTY)}
    assert ids == {fact.id for second in range(300) for fact in facts(second)}


def test_duplicates_have_the_same_id_and_the_same_body() -> None:
    told = spoiled(1, FAULTY)
    times = Counter(body["id"] for _, body in told)
    bodies: dict[str, list[dict[str, Any]]] = {}
    for _, body in told:
        bodies.setdefault(body["id"], []).append(body)
    assert 0.06 < sum(count > 1 for count in times.values()) / len(times) < 0.1
    assert all(body == all_[0] for all_ in bodies.values() for body in all_)


def test_late_ones_are_later_than_two_minutes_and_disordered_ones_are_not() -> None:
    told = spoiled(1, Faults(late=0.05, disorder=0.2))
    waits = [second - (body["at"] + 999) // 1000 + S0 for second, body in told]
    assert 0.03 < sum(wait > 120 for wait in waits) / len(waits) < 0.07
    assert not [wait for wait in waits if 20 < wait <= 120]
    assert 0.15 < sum(0 < wait <= 20 for wait in waits) / len(waits) < 0.25


def test_some_facts_say_no_instant_and_some_one_that_is_still_to_come() -> None:
    told = spoiled(1, Faults(no_instant=0.1, ahead=0.1))
    assert 0.05 < sum("at" not in body for _, body in told) / len(told) < 0.15
    ahead = [body["at"] - (S0 + second) * 1000 for second, body in told if "at" in body]
    assert any(0 < by <= 5000 for by in ahead)
    assert any(by > 5000 for by in ahead)


def test_step_comes_again_under_another_id_with_the_same_words_except_refunds_without_a_name() -> None:
    steps = {
        "paid": {"order": "o", "status": "paid"},
        "named": {"order": "o", "status": "refunded", "refund": "r"},
        "nameless": {"order": "o", "status": "refunded"},
    }
    spoiler = Spoiler(1, Faults(repeat=1.0))
    made = [Fact("order", name, S0 * 1000, fields) for name, fields in steps.items()]
    told = [d.body for second in range(100) for d in spoiler.deliver(S0 + second, made if not second else [])]
    again = {body["id"]: body for body in told if body["id"].endswith("-again")}
    assert set(again) == {"paid-again", "named-again"}
    assert again["paid-again"] == {**made[0].body(), "id": "paid-again"}


def test_relayed_facts_are_told_at_once_and_in_order_now_and_then_twice() -> None:
    spoiler = Spoiler(1, FAULTY, frozenset({"like"}))
    ids = [delivery.fact.id for delivery in spoiler.deliver(S0, facts(0, 200))]
    assert sorted(set(ids), key=ids.index) == [fact.id for fact in facts(0, 200)]
    assert len(ids) > 200
    assert all(ids.count(id_) == 1 or ids[ids.index(id_) + 1] == id_ for id_ in ids)
    assert not spoiler.held


def test_in_silence_nothing_is_told_and_afterwards_everything_with_its_own_instant() -> None:
    spoiler = Spoiler(1, Faults())
    told = [(s, d.body["id"]) for s in range(6) for d in spoiler.deliver(S0 + s, facts(s, 2), silent=s in (2, 3))]
    assert told == [(s if s not in (2, 3) else 4, f"t{s}-{n}") for s in range(6) for n in range(2)]
