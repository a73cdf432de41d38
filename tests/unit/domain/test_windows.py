"""Rolling windows: what enters, what leaves, what waits, what is forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.windows import KEEP_S, WINDOWS_S, Flows, Holders, Levels, Reading, newer

T = 1_000_000


def test_flows_count_in_the_total_at_once_and_in_windows_at_the_next_second() -> None:
    flows = Flows.of(2, T)
    flows.add(1, 5, T)
    flows.add(1, 2, T - 30)
    assert (flows.total, flows.sums) == ([0, 7], [[0, 0]] * 3)
    flows.advance(T + 1)
    assert flows.sums == [[0, 7]] * 3


def test_flows_leave_each_window_when_their_second_does() -> None:
    flows = Flows.of(1, T)
    flows.add(0, 1, T)
    inside = []
    for later in (60, 61, 300, 301, 1800, 1801):
        flows.advance(T + later)
        inside.append([sums[0] for sums in flows.sums])
    assert inside == [[1, 1, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1], [0, 0, 0]]
    assert flows.total == [1]


def test_flows_of_a_straggler_enter_only_the_windows_that_still_hold_its_second() -> None:
    flows = Flows.of(1, T)
    flows.add(0, 4, T - 100)
    flows.advance(T + 1)
    assert [sums[0] for sums in flows.sums] == [0, 4, 4]


def test_a_straggler_as_old_as_a_window_is_just_inside_it() -> None:
    flows, held = Flows.of(1, T), Holders(T)
    for user, second in (("just", T - 59), ("not", T - 60)):
        flows.add(0, 1, second)
        held.place(user, 1, second)
    flows.advance(T + 1)
    held.advance(T + 1)
    assert ([s[0] for s in flows.sums], [held.in_window(i) for i in range(3)]) == ([1, 2, 2],) * 2


def test_flows_ahead_of_us_wait_for_their_second() -> None:
    flows = Flows.of(1, T)
    flows.add(0, 1, T + 5)
    flows.advance(T + 5)
    assert (flows.sums[0], flows.ahead(0)) == ([0], 1)
    flows.advance(T + 6)
    assert (flows.sums[0], flows.ahead(0)) == ([1], 0)


def test_late_flows_count_in_the_total_alone() -> None:
    flows = Flows.of(1, T)
    flows.add(0, 3, None)
    flows.advance(T + 1)
    assert (flows.total, flows.sums, list(flows.buckets)) == ([3], [[0]] * 3, [])


@pytest.mark.parametrize("ahead_s", [0, 25, 59])
def test_flows_forget_buckets_when_their_minute_is_forty_minutes_ago(ahead_s: int) -> None:
    minute = T - T % 60
    flows, second = Flows.of(1, minute), minute + ahead_s
    flows.add(0, 1, second)
    flows.advance(minute + 60 + KEEP_S)
    assert list(flows.buckets) == [second]
    flows.advance(minute + 60 + KEEP_S + 1)
    assert list(flows.buckets) == []


def test_flows_taken_back_long_after_their_windows_change_nothing() -> None:
    flows = Flows.of(1, T)
    flows.waits(T - KEEP_S - 5)[0] -= 1
    flows.advance(T + 1)
    assert (flows.sums, list(flows.buckets)) == ([[0]] * 3, [])


@given(
    st.lists(st.tuples(st.integers(-130, 6), st.integers(0, 400), st.integers(1, 9)), max_size=30),
    st.integers(1, 2500),
)
def test_flows_sums_equal_brute_force(adds: list[tuple[int, int, int]], tail: int) -> None:
    flows, told, now = Flows.of(1, T), [], T
    for offset, wait, n in adds:
        flows.add(0, n, now + offset)
        told.append((now + offset, n))
        now += wait
        flows.advance(now)
    now += tail
    flows.advance(now)
    assert [sums[0] for sums in flows.sums] == [sum(n for s, n in told if now - w <= s < now) for w in WINDOWS_S]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(-130, 6), st.integers(0, 200)), max_size=30),
    st.integers(1, 400),
)
def test_holders_equal_brute_force(adds: list[tuple[str, int, int]], tail: int) -> None:
    held, told, now = Holders(T), [], T
    for user, offset, wait in adds:
        held.count(user, 1)
        held.place(user, 1, now + offset)
        told.append((now + offset, user))
        now += wait
        held.advance(now)
    now += tail
    held.advance(now)
    wanted = [len({u for s, u in told if now - w <= s < now}) for w in WINDOWS_S]
    assert [held.in_window(i) for i in range(3)] == wanted
    assert held.total == len({u for _, u in told})


def test_holders_taken_back_leave_no_trace() -> None:
    held = Holders(T)
    held.count("u", 1)
    held.place("u", 1, T)
    held.advance(T + 1)
    held.count("u", -1)
    held.place("u", -1, T)
    held.advance(T + 2)
    assert (held.total, [held.in_window(i) for i in range(3)], held.buckets) == (0, [0, 0, 0], {})


def test_newer_is_decided_by_instant_then_source_then_id() -> None:
    one, two, three = Reading(5, "a", "z", 9), Reading(5, "b", "a", 1), Reading(6, "a", "a", 0)
    assert newer(one, two) is two
    assert newer(three, two) is three
    assert newer(None, one) is one
    assert newer(None, None) is None


def test_levels_know_the_newest_before_each_windows_start() -> None:
    levels = Levels(T)
    for ago, value in ((400, 1), (61, 2), (10, 3)):
        levels.add(Reading((T - ago) * 1000, "", "", value), late=False)
    levels.advance(T + 1)
    starts = [reading.value if reading else None for reading in levels.starts]
    assert starts == [2, 1, None]
    levels.advance(T + 51)
    assert levels.starts[0] == Reading((T - 10) * 1000, "", "", 3)


def test_a_late_level_may_be_the_newest_but_starts_no_window() -> None:
    levels = Levels(T)
    levels.add(Reading((T - 3000) * 1000, "", "", 7), late=True)
    levels.advance(T + 1)
    assert (levels.newest, levels.starts) == (Reading((T - 3000) * 1000, "", "", 7), [None, None, None])
