from __future__ import annotations

from sim.facts import Fact, Ids


def test_ids_depend_on_part_and_seed_and_count_up() -> None:
    ids = Ids("o", 7)
    assert [ids.next(), ids.next()] == ["o7-000001", "o7-000002"]


def test_body_is_the_event_without_what_only_a_relay_knows() -> None:
    fact = Fact("like", "t1-000001", 5, {"user": "u-1", "count": 3}, likes_so_far=900)
    assert fact.body() == {"type": "like", "id": "t1-000001", "at": 5, "user": "u-1", "count": 3}
