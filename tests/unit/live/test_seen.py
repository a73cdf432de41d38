"""The memory of what was taken."""

from __future__ import annotations

import pytest

from controlroom.domain import events as ev
from controlroom.live import seen as module
from controlroom.live.seen import RECENT_MS, Seen, hash_of

T = 1_764_000_000_000


def test_an_id_is_unique_within_its_source() -> None:
    seen = Seen()
    assert seen.take(ev.Like(id="1"), "relay", T)
    assert not seen.take(ev.Like(id="1"), "relay", T)
    assert seen.take(ev.Like(id="1"), "erp", T)
    assert not seen.take(ev.Comment(id="1", user="u", text="x"), "relay", T)


def test_most_facts_are_remembered_for_an_hour_and_orders_for_the_show() -> None:
    seen = Seen()
    order = ev.OrderStep(id="o", order="o", status="paid")
    for fact in (ev.Like(id="l"), order):
        seen.take(fact, "relay", T)
    seen.trim(T + RECENT_MS)
    assert not seen.take(ev.Like(id="l"), "relay", T + RECENT_MS)
    seen.trim(T + RECENT_MS + 1)
    assert seen.take(ev.Like(id="l"), "relay", T + RECENT_MS + 1)
    assert not seen.take(order, "relay", T + RECENT_MS + 1)


def test_beyond_a_sources_last_million_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECENT", 3)
    seen = Seen()
    for i in range(5):
        seen.take(ev.Like(id=str(i)), "relay", T)
    seen.take(ev.Like(id="0"), "erp", T)
    seen.trim(T)
    known = {source: [i for i in range(6) if ids.has(hash_of(str(i)))] for source, ids in seen.recent.items()}
    assert known == {"relay": [2, 3, 4], "erp": [0]}


def test_a_source_that_is_silent_for_an_hour_leaves_nothing() -> None:
    seen = Seen()
    for second in range(10):
        seen.take(ev.Like(id=f"a{second}"), "relay", T + second * 1000)
    seen.trim(T + RECENT_MS + 4_500)
    assert [seen.take(ev.Like(id=f"a{s}"), "relay", T + RECENT_MS + 4_500) for s in (3, 4, 5, 9)] == [
        True, True, False, False,
    ]  # fmt: skip
    seen.trim(T + 3 * RECENT_MS)
    assert seen.recent == {}


LIKE = ev.Like(id="l", source="relay")
OTHER = ev.Like(id="m", source="relay")
ORDER = ev.OrderStep(id="o", source="relay", order="o", status="paid")


def told() -> Seen:
    seen = Seen()
    for fact in (LIKE, OTHER, ORDER):
        seen.take(fact, "relay", T)
    return seen


def test_what_was_given_back_counts_again() -> None:
    seen = told()
    seen.give_back([LIKE, ORDER, ev.Like(source="relay")])
    assert [seen.take(fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [True, False, True]


def test_frozen_and_thawed_it_knows_the_same_but_for_what_is_on_its_way() -> None:
    seen = told()
    thawed = Seen.thaw(b"".join(seen.freeze([OTHER, ev.Like(source="relay")]).pieces))
    assert [thawed.take(fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [False, True, False]
    whole = Seen.thaw(b"".join(seen.freeze([]).pieces))
    assert [whole.take(fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [False] * 3
    assert [seen.take(fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [False] * 3
    whole.trim(T + RECENT_MS + 1)
    assert [whole.take(fact, "relay", T + RECENT_MS + 1) for fact in (LIKE, OTHER, ORDER)] == [True, True, False]
