"""How often something was said, in any window."""

from __future__ import annotations

from controlroom.domain.alerts.heard import LONGEST_S, Seconds

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
    assert (found.within(T_S + 6, 60), found.total) == (5, 5)


def test_what_no_window_reaches_is_forgotten_but_stays_counted() -> None:
    found = counted(0, 2 * LONGEST_S, 2 * LONGEST_S + 1)
    assert (list(found.by_second), found.total) == ([T_S + 2 * LONGEST_S, T_S + 2 * LONGEST_S + 1], 3)
