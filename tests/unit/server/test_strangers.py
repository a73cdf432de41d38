"""Strangers are answered at once as long as they are few, then at a pace; too many are hung up on."""

from __future__ import annotations

from contextlib import suppress

import pytest

from controlroom.server.problems import Problem
from controlroom.server.strangers import A_SECOND, AT_ONCE, LONGEST_S, Strangers


def test_few_are_answered_at_once_and_many_at_the_pace() -> None:
    strangers = Strangers()
    assert [strangers.wait_s(100.0) for _ in range(AT_ONCE)] == pytest.approx([0.0] * AT_ONCE, abs=1e-9)
    waits = [strangers.wait_s(100.0) for _ in range(A_SECOND)]
    assert waits == pytest.approx([nr / A_SECOND for nr in range(1, A_SECOND + 1)])


def test_in_a_second_of_a_flood_no_more_are_answered_than_the_pace_lets() -> None:
    strangers, answered = Strangers(), []
    for nr in range(20_000):
        now_s = 100 + nr / 1000
        with suppress(Problem):
            answered.append(now_s + strangers.wait_s(now_s))
    assert sum(110 <= at < 111 for at in answered) == pytest.approx(A_SECOND, abs=1)
    assert max(at - 100 for at in answered) <= 20 + LONGEST_S


def test_refused_turn_is_not_taken_and_a_calm_while_forgives() -> None:
    strangers = Strangers()
    for _ in range(AT_ONCE + round(A_SECOND * LONGEST_S) - 1):
        strangers.wait_s(100.0)
    strangers.wait_s(100.0 + 0.5 / A_SECOND)
    with pytest.raises(Problem) as refused:
        strangers.wait_s(100.0 + 0.5 / A_SECOND)
    assert (refused.value.status, refused.value.headers["Connection"]) == (429, "close")
    assert strangers.wait_s(100.0 + 2 / A_SECOND) <= LONGEST_S
    assert strangers.wait_s(200.0) == 0.0
