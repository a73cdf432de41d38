"""The memory of what was taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.domain import events as ev
from controlroom.live import seen as module
from controlroom.live.seen import RECENT_MS, Ids, Seen, hash_of

T = 1_764_000_000_000
FACTS = st.one_of(
    st.builds(ev.Like, id=st.sampled_from([None, "1", "2", "3"]), source=st.sampled_from(["relay", "erp"])),
    st.builds(ev.StockChange, id=st.sampled_from(["1", "2"]), source=st.just("relay"), sku=st.just("s"), by=st.just(1)),
)


def new(seen: Seen, fact: ev.Fact, source: str, now_ms: int) -> bool:
    return not seen.take([replace(fact, source=source)], now_ms)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 4)


@given(st.lists(FACTS, max_size=12))
def test_facts_taken_together_are_those_taken_one_by_one(facts: list[ev.Fact]) -> None:
    together, single = Seen(), Seen()
    repeated = {place for place, fact in enumerate(facts) if single.take([fact], T)}
    assert together.take(facts, T) == repeated
    assert b"".join(together.freeze([]).pieces) == b"".join(single.freeze([]).pieces)


def test_an_id_is_unique_within_its_source() -> None:
    seen = Seen()
    assert new(seen, ev.Like(id="1"), "relay", T)
    assert not new(seen, ev.Like(id="1"), "relay", T)
    assert new(seen, ev.Like(id="1"), "erp", T)
    assert not new(seen, ev.Comment(id="1", user="u", text="x"), "relay", T)


def test_most_facts_are_remembered_for_an_hour_and_orders_for_the_show() -> None:
    seen = Seen()
    order = ev.OrderStep(id="o", order="o", status="paid")
    for fact in (ev.Like(id="l"), order):
        new(seen, fact, "relay", T)
    seen.trim(T + RECENT_MS)
    assert not new(seen, ev.Like(id="l"), "relay", T + RECENT_MS)
    seen.trim(T + RECENT_MS + 1)
    assert new(seen, ev.Like(id="l"), "relay", T + RECENT_MS + 1)
    assert not new(seen, order, "relay", T + RECENT_MS + 1)


def test_beyond_a_sources_last_million_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECENT", 3)
    seen = Seen()
    for i in range(5):
        new(seen, ev.Like(id=str(i)), "relay", T)
    new(seen, ev.Like(id="0"), "erp", T)
    seen.trim(T)
    known = {source: [i for i in range(6) if hash_of(str(i)) in ids] for source, ids in seen.recent.items()}
    assert known == {"relay": [2, 3, 4], "erp": [0]}


def test_a_source_that_is_silent_for_an_hour_leaves_nothing() -> None:
    seen = Seen()
    for second in range(10):
        new(seen, ev.Like(id=f"a{second}"), "relay", T + second * 1000)
    seen.trim(T + RECENT_MS + 4_500)
    assert [new(seen, ev.Like(id=f"a{s}"), "relay", T + RECENT_MS + 4_500) for s in (3, 4, 5, 9)] == [
        True, True, False, False,
    ]  # fmt: skip
    seen.trim(T + 3 * RECENT_MS)
    assert seen.recent == {}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1500)), max_size=60), st.lists(st.integers(0, 9), max_size=3)
)
def test_however_many_batches_the_last_of_an_hour_are_known(told: list[tuple[int, int]], back: list[int]) -> None:
    """Against a list of (id, instant) that is searched from the start every time."""
    seen, known, now_ms = Seen(), list[tuple[int, int]](), T
    for n, wait_s in told:
        now_ms += wait_s * 1000
        seen.trim(now_ms)
        known = [(i, at) for i, at in known if at >= now_ms - RECENT_MS]
        assert new(seen, ev.Like(id=str(n)), "relay", now_ms) == (n not in dict(known))
        known += [(n, now_ms)] if n not in dict(known) else []
    seen = Seen.thaw(b"".join(seen.freeze([]).pieces))
    seen.give_back([ev.Like(id=str(n), source="relay") for n in back])
    assert [n for n in range(10) if hash_of(str(n)) in seen.recent.get("relay", module.Ids())] == sorted(
        {n for n, _ in known} - set(back)
    )


LIKE = ev.Like(id="l", source="relay")
OTHER = ev.Like(id="m", source="relay")
ORDER = ev.OrderStep(id="o", source="relay", order="o", status="paid")


def told() -> Seen:
    seen = Seen()
    for fact in (LIKE, OTHER, ORDER):
        new(seen, fact, "relay", T)
    return seen


def test_what_was_given_back_counts_again() -> None:
    seen = told()
    seen.give_back([LIKE, ORDER, ev.Like(source="relay")])
    assert [new(seen, fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [True, False, True]


def test_what_was_given_back_makes_nothing_else_leave_sooner() -> None:
    seen, first = Seen(), [ev.Like(id=f"a{n}", source="relay") for n in range(9)]
    seen.take(first, T)
    seen.give_back(first[3:])
    second = [ev.Like(id=f"b{n}", source="relay") for n in range(5)]
    seen.take(second, T + 10_000)
    seen.trim(T + RECENT_MS + 5_000)
    assert seen.take(first, T + RECENT_MS + 5_000) == set()
    assert seen.take(second, T + RECENT_MS + 5_000) == set(range(5))


def test_frozen_and_thawed_it_knows_the_same_but_for_what_is_on_its_way() -> None:
    seen = told()
    thawed = Seen.thaw(b"".join(seen.freeze([OTHER, ev.Like(source="relay")]).pieces))
    assert [new(thawed, fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [False, True, False]
    whole = Seen.thaw(b"".join(seen.freeze([]).pieces))
    assert [new(whole, fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [False] * 3
    assert [new(seen, fact, "relay", T) for fact in (LIKE, OTHER, ORDER)] == [False] * 3
    whole.trim(T + RECENT_MS + 1)
    assert [new(whole, fact, "relay", T + RECENT_MS + 1) for fact in (LIKE, OTHER, ORDER)] == [True, True, False]


def test_facts_of_one_body_that_name_their_source_are_taken_in_one_go() -> None:
    class Counting(Seen):
        runs = 0

        def ids(self, source: str, *, kept: bool) -> tuple[Ids, Ids]:
            self.runs += 1
            return super().ids(source, kept=kept)

    seen = Counting()
    facts = [replace(one, id=f"{n}", source="".join("relay")) for n in range(3) for one in (LIKE, ORDER)]
    seen.take([replace(fact, id=f"{place}") for place, fact in enumerate(facts)], T)
    assert seen.runs == 2  # those kept for the show, and the others


def test_an_id_is_known_by_the_bits_that_older_snapshots_hold() -> None:
    assert (hash_of("1"), hash_of("单号")) == (1_112_323_275_674_592_119, 199_216_547_970_040_407)
    seen = Seen()
    seen.take([ev.Like(id="单号", source="relay")], T)
    assert hash_of("单号") in seen.recent["relay"]
