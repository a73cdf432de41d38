"""How often something was said, in any window."""

from __future__ import annotations

import random
from typing import Any

from controlroom.domain.alerts.heard import LONGEST_S, Heard, Seconds

T_S = 1_750_000_000


def counted(*seconds: int) -> Seconds:
    """Return counts of one at each of these seconds after T_S."""
    found = Seconds()
    for second in seconds:
        found.add(T_S + second)
    return found


def test_a_window_ends_with_now_and_takes_what_is_dated_ahead() -> None:
    assert counted(0, 1, 299, 300, 301).within(T_S + 300, 300) == 5
    assert counted(0, 1, 299).within(T_S + 301, 300) == 2


def test_a_window_of_the_past_ends_before_its_end() -> None:
    assert counted(0, 1, 299, 300).within(T_S + 400, 300, ago_s=100) == 3


def test_several_in_one_second_add_up() -> None:
    found = counted(5, 5)
    found.add(T_S + 5, 3)
    assert found.within(T_S + 6, 60) == 5


def test_what_no_window_reaches_is_forgotten() -> None:
    found = counted(0, 2 * LONGEST_S, 2 * LONGEST_S + 1)
    assert list(found.by_second) == [T_S + 2 * LONGEST_S, T_S + 2 * LONGEST_S + 1]


def test_a_window_that_goes_on_is_the_one_that_is_counted_anew() -> None:
    rng, found, as_of_s = random.Random(5), Seconds(900), T_S
    for _ in range(3000):
        if rng.random() < 0.4:
            found.add(as_of_s + rng.choice((-400, -30, -1, 0, 0, 1, 5, 1200)), rng.choice((1, 1, 3)))
        as_of_s += rng.choice((0, 0, 1, 1, 1, 2, 7, 90, -1))
        for window in ((60, 0), (300, 0), (600, 300)):
            assert found.within(as_of_s, *window) == Seconds(900, dict(found.by_second)).within(as_of_s, *window)


def test_reading_costs_a_look_at_each_second_that_has_passed() -> None:
    class Looked(dict[int, int]):
        looks = 0

        def items(self) -> Any:
            type(self).looks += len(self)
            return super().items()

    found = Seconds(2100, Looked({T_S + n: 1 for n in range(2100)}))
    for second in range(2100, 2160):
        for _ in range(8):
            found.within(T_S + second, 1800, 300)
    assert Looked.looks == 2100


def test_the_newest_words_are_told_each_once_while_they_count() -> None:
    heard = Heard()
    heard.utter(10, ("a", "b"))
    heard.utter(400, ("a",))
    heard.utter(390, ("c", "a"))  # what is told later may have been said before
    assert heard.words == {"b": 10, "c": 390, "a": 400}
    assert (heard.told(310), heard.told(311), heard.told(700)) == (["b", "c", "a"], ["c", "a"], ["a"])
    heard.utter(401, "defgh")
    assert list(heard.words) == list("defgh")
