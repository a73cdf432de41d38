"""How many are left: METRICS.md section 3, for one product."""

from __future__ import annotations

from itertools import permutations

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


def at(place: str, at_ms: int, value: int) -> tuple[str, Reading]:
    return place, Reading(at_ms, "shop", place, value)


TOLD = [at("1", 10, 40), at("2", 20, 0), at("1", 30, 7), at("2", 15, 12)]


@pytest.mark.parametrize("order", list(permutations(TOLD)))
def test_places_add_up_to_the_whole_in_whatever_order_they_tell(order: tuple[tuple[str, Reading], ...]) -> None:
    shelf = Shelf(safety=5)
    shelf.move(-2, 25)
    for name, told in order:
        shelf.place(name, told, ("1", "2"))
        shelf.move(-1, 40)
    assert (shelf.available, shelf.state, shelf.is_whole) == (7 - 4, "low", True)


def test_a_whole_of_several_places_is_sold_out_when_all_are() -> None:
    shelf = Shelf()
    shelf.place(*at("1", 10, 40), ("1", "2"))
    assert (shelf.least, shelf.available, shelf.is_out) == (40, None, False)
    shelf.place(*at("2", 20, 0), ("1", "2"))
    assert (shelf.available, shelf.is_out) == (40, False)
    shelf.place(*at("1", 30, 0), ("1", "2"))
    assert (shelf.available, shelf.state) == (0, "out")


def test_an_older_level_of_a_place_mends_the_sum_though_another_told_last() -> None:
    shelf = Shelf()
    shelf.place(*at("1", 30, 7), ("1", "2"))
    shelf.place(*at("2", 10, 20), ("1", "2"))
    shelf.place(*at("2", 20, 5), ("1", "2"))
    assert shelf.available == 12


@pytest.mark.parametrize("counting", [(), ("1", "2", "3")])
def test_a_sum_that_is_not_known_to_be_whole_is_shown_as_the_least_and_nothing_is_concluded(
    counting: tuple[str, ...],
) -> None:
    shelf = Shelf(safety=50)
    shelf.place(*at("1", 10, 40), counting)
    shelf.place(*at("2", 20, 0), counting)
    assert (shelf.least, shelf.sayable) == (40, None)
    assert (shelf.available, shelf.sellable, shelf.state, shelf.is_out) == (None, None, "unknown", False)
    shelf.move(-39, 25)
    shelf.move(-1, 20)
    assert shelf.least == 1
    shelf.move(-1, 26)
    assert (shelf.least, shelf.state, shelf.is_out) == (None, "unknown", False)


def test_some_places_replace_no_whole_level_and_a_whole_level_replaces_them() -> None:
    shelf = Shelf()
    shelf.level(level(10, 100), None)
    shelf.place(*at("1", 20, 40), ())
    shelf.move(-1, 30)
    assert (shelf.least, shelf.available) == (99, 99)
    late = Shelf()
    late.place(*at("1", 20, 40), ())
    late.move(-1, 30)
    late.level(level(10, 100), None)
    assert (late.least, late.available) == (99, 99)


def test_places_that_count_no_more_are_not_in_the_sum() -> None:
    shelf = Shelf()
    shelf.place(*at("1", 10, 40), ("1", "2"))
    shelf.place(*at("2", 20, 30), ("1", "2"))
    shelf.place(*at("1", 30, 39), ("1",))
    assert shelf.available == 39
    shelf.place(*at("9", 40, 3), ("8",))
    assert (shelf.available, shelf.least) == (None, None), "8 alone counts, and has told nothing"


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([("1", 1, 5, ()), ("2", 2, 10, ("1", "2"))], 15),
        ([("1", 1, 8, ("1",)), ("1", 3, 3, ("1", "2")), ("2", 2, 10, ("1", "2"))], 13),
        ([("1", 1, 8, ("1",)), ("1", 3, 3, ("1", "2"))], None),
    ],
)
def test_the_newest_reading_that_names_places_says_which_count(
    told: list[tuple[str, int, int, tuple[str, ...]]], left: int | None
) -> None:
    for order in permutations(told):
        shelf = Shelf()
        for place, at_ms, value, counting in order:
            shelf.place(*at(place, at_ms, value), counting)
        assert shelf.available == left


Told = tuple[str, int, int, tuple[str, ...]]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3", "whole", "listed", "move"]), st.integers(0, 9), st.integers(-3, 20),
            st.sampled_from([(), ("1",), ("1", "2"), ("2", "1", "3"), ("3",)]),
        ),
        max_size=9, unique_by=lambda told: told[:2],
    ),
    st.data(),
)  # fmt: skip
def test_levels_of_places_are_the_same_in_any_order_whatever_each_names(told: list[Told], data: st.DataObject) -> None:
    shelf = Shelf()
    for name, at_ms, n, counting in data.draw(st.permutations(told)):
        reading = Reading(at_ms, name, "", n)
        if name == "move":
            shelf.move(n, at_ms)
        elif name in ("whole", "listed"):
            shelf.level(reading if name == "whole" else None, reading if name == "listed" else None)
        else:
            shelf.place(name, reading, counting)
    readings = {name: max(one for one in told if one[0] == name) for name, *_ in told}
    named = max(((at_ms, name, which) for name, at_ms, _, which in told if name in "123" and which), default=None)
    levels = [(one[1], one[0], one[2]) for name, one in readings.items() if name == "whole"]
    there = [readings[name] for name in (named[2] if named is not None else ()) if name in readings]
    if named is not None and len(there) == len(named[2]):
        levels.append((*max((one[1], one[0]) for one in there), sum(one[2] for one in there)))
    expected = None
    if levels:
        since, _, value = max(levels)
        expected = value + sum(n for name, at_ms, n, _ in told if name == "move" and at_ms > since)
    assert shelf.available == expected
    assert (shelf.warehouse is None) is (expected is None)


def test_what_places_tell_counts_too_when_a_level_told_by_hand_is_taken_back() -> None:
    shelf = Shelf()
    shelf.place(*at("1", 10, 40), ("1", "2"))
    shelf.tell("c", level(20, 5), None)
    shelf.place(*at("2", 15, 30), ("1", "2"))
    shelf.move(-1, 40)
    assert shelf.available == 4
    shelf.untell("c")
    assert shelf.available == 69
