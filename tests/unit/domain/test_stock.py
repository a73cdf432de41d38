"""How many are left: METRICS.md section 3, for one product."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.stock import Shelf
from controlroom.domain.windows import Reading


def level(at_ms: int, value: int) -> Reading:
    return Reading(at_ms, "", "", value)


def test_a_shelf_without_a_level_is_unknown_and_not_zero() -> None:
    shelf = Shelf()
    shelf.move(-3, 10)
    assert (shelf.available, shelf.listed_now, shelf.state) == (None, None, "unknown")


def test_moves_before_a_level_are_in_it_already() -> None:
    shelf = Shelf()
    shelf.move(-3, 10)
    shelf.move(-4, 30)
    shelf.level(level(20, 100), None)
    assert shelf.available == 96


def test_an_older_level_that_comes_later_changes_nothing() -> None:
    shelf = Shelf()
    shelf.level(level(20, 100), None)
    shelf.level(level(10, 5), None)
    assert shelf.available == 100


def test_a_move_at_the_very_instant_of_the_level_is_in_it() -> None:
    shelf = Shelf()
    shelf.level(level(20, 100), level(20, 40))
    shelf.move(-1, 20)
    assert (shelf.available, shelf.listed_now) == (100, 40)


def test_warehouse_and_platform_are_counted_from_their_own_levels() -> None:
    shelf = Shelf()
    shelf.level(level(10, 100), level(30, 40))
    shelf.move(-2, 20)
    shelf.move(-3, 40)
    assert (shelf.available, shelf.listed_now) == (95, 37)


@pytest.mark.parametrize(
    ("left", "safety", "state"),
    [(-1, 5, "oversold"), (0, 5, "out"), (4, 5, "low"), (5, 5, "ok"), (1, None, "ok")],
)
def test_state_is_the_word_for_what_is_left(left: int, safety: int | None, state: str) -> None:
    assert Shelf(safety=safety, on_hand=level(0, left)).state == state


def test_state_rests_on_the_platforms_level_where_the_warehouse_is_unknown() -> None:
    assert Shelf(listed=level(0, 0)).state == "out"


@pytest.mark.parametrize(
    ("on_hand", "listed", "says", "sells", "state"),
    [
        (1200, 40, 40, 40, "low"),
        (40, 1200, 1200, 40, "low"),
        (1200, 0, 0, 0, "out"),
        (0, 1200, 1200, 0, "out"),
        (-3, 1200, 1200, -3, "oversold"),
        (1200, -3, -3, -3, "out"),  # the platform's arithmetic is behind: the warehouse has them
        (None, 40, 40, 40, "low"),
        (None, -3, -3, -3, "oversold"),
        (1200, None, 1200, 1200, "ok"),
        (None, None, None, None, "unknown"),
    ],
)
def test_the_platforms_pieces_are_said_and_the_fewest_known_are_judged(
    on_hand: int | None, listed: int | None, says: int | None, sells: int | None, state: str
) -> None:
    shelf = Shelf(
        safety=50,
        on_hand=level(0, on_hand) if on_hand is not None else None,
        listed=level(0, listed) if listed is not None else None,
    )
    assert (shelf.sayable, shelf.sellable, shelf.state, shelf.is_out) == (
        says, sells, state, sells is not None and sells <= 0
    )  # fmt: skip


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("on_hand"), st.integers(0, 20), st.integers(-5, 50)),
            st.tuples(st.just("listed"), st.integers(0, 20), st.integers(0, 50)),
            st.tuples(st.just("move"), st.integers(0, 20), st.integers(-9, 9)),
        ),
        max_size=25,
    )
)
def test_arithmetic_equals_brute_force_in_any_order(told: list[tuple[str, int, int]]) -> None:
    shelf = Shelf()
    for i, (kind, at_ms, n) in enumerate(told):
        if kind == "move":
            shelf.move(n, at_ms)
        else:
            reading = Reading(at_ms, "", f"{i:03}", n)
            shelf.level(reading if kind == "on_hand" else None, reading if kind == "listed" else None)

    def left(which: str) -> int | None:
        levels = [(at_ms, i, n) for i, (kind, at_ms, n) in enumerate(told) if kind == which]
        if not levels:
            return None
        since, _, value = max(levels)
        return value + sum(n for kind, at_ms, n in told if kind == "move" and at_ms > since)

    assert (shelf.available, shelf.listed_now) == (left("on_hand"), left("listed"))


@given(
    before=st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 5))),
    after=st.lists(st.tuples(st.sampled_from(["move", "on_hand", "listed"]), st.integers(0, 19), st.integers(-5, 5))),
    on_hand=st.none() | st.integers(0, 9),
    listed=st.none() | st.integers(0, 9),
)
def test_a_level_taken_back_counts_for_nothing(
    before: list[tuple[int, int]], after: list[tuple[str, int, int]], on_hand: int | None, listed: int | None
) -> None:
    shelf, other = (Shelf(on_hand=level(0, 40), listed=level(2, 30)) for _ in range(2))

    def told(value: int | None) -> Reading | None:
        return Reading(10, "command", "x", value) if value is not None else None

    for one in (shelf, other):
        for at_ms, pieces in before:
            one.move(pieces, at_ms)
    shelf.tell("x", told(on_hand), told(listed))
    for one in (shelf, other):
        for kind, at_ms, n in after:
            if kind == "move":
                one.move(n, at_ms)
            else:
                reading = level(at_ms, n)
                one.level(reading if kind == "on_hand" else None, reading if kind == "listed" else None)
    shelf.untell("x")
    assert shelf == other
