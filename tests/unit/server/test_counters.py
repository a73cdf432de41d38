"""Counting adds to numbers, and to the right ones."""

from __future__ import annotations

from controlroom.live.answers import Receipt
from controlroom.server.counters import POST_BUCKETS_S, Counters


def test_a_body_counts_what_became_of_its_events_and_how_long_it_took() -> None:
    counters = Counters()
    counters.posted("demo", "shop", Receipt(accepted=2, duplicates=0, rejected=[], seq=1), 0.003)
    counters.posted("demo", "shop", Receipt(accepted=1, duplicates=3, rejected=[], seq=2), 9.0)
    assert counters.events == {("demo", "shop", "accepted"): 3, ("demo", "shop", "duplicate"): 3}
    assert {bound: n for bound, n in zip((*POST_BUCKETS_S, None), counters.posts, strict=True) if n} == {
        0.005: 1,
        None: 1,
    }
    assert counters.posts_s == 9.003


def test_a_command_counts_by_its_outcome() -> None:
    counters = Counters()
    counters.commanded("demo", "take", "done")
    counters.commanded("demo", "take", "busy")
    assert counters.commands == {("demo", "take", "done"): 1, ("demo", "take", "busy"): 1}
