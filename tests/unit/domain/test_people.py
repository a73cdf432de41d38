"""Who took part, and who of them wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.people import People
from controlroom.domain.windows import KEEP_S, WINDOWS_S

T = 1_000_000


def test_a_user_counts_once_a_window_and_a_comment_is_an_act_too() -> None:
    people = People.of(T)
    for second in (T, T + 1, T - 100):
        people.comment("u", second)
    people.act("v", T)
    people.act("w", None)
    assert (people.totals(), people.acted.sums, people.commented.sums) == ((1, 3), [0] * 3, [0] * 3)
    people.advance(T + 2)
    assert (people.totals(), people.acted.sums, people.commented.sums) == ((1, 3), [2] * 3, [1] * 3)
    people.advance(T + 62)
    assert (people.acted.sums, people.commented.sums) == ([0, 2, 2], [0, 1, 1])


def test_somebody_who_only_liked_and_then_writes_late_is_a_commenter_in_no_window() -> None:
    people = People.of(T)
    people.act("u", T)
    people.advance(T + 1)
    people.comment("u", None)
    people.comment("u", None)
    assert (people.totals(), people.acted.sums, people.commented.sums) == ((1, 1), [1] * 3, [0] * 3)


def test_a_straggler_as_old_as_a_window_is_just_inside_it() -> None:
    people = People.of(T)
    people.comment("just", T - 59)
    people.comment("not", T - 60)
    people.advance(T + 1)
    assert people.commented.sums == people.acted.sums == [1, 2, 2]


def test_seconds_are_forgotten_after_forty_minutes() -> None:
    people = People.of(T)
    people.comment("u", T)
    people.advance(T + KEEP_S + 1)
    assert (people.acted.by_second, people.commented.by_second, people.totals()) == ({}, {}, (1, 1))


acts = st.tuples(st.sampled_from("abc"), st.none() | st.integers(-130, 6), st.integers(0, 200), st.booleans())


@given(st.lists(acts, max_size=30), st.integers(1, 400))
def test_both_counts_equal_brute_force(told: list[tuple[str, int | None, int, bool]], tail: int) -> None:
    people, seen, now = People.of(T), [], T
    for user, offset, wait, wrote in told:
        second = now + offset if offset is not None else None
        (people.comment if wrote else people.act)(user, second)
        seen.append((second, user, wrote))
        assert people.totals() == (len({u for _, u, w in seen if w}), len({u for _, u, _ in seen}))
        now += wait
        people.advance(now)
    now += tail
    people.advance(now)
    for counts, fit in ((people.acted, lambda w: True), (people.commented, bool)):
        wanted = [
            len({u for s, u, w in seen if fit(w) and s is not None and now - length <= s < now}) for length in WINDOWS_S
        ]
        assert counts.sums == wanted
    assert people.totals() == (len({u for _, u, w in seen if w}), len({u for _, u, _ in seen}))


def test_a_comment_longer_ago_than_any_window_counts_as_new_again() -> None:
    people, seen = People.of(T), []
    for second, wrote in ((T, True), (T + 1700, False), (T + 2300, False), (T + 2400, True), (T + 2401, True)):
        (people.comment if wrote else people.act)("u", second)
        people.advance(second + 1)
        seen.append((people.acted.sums, people.commented.sums))
        seen = [(list(a), list(c)) for a, c in seen]
    assert [c for _, c in seen] == [[1, 1, 1], [0, 0, 1], [0, 0, 0], [1, 1, 1], [1, 1, 1]]
    assert [a for a, _ in seen] == [[1, 1, 1]] * 5
    assert people.totals() == (1, 1)


def test_a_room_opened_weeks_ahead_counts_from_its_start() -> None:
    people = People.of(T)
    people.begin(T + 30 * 86_400)
    people.as_of_s = T + 30 * 86_400
    people.comment("u", T + 30 * 86_400 + 5)
    people.advance(T + 30 * 86_400 + 70)
    assert (people.commented.sums, people.acted.sums) == ([0, 1, 1], [0, 1, 1])


def test_a_comment_of_before_the_newest_act_leaves_that_act_where_it_is() -> None:
    people = People.of(T)
    people.act("u", T + 50)
    people.advance(T + 51)
    people.comment("u", T + 10)
    people.advance(T + 52)
    people.act("u", T + 55)
    people.advance(T + 100)
    assert (people.acted.sums, people.commented.sums) == ([1, 1, 1], [0, 1, 1])
    people.advance(T + 116)
    assert (people.acted.sums, people.commented.sums) == ([0, 1, 1], [0, 1, 1])
